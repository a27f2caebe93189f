import pytest
from sqlalchemy import Engine
from sqlalchemy.pool import QueuePool
from starlette.testclient import TestClient

from app.accounts.service import Member
from app.assessments import sealing, service
from app.maturity.checklist import CellId
from app.reports import charts, pictures
from app.reports.palette import ChartKind
from tests.conftest import Scribe, SignIn
from tests.reports.conftest import Draughtsman


@pytest.mark.parametrize(
    ("query", "theme", "narrow"),
    [
        ("", "light", False),
        ("?theme=dark", "dark", False),
        ("?theme=print", "print", False),
        ("?theme=light&size=narrow", "light", True),
    ],
)
@pytest.mark.parametrize("kind", ["profile", "radar"])
def test_it_draws_what_was_asked_for(
    client: TestClient,
    scribe: Scribe,
    director: Member,
    draughtsman: Draughtsman,
    kind: str,
    query: str,
    theme: str,
    *,
    narrow: bool,
) -> None:
    cycle = scribe.final()
    response = client.get(f"/cycles/{cycle}/charts/{kind}.svg{query}")
    assert response.status_code == 200
    assert response.content == b"<svg/>"
    assert response.headers["content-type"] == "image/svg+xml; charset=utf-8"
    seal = service.get_snapshot(scribe.session, director, cycle).seal
    assert seal is not None
    assert draughtsman.asked == [(kind, "2026 H2", theme, narrow, seal.sha256)]


def test_it_draws_a_draft_by_its_present_content(
    client: TestClient, scribe: Scribe, director: Member, draughtsman: Draughtsman
) -> None:
    cycle = scribe.start()
    client.get(f"/cycles/{cycle}/charts/radar.svg")
    fingerprint = sealing.fingerprint(service.get_snapshot(scribe.session, director, cycle))
    assert draughtsman.asked == [("radar", "2026 H2", "light", False, fingerprint)]


def test_it_asks_the_browser_to_ask_again(client: TestClient, scribe: Scribe, draughtsman: Draughtsman) -> None:
    response = client.get(f"/cycles/{scribe.final()}/charts/profile.svg")
    assert response.headers["cache-control"] == "private, no-cache"
    assert response.headers["etag"].startswith('"')


@pytest.mark.parametrize("header", ["{tag}", 'W/{tag}, "other"', "*"])
def test_it_draws_nothing_that_the_browser_has(
    client: TestClient, scribe: Scribe, draughtsman: Draughtsman, header: str
) -> None:
    address = f"/cycles/{scribe.final()}/charts/profile.svg"
    tag = client.get(address).headers["etag"]
    again = client.get(address, headers={"if-none-match": header.format(tag=tag)})
    assert again.status_code == 304
    assert again.headers["etag"] == tag
    assert again.headers["cache-control"] == "private, no-cache"
    assert again.content == b""
    assert len(draughtsman.asked) == 1


def test_it_gives_every_drawing_a_tag_of_its_own(client: TestClient, scribe: Scribe, draughtsman: Draughtsman) -> None:
    cycles = [scribe.final("One"), scribe.final("Two")]
    tags = {
        client.get(f"/cycles/{cycle}/charts/{kind}.svg?theme={theme}&size={size}").headers["etag"]
        for cycle in cycles
        for kind in ("profile", "radar")
        for theme in ("light", "dark", "print")
        for size in ("wide", "narrow")
    }
    assert len(tags) == 24


def test_it_draws_again_when_a_draft_has_changed(client: TestClient, scribe: Scribe, draughtsman: Draughtsman) -> None:
    cycle = scribe.start()
    address = f"/cycles/{cycle}/charts/profile.svg"
    tag = client.get(address).headers["etag"]
    scribe.score(cycle, {CellId("A", "kam_unit"): 2})
    changed = client.get(address, headers={"if-none-match": tag})
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag


def test_it_holds_no_connection_while_it_draws(
    client: TestClient, scribe: Scribe, engine: Engine, draughtsman: Draughtsman
) -> None:
    cycle = scribe.final()
    scribe.session.close()
    held: list[int] = []

    def look() -> None:
        assert isinstance(engine.pool, QueuePool)
        held.append(engine.pool.checkedout())

    draughtsman.while_drawing = look
    client.get(f"/cycles/{cycle}/charts/profile.svg")
    client.get(f"/cycles/{cycle}/board-pack.pdf")
    assert held == [0, 0]


@pytest.mark.parametrize(
    ("chart", "status"), [("pie.svg", 404), ("profile.svg?theme=pink", 422), ("profile.svg?size=huge", 422)]
)
def test_it_refuses_what_it_does_not_draw(
    client: TestClient, scribe: Scribe, draughtsman: Draughtsman, chart: str, status: int
) -> None:
    assert client.get(f"/cycles/{scribe.final()}/charts/{chart}").status_code == status
    assert draughtsman.asked == []


def test_it_is_not_there_for_strangers_even_if_they_have_it(
    client: TestClient, scribe: Scribe, stranger: Member, sign_in: SignIn, draughtsman: Draughtsman
) -> None:
    address = f"/cycles/{scribe.final()}/charts/profile.svg"
    tag = client.get(address).headers["etag"]
    sign_in(stranger)
    assert client.get(address, headers={"if-none-match": tag}).status_code == 404


@pytest.mark.parametrize("size", ["wide", "narrow"])
@pytest.mark.parametrize("kind", ["profile", "radar"])
def test_pages_keep_free_the_size_that_is_drawn(
    scribe: Scribe, director: Member, kind: ChartKind, size: pictures.Size
) -> None:
    snapshot = service.get_snapshot(scribe.session, director, scribe.final())
    draw = {"profile": charts.profile, "radar": charts.radar}[kind]
    svg = draw(snapshot, "light", narrow=size == "narrow").decode()
    pixels = pictures.SIZES[kind][size]
    assert f'viewBox="0 0 {pixels.width} {pixels.height}"' in svg
