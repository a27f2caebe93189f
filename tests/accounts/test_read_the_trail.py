"""The pages of the audit trail, and the trail as a file."""

import ast
import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, Select, insert, text, update
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts import audit_reading, audit_words
from app.accounts.audit import COMMAND_LINE, EVENTS, Actor, record
from app.accounts.audit_reading import Filters, newest
from app.accounts.audit_words import ACTIONS, change_words
from app.accounts.models import Person
from app.accounts.service import Member
from app.accounts.sessions import Administrator
from app.settings import ROOT
from tests.conftest import Cast, SignIn
from tests.databases import allow_all
from tests.pages import fields, words


@pytest.fixture
def address(director: Member) -> str:
    """The page of the director's organisation."""
    return f"/organisations/{director.organisation_id}/audit"


def add(session: Session, who: Member, action: str, subject: str, at: datetime | None = None, **facts: Any) -> None:
    record(session, Actor.of(who), action, subject, **facts)
    if at:
        allow_all(session.connection())
        session.execute(update(EVENTS).where(EVENTS.c.subject == subject).values(at=at))
    session.commit()


def test_it_tells_who_did_what_when_and_how_it_changed(
    client: TestClient, session: Session, director: Member, address: str
) -> None:
    before, after = {"title": "2026 H1", "held_on": "2026-11-12"}, {"title": "2026 H2", "held_on": "2026-11-12"}
    add(
        session,
        director,
        "cycle.edited",
        "2026 H1",
        datetime(2026, 11, 22, 10, 42, tzinfo=UTC),
        before=before,
        after=after,
    )
    page = client.get(address)
    assert page.status_code == 200
    said = words(page.text)
    for part in (
        "22 November 2026, 10:42 UTC",
        "Dana Director",
        "Changed a cycle’s details: 2026 H1",
        "2026 H1 → 2026 H2",
    ):
        assert part in said
    assert '<time datetime="2026-11-22T10:42:00+00:00" data-moment>' in page.text


def test_what_somebody_is_called_or_writes_runs_nowhere(
    client: TestClient, session: Session, director: Member, address: str
) -> None:
    hostile = "<script>alert(1)</script>\"'>"
    add(session, director, "unit.added", hostile, before={hostile: hostile})
    assert "<script>alert" not in client.get(address).text


def test_nobody_sees_another_organisation_or_the_installation(
    client: TestClient, session: Session, cast: Cast, address: str
) -> None:
    add(session, cast.stranger, "unit.added", "theirs")
    record(session, COMMAND_LINE, "unit.added", "the installation's")
    add(session, cast.director, "unit.added", "ours")
    for page in (address, f"{address}.csv"):
        answer = client.get(page).text
        assert "ours" in answer
        assert "theirs" not in answer
        assert "the installation" not in answer
        assert "Sam Stranger" not in answer


def test_an_administrator_sees_what_belongs_to_no_organisation(
    client: TestClient, session: Session, cast: Cast, sign_in: SignIn
) -> None:
    record(session, COMMAND_LINE, "unit.added", "the installation's own")
    add(session, cast.director, "unit.added", "ours")
    sign_in(cast.administrator)
    said = words(client.get("/installation/audit").text)
    assert "Command line" in said
    assert "the installation's own" in said
    assert "ours" not in said


def test_it_is_read_a_page_at_a_time(
    client: TestClient, session: Session, director: Member, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_reading, "PAGE_SIZE", 2)
    for number in range(1, 6):
        record(session, Actor.of(director), "unit.added", f"unit-{number}")
    session.commit()
    seen, page, place = [], "", f"{address}?action=unit.added"
    while place:
        page = client.get(place).text
        seen += [f"unit-{number}" for number in range(5, 0, -1) if f"unit-{number}" in page]
        place = page.partition(f'href="{address}?action=unit.added&amp;before=')[2].partition('"')[0]
        place = place and f"{address}?action=unit.added&before={place}"
    assert seen == [f"unit-{number}" for number in range(5, 0, -1)]
    assert "Newest events" in words(page)


NOON = datetime(2026, 11, 12, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"one", "two", "three"}),
        ("person=CEM", {"two"}),
        ("action=unit.added", {"one", "two"}),
        ("person=DANA&action=cycle.started", {"three"}),
        ("first=2026-11-12", {"two", "three"}),
        ("last=2026-11-12", {"one", "two"}),
        ("first=2026-11-12&last=2026-11-12", {"two"}),
        ("first=9999-12-31", set()),
    ],
)
def test_filters(client: TestClient, session: Session, cast: Cast, address: str, query: str, shown: set[str]) -> None:
    add(session, cast.director, "unit.added", "subject one", NOON - timedelta(days=1))
    add(session, cast.contributor, "unit.added", "subject two", NOON.replace(hour=23, minute=59))
    add(session, cast.director, "cycle.started", "subject three", NOON + timedelta(days=1))
    query = query.replace("CEM", str(cast.contributor.person_id)).replace("DANA", str(cast.director.person_id))
    for page in (f"{address}?{query}", f"{address}.csv?{query}"):
        answer = client.get(page)
        assert answer.status_code == 200
        assert {name for name in ("one", "two", "three") if f"subject {name}" in answer.text} == shown


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("person=4711", "Choose a person from the list."),
        ("person=x", "Choose a person from the list."),
        ("action=x", "Choose an action from the list."),
        ("first=yesterday", "Enter a day, such as 2026-11-12."),
        ("last=2026-02-30", "Enter a day, such as 2026-11-12."),
        ("first=2026-11-12&last=2026-11-11", "Enter a day that is not before the first."),
        ("before=x", "There is no such place in the trail."),
        (f"before={'9' * 5000}", "There is no such place in the trail."),
    ],
)
def test_what_cannot_be_chosen_is_said_and_stays_on_the_page(
    client: TestClient, director: Member, address: str, query: str, told: str
) -> None:
    page = client.get(f"{address}?{query}")
    assert page.status_code == 422
    assert told in words(page.text)
    if query.startswith("first"):
        assert fields(page.text, address)["first"] == query.partition("&")[0].partition("=")[2]
    if not query.startswith("before"):
        assert client.get(f"{address}.csv?{query}").status_code == 422


