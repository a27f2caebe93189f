"""Dates along an axis: where they lie, and which of them are named."""

from dataclasses import dataclass
from datetime import date

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_YEAR = 12
_MONTH = 30.4  # days
_STEPS = (1, 3, 6, _YEAR, 2 * _YEAR, 3 * _YEAR, 5 * _YEAR, 10 * _YEAR)  # months from one name to the next
_ROOM_FOR_A_MONTH = 66.0  # pixels for "Nov 2027" and a gap
_ROOM_FOR_A_YEAR = 44.0


def short_day(value: date) -> str:
    """Return "1 Nov 2027"."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


@dataclass(frozen=True, slots=True)
class Axis:
    """Days from ``first`` to ``last``, which is later, between two places in pixels."""

    first: date
    last: date
    left: float
    right: float

    def x(self, value: date) -> float:
        """Where a day lies; outside of the axis when it is earlier or later."""
        share = (value - self.first).days / (self.last - self.first).days
        return self.left + share * (self.right - self.left)

    def ticks(self) -> list[tuple[float, str]]:
        """Return places and names of as many months or years as have room, or else of the first day."""
        months = (self.last - self.first).days / _MONTH
        for step in _STEPS:
            room = _ROOM_FOR_A_YEAR if step % _YEAR == 0 else _ROOM_FOR_A_MONTH
            named = [(self.x(month), _name(month, step)) for month in _months(self.first, self.last, step)]
            if named and (self.right - self.left) * step >= room * months:
                return named
        return [(self.left, short_day(self.first))]


def _months(first: date, last: date, step: int) -> list[date]:
    """Return the first day of every ``step``-th month, counted from a year's beginning."""
    begin, end = _month(first) + (first.day > 1), _month(last)
    return [date(month // _YEAR, month % _YEAR + 1, 1) for month in range(begin + -begin % step, end + 1, step)]


def _month(value: date) -> int:
    return value.year * _YEAR + value.month - 1


def _name(month: date, step: int) -> str:
    return str(month.year) if step % _YEAR == 0 else f"{_MONTHS[month.month - 1]} {month.year}"
