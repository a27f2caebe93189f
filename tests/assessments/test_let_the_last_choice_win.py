"""Whatever the network does to the order, the last choice that was made is the one stored."""

from dataclasses import dataclass

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from app.assessments import answering
from app.assessments.answers import Choice, Kind
from app.assessments.snapshot import Evidence
from app.maturity.checklist import CellId
from tests.conftest import Scribe

CELL = CellId("H", "kam_team")
VALUES: dict[Kind, st.SearchStrategy[int | Evidence | None]] = {
    "score": st.none() | st.integers(0, 3),
    "evidence": st.none() | st.sampled_from(Evidence),
}
in_any_order = settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # each example rolls back what it did
)


@dataclass(frozen=True)
class Delivery:
    """Choices as they were made, and the order in which they arrive, some of them more than once."""

    made: list[Choice]
    order: list[int]


@st.composite
def deliveries(draw: st.DrawFn) -> Delivery:
    """Draw choices of both kinds and their arrival. Numbers rise with gaps, as those of several clients do."""
    made: list[Choice] = []
    revisions: dict[Kind, int] = {"score": 0, "evidence": 0}
    for kind in draw(st.lists(st.sampled_from(list(VALUES)), min_size=1, max_size=6)):
        revisions[kind] += draw(st.integers(1, 3))
        made.append(Choice(kind, draw(VALUES[kind]), revisions[kind], draw(st.sampled_from(["phone", "laptop"]))))
    everyone = list(range(len(made)))
    repeats = draw(st.lists(st.sampled_from(everyone), max_size=4))
    return Delivery(made, draw(st.permutations(everyone + repeats)))


def last(choices: list[Choice], kind: Kind) -> Choice | None:
    return max((one for one in choices if one.kind == kind), key=lambda one: one.revision, default=None)


@in_any_order
@given(delivery=deliveries())
def test_it_is_the_last_of_those_that_arrived(session: Session, scribe: Scribe, delivery: Delivery) -> None:
    cycle_id = scribe.start()
    arrived: list[Choice] = []
    for number in delivery.order:
        sent = delivery.made[number]
        arrived.append(sent)
        stored = answering.choose(session, scribe.director, cycle_id, CELL, sent).answered
        newest = last(arrived, sent.kind)
        assert newest is not None
        assert stored.holds(newest)
        assert stored.holds(sent) == (sent == newest)
        assert getattr(stored, sent.kind) == newest.value
    stored = answering.get_sheet(session, scribe.director, cycle_id).cell(CELL)
    for kind in VALUES:
        made = last(delivery.made, kind)
        assert getattr(stored, kind) == (made.value if made else None)
        assert stored.revision(kind) == (made.revision if made else 0)
    _forget(session, cycle_id)


def _forget(session: Session, cycle_id: int) -> None:
    session.rollback()
    for row in ("answers WHERE assessment_id", "assessments WHERE id"):
        session.connection().exec_driver_sql(f"DELETE FROM {row} = {cycle_id}")
    session.commit()


@in_any_order
@given(order=st.permutations(["One.", "Two.", "Three."]), repeats=st.integers(1, 3))
def test_a_note_that_was_stored_is_never_lost_in_silence(
    session: Session, scribe: Scribe, order: list[str], repeats: int
) -> None:
    cycle_id = scribe.start()
    refused = []
    for note in order:
        for _ in range(repeats):
            try:
                answering.write_note(session, scribe.director, cycle_id, CELL, note, 0)
            except answering.StaleNoteError as error:
                refused.append((error.mine, error.theirs.note))
    assert answering.get_sheet(session, scribe.director, cycle_id).cell(CELL).note == order[0]
    assert refused == [(note, order[0]) for note in order[1:] for _ in range(repeats)]
    _forget(session, cycle_id)
