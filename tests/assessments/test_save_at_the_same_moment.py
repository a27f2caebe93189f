"""Two people at once, in two transactions: the second waits for the first, and then finds what it did."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from app.accounts.service import Member
from app.accounts.units import find_or_create_unit
from app.assessments import agreeing, answering, service
from app.assessments.answering import Entry
from app.assessments.answers import Choice
from app.assessments.service import StaleDetailsError
from app.errors import ConflictError, InvalidInputError
from app.maturity.checklist import CellId
from tests.agreements import agreement, record
from tests.assessments.conftest import Look
from tests.beside import beside
from tests.conftest import Scribe

CELL = CellId("A", "kam_unit")


def choice(score: int, revision: int) -> Choice:
    return Choice("score", score, revision, "phone")


def test_a_save_that_meets_the_seal_is_refused(engine: Engine, scribe: Scribe, look: Look, director: Member) -> None:
    cycle_id = scribe.complete(score=2)
    with (
        beside(
            engine,
            lambda session: service.finish(session, director, cycle_id),
            lambda session: answering.choose(session, director, cycle_id, CELL, choice(0, 9)),
        ) as save,
        pytest.raises(ConflictError, match=r"final|finished"),
    ):
        save.result()
    assert look.cell(cycle_id).score == 2


def test_a_note_that_meets_the_seal_is_refused(engine: Engine, scribe: Scribe, look: Look, director: Member) -> None:
    cycle_id = scribe.complete()
    with (
        beside(
            engine,
            lambda session: service.finish(session, director, cycle_id),
            lambda session: answering.write_note(session, director, cycle_id, CELL, "Late.", 0),
        ) as save,
        pytest.raises(ConflictError, match=r"final|finished"),
    ):
        save.result()
    assert look.cell(cycle_id).note == ""


def test_the_seal_waits_for_a_save_that_came_first(
    engine: Engine, scribe: Scribe, look: Look, director: Member
) -> None:
    cycle_id = scribe.complete(score=2)
    with beside(
        engine,
        lambda session: answering.choose(session, director, cycle_id, CELL, choice(0, 9)),
        lambda session: service.finish(session, director, cycle_id),
    ) as seal:
        seal.result()
    assert look.snapshot(cycle_id).answer(CELL).score == look.cell(cycle_id).score == 0


def test_an_agreement_is_stored_over_a_choice_that_came_in_meanwhile(
    engine: Engine, scribe: Scribe, look: Look, director: Member
) -> None:
    cycle_id = scribe.start()
    with beside(
        engine,
        lambda session: answering.choose(session, director, cycle_id, CELL, choice(0, 5)),
        lambda session: agreeing.agree(session, director, cycle_id, CELL, agreement(3)),
    ) as agreed:
        agreed.result()
    assert (look.cell(cycle_id).score, look.cell(cycle_id).score_revision) == (3, 6)
    assert look.snapshot(cycle_id).agreed == (1, 0)


def test_an_agreement_that_meets_the_seal_is_refused(
    engine: Engine, scribe: Scribe, look: Look, director: Member
) -> None:
    cycle_id = scribe.complete(score=2)
    with (
        beside(
            engine,
            lambda session: service.finish(session, director, cycle_id),
            lambda session: agreeing.agree(session, director, cycle_id, CELL, agreement(3)),
        ) as agreed,
        pytest.raises(ConflictError, match="final"),
    ):
        agreed.result()
    assert look.cell(cycle_id).score == 2


def test_two_workshops_are_recorded_at_once(engine: Engine, scribe: Scribe, look: Look, director: Member) -> None:
    cycle_id = scribe.start()

    def close(session: Session) -> None:
        agreeing.record_workshop(session, director, cycle_id, record())

    with beside(engine, close, close) as second:
        second.result()
    assert len(look.snapshot(cycle_id).workshops) == 2


def test_the_seal_is_refused_when_a_cell_was_just_cleared(
    engine: Engine, scribe: Scribe, look: Look, director: Member
) -> None:
    cycle_id = scribe.complete()
    with (
        beside(
            engine,
            lambda session: answering.choose(session, director, cycle_id, CELL, Choice("score", None, 9)),
            lambda session: service.finish(session, director, cycle_id),
        ) as seal,
        pytest.raises(ConflictError, match="1 cell is not scored"),
    ):
        seal.result()
    assert look.cycle(cycle_id).is_draft


def test_a_cycle_is_finished_once(engine: Engine, scribe: Scribe, look: Look, director: Member) -> None:
    cycle_id = scribe.complete()

    def finish(session: Session) -> None:
        service.finish(session, director, cycle_id)

    with beside(engine, finish, finish) as second, pytest.raises(ConflictError, match="final"):
        second.result()
    assert len(look.all()["seals"]) == 1


def test_a_cycle_is_corrected_once(engine: Engine, scribe: Scribe, look: Look, director: Member) -> None:
    cycle_id = scribe.final()

    def correct(session: Session) -> int:
        return service.correct(session, director, cycle_id, "Why.")

    with beside(engine, correct, correct) as second, pytest.raises(ConflictError, match="newer revision"):
        second.result()
    assert len(look.all()["assessments"]) == 2


def test_the_second_edit_of_the_details_is_shown_the_first(
    engine: Engine, scribe: Scribe, look: Look, director: Member
) -> None:
    cycle_id = scribe.start("2026 H2")
    mine = look.cycle(cycle_id).details
    with (
        beside(
            engine,
            lambda session: service.edit(session, director, cycle_id, replace(mine, title="Theirs"), 1),
            lambda session: service.edit(session, director, cycle_id, mine, 1),
        ) as second,
        pytest.raises(StaleDetailsError) as stale,
    ):
        second.result()
    assert (stale.value.theirs.details.title, stale.value.theirs.version) == ("Theirs", 2)
    assert look.cycle(cycle_id).details.title == "Theirs"


def test_an_edit_of_the_details_that_meets_the_seal_is_refused(
    engine: Engine, scribe: Scribe, look: Look, director: Member
) -> None:
    cycle_id = scribe.complete()
    details = replace(look.cycle(cycle_id).details, title="Late")
    with (
        beside(
            engine,
            lambda session: service.finish(session, director, cycle_id),
            lambda session: service.edit(session, director, cycle_id, details, 1),
        ) as edit,
        pytest.raises(ConflictError, match="final"),
    ):
        edit.result()
    assert look.cycle(cycle_id).details.title == "2026 H2"


def test_a_title_is_taken_once(engine: Engine, scribe: Scribe, look: Look, director: Member) -> None:
    details = look.cycle(scribe.start("Another")).details

    def start(session: Session) -> int:
        return service.start(session, director, replace(details, title="2026 H2"))

    with beside(engine, start, start) as second, pytest.raises(InvalidInputError, match="taken"):
        second.result()
    assert len(look.all()["assessments"]) == 2


def test_a_new_unit_is_added_once(engine: Engine, look: Look, director: Member) -> None:
    def add(session: Session) -> str:
        return find_or_create_unit(session, director, "Nordics").name

    with beside(engine, add, add) as second:
        assert second.result() == "Nordics"
    assert [unit[2] for unit in look.all()["units"]].count("Nordics") == 1


@pytest.mark.parametrize(("first", "second"), [(1, 2), (2, 1)])
def test_of_two_choices_the_higher_revision_stands_whichever_is_first(
    engine: Engine, scribe: Scribe, look: Look, director: Member, first: int, second: int
) -> None:
    cycle_id = scribe.start()
    with beside(
        engine,
        lambda session: answering.choose(session, director, cycle_id, CELL, choice(first, first)),
        lambda session: answering.choose(session, director, cycle_id, CELL, choice(second, second)),
    ) as save:
        assert save.result().answered.score_revision == 2
    assert look.cell(cycle_id).score == 2


def test_a_plain_form_is_stored_over_a_choice_that_came_in_meanwhile(
    engine: Engine, scribe: Scribe, look: Look, director: Member
) -> None:
    cycle_id = scribe.start()
    entry = Entry(CELL, score=3, score_was=None, evidence=None, evidence_was=None, note="", note_version=0)
    with beside(
        engine,
        lambda session: answering.choose(session, director, cycle_id, CELL, choice(0, 5)),
        lambda session: answering.save_element(session, director, cycle_id, [entry]),
    ) as save:
        save.result()
    stored = look.cell(cycle_id)
    assert (stored.score, stored.score_revision) == (3, 6)
