"""Units: found by their name, added when they are new, and never another organisation's."""

import pytest
from sqlmodel import Session

from app.accounts.service import NAME_MAX, Member, create_organisation
from app.accounts.units import find_or_create_unit, list_units
from app.errors import InvalidInputError


def names(session: Session, member: Member) -> list[str]:
    return [unit.name for unit in list_units(session, member)]


def test_they_are_listed_by_name(session: Session) -> None:
    member = create_organisation(session, "Example Manufacturing Group", "Dana Director", ("West", "East", "North"))
    assert names(session, member) == ["East", "North", "West"]


def test_a_new_one_is_added(session: Session, director: Member) -> None:
    unit = find_or_create_unit(session, director, "Nordics")
    assert unit.id is not None
    assert unit.organisation_id == director.organisation_id
    assert names(session, director) == ["Nordics", "Whole company"]


@pytest.mark.parametrize("name", ["Nordics", "  Nordics ", "Nor\x00dics\n"])
def test_a_known_one_is_found(session: Session, director: Member, name: str) -> None:
    unit = find_or_create_unit(session, director, "Nordics")
    assert find_or_create_unit(session, director, name).id == unit.id


@pytest.mark.parametrize("name", ["", " \n", "\x00", "x" * (NAME_MAX + 1)], ids=["empty", "blank", "nul", "long"])
def test_one_without_a_usable_name_is_refused(session: Session, director: Member, name: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        find_or_create_unit(session, director, name)
    assert set(refused.value.fields) == {"unit"}
    assert names(session, director) == ["Whole company"]


def test_one_of_another_organisation_is_neither_found_nor_listed(
    session: Session, director: Member, stranger: Member
) -> None:
    theirs = find_or_create_unit(session, stranger, "Nordics")
    ours = find_or_create_unit(session, director, "Nordics")
    assert ours.id != theirs.id
    assert names(session, stranger) == names(session, director) == ["Nordics", "Whole company"]
