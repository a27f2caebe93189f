"""The days that targets are usually set for: the next cycle, and one, two and three years after the latest."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, date

from app.plans.targets import Plan

_HALF_A_YEAR = 6  # months
_YEARS = ("One year", "Two years", "Three years")


@dataclass(frozen=True, slots=True)
class DueDate:
    """A day to set targets for, what it is called, and how many are set for it."""

    day: date
    name: str
    count: int


def due_dates(plan: Plan) -> list[DueDate]:
    """Return the usual days and those that have targets, in order, each once. None without a final cycle."""
    names = dict.fromkeys(sorted(aim.due_on for aim in plan.aims), "")
    for day, name in _usual(plan):
        names[day] = names.get(day) or name
    return [DueDate(day, name, len(plan.on(day))) for day, name in sorted(names.items())]


def usual_day(plan: Plan) -> date:
    """Return the next day that has targets, or else the first that they are usually set for. There is a final cycle.

    Where that was held on the last day there is, no other comes.
    """
    days = [due for due in due_dates(plan) if plan.is_open(due.day)]
    first = days[0].day if days else plan.must_have_a_cycle().cycle.details.held_on
    return next((due.day for due in days if due.count), first)


def months_after(day: date, months: int) -> date | None:
    """Return the same day so many months later, or the last of that month where it is shorter.

    None past the last year there is.
    """
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return None if year > MAXYEAR else date(year, month, min(day.day, monthrange(year, month)[1]))


def _usual(plan: Plan) -> Iterator[tuple[date, str]]:
    if plan.latest is None:
        return
    held_on = plan.latest.cycle.details.held_on
    if plan.next_held_on:
        yield plan.next_held_on, "Next cycle"
    later = [] if plan.next_held_on else [(_HALF_A_YEAR, "Half a year")]
    for months, name in [*later, *((12 * years, name) for years, name in enumerate(_YEARS, 1))]:
        if day := months_after(held_on, months):
            yield day, name
