"""What a final cycle comes to is worked out once. What an open one does is always worked out anew."""

from sqlalchemy import event
from sqlmodel import Session

from app.assessments import cycles
from app.assessments.outcomes import Outcome, Outcomes
from app.maturity.loading import load
from app.maturity.scoring import assess
from tests.conftest import CELLS, Scribe

NOTHING = Outcome({}, assess(load(), {}))


def test_it_asks_for_the_scores_of_a_final_cycle_once(session: Session, scribe: Scribe) -> None:
    scribe.final("Asked for once")
    cycles.list_history(session, scribe.director)
    statements: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *said: statements.append(said[2]))
    [item] = cycles.list_history(session, scribe.director)
    assert item.result.overall.score == 90
    assert not [statement for statement in statements if "answers" in statement]


def test_it_sees_every_change_of_a_draft(session: Session, scribe: Scribe) -> None:
    cycle_id = scribe.complete(score=1)
    before = cycles.list_history(session, scribe.director, drafts=True)[0].result.overall.score
    scribe.score(cycle_id, {CELLS[0]: 3})
    after = cycles.list_history(session, scribe.director, drafts=True)[0].result.overall.score
    assert (before, after) == (45, 47)


def test_it_never_knows_a_draft() -> None:
    assert Outcomes().get("") is None


def test_it_forgets_what_was_not_asked_for_longest() -> None:
    outcomes = Outcomes(kept=2)
    outcomes.put("first", NOTHING)
    outcomes.put("second", NOTHING)
    assert outcomes.get("first") is NOTHING
    outcomes.put("third", NOTHING)
    assert (outcomes.get("first"), outcomes.get("second"), outcomes.get("third")) == (NOTHING, None, NOTHING)
