"""The demonstration with its plans: every page of them has something to show."""

from datetime import date

from sqlmodel import Session, select
from starlette.testclient import TestClient

from app.accounts.units import list_units
from app.maturity.checklist import CellId
from app.plans import demo
from app.plans.actions import list_actions
from app.plans.models import Status, Target
from app.plans.outlook import outlooks
from app.plans.review_reading import list_reviews
from tests.conftest import Cast, SignIn

TODAY = date(2026, 11, 22)


def test_it_has_actions_of_every_status_and_late_ones(session: Session) -> None:
    actions = list_actions(session, demo.fill(session))
    assert {action.status for action in actions} == set(Status)
    assert 0 < sum(bool(action.overdue(TODAY)) for action in actions) < len(actions)
    assert all(action.details.expected_score is not None for action in actions)


def test_each_unit_has_something_planned(session: Session) -> None:
    director = demo.fill(session)
    ahead = outlooks(session, director, TODAY)
    assert all(ahead[unit.id or 0].open_actions for unit in list_units(session, director))


def test_it_has_two_reviews_with_decisions_and_one_to_come(session: Session) -> None:
    reviews = list_reviews(session, demo.fill(session))
    assert len(reviews) == 2
    assert all(review.minutes.actions and review.minutes.questions for review in reviews)
    assert max(review.minutes.next_on or TODAY for review in reviews) > TODAY


def test_it_has_targets_that_are_due_and_targets_to_come(session: Session) -> None:
    demo.fill(session)
    targets = session.exec(select(Target)).all()
    assert {target.due_on < TODAY for target in targets} == {True, False}
    assert {bool(target.group_key) for target in targets} == {True, False}
    assert CellId("C", "associated_functions") in {CellId(target.element, target.group_key) for target in targets}


def test_its_pages_open(session: Session, client: TestClient, cast: Cast, sign_in: SignIn) -> None:
    demo.fill(session)
    session.commit()
    sign_in(cast.administrator)
    for path in ("/", "/actions", "/reviews", "/compare", "/reviews/1", "/actions/1"):
        assert client.get(path).status_code == 200
