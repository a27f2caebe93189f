"""Under aliases no unit is named anywhere: not on the page, in the file, in a link or in the audit trail."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts import units
from app.accounts.audit import EVENTS
from app.reports.peers import alias
from tests.conftest import Scribe
from tests.hostile import HOSTILE, harm
from tests.pages import words
from tests.reports.reading import rows, section

DAY = {"on": "2026-12-01", "aliases": "yes"}
NAMES = ("Zeeland", "Azores", "Madeira", "Whole company", "Review of Zeeland")


def prepare(scribe: Scribe) -> None:
    """Add two units in an order that is not that of their names, with one cycle each, and one without."""
    scribe.final("Review of Zeeland", 2, unit="Zeeland", held_on=date(2025, 11, 1))
    scribe.final("Review of Zeeland, again", 1, unit="Zeeland", out_of_scope=("E",), reason="Zeeland only.")
    scribe.final("2026 H2", 3, unit="Azores")
    units.add_unit(scribe.session, scribe.director, "Madeira")
    scribe.session.commit()


@pytest.mark.parametrize("rank", ["", "yes"])
def test_the_page_names_no_unit(client: TestClient, scribe: Scribe, rank: str) -> None:
    prepare(scribe)
    shown = client.get("/compare/units", params=DAY | {"rank": rank}).text
    for name in (*NAMES, "2026 H2"):
        assert name not in shown
    assert "/results" not in shown
    assert 'aria-label="Profile of Unit B: ' in shown
    assert "Aliases stand for the names of the units." in words(shown)
    assert "Unit A No final cycle by then. Unit D No final cycle by then." in words(section(shown, "left-out"))
    assert "3 Could help: Unit C" in words(section(shown, "help"))


def test_the_aliases_follow_the_order_in_which_units_were_added(client: TestClient, scribe: Scribe) -> None:
    prepare(scribe)
    for day, expected in (("2026-12-01", ["Unit B", "Unit C"]), ("2025-12-01", ["Unit B"])):
        shown = client.get("/compare/units", params=DAY | {"on": day}).text
        table = rows(section(shown, "elements"))
        assert [row[0] for row in table[1:]] == expected


def test_the_file_names_no_unit(client: TestClient, session: Session, scribe: Scribe) -> None:
    prepare(scribe)
    response = client.get("/compare/units.csv", params=DAY)
    for name in (*NAMES, "2026 H2"):
        assert name not in response.text
        assert name not in response.headers["content-disposition"]
    lines = response.text.splitlines()
    assert lines[0].startswith("\ufeffunit,held_on,overall,")
    assert [line.split(",")[0] for line in lines[1:]] == ["Unit B", "Unit C", "Unit A", "Unit D"]
    taken = select(EVENTS.c.subject).where(EVENTS.c.action == "report.downloaded")
    assert session.execute(taken).scalars().all() == ["units.csv: units under aliases on 2026-12-01"]


@pytest.mark.parametrize(
    ("number", "name"),
    [(0, "Unit A"), (25, "Unit Z"), (26, "Unit AA"), (51, "Unit AZ"), (52, "Unit BA"), (702, "Unit AAA")],
)
def test_there_is_an_alias_for_any_number_of_units(number: int, name: str) -> None:
    assert alias(number) == name


def test_no_two_aliases_are_the_same() -> None:
    assert len({alias(number) for number in range(2000)}) == 2000


def test_names_are_shown_as_the_text_that_they_are(client: TestClient, scribe: Scribe) -> None:
    scribe.final(HOSTILE[:80], 3, unit=f"1{HOSTILE}"[:120])
    scribe.final(HOSTILE[:80], 0, unit=f"2{HOSTILE}"[:120])
    for rank in ("", "yes"):
        page = client.get("/compare/units", params={"on": "2026-12-01", "rank": rank}).text
        assert "window.hacked" in page
        assert harm(page) == []
    assert harm(client.get("/compare/units", params={"on": HOSTILE}).text) == []
