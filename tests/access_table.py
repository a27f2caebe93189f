"""Who may go where: the one table of every route. A route that is missing here fails the build."""

from dataclasses import dataclass, field, replace
from enum import Enum

from tests.pictures import picture


class Answer(Enum):
    """What somebody is answered."""

    DONE = "done"  # the page, or on to the next one
    SIGN_IN = "sign in"  # a page leads to the form, anything else is a bare 401
    CHOOSE = "choose"  # to the list of one's organisations; what changes something is refused
    REFUSED = "refused"  # 403
    NOTHING = "nothing"  # 404, exactly as if it were not there
    PROVE = "prove"  # 422: they may, with a password or a code that only they have
    CONFLICT = "conflict"  # 409: they may, but the state of the thing does not allow it


DONE, SIGN_IN, CHOOSE, REFUSED, NOTHING, PROVE, CONFLICT = Answer


@dataclass(frozen=True)
class Rule:
    """What each of the cast is answered. The stranger directs another organisation; the administrator is in none."""

    anonymous: Answer = SIGN_IN
    stranger: Answer = NOTHING
    steering: Answer = DONE
    contributor: Answer = DONE
    director: Answer = DONE
    administrator: Answer = NOTHING


EVERYBODY = Rule(anonymous=DONE, stranger=DONE, administrator=DONE)
SIGNED_IN = Rule(stranger=DONE, administrator=DONE)
PROVEN = Rule(stranger=PROVE, steering=PROVE, contributor=PROVE, director=PROVE, administrator=PROVE)
OWNER = Rule(steering=NOTHING, contributor=NOTHING)  # of something that one person owns: the director
NOBODY = Rule(steering=NOTHING, contributor=NOTHING, director=NOTHING)  # as long as nothing is prepared for it
MEMBERS = Rule(stranger=DONE, administrator=CHOOSE)  # each sees their own
DIRECTORS = Rule(stranger=DONE, steering=REFUSED, contributor=REFUSED, administrator=CHOOSE)  # each in their own
READERS = Rule()  # of something that one organisation owns
REVIEWERS = Rule(contributor=REFUSED)
SCORERS = Rule(steering=REFUSED)
MANAGERS = Rule(steering=REFUSED, contributor=REFUSED)
ADMINISTRATORS = Rule(steering=NOTHING, contributor=NOTHING, director=NOTHING, administrator=DONE)


@dataclass(frozen=True)
class Visit:
    """How a route is visited so that those who may get an answer. ``cycle`` is the state of the cycle it needs."""

    rule: Rule
    form: dict[str, str] = field(default_factory=dict)
    cycle: str = "draft"
    files: dict[str, bytes] = field(default_factory=dict)
    workshop: str = ""  # how far the workshop on it must be


CHOICE = {"kind": "score", "value": "2", "revision": "9", "client": "phone"}
DETAILS = {"title": "Theirs", "held_on": "2026-11-12", "unit": "Whole company", "version": "1"}
GROUPS = ("key_account_manager", "kam_unit", "kam_team", "associated_functions", "senior_management")
ELEMENT = {
    f"{name}-{group}": value
    for group in GROUPS
    for name, value in {"score": "3", "score-was": "", "evidence-was": "", "note": "", "note-version": "0"}.items()
}
ACTION = {
    "title": "Theirs",
    "seen_when_done": "A list.",
    "unit_id": "1",  # the director's
    "element": "A",
    "owner_name": "Ana",
    "due_on": "2027-03-31",
    "version": "1",
}
REVIEW = {"held_on": "2026-11-20", "cycles": "1", "attended": "Stella", "decided": "Sponsors.", "version": "1"}

A_CELL = {"letter": "A", "group": "kam_unit"}
A_SCORE = A_CELL | {"score": "2", "version": "1"}

