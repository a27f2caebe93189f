from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.plans.timeline_size import NARROW, WIDE
from app.reports import charts
from app.reports.palette import PALETTES, Theme
from app.reports.timeline import TimelineItem
from tests.reports.drawings import in_the_way, texts, title, words

TODAY = date(2026, 11, 22)
ITEM = TimelineItem(
    "One file",
    "G",
    "Data",
    date(2026, 9, 1),
    date(2027, 3, 1),
    "under_way",
    overdue=False,
    owner="Ada",
    unit="Coatings",
)
STATUSES = ("planned", "under_way", "done", "dropped")


def drawn(items: Sequence[TimelineItem], *, narrow: bool = False, today: date = TODAY) -> bytes:
    return charts.timeline(items, today, "print", narrow=narrow, live_text=True)


def many(count: int) -> list[TimelineItem]:
    start = date(2024, 1, 1)
    return [
        replace(
            ITEM,
            title=f"{place} " + "W" * 118,
            owner="X" * 120,
            unit="Y" * 120,
            element="ABCDEFGHI"[place % 9],
            element_name="Knowledge sharing and communications",
            starts_on=start + timedelta(days=40 * place) if place % 4 else None,
            due_on=start + timedelta(days=40 * place + place),
            status=STATUSES[place % 4],
            overdue=place % 4 < 2,
        )
        for place in range(count)
    ]


CASES = {
    "none": [],
    "one": [ITEM],
    "many": many(40),
    "too many": many(55),
    "no such letters": [replace(ITEM, title="二〇二五年", owner="二〇")],
    "long ago": [replace(ITEM, starts_on=date(2000, 1, 1), due_on=date(2001, 1, 1), overdue=True)],
    "far ahead": [replace(ITEM, starts_on=date(2026, 12, 1), due_on=date(2100, 12, 31))],
}


@pytest.mark.no_cover
@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("narrow", [False, True])
def test_no_text_stands_in_the_way_of_another_or_leaves_the_sheet(name: str, *, narrow: bool) -> None:
    assert in_the_way(drawn(CASES[name], narrow=narrow)) == []


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("narrow", [False, True])
def test_pages_know_how_large_it_is(name: str, *, narrow: bool) -> None:
    pixels = (NARROW if narrow else WIDE).size(item.element for item in CASES[name])
    assert f'viewBox="0 0 {pixels.width} {pixels.height}"'.encode() in drawn(CASES[name], narrow=narrow)


def test_it_stands_by_element_first_due_first() -> None:
    items = [
        replace(ITEM, title="late", due_on=date(2027, 9, 1)),
        replace(ITEM, title="early"),
        replace(ITEM, title="first", element="A", element_name="Strategy"),
    ]
    said = [text for text in texts(drawn(items)) if text in {"late", "early", "first", "A Strategy", "G Data"}]
    assert said == ["A Strategy", "first", "G Data", "early", "late"]


def test_it_says_how_far_each_has_come_and_what_is_overdue() -> None:
    items = [replace(ITEM, status=status) for status in STATUSES]
    assert {"Planned", "Under way", "Done", "Dropped", "due 1 Mar 2027", "Coatings. Ada"} <= set(texts(drawn(items)))
    assert "Overdue, under way" in texts(drawn([replace(ITEM, overdue=True)]))


def test_it_ends_an_action_on_the_day_it_was_done() -> None:
    done = replace(ITEM, status="done", done_on=date(2026, 11, 1))
    assert "on 1 Nov 2026" in texts(drawn([done]))
    assert "due 1 Mar 2027" not in texts(drawn([done]))
    assert drawn([done]) == drawn([replace(done, due_on=date(2028, 1, 1))])
    early = replace(done, done_on=date(2026, 8, 1))  # before it should have started
    assert "on 1 Aug 2026" in texts(drawn([early]))


def test_it_tells_by_when_a_dropped_action_was_due() -> None:
    assert "was due 1 Mar 2027" in texts(drawn([replace(ITEM, status="dropped")]))


@pytest.mark.parametrize(
    ("today", "years"),
    [
        (TODAY, ["2026", "2027", "2028"]),
        (date(2027, 1, 5), ["2026", "2027", "2028"]),
        (date.max, ["9996", "9997", "9998"]),
    ],
)
def test_it_shows_three_years_with_their_quarters(today: date, years: list[str]) -> None:
    said = texts(drawn([ITEM], today=today))
    assert [text for text in said if text in years] == years
    assert said.count("Q1") == 3


def test_it_marks_today_unless_it_lies_outside() -> None:
    said = {word.text: word.x for word in words(drawn([ITEM]))}
    assert said["2026"] < said["Today"] < said["2027"]
    assert "Today" not in texts(drawn([], today=date.max))


def test_it_says_how_many_more_there_are() -> None:
    assert "and 15 more" in texts(drawn(CASES["too many"]))
    assert not any("more" in text for text in texts(drawn(CASES["many"])))


def test_it_says_when_there_are_none() -> None:
    assert "No actions" in texts(drawn([]))


def test_it_names_an_action_whose_letters_the_typeface_lacks_by_its_element() -> None:
    assert "Action of element G" in texts(drawn(CASES["no such letters"]))


def test_each_status_has_a_pattern_of_its_own() -> None:
    pictures = {charts.timeline([replace(ITEM, status=status)], TODAY, "print") for status in STATUSES}
    without_start = {charts.timeline([replace(ITEM, status=s, starts_on=None)], TODAY, "print") for s in STATUSES}
    assert len(pictures) == len(without_start) == 4


@pytest.mark.no_cover
@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_it_gives_the_same_bytes_for_the_same_actions(theme: Theme) -> None:
    picture = charts.timeline(many(9), TODAY, theme, organisation="Example")
    assert picture == charts.timeline(many(9), TODAY, theme, organisation="Example")
    assert PALETTES[theme].ink_soft.encode() in picture
    assert title(picture) == "Timeline of actions: Example"
