"""Which tests coverage measures: it doubles what a test takes, so whatever would tell it nothing new goes without.

Coverage is then what the measured tests reach, never more than all of them do.
"""

from collections import Counter

import pytest

CASES = 3
# Every line of these rules is to be reached, by whichever case.
WHOLLY = "tests/maturity/"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Measure the first cases of each table. The others take the same way with other values."""
    seen = Counter[tuple[str, object]]()
    for item in items:
        if not isinstance(item, pytest.Function) or item.nodeid.startswith(WHOLLY):
            continue
        given = item.callspec.params.get("database") if hasattr(item, "callspec") else None
        table = (f"{item.parent.nodeid}::{item.originalname}" if item.parent else item.nodeid, given)
        seen[table] += 1
        if seen[table] > CASES:
            item.add_marker("no_cover")
