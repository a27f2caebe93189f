"""The targets of a unit as those read them who do not set them."""

from starlette.testclient import TestClient

from app.accounts.service import Member
from tests.conftest import SignIn
from tests.pages import words
from tests.plans.conftest import LATER, SOON, Planner


def test_what_is_set_comes_first_and_the_rest_is_folded(
    client: TestClient, planner: Planner, steering: Member, sign_in: SignIn
) -> None:
    planner.set(C_kam_team=3, H=9)
    sign_in(steering)
    page = client.get(planner.address).text
    order = [
        page.index(part)
        for part in (
            'id="element-C"',
            "4 cells without a target",
            'id="element-H"',
            "5 cells without a target",
            "7 elements without a target",
            'id="element-A"',
        )
    ]
    assert order == sorted(order)
    assert 'href="#element-C"' in page
    assert page.count('href="#without-target"') == 7
    assert words(page).count("No target") == 44


def test_targets_of_earlier_days_stand_unfolded(
    client: TestClient, planner: Planner, steering: Member, sign_in: SignIn
) -> None:
    planner.set(SOON, C_kam_team=3)
    sign_in(steering)
    page = client.get(planner.address, params={"by": str(LATER)}).text
    assert page.index("Earlier target") < page.index("4 cells without a target")


def test_without_any_all_elements_are_folded(
    client: TestClient, planner: Planner, steering: Member, sign_in: SignIn
) -> None:
    sign_in(steering)
    said = words(client.get(planner.address).text)
    assert "9 elements without a target" in said
    assert "cells without a target" not in said
