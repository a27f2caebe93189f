"""Which actions somebody asks to see, from the address of a page."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from sqlmodel import Session

from app.accounts.models import Unit
from app.accounts.service import Member
from app.accounts.units import list_all_units
from app.errors import InvalidInputError
from app.maturity.checklist import Checklist
from app.plans.actions import Filter, Owner, checklist, list_owners
from app.web.forms import QueryModel

EVERY = "every"  # in place of those that are open or were over lately
LATELY = 183  # days: what the last half-yearly cycle could still be about
WHOLE = "whole"  # in place of a group: the actions for a whole element
NAME = "name:"  # before the name of an owner who is no member


class Asked(QueryModel):
    """What was asked for, as it was typed."""

    unit: str = ""
    element: str = ""
    group: str = ""
    owner: str = ""
    over: str = ""
    review: str = ""  # that decided on the action which is added
    organisation: str = ""  # for whom belongs to several; deps.py reads it

    @property
    def parameters(self) -> dict[str, str]:
        """What is asked for, as ``Member.at`` takes it."""
        return {name: value for name, value in self if value and name not in {"review", "organisation"}}

    @property
    def place(self) -> dict[str, str]:
        """Where a new action would belong."""
        return {name: value for name, value in self.parameters.items() if name not in {"owner", "over"}}

    @property
    def narrows(self) -> bool:
        """Whether less than every unit, element, group or owner is asked for."""
        return bool(self.parameters.keys() - {"over"})

    @property
    def query(self) -> str:
        """What is asked for, as an address has it."""
        return urlencode(self.parameters)


@dataclass(frozen=True, slots=True)
class Options:
    """What can be asked for."""

    checklist: Checklist
    units: list[Unit]
    owners: list[Owner]

    @property
    def unit_choices(self) -> list[tuple[str, str]]:
        """Each unit's value and name; so with the other choices."""
        return [(str(unit.id), unit.name) for unit in self.units]

    @property
    def element_choices(self) -> list[tuple[str, str]]:
        """The elements."""
        return [(element.letter, f"{element.letter} {element.name}") for element in self.checklist.elements]

    @property
    def group_choices(self) -> list[tuple[str, str]]:
        """The groups, and the whole element first."""
        return [(WHOLE, "The whole element"), *((group.key, group.name) for group in self.checklist.groups)]

    @property
    def owner_choices(self) -> list[tuple[str, str]]:
        """Who owns an action."""
        return [(_value(owner), owner.name) for owner in self.owners]

    @property
    def over_choices(self) -> list[tuple[str, str]]:
        """Which of those that are over."""
        return [(EVERY, "All of them")]

    def chosen(self, asked: Asked, today: date) -> Filter:
        """Return the filter that was asked for. InvalidInputError names each field that is not in its list."""
        lists: dict[str, dict[str, Any]] = {
            "unit": {str(unit.id): unit.id for unit in self.units},
            "element": {element.letter: element.letter for element in self.checklist.elements},
            "group": {group.key: group.key for group in self.checklist.groups} | {WHOLE: ""},
            "owner": {_value(owner): owner.key for owner in self.owners},
            "over": {EVERY: EVERY},
        }
        wrong = {name: _WRONG[name] for name, value in asked.parameters.items() if value not in lists[name]}
        if wrong:
            raise InvalidInputError("The actions can’t be chosen like this.", wrong)
        unit, element, group, owner, over = (lists[name].get(getattr(asked, name)) for name in lists)
        return Filter(unit, element, group, owner, None if over else today - timedelta(days=LATELY))


_WRONG = {
    "unit": "Choose a unit from the list.",
    "element": "Choose an element from the list.",
    "group": "Choose a group from the list.",
    "owner": "Choose an owner from the list.",
    "over": "Choose from the list which of those that are over.",
}


def options(session: Session, member: Member) -> Options:
    """Return what this member can ask for."""
    return Options(checklist(), list_all_units(session, member), list_owners(session, member))


def _value(owner: Owner) -> str:
    """Return an owner as the address has them: a number, or the written name."""
    return f"{NAME}{owner.name}" if owner.person_id is None else str(owner.person_id)
