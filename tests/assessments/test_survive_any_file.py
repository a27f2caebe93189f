"""Whatever bytes come as a sheet, the answer is a sheet or what is wrong with it, never another failure."""

from hypothesis import given
from hypothesis import strategies as st

from tests.assessments.sheets import CHECKLIST, FULL, HEADER, csv_of, problems_of, read, workbook_of

BOOK = workbook_of(FULL)
WORDS = st.sampled_from([*HEADER.split(","), "A", "E", "kam_unit", "n/a", '"', "=", "3"])


def survives(data: bytes, suffix: str = "") -> bool:
    """Whether the answer is a sheet with nothing wrong, or at least one problem that is said in a line."""
    found = problems_of(data, suffix)
    return all(problem.isprintable() for problem in found) if found else set(read(data).answers) <= set(CHECKLIST.cells)


@given(st.binary(max_size=300), st.sampled_from(["", ".csv", ".xlsx"]))
def test_it_survives_any_bytes(data, suffix):
    assert survives(data, suffix)


@given(st.lists(st.lists(WORDS | st.text())))
def test_it_survives_any_csv_file(rows):
    assert survives(csv_of(*(",".join(row) for row in rows)))


@given(st.binary(max_size=60), st.integers(min_value=4, max_value=len(BOOK)))
def test_it_survives_any_damaged_workbook(damage, place):
    assert survives(BOOK[:place] + damage + BOOK[place + len(damage) :])
