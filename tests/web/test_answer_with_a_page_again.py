"""A page that is kept is never older than what it shows, and never another's."""

from datetime import date

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts.service import Member
from app.db.recent import Recent
from app.web import dates, drawn, templates
from tests.conftest import COOKIE, Scribe, SignIn, browser_of

PAGES = ("score", "results", "final", "home")
Pages = dict[str, str]


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawn, "_PAGES", Recent(drawn.KEPT))


@pytest.fixture
def pages(scribe: Scribe) -> Pages:
    """The addresses of the pages that are kept."""
    final = scribe.final("2026 H1")
    draft = scribe.complete("2026 H2")
    return {
        "score": f"/cycles/{draft}/elements/A",
        "results": f"/cycles/{draft}/results",
        "final": f"/cycles/{final}/results",
        "home": "/",
        "draft": str(draft),
        "finished": str(final),
    }


def fresh(client: TestClient, path: str) -> str:
    """Return the page as it is drawn when nothing is kept."""
    kept, drawn._PAGES = drawn._PAGES, Recent(drawn.KEPT)
    try:
        return client.get(path).text
    finally:
        drawn._PAGES = kept


def drawings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that every drawing of a page is added to."""
    seen: list[str] = []
    draw = templates.draw

    def noted(template: str, **context: object) -> object:
        seen.append(template)
        return draw(template, **context)

    monkeypatch.setattr(drawn, "draw", noted)
    return seen


@pytest.mark.parametrize("name", PAGES)
def test_it_draws_once_what_does_not_change(
    client: TestClient, pages: Pages, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    seen = drawings(monkeypatch)
    first, second = client.get(pages[name]), client.get(pages[name])
    assert first.status_code == 200
    assert (second.content, second.headers) == (first.content, first.headers)
    assert len(seen) == 1


OF_CELL = "assessment_id = {draft} AND element = 'A' AND group_key = 'kam_unit'"
# What anybody could have changed, in whatever process, and the pages that show it.
CHANGES = {
    "a score": (f"UPDATE answers SET score = 1 WHERE {OF_CELL}", "score results home"),
    "a score elsewhere": (
        "UPDATE answers SET score = 0 WHERE assessment_id = {draft} AND element = 'C'",
        "score results home",
    ),
    "a cleared score": (f"UPDATE answers SET score = NULL WHERE {OF_CELL}", "score results home"),
    "its revision": (f"UPDATE answers SET score_revision = 77 WHERE {OF_CELL}", "score"),
    "evidence": (f"UPDATE answers SET evidence = 'documented' WHERE {OF_CELL}", "score results"),
    "a note": (f"UPDATE answers SET note = 'Seen by us' WHERE {OF_CELL}", "score results"),
    "a note's version": (f"UPDATE answers SET note_version = 9 WHERE {OF_CELL}", "score"),
    "who changed it": (f"UPDATE answers SET changed_by_id = {{contributor}} WHERE {OF_CELL}", "score"),
    "when": (f"UPDATE answers SET changed_at = '2026-11-01 10:42:00' WHERE {OF_CELL}", "score"),
    "a copied score": (f"UPDATE answers SET carried_score = 1 WHERE {OF_CELL}", "score"),
    "an agreed score": (
        (
            "INSERT INTO agreements (assessment_id, element, group_key, score, score_revision, revision_before, "
            "held_on, votes, rationale, dissent) VALUES ({draft}, 'A', 'kam_unit', 2, 1, 0, '2026-11-12', 14, '', '')"
        ),
        "score results",
    ),
    "the title": ("UPDATE assessments SET title = 'Anew' WHERE id = {draft}", "score results home"),
    "the day": ("UPDATE assessments SET held_on = '2026-11-13' WHERE id = {draft}", "results home"),
    "a workshop": ("UPDATE assessments SET workshop_id = 5 WHERE id = {draft}", "score"),
    "the unit's name": ("UPDATE units SET name = 'All of it' WHERE id = {unit}", "score results home"),
    "the organisation's name": (
        "UPDATE organisations SET name = 'Renamed' WHERE id = {organisation}",
        "score results final home",
    ),
    "the accent": ("UPDATE organisations SET accent = '#0b5d73' WHERE id = {organisation}", "score results final home"),
    "the person's name": ("UPDATE people SET name = 'Dana D' WHERE id = {director}", "score results final home"),
    "the role": (
        "UPDATE memberships SET role = 'steering' WHERE person_id = {director}",
        "score results final home",
    ),
    "an administrator": (
        "UPDATE people SET is_administrator = {true} WHERE id = {director}",
        "score results final home",
    ),
    "a second organisation": (
        "INSERT INTO memberships (person_id, organisation_id, role) VALUES ({director}, {other}, 'steering')",
        "score results final",
    ),
    "a comment": (
        (
            "INSERT INTO comments (assessment_id, written_by_id, written_at, text) "
            "VALUES ({finished}, {director}, '2026-11-01 10:42:00', 'Well')"
        ),
        "final",
    ),
    "a target": (
        (
            "INSERT INTO targets (organisation_id, unit_id, element, group_key, due_on, score, set_by_id, set_at) "
            "VALUES ({organisation}, {unit}, 'A', 'kam_unit', '2026-11-30', 3, {director}, '2026-11-01 10:42:00')"
        ),
        "results final home",
    ),
    "an action": (
        (
            "INSERT INTO actions (organisation_id, unit_id, element, group_key, title, seen_when_done, owner_name, "
            "due_on, status, dropped_reason, done_on, expected_score, version, created_by_id, created_at) VALUES "
            "({organisation}, {unit}, 'A', 'kam_unit', 'Do it', '', 'Somebody', '2026-11-30', 'done', '', "
            "'2026-11-12', 3, 1, {director}, '2026-11-01 10:42:00')"
        ),
        "results final",
    ),
    "an open action": (
        (
            "INSERT INTO actions (organisation_id, unit_id, element, group_key, title, seen_when_done, owner_name, "
            "due_on, status, dropped_reason, version, created_by_id, created_at) VALUES "
            "({organisation}, {unit}, 'A', 'kam_unit', 'Do it', '', 'Somebody', '2026-11-30', 'planned', '', "
            "1, {director}, '2026-11-01 10:42:00')"
        ),
        "home",
    ),
    "a review": (
        (
            "INSERT INTO reviews (id, organisation_id, held_on, attended, decided, questions, next_on, version, "
            "written_by_id, written_at) VALUES (7, {organisation}, '2026-11-20', 'All', 'Go on', '', '2027-01-20', 1, "
            "{director}, '2026-11-01 10:42:00'); INSERT INTO reviewed_cycles VALUES (7, {finished})"
        ),
        "final home",
    ),
    "a correction": ("UPDATE assessments SET corrects_id = {finished} WHERE id = {draft}", "final home"),
}


@pytest.mark.parametrize(
    ("change", "name"), [(change, name) for change, (_, names) in CHANGES.items() for name in names.split()]
)
def test_it_shows_every_change_at_once(
    client: TestClient, session: Session, cast_ids: dict[str, object], pages: Pages, change: str, name: str
) -> None:
    before = client.get(pages[name]).text
    for statement in CHANGES[change][0].format(**cast_ids, **pages).split("; "):
        session.execute(text(statement))
    session.commit()
    after = client.get(pages[name]).text
    assert after != before
    assert after == fresh(client, pages[name])


@pytest.fixture
def cast_ids(session: Session, director: Member, contributor: Member, stranger: Member) -> dict[str, object]:
    """What the changes name."""
    units = text("SELECT id FROM units WHERE organisation_id = :organisation")
    unit = session.execute(units, {"organisation": director.organisation_id}).scalar()
    return {
        "director": director.person_id,
        "contributor": contributor.person_id,
        "organisation": director.organisation_id,
        "other": stranger.organisation_id,
        "unit": unit,
        "true": "TRUE",
    }


def test_it_knows_when_the_day_has_changed(
    client: TestClient, session: Session, cast_ids: dict[str, object], pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.execute(text(CHANGES["an open action"][0].format(**cast_ids)))
    session.commit()
    before = client.get("/").text
    monkeypatch.setattr(dates, "today", lambda: date(2026, 12, 24))
    after = client.get("/").text
    assert "overdue" not in before
    assert "overdue" in after


@pytest.mark.parametrize("name", PAGES)
def test_it_gives_nobody_the_page_of_another(app: FastAPI, pages: Pages, name: str) -> None:
    for person in ("Dana Director", "Cem Contributor", "Stella Steering"):
        page = browser_of(app, person).get(pages[name]).text
        assert person in page
        assert page == fresh(browser_of(app, person), pages[name])


@pytest.mark.parametrize("name", ["score", "results", "final"])
def test_it_hides_from_strangers_what_is_kept(
    client: TestClient, pages: Pages, sign_in: SignIn, stranger: Member, name: str
) -> None:
    assert client.get(pages[name]).status_code == 200
    sign_in(stranger)
    assert client.get(pages[name]).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_it_asks_to_sign_in_who_has_signed_out(client: TestClient, pages: Pages, name: str) -> None:
    assert client.get(pages[name]).status_code == 200
    token = client.cookies[COOKIE]
    client.post("/sign-out")
    client.cookies.set(COOKIE, token)
    assert client.get(pages[name]).status_code == 303


@pytest.mark.parametrize("name", PAGES)
def test_it_draws_a_theme_of_its_own(client: TestClient, pages: Pages, name: str) -> None:
    light = client.get(pages[name]).text
    client.post("/theme", data={"theme": "dark"})
    dark = client.get(pages[name]).text
    assert 'data-theme="dark"' in dark
    assert 'data-theme="dark"' not in light


def test_it_keeps_no_page_that_is_too_large(client: TestClient, pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawn, "LARGEST", 1000)
    seen = drawings(monkeypatch)
    for _ in range(2):
        client.get(pages["home"])
    assert len(seen) == 2


def test_it_keeps_so_many_pages_and_no_more(client: TestClient, pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawn, "_PAGES", Recent(1))
    seen = drawings(monkeypatch)
    for name in ("home", "score", "home"):
        client.get(pages[name])
    assert len(seen) == 3
