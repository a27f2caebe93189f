"""Many who sign in at the same moment, from one address: an office on Monday morning, or an attack."""

import asyncio
from collections import Counter

import anyio
import anyio.lowlevel
import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient

from app.accounts import hashing
from tests.accounts.conftest import PASSWORD
from tests.conftest import HOST

MANY = 40


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that were looked at, each while the others go on."""
    compared: list[str] = []

    async def compare(password: str, _: str | None) -> bool:
        compared.append(password)
        for _turn in range(50):
            await anyio.lowlevel.checkpoint()
        return password == PASSWORD

    monkeypatch.setattr(hashing, "is_right", compare)
    return compared


def statuses(app: FastAPI, email: str, password: str) -> Counter[int]:
    """Return how often each status was the answer."""

    async def send() -> list[int]:
        async with AsyncClient(transport=ASGITransport(app), base_url=HOST) as client:
            form = {"email": email, "password": password}
            responses = await asyncio.gather(*(client.post("/sign-in", data=form) for _ in range(MANY)))
            return [response.status_code for response in responses]

    return Counter(asyncio.run(send()))


def test_everybody_who_is_right_gets_in(app: FastAPI, dana: str, compared: list[int]) -> None:
    assert statuses(app, dana, PASSWORD) == {303: MANY}


def test_of_those_who_guess_no_more_than_the_bound_is_looked_at(app: FastAPI, dana: str, compared: list[int]) -> None:
    assert statuses(app, dana, "a guess") == {422: 10, 429: MANY - 10}
    assert len(compared) == 10
