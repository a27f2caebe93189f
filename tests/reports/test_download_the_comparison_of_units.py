"""The comparison of units as a file."""

import csv
from datetime import date

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts import units
from app.accounts.audit import EVENTS
from app.maturity.checklist import CellId
from tests.conftest import CELLS, Cast, Scribe, SignIn, visitor

ADDRESS = "/compare/units.csv"
DAY = {"on": "2026-12-01"}


def lines(client: TestClient, **asked: str) -> list[dict[str, str]]:
    response = client.get(ADDRESS, params=DAY | asked)
    assert response.status_code == 200
    return list(csv.DictReader(response.content.decode("utf-8-sig").splitlines()))


def taken(session: Session) -> list[tuple[str, str]]:
    session.rollback()
    found = select(EVENTS.c.person, EVENTS.c.subject).where(EVENTS.c.action == "report.downloaded")
    rows = [tuple(row) for row in session.execute(found)]
    session.rollback()  # so that the next download may be recorded
    return rows


def test_it_has_every_total_and_score_of_each_unit(client: TestClient, scribe: Scribe) -> None:
    scribe.final("2025 H2", 1, unit="North", held_on=date(2025, 11, 12))
    north = scribe.start("2026 H2", unit="North")
    scribe.score(north, dict.fromkeys(CELLS, 2) | {CellId("G", "kam_unit"): 0})
    assert client.post(f"/cycles/{north}/finish").status_code == 303
    scribe.final("2026 H2", 3, unit="South", out_of_scope=("E",), reason="At home only.")
    first, second, third = lines(client)
    facts = ("unit", "cycle", "revision", "held_on", "overall", "maximum", "band", "out_of_scope")
    assert [first[name] for name in facts] == ["North", "2026 H2", "1", "2026-11-12", "88", "135", "In transition", ""]
    assert (first["overall_before"], first["maximum_before"], first["held_on_before"]) == ("45", "135", "2025-11-12")
    assert (first["G Data"], first["G/kam_unit"], first["G/kam_team"], first["A Strategy"]) == ("8", "0", "2", "10")
    assert (second["unit"], second["overall"], second["maximum"], second["out_of_scope"]) == (
        "South",
        "120",
        "120",
        "E",
    )
    assert (second["overall_before"], second["E Transnational issues"], second["E/kam_unit"]) == ("", "", "")
    assert (third["unit"], third["overall"], third["remark"]) == ("Whole company", "", "No final cycle by then.")
    assert "place" not in first


def test_it_has_places_when_they_are_asked_for(client: TestClient, scribe: Scribe) -> None:
    for unit, score in (("North", 1), ("South", 3), ("West", 1)):
        scribe.final("2026 H2", score, unit=unit)
    ranked = [(line["place"], line["unit"]) for line in lines(client, rank="yes")]
    assert ranked == [("1", "South"), ("2=", "North"), ("2=", "West"), ("", "Whole company")]


def test_it_marks_an_archived_unit(client: TestClient, scribe: Scribe) -> None:
    scribe.final()
    [unit] = units.list_units(scribe.session, scribe.director)
    units.archive_unit(scribe.session, scribe.director, unit.id or 0)
    scribe.session.commit()
    assert [line["remark"] for line in lines(client)] == ["Archived"]


def test_a_spreadsheet_runs_nothing_of_it(client: TestClient, scribe: Scribe) -> None:
    scribe.final("@title", 1, unit="=1+1")
    [line, _] = lines(client)
    assert (line["unit"], line["cycle"]) == ("'=1+1", "'@title")


def test_it_has_a_good_name(client: TestClient, scribe: Scribe) -> None:
    response = client.get(ADDRESS, params=DAY)
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'filename="Units on 2026-12-01 - KAM Maturity.csv"' in response.headers["content-disposition"]


def test_it_is_recorded_who_took_it(
    client: TestClient, session: Session, cast: Cast, scribe: Scribe, sign_in: SignIn
) -> None:
    sign_in(cast.steering)
    assert client.get("/compare/units", params=DAY).status_code == 200
    assert taken(session) == []
    assert lines(client)
    assert taken(session) == [("Stella Steering", "units.csv: units on 2026-12-01")]


def test_a_stranger_gets_their_own(client: TestClient, cast: Cast, scribe: Scribe, sign_in: SignIn) -> None:
    scribe.final(unit="North")
    sign_in(cast.stranger)
    assert "North" not in client.get(ADDRESS, params=DAY).text
    organisation = {"organisation": str(cast.director.organisation_id)}
    assert client.get(ADDRESS, params=DAY | organisation).status_code == 404


def test_who_is_not_signed_in_gets_none(app: FastAPI, session: Session, cast: Cast) -> None:
    assert visitor(app).get(ADDRESS).status_code == 303
    assert taken(session) == []


@pytest.mark.parametrize("asked", [{"on": "2026-02-30"}, {"rank": "first"}, {"unit": "3"}])
def test_what_it_does_not_know_is_refused(
    client: TestClient, session: Session, scribe: Scribe, asked: dict[str, str]
) -> None:
    assert client.get(ADDRESS, params=asked).status_code == 422
    assert taken(session) == []
