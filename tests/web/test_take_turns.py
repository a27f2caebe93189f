"""Saves that come at the same instant are all kept, and none is called saved before it is."""

import asyncio
import os
from collections.abc import Callable

from anyio import to_thread
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient, Response
from sqlalchemy import Engine, select, text, update
from sqlmodel import Session
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from app.accounts.sessions import SEEN_EVERY, SIGN_INS
from app.db.columns import now
from app.db.engine import POOL_SIZE, make_engine
from app.db.vault import open_vault
from app.main import THREADS
from app.web.turns import Turns, make_read_turns, make_write_turns
from tests.conftest import CELLS, COOKIE, HOST, Cast, Scribe, browser_of, token_of, visitor
from tests.databases import Database
from tests.web.turns import at_work, free_of
from tests.workshops.rooms import Host, phone_of

SAVES = 64


def addresses_of(scribe: Scribe) -> list[str]:
    """Return the addresses of 64 cells of two cycles."""
    cycles = [scribe.start("2026 H2"), scribe.start("2027 H1")]
    cells = [(cycle_id, cell) for cycle_id in cycles for cell in CELLS][:SAVES]
    return [f"/cycles/{cycle_id}/cells/{cell.element}/{cell.group}/choice" for cycle_id, cell in cells]


async def at_once(app: FastAPI, visit: Callable[[AsyncClient], "list[asyncio.Future[Response]]"]) -> list[Response]:
    to_thread.current_default_thread_limiter().total_tokens = THREADS
    cookies = {COOKIE: token_of("Dana Director")}
    async with AsyncClient(
        transport=ASGITransport(app), base_url=HOST, headers={"origin": HOST}, cookies=cookies
    ) as client:
        return await asyncio.gather(*visit(client))


def save(client: AsyncClient, address: str, revision: int = 1) -> "asyncio.Future[Response]":
    form = {"kind": "score", "value": str(revision % 4), "revision": str(revision), "client": "phone"}
    return asyncio.ensure_future(client.post(address, data=form))


def count(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM answers WHERE score = 1")).scalar_one())


def test_all_of_them_are_kept(app: FastAPI, scribe: Scribe, engine: Engine) -> None:
    addresses = addresses_of(scribe)
    responses = asyncio.run(at_once(app, lambda client: [save(client, address) for address in addresses]))
    assert [(one.status_code, one.headers["kam-stored"]) for one in responses] == [(200, "yes")] * SAVES
    assert count(engine) == SAVES


def test_of_those_to_one_cell_the_last_is_kept(app: FastAPI, scribe: Scribe, engine: Engine) -> None:
    [address, *_] = addresses_of(scribe)
    order = [(number * 37) % SAVES + 1 for number in range(SAVES)]
    assert len(set(order)) == SAVES
    responses = asyncio.run(at_once(app, lambda client: [save(client, address, number) for number in order]))
    assert {one.status_code for one in responses} == {200}
    with engine.connect() as connection:
        stored = connection.execute(text("SELECT score, score_revision FROM answers")).one()
    assert tuple(stored) == (SAVES % 4, SAVES)


def test_readers_and_the_health_check_are_answered_meanwhile(app: FastAPI, scribe: Scribe) -> None:
    addresses = addresses_of(scribe)

    def visit(client: AsyncClient) -> "list[asyncio.Future[Response]]":
        pages = [asyncio.ensure_future(client.get(path)) for path in ("/", "/healthz", "/readyz", "/cycles/1/check")]
        return [save(client, address) for address in addresses] + pages

    responses = asyncio.run(at_once(app, visit))
    assert {one.status_code for one in responses} == {200}


def test_a_save_that_fails_gives_its_turn_back(app: FastAPI, client: TestClient, scribe: Scribe) -> None:
    free = free_of(app.state.write_turns)
    [address, *_] = addresses_of(scribe)
    for form in ({"kind": "score", "value": "9", "revision": "1"}, {}):
        assert client.post(address, data=form).status_code == 422
    assert client.post("/cycles/4711/finish").status_code == 404
    assert free_of(app.state.write_turns) == free


def test_what_is_called_saved_is_committed(app: FastAPI, scribe: Scribe, database: Database) -> None:
    [address, *_] = addresses_of(scribe)
    other = make_engine(database.url)
    seen = []

    async def watched(scope: Scope, receive: Receive, send: Send) -> None:
        async def look(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen.append(await to_thread.run_sync(count, other))
            await send(message)

        await app(scope, receive, look)

    form = {"kind": "score", "value": "1", "revision": "1"}
    assert browser_of(watched, "Dana Director").post(address, data=form).status_code == 200
    assert seen == [1]
    other.dispose()


def test_a_page_that_fails_gives_its_turn_back(app: FastAPI, client: TestClient, scribe: Scribe) -> None:
    free = free_of(app.state.read_turns)
    host = Host(scribe, open_vault(app.state.settings.secret))
    phone = phone_of(app, host.join(host.open("A")))
    for answer in (client.get("/cycles/4711/check"), phone.get("/w/1/elements/Z"), visitor(app).get("/w/1")):
        assert answer.status_code == 404
    assert free_of(app.state.read_turns) == free


def test_who_was_seen_when_is_written_in_turn(app: FastAPI, cast: Cast, session: Session) -> None:
    mine = SIGN_INS.c.person_id == cast.director.person_id
    session.execute(update(SIGN_INS).where(mine).values(seen_at=now() - 2 * SEEN_EVERY))
    session.commit()
    assert asyncio.run(_looks_while_nobody_may_write(app)) == [200, 200]
    assert now() - session.execute(select(SIGN_INS.c.seen_at).where(mine)).scalar_one() < SEEN_EVERY


async def _looks_while_nobody_may_write(app: FastAPI) -> list[int]:
    """Let the director open a page, whose visit is to be written, and the contributor another, and end the wait."""
    async with AsyncClient(transport=ASGITransport(app), base_url=HOST) as client:
        async with at_work(app.state.write_turns):
            waits = asyncio.ensure_future(client.get("/", headers=cookie_of("Dana Director")))
            other = await client.get("/", headers=cookie_of("Cem Contributor"))
            assert not waits.done()
        return [(await waits).status_code, other.status_code]


def cookie_of(name: str) -> dict[str, str]:
    return {"cookie": f"{COOKIE}={token_of(name)}"}


def test_sqlite_has_one_writer_at_a_time_and_postgresql_leaves_connections_to_readers(engine: Engine) -> None:
    writers, readers = make_write_turns(engine), make_read_turns(engine)
    if engine.dialect.name == "sqlite":
        assert [asyncio.run(most_at_once(turns)) for turns in (writers, readers)] == [1, 1]
    else:
        assert 1 < free_of(writers) < free_of(readers) == POOL_SIZE


async def most_at_once(turns: Turns) -> int:
    """Return how many of many pieces of work that take a while were under way at the same moment."""
    under_way, most = 0, 0

    def work() -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        for _ in range(100):
            os.sched_yield()
        under_way -= 1

    await asyncio.gather(*(turns.run(work) for _ in range(20)))
    return most
