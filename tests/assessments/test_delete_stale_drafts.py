"""Deleting the drafts that nobody has changed for as long as the organisation says."""

from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, select, update
from sqlmodel import Session

from app.accounts.models import Organisation
from app.accounts.service import ORGANISATIONS, Member
from app.assessments import cycles, service
from app.assessments.retention import ANSWERS, ASSESSMENTS, PARTS, delete_stale_drafts, months_before
from app.assessments.tidying import tidy_up
from app.cli import main
from app.db.columns import now
from app.maturity.checklist import CellId
from app.settings import Settings, get_settings
from tests.accounts.trail import trail
from tests.agreements import agreement, hold
from tests.beside import beside
from tests.conftest import Scribe

CELL = CellId("A", "kam_unit")
LONG_AGO = datetime(2026, 1, 31, 12, tzinfo=UTC)
LATER = datetime(2026, 8, 1, 12, tzinfo=UTC)


@pytest.fixture
def stale(session: Session, scribe: Scribe) -> int:
    """A draft with one score that nobody has changed for six months, which is what the organisation allows."""
    cycle_id = scribe.start("Stale")
    scribe.score(cycle_id, {CELL: 2})
    age(session, cycle_id)
    session.execute(update(ORGANISATIONS).values(retention_months=6))
    session.commit()
    return cycle_id


def age(session: Session, cycle_id: int) -> None:
    long_ago = {"created_at": LONG_AGO, "changed_at": LONG_AGO}
    session.execute(update(ASSESSMENTS).where(ASSESSMENTS.c.id == cycle_id).values(long_ago))
    session.execute(update(ANSWERS).where(ANSWERS.c.assessment_id == cycle_id).values(changed_at=LONG_AGO))


def titles(session: Session) -> list[str]:
    return list(session.scalars(select(ASSESSMENTS.c.title).order_by(ASSESSMENTS.c.id)))


def test_it_goes_with_all_its_parts_and_leaves_a_trace(session: Session, scribe: Scribe, stale: int) -> None:
    hold(scribe, stale, {CELL: agreement()})
    age(session, stale)
    assert delete_stale_drafts(session, LATER) == 1
    assert titles(session) == []
    for part in PARTS:
        assert session.execute(select(part)).all() == []
    facts = {"held_on": "2026-11-12", "revision": 1, "unchanged_for_months": 6}
    assert trail(session)[-1] == ("System", "cycle.deleted", "Stale", facts, None)


@pytest.mark.parametrize("months", [0, 12])
def test_it_stays_for_as_long_as_the_organisation_says(session: Session, stale: int, months: int) -> None:
    session.execute(update(ORGANISATIONS).values(retention_months=months))
    assert delete_stale_drafts(session, LATER) == 0
    assert titles(session) == ["Stale"]


def test_it_stays_until_the_months_are_over(session: Session, stale: int) -> None:
    assert delete_stale_drafts(session, datetime(2026, 7, 31, 12, tzinfo=UTC)) == 0
    assert delete_stale_drafts(session, datetime(2026, 7, 31, 12, 0, 1, tzinfo=UTC)) == 1


@pytest.mark.parametrize("changed", ["score", "note", "details"])
def test_whatever_was_changed_since_keeps_it(session: Session, director: Member, stale: int, changed: str) -> None:
    if changed == "details":
        details = cycles.get_cycle(session, director, stale).details
        service.edit(session, director, stale, details, 1)
    else:
        column = {"score": "changed_at", "note": "note_at"}[changed]
        session.execute(update(ANSWERS).values({column: LATER - timedelta(days=1)}))
    assert delete_stale_drafts(session, LATER) == 0


def test_a_draft_whose_details_were_never_edited_counts_from_its_start(session: Session, stale: int) -> None:
    session.execute(update(ASSESSMENTS).values(changed_at=None))
    assert delete_stale_drafts(session, LATER) == 1


def test_final_cycles_stay_for_ever_and_can_be_corrected_again(
    session: Session, scribe: Scribe, director: Member, stale: int
) -> None:
    final = scribe.final("Final")
    correction = service.correct(session, director, final, "A score was wrong.")
    age(session, correction)
    future = now() + timedelta(days=10_000)
    assert delete_stale_drafts(session, future) == 2
    assert titles(session) == ["Final"]
    assert service.correct(session, director, final, "It still is.")


def test_each_organisation_decides_for_itself(session: Session, stale: int, director: Member, stranger: Member) -> None:
    session.get_one(Organisation, director.organisation_id, populate_existing=True).retention_months = 0
    session.flush()
    assert delete_stale_drafts(session, LATER) == 0


def test_a_change_at_the_same_moment_keeps_it(engine: Engine, session: Session, director: Member, stale: int) -> None:
    details = cycles.get_cycle(session, director, stale).details
    session.rollback()
    with beside(
        engine,
        lambda session: service.edit(session, director, stale, details, 1),
        lambda session: delete_stale_drafts(session, LATER),
    ) as deleting:
        assert deleting.result() == 0


@pytest.mark.parametrize(
    ("at", "months", "before"),
    [
        ((2026, 8, 31), 6, (2026, 2, 28)),
        ((2024, 8, 31), 6, (2024, 2, 29)),
        ((2026, 12, 15), 12, (2025, 12, 15)),
        ((2026, 1, 1), 36, (2023, 1, 1)),
        ((2026, 5, 31), 6, (2025, 11, 30)),
    ],
)
def test_months_are_those_of_the_calendar(at: tuple[int, int, int], months: int, before: tuple[int, int, int]) -> None:
    assert months_before(datetime(*at, tzinfo=UTC), months) == datetime(*before, tzinfo=UTC)


def test_tidying_up_is_stored(engine: Engine, session: Session, stale: int) -> None:
    assert tidy_up(engine, Settings()) == (0, 1)
    assert titles(session) == []


def test_the_command_says_what_it_did(engine: Engine, stale: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAM_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    get_settings.cache_clear()
    result = CliRunner().invoke(main, ["tidy"])
    get_settings.cache_clear()
    assert result.output == ("Removed what has expired: 0. Deleted drafts that nobody has changed for long: 1.\n")
