"""What a director enters of a cycle, and what of it can't be used."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from app.accounts.units import unit_problem
from app.assessments.snapshot import REASON_MAX
from app.db.days import FIRST_DAY, LAST_DAY
from app.db.text import line_of_text, text
from app.errors import InvalidInputError
from app.maturity.checklist import Checklist

TITLE_MAX = 80
UNUSABLE = "Some answers can’t be used yet."


@dataclass(frozen=True, slots=True)
class Details:
    """What a director enters of a cycle. ``scope_reason`` is needed when something is out of scope, only then."""

    title: str
    held_on: date
    unit: str
    out_of_scope: tuple[str, ...] = ()
    scope_reason: str = ""


def checked(checklist: Checklist, details: Details) -> Details:
    """Return the details as they are stored. InvalidInputError names each field that can't be used."""
    details = _tidied(details)
    wrong = dict(_problems(checklist, details))
    if wrong:
        raise InvalidInputError(UNUSABLE, wrong)
    return details


def problems(checklist: Checklist, details: Details) -> dict[str, str]:
    """Return why fields of these details can't be used, by their names."""
    return dict(_problems(checklist, _tidied(details)))


def checked_reason(reason: str) -> str:
    """Return the reason for a correction as it is stored. InvalidInputError when there is none, or it is too long."""
    reason = text(reason)
    if not reason or len(reason) > REASON_MAX:
        message = f"Enter what is wrong with the final result, in at most {REASON_MAX} characters."
        raise InvalidInputError("Say why.", {"reason": message})
    return reason


def _tidied(details: Details) -> Details:
    return replace(
        details,
        title=line_of_text(details.title),
        unit=line_of_text(details.unit),
        out_of_scope=tuple(dict.fromkeys(details.out_of_scope)),
        scope_reason=text(details.scope_reason) if details.out_of_scope else "",
    )


def _problems(checklist: Checklist, details: Details) -> Iterable[tuple[str, str]]:
    if not details.title:
        yield "title", "Enter a name for the cycle, such as 2026 H2."
    elif len(details.title) > TITLE_MAX:
        yield "title", f"Use at most {TITLE_MAX} characters; this has {len(details.title)}."
    if not FIRST_DAY <= details.held_on <= LAST_DAY:
        years = f"from {FIRST_DAY.year} to {LAST_DAY.year}"
        yield "held_on", f"Enter the day the cycle is held on, {years}, such as 2026-11-12."
    if problem := unit_problem(details.unit):
        yield "unit", problem
    optional = {element.letter for element in checklist.elements if element.scope_optional}
    if not set(details.out_of_scope) <= optional:
        yield "out_of_scope", f"Only element {', '.join(sorted(optional))} can be left out."
    if details.out_of_scope and not details.scope_reason:
        yield "scope_reason", "Say why the element is out of scope. The report prints the reason."
    elif len(details.scope_reason) > REASON_MAX:
        yield "scope_reason", f"Use at most {REASON_MAX} characters; this has {len(details.scope_reason)}."
