from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.pool import QueuePool
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts.service import Member
from app.plans.models import Status
from app.reports.timeline import TimelineItem
from tests.conftest import SignIn, visitor
from tests.plans.planner import in_days, plan, today
from tests.reports.conftest import Draughtsman

ADDRESS = "/actions/timeline.svg"
pytestmark = pytest.mark.usefixtures("director")


def test_it_draws_the_actions_as_they_stand_today(
    client: TestClient, session: Session, director: Member, draughtsman: Draughtsman
) -> None:
    plan(
        session, director, Status.UNDER_WAY, starts_on=in_days(-60), due_on=in_days(-30), owner_id=None, owner_name="Bo"
    )
    response = client.get(f"{ADDRESS}?theme=dark&size=narrow")
    assert response.status_code == 200
    assert response.headers["content-type"] == "image/svg+xml; charset=utf-8"
    assert response.headers["cache-control"] == "private, no-cache"
    ((items, day, organisation, theme, narrow, _key),) = draughtsman.asked
    assert items == (
        TimelineItem(
            "One customer file for all",
            "G",
            "Data",
            in_days(-60),
            in_days(-30),
            "under_way",
            overdue=True,
            owner="Bo",
            unit="Whole company",
        ),
    )
    assert (day, organisation, theme, narrow) == (today(), director.organisation, "dark", True)


@pytest.mark.parametrize(
    ("query", "titles"), [("element=A", ["Strategy"]), ("group=whole", ["Data"]), ("element=B", [])]
)
def test_it_draws_the_actions_that_were_asked_for(
    client: TestClient, session: Session, director: Member, draughtsman: Draughtsman, query: str, titles: list[str]
) -> None:
    plan(session, director, element="A", title="Strategy")
    plan(session, director, group_key="", title="Data")
    assert client.get(f"{ADDRESS}?{query}").status_code == 200
    (asked,) = draughtsman.asked
    assert [item.title for item in asked[0]] == titles  # type: ignore[attr-defined]  # the items


def test_it_draws_nothing_that_the_browser_has(
    client: TestClient, session: Session, director: Member, draughtsman: Draughtsman
) -> None:
    plan(session, director)
    tag = client.get(ADDRESS).headers["etag"]
    again = client.get(ADDRESS, headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert len(draughtsman.asked) == 1
    plan(session, director, due_on=today() + timedelta(days=99))
    assert client.get(ADDRESS, headers={"if-none-match": tag}).status_code == 200


def test_it_gives_every_drawing_a_tag_of_its_own(client: TestClient, draughtsman: Draughtsman) -> None:
    queries = [f"theme={theme}&size={size}" for theme in ("light", "dark", "print") for size in ("wide", "narrow")]
    assert len({client.get(f"{ADDRESS}?{query}").headers["etag"] for query in queries}) == 6


@pytest.mark.parametrize("query", ["element=Z", "unit=999999", "owner=nobody", "theme=pink", "size=huge", "colour=red"])
def test_it_refuses_what_cannot_be_asked_for(client: TestClient, draughtsman: Draughtsman, query: str) -> None:
    assert client.get(f"{ADDRESS}?{query}").status_code == 422
    assert draughtsman.asked == []


def test_it_holds_no_connection_while_it_draws(
    client: TestClient, session: Session, director: Member, engine: Engine, draughtsman: Draughtsman
) -> None:
    plan(session, director)
    session.close()
    held: list[int] = []

    def look() -> None:
        assert isinstance(engine.pool, QueuePool)
        held.append(engine.pool.checkedout())

    draughtsman.while_drawing = look
    client.get(ADDRESS)
    assert held == [0]


def test_who_only_reads_may_see_it(
    client: TestClient, steering: Member, sign_in: SignIn, draughtsman: Draughtsman
) -> None:
    sign_in(steering)
    assert client.get(ADDRESS).status_code == 200


def test_strangers_see_their_own_and_nobody_else_any(
    client: TestClient, session: Session, director: Member, stranger: Member, sign_in: SignIn, draughtsman: Draughtsman
) -> None:
    plan(session, director)
    assert visitor(client.app).get(ADDRESS).headers["location"].startswith("/sign-in")
    sign_in(stranger)
    assert client.get(ADDRESS).status_code == 200
    assert [asked[0] for asked in draughtsman.asked] == [()]
