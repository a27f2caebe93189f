"""Cycles to compare without a database: usual ones, and those that leave a chart the least room."""

import random
from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType

from app.maturity.scoring import assess
from app.reports.target_marks import Sum, TargetMarks
from app.reports.trend import Trend, TrendCycle
from tests.reports.examples import CHECKLIST, EXAMPLE, scores

LETTERS = "ABCDEFGHI"
IN_2023 = dict(
    zip(LETTERS, ["22111", "21111", "11211", "22111", "11111", "22011", "11111", "11102", "22012"], strict=True)
)
IN_2024 = dict(
    zip(LETTERS, ["22112", "22111", "22111", "32211", "11110", "22111", "22211", "11102", "22112"], strict=True)
)
OPEN = EXAMPLE | {"C": "22---", "H": "-----", "I": "2211-"}
TARGETS = TargetMarks(dict(zip(LETTERS, (10, 9, 8, 12, 7, 6, 15, 8, 9), strict=True)), date(2027, 9, 28), Sum(84, 135))


def cycle(
    title: str,
    held_on: date,
    by_element: Mapping[str, str],
    *,
    provisional: bool = False,
    left_out: str = "",
    revision: int = 1,
) -> TrendCycle:
    """Return a cycle with a digit for each group of each element; a dash is not scored."""
    given = scores({letter: digits for letter, digits in by_element.items() if letter not in left_out})
    result = assess(CHECKLIST, given, tuple(left_out))
    return TrendCycle(1, title, held_on, revision, provisional, CHECKLIST, given, result)


def trend_of(*cycles: TrendCycle) -> Trend:
    """Return the cycles of a unit."""
    return Trend("Example Manufacturing Group", 1, "Industrial Coatings", cycles)


def each(digit: str) -> dict[str, str]:
    """Return the same score in every cell."""
    return dict.fromkeys(LETTERS, digit * 5)


def _by_chance(chance: random.Random, low: int) -> dict[str, str]:
    return {letter: "".join(str(chance.randint(low, 3)) for _ in range(5)) for letter in LETTERS}


def _twelve() -> Trend:
    chance = random.Random(3)
    days = (date(2014 + place // 2, 3 + place % 2 * 6, 14) for place in range(12))
    return trend_of(*(cycle(f"{d.year} H{1 + d.month // 7}", d, _by_chance(chance, d.year % 3)) for d in days))


def _bunch() -> Trend:
    chance, begin = random.Random(4), date(2025, 1, 1)
    many = (cycle(f"Cycle {i}", begin + timedelta(days=2 * i), _by_chance(chance, i % 3)) for i in range(10))
    last = cycle("Now", date(2025, 2, 1), {}, provisional=True)
    return trend_of(cycle("Long ago", date(2019, 1, 1), IN_2023), *many, last)


THREE = trend_of(
    cycle("2023 review", date(2023, 11, 14), IN_2023),
    cycle("2024 review", date(2024, 11, 12), IN_2024),
    cycle("2025 review", date(2025, 11, 11), EXAMPLE),
)
WITH_A_DRAFT = trend_of(THREE.cycles[1], cycle("2025 review", date(2025, 11, 11), OPEN, provisional=True))
OTHER_SCOPES = trend_of(
    cycle("2024 H1", date(2024, 5, 12), IN_2024, left_out="E"),
    cycle("2024 H2", date(2024, 11, 12), IN_2024),
    cycle("2025 H1", date(2025, 5, 11), EXAMPLE, left_out="E", revision=2),
    cycle("2025 H2", date(2025, 11, 11), EXAMPLE, provisional=True),
)
WITHOUT_E = trend_of(
    cycle("2024 H1", date(2024, 5, 12), IN_2024, left_out="E"),
    cycle("2025 H1", date(2025, 5, 11), EXAMPLE, left_out="E"),
)
FALLING = trend_of(cycle("Before", date(2024, 1, 1), each("3")), cycle("After", date(2025, 1, 1), each("0")))
LONG_NAMES = trend_of(
    cycle("W" * 80, date(2024, 5, 12), each("0")),
    cycle("long title " * 7, date(2024, 5, 12), each("3")),
    cycle("二〇二五年", date(2024, 5, 13), each("0")),
    cycle("$x^2$ <script>--> & </svg> " * 3, date(2024, 5, 13), each("3")),
)
EQUAL = trend_of(*(cycle(f"Cycle {i}", date(2025, 1, 1) + timedelta(days=7 * i), each("1")) for i in range(12)))
AT_THE_END_OF_TIME = trend_of(
    cycle("First", date.min, each("1")),
    cycle("Middle", date(2000, 1, 1), each("1")),
    cycle("Last", date.max, each("2")),
)
THE_LAST_DAY = trend_of(cycle("One", date.max, each("1")), cycle("Two", date.max, each("2")))
NOTHING_IN_COMMON = trend_of(
    cycle("First", date(2024, 1, 1), {}, provisional=True), cycle("Last", date(2025, 1, 1), {}, provisional=True)
)
TRENDS = MappingProxyType(
    {
        "three": THREE,
        "with a draft": WITH_A_DRAFT,
        "other scopes": OTHER_SCOPES,
        "without E": WITHOUT_E,
        "falling": FALLING,
        "long names": LONG_NAMES,
        "equal": EQUAL,
        "twelve": _twelve(),
        "bunch": _bunch(),
        "at the end of time": AT_THE_END_OF_TIME,
        "the last day": THE_LAST_DAY,
        "nothing in common": NOTHING_IN_COMMON,
    }
)
