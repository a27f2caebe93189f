"""A step is done again exactly when its inputs differ from those of the last time."""

import pytest

from scripts import stamps
from scripts.stamps import fingerprint, forget, is_done, mark_done


@pytest.fixture(autouse=True)
def _own_stamps(tmp_path, monkeypatch):
    monkeypatch.setattr(stamps, "STAMPS", tmp_path / "stamps")


def test_it_tells_inputs_apart_by_what_they_hold(tmp_path):
    lock = tmp_path / "lock"
    lock.write_text("one")
    first = fingerprint(lock)
    assert fingerprint(lock) == first
    assert fingerprint(lock, also="dev") != first
    lock.write_text("two")
    assert fingerprint(lock) != first


def test_it_is_done_for_the_same_inputs_only():
    assert not is_done("python", "one")
    mark_done("python", "one")
    assert is_done("python", "one")
    assert not is_done("python", "two")
    assert not is_done("node", "one")


def test_it_is_not_done_once_forgotten():
    forget("python")
    mark_done("python", "one")
    forget("python")
    assert not is_done("python", "one")
