"""Saves that wait for their turn are committed together, and each has its own end all the same."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient, Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, PoolProxiedConnection, delete, event, insert, select
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from app.accounts.audit import EVENTS, REFUSED
from app.accounts.models import Organisation
from app.assessments.answers import ANSWERS
from app.db.columns import table_of
from app.errors import ConflictError
from app.maturity.checklist import CellId
from app.web.turns import TOGETHER, Work, WriteTurns, make_write_turns
from tests.conftest import CELLS, COOKIE, HOST, Cast, Scribe, token_of
from tests.web.turns import at_work, until_queued

ORGANISATIONS = table_of(Organisation)


@dataclass(frozen=True)
class Naming:
    """A save: a new organisation of this name, unless it is told to fail after that."""

    name: str
    fails: bool = False

    def __call__(self, session: Session) -> str:
        """Save it."""
        session.connection().execute(insert(ORGANISATIONS), {"name": self.name})
        if self.fails:
            raise ConflictError(f"Not {self.name}.")
        return f"saved {self.name}"


def rolls_back(session: Session) -> str:
    """Forget what it must not: with it went what was saved before."""
    session.rollback()
    return "rolled back"


@pytest.fixture
def commits(engine: Engine) -> Iterator[list[object]]:
    """A connection for each commit."""
    seen: list[object] = []
    note = seen.append
    event.listen(engine, "commit", note)
    yield seen
    event.remove(engine, "commit", note)


async def at_once(turns: WriteTurns, saves: Sequence[Work[str]], given_up: int | None = None) -> list[str]:
    """Let these saves come while others write, and return what came of them, in their order."""
    async with at_work(turns):
        coming = [asyncio.ensure_future(turns.save(save)) for save in saves]
        await until_queued(turns, len(saves))
        if given_up is not None:
            coming[given_up].cancel()
    return [str(one) for one in await asyncio.gather(*coming, return_exceptions=True)]


def names_in(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.execute(select(ORGANISATIONS.c.name).order_by(ORGANISATIONS.c.id)).scalars())


def test_what_waits_on_sqlite_is_committed_once(engine: Engine, commits: list[object]) -> None:
    saves = [Naming(f"company {number}") for number in range(TOGETHER)]
    answers = asyncio.run(at_once(make_write_turns(engine), saves))
    assert answers == [f"saved {save.name}" for save in saves]
    assert sorted(names_in(engine)) == sorted(save.name for save in saves)
    assert len(commits) == (1 if engine.dialect.name == "sqlite" else TOGETHER)


def test_nobody_waits_for_more_than_so_many_others(engine: Engine, commits: list[object]) -> None:
    saves = [Naming(f"company {number}") for number in range(3 * TOGETHER)]
    answers = asyncio.run(at_once(make_write_turns(engine), saves))
    assert answers == [f"saved {save.name}" for save in saves]
    assert len(commits) == (3 if engine.dialect.name == "sqlite" else 3 * TOGETHER)


def test_one_that_fails_takes_nobody_along(engine: Engine) -> None:
    saves = [Naming("A"), Naming("B", fails=True), Naming("C")]
    assert asyncio.run(at_once(make_write_turns(engine), saves)) == ["saved A", "Not B.", "saved C"]
    assert sorted(names_in(engine)) == ["A", "C"]


def test_one_that_ends_the_transaction_takes_nobody_along(engine: Engine) -> None:
    saves: list[Work[str]] = [Naming("A"), rolls_back, Naming("C")]
    first, _second, third = asyncio.run(at_once(make_write_turns(engine), saves))
    assert (first, third) == ("saved A", "saved C")
    assert sorted(names_in(engine)) == ["A", "C"]


def test_a_database_that_cannot_is_asked_once_for_all_of_them(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def commit(connection: PoolProxiedConnection) -> None:
        asked.append(connection)
        connection.rollback()  # as a database does that can't commit
        raise OperationalError("COMMIT", {}, Exception("disk full"))

    monkeypatch.setattr(engine.dialect, "do_commit", commit)
    saves = [Naming("A"), Naming("B"), Naming("C")]
    answers = asyncio.run(at_once(make_write_turns(engine), saves))
    assert ["disk full" in answer for answer in answers] == [True] * 3
    assert len(asked) == (1 if engine.dialect.name == "sqlite" else 3)
    monkeypatch.undo()
    assert names_in(engine) == []


def test_what_nobody_waits_for_any_more_is_not_done(engine: Engine) -> None:
    saves = [Naming("A"), Naming("B"), Naming("C")]
    turns = make_write_turns(engine)
    answers = asyncio.run(at_once(turns, saves, given_up=1))
    assert (answers[0], answers[2]) == ("saved A", "saved C")
    assert sorted(names_in(engine)) == ["A", "C"]
    assert asyncio.run(turns.save(Naming("D"))) == "saved D"
    assert sorted(names_in(engine)) == ["A", "C", "D"]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fails=st.lists(st.booleans(), max_size=TOGETHER + 3))
def test_it_is_as_if_each_came_alone(engine: Engine, fails: list[bool]) -> None:
    with Session(engine) as session:
        session.execute(delete(ORGANISATIONS))
        session.commit()
    saves = [Naming(f"company {number}", failing) for number, failing in enumerate(fails)]
    answers = asyncio.run(at_once(make_write_turns(engine), saves))
    assert answers == [f"Not {save.name}." if save.fails else f"saved {save.name}" for save in saves]
    assert sorted(names_in(engine)) == sorted(save.name for save in saves if not save.fails)


def test_who_is_refused_among_others_is_told_and_kept_once(app: FastAPI, scribe: Scribe, cast: Cast) -> None:
    cycle_id = scribe.start()
    people = [cast.director, cast.steering, cast.contributor, cast.stranger]
    answers = asyncio.run(choose_at_once(app, cycle_id, [someone.person for someone in people]))
    assert [answer.status_code for answer in answers] == [200, 403, 200, 404]
    with app.state.engine.connect() as connection:
        refused = select(EVENTS.c.person).where(EVENTS.c.action == REFUSED).order_by(EVENTS.c.person)
        assert list(connection.execute(refused).scalars()) == ["Sam Stranger", "Stella Steering"]
        assert len(connection.execute(select(ANSWERS.c.score)).all()) == 2


async def choose_at_once(app: FastAPI, cycle_id: int, names: Sequence[str]) -> list[Response]:
    """Let each of these people score a cell of their own while others write."""
    turns = app.state.write_turns
    async with AsyncClient(transport=ASGITransport(app), base_url=HOST, headers={"origin": HOST}) as client:
        async with at_work(turns):
            pairs = zip(names, CELLS, strict=False)
            coming = [asyncio.ensure_future(choose(client, cycle_id, name, cell)) for name, cell in pairs]
            await until_queued(turns, len(names))
        return await asyncio.gather(*coming)


async def choose(client: AsyncClient, cycle_id: int, name: str, cell: CellId) -> Response:
    form = {"kind": "score", "value": "2", "revision": "1"}
    address = f"/cycles/{cycle_id}/cells/{cell.element}/{cell.group}/choice"
    return await client.post(address, data=form, headers={"cookie": f"{COOKIE}={token_of(name)}"})
