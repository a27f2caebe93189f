"""What every test may ask for: a database, an application on it, and one small cast of people."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, settings
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import Engine
from sqlmodel import Session
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from app.accounts import passwords
from app.accounts.cookies import session_cookie
from app.accounts.models import Membership, Organisation, Person, Role, SignInRow, Unit
from app.accounts.service import Member, create_organisation
from app.accounts.tokens import hash_of
from app.assessments import answering, cycles, service
from app.assessments.details import Details
from app.assessments.outcomes import Outcomes
from app.assessments.snapshot import Answer
from app.db.columns import table_of
from app.db.engine import writing
from app.main import create_app
from app.maturity.checklist import CellId
from app.maturity.loading import load
from app.settings import Settings
from app.web import dates
from app.workshops import closing
from app.workshops.live import Hub
from app.workshops.watching import watcher
from tests.databases import Database, Kept, open_database
from tests.measuring import pytest_collection_modifyitems, pytest_configure, pytest_runtest_protocol

__all__ = ["pytest_collection_modifyitems", "pytest_configure", "pytest_runtest_protocol"]

# How long an example takes says how busy the machine is, not whether the code is right.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")
# Hundreds of tests sign somebody in; how costly a hash is, test_keep_passwords.py sees to.
passwords._argon2 = Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)
passwords._hasher = PasswordHash((passwords._argon2,))

HOST = Settings().base
COOKIE = session_cookie(Settings()).name
TODAY = date(2026, 11, 22)
QUIET: dict[str, Any] = {"warm_reports": False, "requests_per_minute": 0}
KEPT = (Organisation, Unit, Person, Membership, SignInRow)
SignIn = Callable[["Member | Someone"], None]


@pytest.fixture(scope="session", autouse=True)
def _stopped_clock() -> Iterator[None]:
    """It is the same day for every test, on whatever day and over whatever midnight they run.

    What is closed is closed for good at once, but for the tests that take it back.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dates, "today", lambda: TODAY)
        patch.setattr(closing, "GRACE", timedelta())
        yield


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A migrated database, once on each engine."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    database = open_database(request.param, tmp_path_factory.mktemp("database"), worker)
    yield database
    database.close()