VISITS = {
    "GET /healthz": Visit(EVERYBODY),
    "GET /readyz": Visit(EVERYBODY),
    "POST /theme": Visit(EVERYBODY, {"theme": "dark"}),
    "GET /sign-in": Visit(EVERYBODY),
    "POST /sign-out": Visit(EVERYBODY),
    "GET /profile": Visit(SIGNED_IN),
    "POST /profile/name": Visit(SIGNED_IN, {"name": "Another Name"}),
    "POST /profile/password": Visit(PROVEN, {"current": "a guess", "password": "nine verticals and a band"}),
    "POST /profile/sign-ins/end-others": Visit(SIGNED_IN),
    "POST /profile/sign-ins/{sign_in_id}/end": Visit(OWNER),
    "GET /profile/second-factor": Visit(SIGNED_IN),
    "GET /profile/second-factor/qr.svg": Visit(NOBODY),
    "POST /profile/second-factor/begin": Visit(SIGNED_IN),
    "POST /profile/second-factor/confirm": Visit(PROVEN, {"code": "123456"}),
    "POST /profile/second-factor/recovery-codes": Visit(PROVEN, {"code": "123456"}),
    "POST /profile/second-factor/remove": Visit(PROVEN, {"code": "123456"}),
    "GET /organisations/{organisation_id}/members": Visit(READERS),
    "POST /organisations/{organisation_id}/members/{person_id}/role": Visit(MANAGERS, {"role": "steering"}),
    "POST /organisations/{organisation_id}/members/{person_id}/remove": Visit(MANAGERS),
    "POST /organisations/{organisation_id}/invitations": Visit(
        MANAGERS, {"email": "x@example.com", "role": "steering"}
    ),
    "POST /organisations/{organisation_id}/invitations/{link_id}/revoke": Visit(MANAGERS),
    "GET /organisations/{organisation_id}/units": Visit(MANAGERS),
    "POST /organisations/{organisation_id}/units": Visit(MANAGERS, {"unit": "Nordics"}),
    "POST /organisations/{organisation_id}/units/{unit_id}/name": Visit(MANAGERS, {"unit": "Nordics"}),
    "POST /organisations/{organisation_id}/units/{unit_id}/archive": Visit(MANAGERS),
    "POST /organisations/{organisation_id}/units/{unit_id}/unarchive": Visit(MANAGERS),
    "GET /organisations/{organisation_id}/settings": Visit(MANAGERS),
    "POST /organisations/{organisation_id}/settings": Visit(MANAGERS, {"name": "Renamed"}),
    "POST /organisations/{organisation_id}/logo": Visit(MANAGERS, files={"logo": picture()}),
    "POST /organisations/{organisation_id}/logo/remove": Visit(MANAGERS),
    "GET /organisations/{organisation_id}/logo.png": Visit(READERS),
    "GET /organisations/{organisation_id}/accent.css": Visit(READERS),
    "GET /forgotten-password": Visit(EVERYBODY),
    "GET /join": Visit(EVERYBODY),
    "POST /forgotten-password": Visit(EVERYBODY, {"email": "somebody@example.com"}),
    "GET /installation": Visit(ADMINISTRATORS),
    "POST /installation/organisations": Visit(ADMINISTRATORS, {"name": "A third company", "email": "new@example.com"}),
    "POST /installation/organisations/{organisation_id}/director": Visit(
        replace(ADMINISTRATORS, administrator=CONFLICT), {"email": "new@example.com"}
    ),
    "POST /installation/people/{person_id}/administrator": Visit(ADMINISTRATORS, {"becomes": "yes"}),
    "POST /installation/people/{person_id}/reset": Visit(ADMINISTRATORS),
    "POST /installation/people/{person_id}/sign-out": Visit(ADMINISTRATORS),
    "GET /": Visit(MEMBERS),
    "GET /organisations": Visit(SIGNED_IN),
    "GET /method": Visit(SIGNED_IN),
    "GET /cycles/new": Visit(DIRECTORS),
    "POST /cycles": Visit(DIRECTORS, DETAILS),
    "GET /cycles/{cycle_id}": Visit(READERS),
    "GET /cycles/{cycle_id}/details": Visit(MANAGERS),
    "POST /cycles/{cycle_id}/details": Visit(MANAGERS, DETAILS),
    "GET /cycles/{cycle_id}/check": Visit(READERS),
    "POST /cycles/{cycle_id}/finish": Visit(MANAGERS),
    "GET /cycles/{cycle_id}/correct": Visit(MANAGERS, cycle="final"),
    "POST /cycles/{cycle_id}/correct": Visit(MANAGERS, {"reason": "A score was wrong."}, "final"),
    "GET /cycles/{cycle_id}/elements/{letter}": Visit(READERS),
    "GET /cycles/{cycle_id}/elements/{letter}/states": Visit(READERS),
    "POST /cycles/{cycle_id}/elements/{letter}": Visit(SCORERS, ELEMENT),
    "POST /cycles/{cycle_id}/cells/{letter}/{group}/choice": Visit(SCORERS, CHOICE),
    "POST /cycles/{cycle_id}/cells/{letter}/{group}/note": Visit(SCORERS, {"note": "Why.", "version": "0"}),
    "GET /cycles/{cycle_id}/results": Visit(READERS),
    "GET /cycles/{cycle_id}/charts/{kind}.svg": Visit(READERS),
    "GET /cycles/{cycle_id}/board-pack.pdf": Visit(READERS),
    "GET /cycles/{cycle_id}/scores.csv": Visit(READERS),
    "GET /cycles/{cycle_id}/result.json": Visit(READERS),
    "GET /actions": Visit(MEMBERS),
    "GET /actions/new": Visit(DIRECTORS),
    "POST /actions": Visit(replace(DIRECTORS, stranger=PROVE), ACTION),  # it names a unit that is not theirs
    "GET /actions/calendar.ics": Visit(MEMBERS),
    "GET /actions/timeline.svg": Visit(MEMBERS),
    "GET /actions/{action_id}": Visit(READERS),
    "POST /actions/{action_id}": Visit(MANAGERS, ACTION),
    "POST /actions/{action_id}/status": Visit(MANAGERS, {"status": "under_way", "version": "1"}),
    "POST /cycles/{cycle_id}/comments": Visit(READERS, {"text": "What it means to us."}, "final"),
    "GET /reviews": Visit(MEMBERS),
    "GET /reviews/new": Visit(Rule(stranger=DONE, contributor=REFUSED, administrator=CHOOSE)),
    # The cycle that the form names is the director's organisation's.
    "POST /reviews": Visit(Rule(contributor=REFUSED, administrator=CHOOSE), REVIEW, "final"),
    "GET /reviews/{review_id}": Visit(READERS),
    "GET /reviews/{review_id}/edit": Visit(REVIEWERS),
    "POST /reviews/{review_id}/edit": Visit(REVIEWERS, REVIEW, "final"),
    "GET /compare": Visit(MEMBERS),
    "GET /units/{unit_id}/compare": Visit(READERS),
    "GET /units/{unit_id}/compare.csv": Visit(READERS),
    "GET /compare/units": Visit(MEMBERS),
    "GET /compare/units.csv": Visit(MEMBERS),
    "GET /units/{unit_id}/compare/charts/{kind}.svg": Visit(READERS),
    "GET /targets": Visit(MEMBERS),
    "GET /units/{unit_id}/targets": Visit(READERS, cycle="final"),
    "GET /units/{unit_id}/targets/what-if": Visit(READERS, cycle="final"),
    "POST /units/{unit_id}/targets": Visit(MANAGERS, {"by": "2027-11-12", "A-kam_unit": "3"}, "final"),
    "GET /units/{unit_id}/targets/steps": Visit(READERS, cycle="final"),
    "POST /units/{unit_id}/targets/steps": Visit(MANAGERS, {"by": "2027-11-12", "A-kam_unit": "3"}, "final"),
    "GET /cycles/{cycle_id}/workshops/new": Visit(MANAGERS),
    "POST /cycles/{cycle_id}/workshops": Visit(MANAGERS, {"elements": "A", "places": "1"}),
    "GET /workshops/{workshop_id}": Visit(MANAGERS, workshop="revealed"),
    "GET /workshops/{workshop_id}/live": Visit(MANAGERS, workshop="revealed"),
    "GET /workshops/{workshop_id}/events": Visit(MANAGERS, workshop="revealed"),
    "GET /workshops/{workshop_id}/screen": Visit(MANAGERS, workshop="revealed"),
    "GET /workshops/{workshop_id}/screen/live": Visit(MANAGERS, workshop="revealed"),
    "GET /workshops/{workshop_id}/join": Visit(READERS, workshop="lobby"),
    "GET /workshops/{workshop_id}/qr.svg": Visit(MANAGERS, workshop="lobby"),
    "GET /workshops/{workshop_id}/people": Visit(MANAGERS, workshop="lobby"),
    "GET /workshops/{workshop_id}/links": Visit(MANAGERS, workshop="personal"),
    "POST /workshops/{workshop_id}/links": Visit(MANAGERS, workshop="personal"),
    "POST /workshops/{workshop_id}/lock": Visit(MANAGERS, workshop="lobby"),
    "POST /workshops/{workshop_id}/unlock": Visit(MANAGERS, workshop="lobby"),
    "POST /workshops/{workshop_id}/remove": Visit(MANAGERS, {"seat": "1"}, workshop="lobby"),
    "POST /workshops/{workshop_id}/give-back": Visit(MANAGERS, {"seat": "1"}, workshop="lobby"),
    "POST /workshops/{workshop_id}/begin": Visit(MANAGERS, workshop="lobby"),
    "POST /workshops/{workshop_id}/element": Visit(MANAGERS, {"letter": "B"}, workshop="voting"),
    "POST /workshops/{workshop_id}/pause": Visit(MANAGERS, workshop="voting"),
    "POST /workshops/{workshop_id}/resume": Visit(MANAGERS, workshop="voting"),
    "POST /workshops/{workshop_id}/timer": Visit(MANAGERS, {"minutes": "10"}, workshop="voting"),
    "POST /workshops/{workshop_id}/reveal": Visit(MANAGERS, {"letter": "A"}, workshop="voting"),
    "POST /workshops/{workshop_id}/hide": Visit(MANAGERS, {"letter": "A"}, workshop="revealed"),
    "POST /workshops/{workshop_id}/show": Visit(MANAGERS, {"letter": "A"}, workshop="revealed"),
    "POST /workshops/{workshop_id}/reopen": Visit(MANAGERS, A_CELL, workshop="revealed"),
    "POST /workshops/{workshop_id}/take-back-round": Visit(MANAGERS, A_CELL, workshop="voted again"),
    "POST /workshops/{workshop_id}/agree": Visit(
        MANAGERS, A_CELL | {"score": "2", "version": "1"}, workshop="revealed"
    ),
    "POST /workshops/{workshop_id}/take-back": Visit(MANAGERS, A_CELL, workshop="settled"),
    "POST /workshops/{workshop_id}/settle": Visit(MANAGERS, workshop="revealed"),
    "POST /workshops/{workshop_id}/undo": Visit(MANAGERS, workshop="settled"),
    "GET /workshops/{workshop_id}/close": Visit(MANAGERS, workshop="revealed"),
    "POST /workshops/{workshop_id}/close": Visit(MANAGERS, workshop="revealed"),
    "POST /workshops/{workshop_id}/keep-open": Visit(MANAGERS, workshop="closing"),
    "GET /organisations/{organisation_id}/audit": Visit(MANAGERS),
    "GET /organisations/{organisation_id}/audit.csv": Visit(MANAGERS),
    "GET /installation/audit": Visit(ADMINISTRATORS),
}
# Who may use these cannot be told from who is signed in. Tests of their own say what they refuse, named here.
BY_OTHER_PROOF = {
    "GET /invitations/{token}": "tests/accounts/test_accept_an_invitation.py",
    "POST /invitations/{token}": "tests/accounts/test_accept_an_invitation.py",
    "POST /sign-in": "tests/accounts/test_sign_in.py",
    "GET /sign-in/provider": "tests/accounts/oidc/test_sign_in_by_provider.py",
    "GET /sign-in/provider/callback": "tests/accounts/oidc/test_refuse_a_provider.py",
    "GET /sign-in/second-factor": "tests/accounts/test_give_a_second_factor.py",
    "POST /sign-in/second-factor": "tests/accounts/test_give_a_second_factor.py",
    "GET /set-up/{token}": "tests/accounts/test_set_up.py",
    "POST /set-up/{token}": "tests/accounts/test_set_up.py",
    "GET /reset/{token}": "tests/accounts/test_reset_a_password.py",
    "POST /reset/{token}": "tests/accounts/test_reset_a_password.py",
    "POST /join": "tests/workshops/test_join_by_code.py",
    "GET /join/{token}": "tests/workshops/test_join.py",
    "POST /join/{token}": "tests/workshops/test_join.py",
    "GET /w/{workshop_id}": "tests/workshops/test_see_the_room.py",
    "GET /w/{workshop_id}/elements/{letter}": "tests/workshops/test_see_the_room.py",
    "GET /w/{workshop_id}/live": "tests/workshops/test_bring_a_page_up_to_date.py",
    "GET /w/{workshop_id}/waited": "tests/workshops/test_say_how_many_are_waited_for.py",
    "GET /w/{workshop_id}/events": "tests/workshops/test_be_nudged.py",
    "POST /w/{workshop_id}/cells/{letter}/{group}/vote": "tests/workshops/test_vote.py",
    "POST /w/{workshop_id}/elements/{letter}": "tests/workshops/test_vote_by_form.py",
    "POST /w/{workshop_id}/group": "tests/workshops/test_change_group.py",
    "POST /w/{workshop_id}/leave": "tests/workshops/test_leave.py",
}
