"""Making the score that a workshop agreed the cell's, with where it comes from."""

from dataclasses import replace

import pytest

from app.accounts.service import Member
from app.assessments import agreeing, answering, service
from app.assessments.agreed import REMARK_MAX, Agreement
from app.assessments.answers import Choice
from app.assessments.snapshot import Carried
from app.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from app.maturity.checklist import CellId
from tests.agreements import CELL, HELD_ON, agreement
from tests.assessments.conftest import Look
from tests.conftest import Scribe


def agree(scribe: Scribe, cycle_id: int, agreed: Agreement, cell: CellId = CELL) -> None:
    agreeing.agree(scribe.session, scribe.director, cycle_id, cell, agreed)
    scribe.session.commit()


def choose(scribe: Scribe, member: Member, cycle_id: int, score: int | None, revision: int) -> bool:
    choice = Choice("score", score, revision, "phone")
    saved = answering.choose(scribe.session, member, cycle_id, CELL, choice)
    scribe.session.commit()
    return saved.answered.holds(choice)


def test_it_works(scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.start()
    agree(scribe, cycle_id, agreement(2, rationale=" Why.\r\nSo. ", dissent="Two saw a 1."))
    answer = look.snapshot(cycle_id).answer(CELL)
    assert answer.score == 2
    assert answer.agreed == Agreement(2, HELD_ON, 14, "Why.\nSo.", "Two saw a 1.")
    assert look.cell(cycle_id).changed_at is not None
    assert look.snapshot(cycle_id).agreed == (1, 0)


def test_it_is_a_choice_like_any_other(scribe: Scribe, look: Look, contributor: Member) -> None:
    cycle_id = scribe.start()
    choose(scribe, contributor, cycle_id, 1, 7)
    agree(scribe, cycle_id, agreement(2))
    assert (look.cell(cycle_id).score, look.cell(cycle_id).score_revision) == (2, 8)
    assert not choose(scribe, contributor, cycle_id, 0, 7)  # what comes late changes nothing
    assert look.cell(cycle_id).score == 2


@pytest.mark.parametrize(("since", "stands"), [(3, False), (None, False), (2, True)])
def test_it_counts_while_its_score_is_the_cell_s(
    scribe: Scribe, look: Look, contributor: Member, since: int | None, *, stands: bool
) -> None:
    cycle_id = scribe.start()
    agree(scribe, cycle_id, agreement(2))
    assert choose(scribe, contributor, cycle_id, since, 2)
    snapshot = look.snapshot(cycle_id)
    answer = snapshot.answer(CELL)
    assert answer.agreed == agreement(2)
    assert answer.agreed.stands(answer.score) is stands
    assert snapshot.agreed == ((1, 0) if stands else (0, 1))


def test_a_later_one_gives_way_to_the_first(scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.start()
    agree(scribe, cycle_id, agreement(2, rationale="First."))
    agree(scribe, cycle_id, agreement(3, votes=15))
    assert look.snapshot(cycle_id).answer(CELL).agreed == agreement(3, votes=15)
    assert len(look.all()["agreements"]) == 1


def test_it_reviews_a_score_that_was_copied(scribe: Scribe, look: Look) -> None:
    scribe.final(score=2)
    cycle_id = scribe.copy()
    agree(scribe, cycle_id, agreement(2))
    agree(scribe, cycle_id, agreement(3), CellId("A", "kam_team"))
    assert look.cell(cycle_id).carried is Carried.CONFIRMED
    assert look.cell(cycle_id, group="kam_team").carried is Carried.CHANGED


def test_it_does_not_count_where_the_element_went_out_of_scope(scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.start()
    agree(scribe, cycle_id, agreement(2), CellId("E", "kam_unit"))
    assert look.snapshot(cycle_id).agreed == (1, 0)
    left_out = replace(look.cycle(cycle_id).details, out_of_scope=("E",), scope_reason="One country.")
    service.edit(scribe.session, scribe.director, cycle_id, left_out, 1)
    scribe.session.commit()
    assert look.snapshot(cycle_id).agreed == (0, 0)


@pytest.mark.parametrize(
    ("agreed", "field"),
    [
        (agreement(4), "score"),
        (agreement(-1), "score"),
        (agreement(rationale="x" * (REMARK_MAX + 1)), "rationale"),
        (agreement(dissent="x" * (REMARK_MAX + 1)), "dissent"),
    ],
)
def test_it_refuses_what_cannot_be_kept(scribe: Scribe, look: Look, agreed: Agreement, field: str) -> None:
    cycle_id = scribe.start()
    before = look.all()
    with pytest.raises(InvalidInputError) as refused:
        agree(scribe, cycle_id, agreed)
    assert refused.value.fields.keys() == {field}
    scribe.session.rollback()
    assert look.all() == before


def test_it_takes_the_longest_remarks(scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.start()
    longest = agreement(rationale="é" * REMARK_MAX, dissent="«" * REMARK_MAX)
    agree(scribe, cycle_id, longest)
    assert look.snapshot(cycle_id).answer(CELL).agreed == longest


def test_it_is_for_drafts_only(scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.final()
    before = look.all()
    with pytest.raises(ConflictError, match="final"):
        agree(scribe, cycle_id, agreement())
    scribe.session.rollback()
    assert look.all() == before


@pytest.mark.parametrize("cell", [CellId("E", "kam_unit"), CellId("A", "other"), CellId("Z", "kam_unit")])
def test_it_is_for_cells_in_scope_only(scribe: Scribe, look: Look, cell: CellId) -> None:
    cycle_id = scribe.start(out_of_scope=("E",), reason="One country.")
    with pytest.raises(NotFoundError, match="no such cell"):
        agree(scribe, cycle_id, agreement(), cell)


@pytest.mark.parametrize(
    ("who", "error"), [("contributor", ForbiddenError), ("steering", ForbiddenError), ("stranger", NotFoundError)]
)
def test_it_is_for_directors_of_the_organisation_only(
    scribe: Scribe, look: Look, request: pytest.FixtureRequest, who: str, error: type[Exception]
) -> None:
    cycle_id = scribe.start()
    before = look.all()
    with pytest.raises(error):
        agreeing.agree(scribe.session, request.getfixturevalue(who), cycle_id, CELL, agreement())
    scribe.session.rollback()
    assert look.all() == before
