from datetime import date

import pytest
from sqlalchemy import Engine
from sqlalchemy.pool import QueuePool
from starlette.testclient import TestClient

from app.accounts.service import Member
from app.maturity.checklist import CellId
from app.plans.targets import Entry, save_targets
from app.reports.target_marks import Sum, TargetMarks
from tests.conftest import Scribe, SignIn, visitor
from tests.reports import cycles_of_a_unit as unit
from tests.reports.conftest import Draughtsman

KINDS = ("bandline", "slope", "overlay", "radar-overlay", "changes")
MARKED = {"bandline", "slope", "overlay", "radar-overlay"}
A = CellId("A", "kam_unit")


@pytest.fixture
def address(scribe: Scribe) -> str:
    """Where the charts of a unit with three final cycles lie."""
    ids = [unit.final(scribe, year) for year in (2024, 2025, 2026)]
    return f"/units/{unit.unit_of(scribe, ids[0])}/compare/charts"


def aim(scribe: Scribe, address: str) -> None:
    """Set a target for one cell."""
    save_targets(scribe.session, scribe.director, int(address.split("/")[2]), date(2027, 11, 1), [Entry(A, 3, None)])
    scribe.session.commit()


@pytest.mark.parametrize(
    ("query", "theme", "narrow"),
    [("", "light", False), ("?theme=print", "print", False), ("?theme=dark&size=narrow", "dark", True)],
)
@pytest.mark.parametrize("kind", KINDS)
def test_it_draws_the_final_cycles_of_a_unit(
    client: TestClient, address: str, draughtsman: Draughtsman, kind: str, query: str, theme: str, *, narrow: bool
) -> None:
    response = client.get(f"{address}/{kind}.svg{query}")
    assert response.status_code == 200
    assert response.content == b"<svg/>"
    assert response.headers["content-type"] == "image/svg+xml; charset=utf-8"
    assert response.headers["cache-control"] == "private, no-cache"
    assert [asked[:4] for asked in draughtsman.asked] == [(kind, "2024 | 2025 | 2026", theme, narrow)]


def test_it_draws_the_cycles_that_were_asked_for_drafts_too(
    client: TestClient, scribe: Scribe, draughtsman: Draughtsman
) -> None:
    ids = [unit.final(scribe, 2024), unit.final(scribe, 2025), unit.draft(scribe, 2026)]
    of = unit.unit_of(scribe, ids[0])
    query = f"cycle={ids[2]}&cycle={ids[0]}"
    assert client.get(f"/units/{of}/compare/charts/slope.svg?{query}").status_code == 200
    assert draughtsman.asked[0][1] == "2024 | 2026"


def test_it_draws_nothing_that_the_browser_has(client: TestClient, address: str, draughtsman: Draughtsman) -> None:
    tag = client.get(f"{address}/slope.svg").headers["etag"]
    again = client.get(f"{address}/slope.svg", headers={"if-none-match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert len(draughtsman.asked) == 1


def test_it_gives_every_drawing_a_tag_of_its_own(client: TestClient, address: str, draughtsman: Draughtsman) -> None:
    tags = {
        client.get(f"{address}/{kind}.svg?theme={theme}&size={size}").headers["etag"]
        for kind in KINDS
        for theme in ("light", "dark")
        for size in ("wide", "narrow")
    }
    assert len(tags) == 20


def test_it_marks_targets_in_every_chart_but_that_of_changes(
    client: TestClient, scribe: Scribe, address: str, draughtsman: Draughtsman
) -> None:
    before = {kind: client.get(f"{address}/{kind}.svg").headers["etag"] for kind in KINDS}
    aim(scribe, address)
    draughtsman.asked.clear()
    after = {kind: client.get(f"{address}/{kind}.svg").headers["etag"] for kind in KINDS}
    assert {kind for kind in KINDS if before[kind] != after[kind]} == MARKED
    marked = {asked[0]: asked[5] for asked in draughtsman.asked if len(asked) > 5}
    assert marked == dict.fromkeys(MARKED, TargetMarks({"A": 7}, date(2027, 11, 1), Sum(47, 135)))


def test_the_page_tells_the_targets_that_its_charts_mark(
    client: TestClient, scribe: Scribe, address: str, draughtsman: Draughtsman
) -> None:
    aim(scribe, address)
    page = client.get(address.removesuffix("/charts")).text
    assert page.count("Target for 1 November 2027: A 7 points.") == 6  # three charts in two themes
    assert page.count("Target for 1 November 2027: 47 of 135. Arithmetic, not a forecast.") == 3  # and in words
    assert draughtsman.asked == []


def test_it_holds_no_connection_while_it_draws(
    client: TestClient, scribe: Scribe, address: str, engine: Engine, draughtsman: Draughtsman
) -> None:
    scribe.session.close()
    held: list[int] = []

    def look() -> None:
        assert isinstance(engine.pool, QueuePool)
        held.append(engine.pool.checkedout())

    draughtsman.while_drawing = look
    client.get(f"{address}/overlay.svg")
    assert held == [0]


@pytest.mark.parametrize(
    ("chart", "status"),
    [
        ("pie.svg", 404),
        ("profile.svg", 404),
        ("slope.svg?theme=pink", 422),
        ("slope.svg?size=huge", 422),
        ("slope.svg?cycle=one", 422),
        ("slope.svg?cycle=999999", 404),
    ],
)
def test_it_refuses_what_it_does_not_draw(
    client: TestClient, address: str, draughtsman: Draughtsman, chart: str, status: int
) -> None:
    assert client.get(f"{address}/{chart}").status_code == status
    assert draughtsman.asked == []


def test_it_takes_two_cycles_to_compare(client: TestClient, scribe: Scribe, draughtsman: Draughtsman) -> None:
    of = unit.unit_of(scribe, unit.final(scribe, 2024))
    response = client.get(f"/units/{of}/compare/charts/slope.svg")
    assert response.status_code == 404
    assert draughtsman.asked == []


def test_everybody_in_the_organisation_may_read_it(
    client: TestClient, address: str, steering: Member, sign_in: SignIn, draughtsman: Draughtsman
) -> None:
    sign_in(steering)
    assert client.get(f"{address}/slope.svg").status_code == 200


def test_it_is_not_there_for_strangers_nor_for_who_is_not_signed_in(
    client: TestClient, address: str, stranger: Member, sign_in: SignIn, draughtsman: Draughtsman
) -> None:
    tag = client.get(f"{address}/slope.svg").headers["etag"]
    assert visitor(client.app).get(f"{address}/slope.svg").headers["location"].startswith("/sign-in")
    sign_in(stranger)
    assert client.get(f"{address}/slope.svg", headers={"if-none-match": tag}).status_code == 404