@pytest.fixture(scope="session")
def built_app(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """The application on that database, built once."""
    app = create_app(Settings(database_url=database.url, data_dir=tmp_path_factory.mktemp("data"), **QUIET))
    yield app
    app.state.renderer.close()
    app.state.engine.dispose()


@pytest.fixture
def app(built_app: FastAPI, database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[FastAPI]:
    """The application on an empty database, that has read nothing yet."""
    monkeypatch.setattr(cycles, "_OUTCOMES", Outcomes())
    built_app.state.hub = Hub(watcher(built_app.state.engine))  # one that is closed stays so
    built_app.state.engine.dispose()
    database.empty()
    yield built_app
    built_app.dependency_overrides.clear()


@pytest.fixture
def engine(app: FastAPI) -> Engine:
    """The application's own engine."""
    engine: Engine = app.state.engine
    return engine


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session to prepare and to look; commit what a request should see."""
    with writing(engine) as session:
        yield session


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    """The director's browser, without JavaScript. It follows no redirects unless asked to."""
    return browser_of(app, "Dana Director")


def browser_of(app: ASGIApp, name: str) -> TestClient:
    """Return the browser of a person of the cast."""
    client = visitor(app)
    client.cookies.set(COOKIE, token_of(name))
    return client


def visitor(app: ASGIApp) -> TestClient:
    """Return a browser in which nobody is signed in."""
    headers = {"origin": HOST}
    return TestClient(app, base_url=HOST, headers=headers, follow_redirects=False, raise_server_exceptions=False)


def token_of(name: str) -> str:
    """Return the token that a person of the cast is signed in with."""
    return f"the token of {name}".replace(" ", "-")


@dataclass(frozen=True)
class Someone:
    """A person who belongs to no organisation."""

    person_id: int
    person: str


@dataclass(frozen=True)
class Cast:
    """Three people of one organisation, somebody of another, and the administrator, who belongs to none."""

    director: Member
    contributor: Member
    steering: Member
    stranger: Member
    administrator: Someone


@pytest.fixture(scope="session")
def gathered() -> list[tuple[Cast, Kept]]:
    """The cast once it was made, with its rows."""
    return []


@pytest.fixture
def cast(session: Session, gathered: list[tuple[Cast, Kept]]) -> Cast:
    """Everyone who appears in the tests. The director is the one signed in."""
    if gathered:
        gathered[0][1].put_back(session)
    else:
        cast = _gather(session)
        gathered.append((cast, Kept(session, [table_of(model) for model in KEPT])))
    session.commit()
    return gathered[0][0]


def _gather(session: Session) -> Cast:
    director = create_organisation(session, "Example Manufacturing Group", "Dana Director")
    stranger = create_organisation(session, "Another Company", "Sam Stranger")
    contributor = _join(session, director, "Cem Contributor", Role.CONTRIBUTOR)
    steering = _join(session, director, "Stella Steering", Role.STEERING)
    administrator = _new_person(session, "Ada Administrator", is_administrator=True)
    cast = Cast(director, contributor, steering, stranger, administrator)
    for someone in (director, contributor, steering, stranger, administrator):
        session.get_one(Person, someone.person_id).email = email_of(someone.person)
        session.add(SignInRow(token_hash=hash_of(token_of(someone.person)), person_id=someone.person_id))
    session.flush()
    return cast


def email_of(name: str) -> str:
    """Return the address of a person of the cast, such as dana@example.com."""
    return f"{name.split(maxsplit=1)[0].lower()}@example.com"


def _join(session: Session, colleague: Member, name: str, role: Role) -> Member:
    person_id = _new_person(session, name).person_id
    session.add(Membership(person_id=person_id, organisation_id=colleague.organisation_id, role=role))
    return Member(person_id, name, colleague.organisation_id, colleague.organisation, role)


def _new_person(session: Session, name: str, *, is_administrator: bool = False) -> Someone:
    person = Person(name=name, is_administrator=is_administrator)
    session.add(person)
    session.flush()
    assert person.id is not None
    return Someone(person.id, name)


@pytest.fixture
def director(cast: Cast) -> Member:
    """Manages everything in the organisation, and is signed in unless a test says otherwise."""
    return cast.director


@pytest.fixture
def contributor(cast: Cast) -> Member:
    """Scores drafts."""
    return cast.contributor


@pytest.fixture
def steering(cast: Cast) -> Member:
    """Reads."""
    return cast.steering


@pytest.fixture
def stranger(cast: Cast) -> Member:
    """A director of another organisation."""
    return cast.stranger


@pytest.fixture
def sign_in(client: TestClient) -> SignIn:
    """Put someone else in front of the browser."""

    def sign_in(someone: Member | Someone) -> None:
        client.cookies.set(COOKIE, token_of(someone.person))

    return sign_in


CELLS = tuple(load().cells)


@dataclass
class Scribe:
    """Prepares cycles as the director would."""

    session: Session
    director: Member

    def start(
        self,
        title: str = "2026 H2",
        *,
        unit: str = "Whole company",
        held_on: date = date(2026, 11, 12),
        out_of_scope: tuple[str, ...] = (),
        reason: str = "",
    ) -> int:
        """Start a draft and return its id."""
        details = Details(title, held_on, unit, out_of_scope, reason)
        cycle_id = service.start(self.session, self.director, details)
        self.session.commit()
        return cycle_id

    def copy(self, title: str = "2027 H1", *, held_on: date = date(2027, 5, 12), **details: Any) -> int:
        """Start a draft from the scores of the unit's last final cycle, and return its id."""
        unit = details.get("unit", "Whole company")
        scope = details.get("out_of_scope", ()), details.get("reason", "")
        entered = Details(title, held_on, unit, *scope)
        cycle_id = service.start(self.session, self.director, entered, copy_last=True)
        self.session.commit()
        return cycle_id

    def score(self, cycle_id: int, scores: dict[CellId, int]) -> None:
        """Store scores."""
        answering.fill(self.session, self.director, cycle_id, {cell: Answer(score) for cell, score in scores.items()})
        self.session.commit()

    def complete(self, title: str = "2026 H2", score: int = 2, **details: Any) -> int:
        """Start a draft with every cell at ``score``, and return its id."""
        cycle_id = self.start(title, **details)
        self.score(cycle_id, {cell: score for cell in CELLS if cell.element not in details.get("out_of_scope", ())})
        return cycle_id

    def final(self, title: str = "2026 H2", score: int = 2, **details: Any) -> int:
        """Finish such a cycle, and return its id."""
        return self.finish(self.complete(title, score, **details))

    def finish(self, cycle_id: int) -> int:
        """Seal a cycle in which every cell is scored, and return its id."""
        service.finish(self.session, self.director, cycle_id)
        self.session.commit()
        return cycle_id


@pytest.fixture
def scribe(session: Session, director: Member) -> Scribe:
    """Prepares cycles."""
    return Scribe(session, director)
