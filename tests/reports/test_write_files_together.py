"""Several files are written, or none of them."""

from pathlib import Path

import pytest

from app.reports.outputs import OutputError, refuse_filled, write_together


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def fail():
    raise ZeroDivisionError


def test_it_writes_every_file(tmp_path):
    write_together([(tmp_path / "a", lambda: b"one"), (tmp_path / "b", lambda: b"two")])
    assert (tmp_path / "a").read_bytes() == b"one"
    assert (tmp_path / "b").read_bytes() == b"two"
    assert len(names_in(tmp_path)) == 2


def test_it_replaces_a_file_that_is_there(tmp_path):
    (tmp_path / "a").write_bytes(b"a longer text from before")
    write_together([(tmp_path / "a", lambda: b"new")])
    assert (tmp_path / "a").read_bytes() == b"new"


def test_it_writes_through_a_link(tmp_path):
    (tmp_path / "target").touch()
    (tmp_path / "link").symlink_to(tmp_path / "target")
    write_together([(tmp_path / "link", lambda: b"new")])
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_bytes() == b"new"


def test_it_gives_a_file_the_usual_rights(tmp_path):
    (tmp_path / "usual").touch()
    write_together([(tmp_path / "a", lambda: b"")])
    assert (tmp_path / "a").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_it_writes_nothing_when_one_cannot_be_made(tmp_path):
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(ZeroDivisionError):
        write_together([(tmp_path / "a", lambda: b"new"), (tmp_path / "b", fail)])
    assert names_in(tmp_path) == ["a"]
    assert (tmp_path / "a").read_bytes() == b"old"


def test_it_makes_nothing_when_one_cannot_be_written(tmp_path):
    missing = tmp_path / "missing" / "b"
    with pytest.raises(OutputError) as caught:
        write_together([(tmp_path / "a", fail), (missing, fail)])
    assert caught.value.message == f"{missing} can't be written: No such file or directory."
    assert names_in(tmp_path) == []


def test_it_writes_nothing_when_the_disk_is_full(tmp_path, monkeypatch):
    def full(path, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(tmp_path), "write_bytes", full)
    with pytest.raises(OutputError, match="a can't be written: No space left on device"):
        write_together([(tmp_path / "a", lambda: b"new")])
    assert names_in(tmp_path) == []


@pytest.mark.parametrize("second", ["a", "./a", "../{folder}/a"])
def test_it_refuses_one_file_named_twice(tmp_path, second):
    again = tmp_path / second.format(folder=tmp_path.name)
    with pytest.raises(OutputError, match="this file is named twice"):
        write_together([(tmp_path / "a", fail), (again, fail)])


def test_it_refuses_to_write_over_what_was_read(tmp_path):
    (tmp_path / "a").write_bytes(b"scores")
    with pytest.raises(OutputError, match="this file is named twice"):
        write_together([(tmp_path / "a", fail)], never=tmp_path / "." / "a")
    assert (tmp_path / "a").read_bytes() == b"scores"


def test_it_refuses_what_is_not_a_file(tmp_path):
    with pytest.raises(OutputError, match="it is there and not a file"):
        write_together([(tmp_path, fail)])


def test_it_refuses_to_replace_a_file_that_may_be_filled_in(tmp_path):
    refuse_filled(tmp_path / "a")
    (tmp_path / "a").touch()
    refuse_filled(tmp_path / "a")
    (tmp_path / "a").write_bytes(b"scores")
    with pytest.raises(OutputError, match="may be filled in"):
        refuse_filled(tmp_path / "a")
