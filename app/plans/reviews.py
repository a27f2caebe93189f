"""What may be done with a review: record it, and edit it. The scores that it looked at stay as they are."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlmodel import Session

from app.accounts import audit
from app.accounts.service import Member
from app.assessments.cycle import Cycle
from app.assessments.cycles import find_cycles
from app.db.columns import now
from app.errors import ConflictError, InvalidInputError, NotFoundError
from app.plans import actions
from app.plans.action_details import ActionDetails
from app.plans.minutes import UNUSABLE, Minutes, checked
from app.plans.models import Review
from app.plans.review_reading import (
    ACTIONS,
    DECIDED,
    REVIEWED,
    REVIEWS,
    Decision,
    Reviewed,
    find_actions,
    get_review,
)

TEXTS = ("attended", "decided", "questions")


class StaleReviewError(ConflictError):
    """Somebody else changed the review since this person opened it."""

    def __init__(self, theirs: Reviewed) -> None:
        who = theirs.changed_by or "Someone else"
        super().__init__(f"{who} changed this review while you had it open. Nothing of yours was saved yet.")
        self.theirs = theirs


def record_review(session: Session, member: Member, minutes: Minutes, today: date) -> int:
    """Record a meeting and return the review's id.

    InvalidInputError names each wrong field. NotFoundError when a cycle or an action is not the member's.
    """
    member.must_review()
    minutes = checked(minutes, today)
    cycles, decided = _cycles(session, member, minutes), _actions(session, member, minutes)
    _refuse_unfit(cycles)
    review = Review(organisation_id=member.organisation_id, written_by_id=member.person_id, **_columns(minutes))
    session.add(review)
    session.flush()
    assert review.id is not None
    _link(session, review.id, minutes)
    facts = _facts(minutes, cycles, decided)
    audit.record(session, audit.Actor.of(member), "review.recorded", _subject(review.id, minutes), after=facts)
    return review.id


def edit_review(session: Session, member: Member, review_id: int, minutes: Minutes, version: int, today: date) -> None:
    """Change a review. StaleReviewError when ``version`` is not the current one; otherwise errors as record_review."""
    member.must_review()
    current = _lock_review(session, member, review_id)
    minutes = checked(minutes, today)
    cycles, decided = _cycles(session, member, minutes), _actions(session, member, minutes)
    if minutes == current.minutes:
        return
    if version != current.version:
        raise StaleReviewError(current)
    _refuse_unfit([cycle for cycle in cycles if cycle.id not in current.minutes.cycles])
    changes = _columns(minutes) | {"changed_by_id": member.person_id, "changed_at": now()}
    session.execute(update(REVIEWS).where(REVIEWS.c.id == review_id).values(**changes, version=version + 1))
    for links in (REVIEWED, DECIDED):
        session.execute(delete(links).where(links.c.review_id == review_id))
    _link(session, review_id, minutes)
    _record_edit(session, member, current, minutes, _facts(minutes, cycles, decided))


def add_decided_action(session: Session, member: Member, review_id: int, details: ActionDetails) -> int:
    """Add an action that a review decided on, and return its id. Errors as actions.add and get_review.

    The review counts it as an edit: a form of it that is open meanwhile would drop the action.
    """
    member.must_manage()
    review = _lock_review(session, member, review_id)  # before the trail is held, see audit.record
    action_id = actions.add(session, member, details)
    session.execute(insert(DECIDED), [{"review_id": review_id, "action_id": action_id}])
    changes = {"version": review.version + 1, "changed_by_id": member.person_id, "changed_at": now()}
    session.execute(update(REVIEWS).where(REVIEWS.c.id == review_id).values(**changes))
    decided = find_actions(session, member, ACTIONS.c.id.in_((*review.minutes.actions, action_id)))
    _record_edit(session, member, review, review.minutes, _facts(review.minutes, review.cycles, decided))
    return action_id


def _lock_review(session: Session, member: Member, review_id: int) -> Reviewed:
    """Return the review as get_review, which nobody else can change before this is committed."""
    get_review(session, member, review_id)  # nobody holds up what they may not see
    session.execute(select(REVIEWS.c.id).where(REVIEWS.c.id == review_id).with_for_update())
    return get_review(session, member, review_id)


def _cycles(session: Session, member: Member, minutes: Minutes) -> list[Cycle]:
    found = find_cycles(session, member, minutes.cycles)
    if len(found) < len(minutes.cycles):
        raise NotFoundError("There is no such cycle, or it is not yours to see.")
    return [found[cycle_id] for cycle_id in minutes.cycles]


def _actions(session: Session, member: Member, minutes: Minutes) -> list[Decision]:
    found = find_actions(session, member, ACTIONS.c.id.in_(minutes.actions))
    if len(found) < len(minutes.actions):
        raise NotFoundError("There is no such action, or it is not yours to see.")
    return found


def _refuse_unfit(cycles: list[Cycle]) -> None:
    """Raise InvalidInputError when one of these is no result to look at: still open, or replaced."""
    for cycle in cycles:
        if not cycle.stands:
            why = "is not final yet" if cycle.is_draft else "was replaced by a later revision"
            message = f"{cycle.details.title}, {cycle.details.unit}, {why}. Choose a cycle from the list."
            raise InvalidInputError(UNUSABLE, {"cycles": message})


def _columns(minutes: Minutes) -> dict[str, Any]:
    return {name: getattr(minutes, name) for name in ("held_on", "next_on", *TEXTS)}


def _link(session: Session, review_id: int, minutes: Minutes) -> None:
    session.execute(insert(REVIEWED), [{"review_id": review_id, "assessment_id": one} for one in minutes.cycles])
    if minutes.actions:
        session.execute(insert(DECIDED), [{"review_id": review_id, "action_id": one} for one in minutes.actions])


def _record_edit(session: Session, member: Member, old: Reviewed, new: Minutes, after: dict[str, Any]) -> None:
    """Record which dates, cycles and actions are others now, and which texts were rewritten, but not the texts."""
    before = _facts(old.minutes, old.cycles, old.actions)
    changed = [name for name in after if before[name] != after[name]]
    untold = [name for name in TEXTS if getattr(old.minutes, name) != getattr(new, name)]
    audit.record(
        session,
        audit.Actor.of(member),
        "review.edited",
        _subject(old.id, old.minutes),
        {name: before[name] for name in changed},
        {name: after[name] for name in changed} | ({"also_changed": untold} if untold else {}),
    )


def _subject(review_id: int, minutes: Minutes) -> str:
    """Return how the trail names a review: 2026-11-12 (review 3)."""
    return f"{minutes.held_on} (review {review_id})"


def _facts(minutes: Minutes, cycles: Sequence[Cycle], decided: Sequence[Decision]) -> dict[str, Any]:
    """Return what the trail keeps of a review: dates and names, not what was said."""
    return {
        "held_on": minutes.held_on.isoformat(),
        "next_review": minutes.next_on.isoformat() if minutes.next_on else None,
        "cycles": sorted(f"{cycle.details.title}, {cycle.details.unit}" for cycle in cycles),
        "actions": sorted(decision.title for decision in decided),
    }
