"""Taking back what was agreed: the cell is what it was before, unless somebody chose since."""

import pytest

from app.assessments import agreeing, answering
from app.assessments.agreed import Agreement
from app.assessments.answers import Choice
from app.assessments.snapshot import Carried
from app.errors import ConflictError, ForbiddenError, NotFoundError
from app.maturity.checklist import CellId
from tests.agreements import CELL, agreement
from tests.assessments.conftest import Look
from tests.conftest import CELLS, Scribe


def agree(scribe: Scribe, cycle_id: int, agreed: Agreement) -> None:
    agreeing.agree(scribe.session, scribe.director, cycle_id, CELL, agreed)
    scribe.session.commit()


def withdraw(scribe: Scribe, cycle_id: int, cell: CellId = CELL) -> bool:
    put_back = agreeing.withdraw(scribe.session, scribe.director, cycle_id, cell)
    scribe.session.commit()
    return put_back


def choose(scribe: Scribe, cycle_id: int, score: int | None, revision: int) -> None:
    answering.choose(scribe.session, scribe.director, cycle_id, CELL, Choice("score", score, revision))
    scribe.session.commit()


@pytest.mark.parametrize("before", [None, 0, 2])
def test_it_puts_back_the_score_that_was_there(scribe: Scribe, look: Look, before: int | None) -> None:
    cycle_id = scribe.start()
    if before is not None:
        scribe.score(cycle_id, {CELL: before})
    agree(scribe, cycle_id, agreement(2))
    revision = look.cell(cycle_id).score_revision
    assert withdraw(scribe, cycle_id)
    assert (look.cell(cycle_id).score, look.cell(cycle_id).score_revision) == (before, revision + 1)
    assert look.snapshot(cycle_id).answer(CELL).agreed is None


@pytest.mark.parametrize("since", [3, 2, None])
def test_it_leaves_what_somebody_chose_since(scribe: Scribe, look: Look, since: int | None) -> None:
    cycle_id = scribe.start()
    agree(scribe, cycle_id, agreement(2))
    choose(scribe, cycle_id, since, 2)
    assert not withdraw(scribe, cycle_id)
    assert (look.cell(cycle_id).score, look.cell(cycle_id).score_revision) == (since, 2)
    assert look.snapshot(cycle_id).answer(CELL).agreed is None


def test_it_goes_back_behind_all_that_was_agreed(scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.start()
    scribe.score(cycle_id, {CELL: 1})
    agree(scribe, cycle_id, agreement(2))
    agree(scribe, cycle_id, agreement(3))
    assert withdraw(scribe, cycle_id)
    assert look.cell(cycle_id).score == 1


def test_it_goes_back_to_what_was_chosen_between_two_agreements(scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.start()
    agree(scribe, cycle_id, agreement(2))
    choose(scribe, cycle_id, 0, 2)
    agree(scribe, cycle_id, agreement(3))
    assert withdraw(scribe, cycle_id)
    assert look.cell(cycle_id).score == 0


@pytest.mark.parametrize("agreed", [2, 3])
def test_a_copied_score_is_as_unreviewed_as_before(scribe: Scribe, look: Look, agreed: int) -> None:
    scribe.final(score=2)
    cycle_id = scribe.copy()
    agree(scribe, cycle_id, agreement(agreed))
    assert look.snapshot(cycle_id).carried[Carried.OVER] == 44
    assert withdraw(scribe, cycle_id)
    snapshot = look.snapshot(cycle_id)
    assert snapshot.answer(CELL).carried is look.cell(cycle_id).carried is Carried.OVER
    assert snapshot.carried[Carried.OVER] == 45
    agree(scribe, cycle_id, agreement(agreed))
    assert withdraw(scribe, cycle_id)
    assert look.cell(cycle_id).carried is Carried.OVER
    choose(scribe, cycle_id, 2, look.cell(cycle_id).score_revision + 1)
    assert look.cell(cycle_id).carried is Carried.CONFIRMED


def test_a_copied_score_that_was_reviewed_stays_so(scribe: Scribe, look: Look) -> None:
    scribe.final(score=2)
    cycle_id = scribe.copy()
    choose(scribe, cycle_id, 2, 1)
    agree(scribe, cycle_id, agreement(3))
    assert withdraw(scribe, cycle_id)
    assert look.cell(cycle_id).carried is Carried.CONFIRMED


def test_it_leaves_other_cells_alone(scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.start()
    for cell in CELLS[:3]:
        agreeing.agree(scribe.session, scribe.director, cycle_id, cell, agreement(2))
    withdraw(scribe, cycle_id, CELLS[1])
    assert set(look.snapshot(cycle_id).agreements) == {CELLS[0], CELLS[2]}
    assert set(look.snapshot(cycle_id).scores) == {CELLS[0], CELLS[2]}


def test_it_needs_an_agreement(scribe: Scribe) -> None:
    cycle_id = scribe.complete()
    with pytest.raises(NotFoundError, match="Nothing was agreed"):
        withdraw(scribe, cycle_id)


def test_it_is_for_drafts_only(scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.complete()
    agree(scribe, cycle_id, agreement())
    scribe.finish(cycle_id)
    before = look.all()
    with pytest.raises(ConflictError, match="final"):
        withdraw(scribe, cycle_id)
    scribe.session.rollback()
    assert look.all() == before


@pytest.mark.parametrize(
    ("who", "error"), [("contributor", ForbiddenError), ("steering", ForbiddenError), ("stranger", NotFoundError)]
)
def test_it_is_for_directors_of_the_organisation_only(
    scribe: Scribe, look: Look, request: pytest.FixtureRequest, who: str, error: type[Exception]
) -> None:
    cycle_id = scribe.start()
    agree(scribe, cycle_id, agreement())
    before = look.all()
    with pytest.raises(error):
        agreeing.withdraw(scribe.session, request.getfixturevalue(who), cycle_id, CELL)
    scribe.session.rollback()
    assert look.all() == before
