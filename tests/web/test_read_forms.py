"""A form is read as a whole: what no page of ours sends is refused, and nothing of it is used."""

import pytest
from starlette.testclient import TestClient

from app.accounts.service import Member


def send(client: TestClient, body: str) -> int:
    kind = {"content-type": "application/x-www-form-urlencoded"}
    response = client.post("/theme", content=body, headers=kind)
    assert (response.status_code == 422) != ("set-cookie" in response.headers)
    return response.status_code


def test_it_takes_each_field_once(client: TestClient) -> None:
    assert send(client, "theme=dark&back=/") == 303


@pytest.mark.parametrize(
    "body",
    [
        "theme=dark&theme=light",
        "theme=dark&theme=dark",
        "theme=dark&back=/&back=/method",
        "theme=dark&colour=blue",
        "theme=dark&colour=blue&colour=red",
        "theme=dark&theme[]=light",
        "theme=dark&=",
        "back=/",
        "",
    ],
)
def test_it_refuses_what_comes_twice_or_is_unknown_or_missing(client: TestClient, body: str) -> None:
    assert send(client, body) == 422


def test_it_takes_a_list_whole(client: TestClient, director: Member) -> None:
    """Only a field that is a list may come several times; both letters are looked at, and the second is refused."""
    form = {"title": "2026 H2", "held_on": "2026-11-12", "unit": "All", "out_of_scope": ["E", "A"], "version": "0"}
    response = client.post("/cycles", data=form)
    assert response.status_code == 422
    assert "Only element E can be left out" in response.text