def test_the_list_of_people_is_of_those_who_did_something_here(
    client: TestClient, session: Session, cast: Cast, address: str
) -> None:
    add(session, cast.director, "unit.added", "ours")
    add(session, cast.stranger, "unit.added", "theirs")
    page = client.get(address).text
    assert f'<option value="{cast.director.person_id}"' in page
    assert f'<option value="{cast.contributor.person_id}"' not in page
    assert f'<option value="{cast.stranger.person_id}"' not in page


def test_the_file_holds_every_event_guarded_against_spreadsheets(
    client: TestClient, session: Session, director: Member, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_reading, "BATCH", 2)
    for number in range(5):
        record(session, Actor.of(director), "unit.added", f"=HYPERLINK({number})", after={"name": "Zoë"})
    session.commit()
    answer = client.get(f"{address}.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["subject"] for row in rows[1:]] == [f"'=HYPERLINK({number})" for number in range(4, -1, -1)]
    assert {row["what"] for row in rows[1:]} == {"Added a unit"}
    assert json.loads(rows[1]["after"]) == {"name": "Zoë"}
    assert (rows[0]["action"], rows[0]["subject"]) == ("trail.downloaded", "all of it")
    assert len(rows) == 6


def test_what_somebody_else_wrote_into_the_table_is_shown_as_it_is() -> None:
    assert change_words("not JSON", "[1]") == [("", "not JSON → 1")]


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ({}, {"out_of_scope": ["H", "I"]}, [("out of scope", "H, I")]),
        ({"a": None}, {"a": ""}, [("a", "nothing → nothing")]),
        ({"a": True}, {"a": False}, [("a", "yes → no")]),
        ({"a": 1}, {"b": [None, 2]}, [("a", "1"), ("b", "2")]),
        ({"a": "x" * 300}, {}, [("a", "x" * 199 + "…")]),
    ],
)
def test_changes_in_words(before: dict[str, object], after: dict[str, object], shown: list[tuple[str, str]]) -> None:
    assert change_words(json.dumps(before), json.dumps(after)) == shown


def recorded(path: Path) -> set[str]:
    """Return the actions that a file records."""
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    named = [call for call in calls if ast.unparse(call.func).rpartition(".")[2] in {"record", "record_alone"}]
    return {str(call.args[2].value) for call in named if isinstance(call.args[2], ast.Constant)}


def test_every_action_that_is_recorded_has_words() -> None:
    actions = set().union(*map(recorded, (ROOT / "app").rglob("*.py")))
    assert {"cycle.started", "report.downloaded", "sign-in.started"} <= actions
    assert actions <= ACTIONS.keys()


def test_an_action_without_words_shows_its_key() -> None:
    assert audit_words.action_words("comet.seen") == "comet.seen"


MANY = 20_000


def test_a_long_trail_is_read_by_its_index(engine: Engine, session: Session, cast: Cast) -> None:
    first = {"at": NOON, "person": "x", "action": "unit.added", "subject": "s", "before": "", "after": ""}
    few = {1: (cast.director.organisation_id, cast.director.person_id), 2: (None, cast.director.person_id)}
    rest = cast.stranger.organisation_id, cast.stranger.person_id
    rows = [(number, *few.get(number % 50, rest)) for number in range(1, MANY)]
    names = ("id", "organisation_id", "person_id")
    same = first | {"previous": "", "sha256": ""}
    session.execute(insert(EVENTS), [same | dict(zip(names, row, strict=True)) for row in rows])
    session.commit()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    administrator = Administrator(1, cast.administrator.person_id, "Ada", "", True, False, ())  # noqa: FBT003 - in order
    for reader in (cast.director, administrator):
        for filters in (Filters(), Filters(person_id=cast.director.person_id), Filters(action="unit.added")):
            steps = plan(engine, session, newest(reader, filters, MANY // 2).limit(51))
            assert "ix_audit_events_organisation_id" in steps
            assert "SORT" not in steps.upper().replace("SORT KEY", "")
            assert "TEMP B-TREE" not in steps.upper()


def plan(engine: Engine, session: Session, statement: Select[Any]) -> str:
    """Return how the database would run a statement."""
    explain = "EXPLAIN" if engine.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
    sql = statement.compile(engine, compile_kwargs={"literal_binds": True})
    return "\n".join(str(row) for row in session.connection().exec_driver_sql(f"{explain} {sql}"))


def test_people_who_left_keep_their_place_in_the_list(
    client: TestClient, session: Session, cast: Cast, address: str
) -> None:
    add(session, cast.contributor, "unit.added", "ours")
    session.get_one(Person, cast.contributor.person_id).name = "Cem Renamed"
    session.execute(text(f"DELETE FROM memberships WHERE person_id = {cast.contributor.person_id}"))
    session.commit()
    said = words(client.get(address).text)
    assert "Cem Renamed" in said
    assert "Cem Contributor" in said
