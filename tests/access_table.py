"""Who may go where: the one table of every route. A route that is missing here fails the build."""

from dataclasses import dataclass, field, replace
from enum import Enum


class Answer(Enum):
    """What somebody is answered."""

    DONE = "done"  # the page, or on to the next one
    SIGN_IN = "sign in"  # a page leads to the form, anything else is a bare 401
    CHOOSE = "choose"  # to the list of one's organisations; what changes something is refused
    REFUSED = "refused"  # 403
    NOTHING = "nothing"  # 404, exactly as if it were not there
    CONFLICT = "conflict"  # 409: they may, but the state of the thing does not allow it


DONE, SIGN_IN, CHOOSE, REFUSED, NOTHING, CONFLICT = Answer


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
MEMBERS = Rule(stranger=DONE, administrator=CHOOSE)  # each sees their own
DIRECTORS = Rule(stranger=DONE, steering=REFUSED, contributor=REFUSED, administrator=CHOOSE)  # each in their own
READERS = Rule()  # of something that one organisation owns
SCORERS = Rule(steering=REFUSED)
MANAGERS = Rule(steering=REFUSED, contributor=REFUSED)
ADMINISTRATORS = Rule(steering=NOTHING, contributor=NOTHING, director=NOTHING, administrator=DONE)


@dataclass(frozen=True)
class Visit:
    """How a route is visited so that those who may get an answer. ``cycle`` is the state of the cycle it needs."""

    rule: Rule
    form: dict[str, str] = field(default_factory=dict)
    cycle: str = "draft"


CHOICE = {"kind": "score", "value": "2", "revision": "9", "client": "phone"}
DETAILS = {"title": "Theirs", "held_on": "2026-11-12", "unit": "Whole company", "version": "1"}
GROUPS = ("key_account_manager", "kam_unit", "kam_team", "associated_functions", "senior_management")
ELEMENT = {
    f"{name}-{group}": value
    for group in GROUPS
    for name, value in {"score": "3", "score-was": "", "evidence-was": "", "note": "", "note-version": "0"}.items()
}

VISITS = {
    "GET /healthz": Visit(EVERYBODY),
    "GET /readyz": Visit(EVERYBODY),
    "POST /theme": Visit(EVERYBODY, {"theme": "dark"}),
    "GET /sign-in": Visit(EVERYBODY),
    "POST /sign-out": Visit(EVERYBODY),
    "GET /forgotten-password": Visit(EVERYBODY),
    "POST /forgotten-password": Visit(EVERYBODY, {"email": "somebody@example.com"}),
    "GET /installation": Visit(ADMINISTRATORS),
    "POST /installation/organisations": Visit(ADMINISTRATORS, {"name": "A third company", "email": "new@example.com"}),
    "POST /installation/organisations/{organisation_id}/director": Visit(
        replace(ADMINISTRATORS, administrator=CONFLICT), {"email": "new@example.com"}
    ),
    "POST /installation/people/{person_id}/administrator": Visit(ADMINISTRATORS, {"becomes": "yes"}),
    "POST /installation/people/{person_id}/reset": Visit(ADMINISTRATORS),
    "GET /": Visit(MEMBERS),
    "GET /method": Visit(MEMBERS),
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
}
# Who may use these cannot be told from who is signed in. Tests of their own say what they refuse, named here.
BY_OTHER_PROOF = {
    "POST /sign-in": "tests/accounts/test_sign_in.py",
    "GET /set-up/{token}": "tests/accounts/test_set_up.py",
    "POST /set-up/{token}": "tests/accounts/test_set_up.py",
    "GET /reset/{token}": "tests/accounts/test_reset_a_password.py",
    "POST /reset/{token}": "tests/accounts/test_reset_a_password.py",
}
