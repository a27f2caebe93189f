"""The checklists that come with the app, and files like them."""

import shutil
from pathlib import Path

import pytest

from app.maturity.checklist import Band, CellId, Credit, Element, Group, Stage, Term
from app.maturity.loading import ChecklistError, load, parse, read, versions

SMALL = Path(__file__).parent / "small.en.toml"


def test_it_loads_the_checklist_once() -> None:
    assert load("kam-2009", "en").version == "kam-2009"
    assert load("kam-2009", "en") is load("kam-2009", "en")


def test_it_loads_the_english_kam_2009_unless_told_otherwise() -> None:
    assert (load().version, load().language) == ("kam-2009", "en")


def test_it_names_the_versions() -> None:
    assert versions() == ("kam-2009",)


@pytest.mark.parametrize("version", ["kam-1999", "../content/kam-2009", ""])
def test_it_says_when_there_is_no_such_checklist(version: str) -> None:
    with pytest.raises(ChecklistError) as refusal:
        load(version)
    assert str(refusal.value) == f"{version}.en.toml: there is no such checklist, only kam-2009.en.toml"


def test_it_reads_every_part_of_a_file() -> None:
    checklist = read(SMALL)
    assert (checklist.version, checklist.language) == ("small", "en")
    assert (checklist.title, checklist.guidance) == ("A small checklist", "Choose what fits.")
    assert checklist.credit == Credit("Ada", "Small things", "A press", 2009, "The structure is Ada’s.")
    assert checklist.stages[1] == Stage(1, "some", "Some", "Here and there.")
    people = Group(
        "people", "People", "People", "Those who do the work.", "Where there are none, think of the founders."
    )
    assert checklist.groups == (people, Group("board", "Board", "Board", "Those who decide.", ""))
    assert checklist.elements == (
        Element("A", "Plans", "Plans", "Is there a plan?", scope_optional=False),
        Element("B", "Places", "Places", "Does it work everywhere?", scope_optional=True),
    )
    assert checklist.bands == (
        Band("early", "Early", 0, 4, "A beginning."),
        Band("late", "Late", 4, 8, "Nearly there."),
    )
    assert checklist.glossary == (
        Term("cell", "An element seen for one group."),
        Term("edge", "Where two bands meet."),
    )


def test_it_finds_its_way_about_a_checklist() -> None:
    checklist = read(SMALL)
    assert (checklist.top_stage, checklist.maximum) == (2, 8)
    assert list(checklist.cells) == [("A", "people"), ("A", "board"), ("B", "people"), ("B", "board")]
    assert checklist.element("B").name == "Places"
    assert checklist.group("board").name == "Board"
    assert checklist.description(CellId("B", "board"), 1) == "It meets abroad at times."
    assert [cell.id.group for cell in checklist.cells_of("A")] == ["people", "board"]
    with pytest.raises(KeyError, match="Z"):
        checklist.element("Z")


def test_it_insists_that_a_file_is_called_by_its_version_and_language(tmp_path: Path) -> None:
    file = tmp_path / "large.en.toml"
    shutil.copyfile(SMALL, file)
    with pytest.raises(ChecklistError) as refusal:
        read(file)
    expected = "large.en.toml: by the version and language in it, its name should be small.en.toml"
    assert str(refusal.value) == expected


def test_it_insists_on_utf_8(tmp_path: Path) -> None:
    file = tmp_path / "small.en.toml"
    file.write_bytes(b'title = "caf\xe9"')
    with pytest.raises(ChecklistError) as refusal:
        read(file)
    assert str(refusal.value) == "small.en.toml: not UTF-8 (byte 12)"


def test_it_insists_on_toml() -> None:
    with pytest.raises(ChecklistError) as refusal:
        parse("title = ", "broken.toml")
    assert str(refusal.value) == "broken.toml: Invalid value (at end of document)"
