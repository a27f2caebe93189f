"""A form of targets for one day as it is sent, by a page that saves them or only works them out."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from starlette.datastructures import FormData

from app.errors import InvalidInputError
from app.maturity.checklist import CellId, Checklist
from app.plans.naming import field_of, highest, name_of
from app.plans.targets import UNUSABLE, Entry, Wanted

DAY, WAS = "by", "was-"
_DIGITS = 4
Texts = Mapping[CellId, str]


@dataclass(frozen=True, slots=True)
class Form:
    """What was chosen for each cell and each whole element, and what it was shown as. Empty is no target."""

    sent: Texts
    was: Texts

    @classmethod
    def of(cls, checklist: Checklist, values: Mapping[str, str]) -> "Form":
        """Return the form in these fields. What is missing is empty: a browser sends no radio that is not chosen."""
        cells = list(places(checklist))
        return cls(
            {cell: values.get(field_of(cell), "").strip() for cell in cells},
            {cell: values.get(WAS + field_of(cell), "") for cell in cells},
        )

    @classmethod
    def stored(cls, checklist: Checklist, wanted: Wanted) -> "Form":
        """Return the form that shows what is stored."""
        shown = {cell: _shown(wanted.get(cell)) for cell in places(checklist)}
        return cls(shown, shown)

    def wanted(self, checklist: Checklist) -> dict[CellId, int]:
        """Return the targets in it that can be."""
        read = {cell: _read(value) for cell, value in self.sent.items()}
        return {cell: score for cell, score in read.items() if score is not None and score <= highest(checklist, cell)}

    def entries(self, checklist: Checklist) -> list[Entry]:
        """Return what it says. InvalidInputError names each field that is no number."""
        wrong = {
            field_of(cell): f"{name_of(checklist, cell)}: enter a whole number from 0 to {highest(checklist, cell)}."
            for cell, value in self.sent.items()
            if value and _read(value) is None
        }
        if wrong:
            raise InvalidInputError(UNUSABLE, wrong)
        return [Entry(cell, _read(value), _read(self.was[cell])) for cell, value in self.sent.items()]

    def over(self, wanted: Wanted, told: Collection[CellId] = ()) -> "Form":
        """Return this form to be sent again over what is stored now.

        What it left alone becomes what is stored. What it changed counts as shown anew only where somebody is
        ``told`` what another made of it; elsewhere their change would be overwritten unseen.
        """
        now = {cell: _shown(wanted.get(cell)) for cell in self.sent}
        alone = {cell for cell, value in self.sent.items() if value == self.was[cell]}
        mine = {cell: now[cell] if cell in alone else value for cell, value in self.sent.items()}
        was = {cell: now[cell] if cell in alone or cell in told else value for cell, value in self.was.items()}
        return Form(mine, was)


def places(checklist: Checklist) -> Iterator[CellId]:
    """Return everything that can have a target: each element, and its cells after it."""
    for element in checklist.elements:
        yield CellId(element.letter, "")
        yield from (CellId(element.letter, group.key) for group in checklist.groups)


def fields(checklist: Checklist) -> set[str]:
    """Return the name of every field that the form has."""
    names = [field_of(cell) for cell in places(checklist)]
    return {DAY, *names, *(WAS + name for name in names)}


def day_of(value: str) -> date:
    """Return the day that was typed. InvalidInputError when it is none."""
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        message = "Enter the day by which the targets should be reached, such as 2027-11-12."
        raise InvalidInputError(UNUSABLE, {DAY: message}) from None


def texts(sent: FormData) -> dict[str, str]:
    """Return the fields of a form that uploads nothing."""
    return {name: value for name, value in sent.items() if isinstance(value, str)}


def _read(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdecimal() and len(value) < _DIGITS else None


def _shown(score: int | None) -> str:
    return "" if score is None else str(score)
