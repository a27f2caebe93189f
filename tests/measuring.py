"""Which tests coverage measures: it doubles what a test takes, so whatever would tell it nothing new goes without.

Coverage is then what the measured tests reach, never more than all of them do.
"""

from collections import Counter
from collections.abc import Generator

import pytest
from coverage import Coverage

CASES = 3
KNOWN = pytest.StashKey[bool]()
# Every line of these rules is to be reached, by whichever case.
WHOLLY = "tests/maturity/"
# What these are about is not measured.
OTHERS = ("tests/scripts/", "tests/test_the_code_base.py")


def pytest_configure(config: pytest.Config) -> None:
    """End what a worker measures because it is a process, and because it is pytest: as a worker it measures, too.

    Beneath that the others would go on whenever it pauses, for what goes without.
    """
    while hasattr(config, "workerinput") and (measuring := Coverage.current()):
        measuring.stop()


@pytest.hookimpl(trylast=True)  # when properties are marked
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Measure the first cases of each table, on one engine. The others take the same way with other values.

    So do the examples of a property, which are a hundred.
    """
    seen = Counter[str]()
    for item in items:
        table, again = item.nodeid.partition("[")[0], item.get_closest_marker("postgresql")
        seen[table] += not again
        known = again or (seen[table] > CASES and not table.startswith(WHOLLY))
        if known or table.startswith(OTHERS) or item.get_closest_marker("hypothesis"):
            item.stash[KNOWN] = True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Pause for what would tell nothing new, from the first of its fixtures to the last: `no_cover` spares its body."""
    measuring = getattr(item.config.pluginmanager.getplugin("_cov"), "cov_controller", None)
    pauses = measuring and KNOWN in item.stash and not item.get_closest_marker("no_cover")
    if pauses:
        measuring.pause()
    done = yield
    if pauses:
        measuring.resume()
    return done
