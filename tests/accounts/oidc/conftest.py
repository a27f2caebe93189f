"""What tests of single sign-on ask for: a provider on this machine, and the application that trusts it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy import Engine, select
from starlette.testclient import TestClient

from app.accounts.models import AuditEvent
from app.accounts.oidc import Provider
from app.db.columns import table_of
from app.db.engine import reading
from app.settings import Settings
from tests.accounts.oidc.provider import CLIENT_ID, SECRET, TestProvider
from tests.conftest import HOST, visitor

EVENTS = table_of(AuditEvent)
Trust = Callable[..., Settings]


@pytest.fixture(scope="session")
def running_provider() -> Iterator[TestProvider]:
    """The provider, started once."""
    provider = TestProvider()
    yield provider
    provider.stop()


@pytest.fixture
def provider(running_provider: TestProvider) -> TestProvider:
    """The provider, honest until a test says otherwise."""
    running_provider.reset()
    return running_provider


@pytest.fixture
def trust(app: FastAPI, provider: TestProvider, tmp_path: Path) -> Iterator[Trust]:
    """Let the application trust the provider, with these settings besides."""
    before = app.state.settings
    secret = tmp_path / "secret"
    secret.write_text(f"{SECRET}\n", encoding="utf-8")

    def trust(**others: Any) -> Settings:
        usual: dict[str, Any] = {"base_url": HOST, "oidc_issuer": provider.issuer, "oidc_client_id": CLIENT_ID}
        usual |= {"oidc_client_secret_file": secret, "oidc_name": "Example Login", "database_url": before.database_url}
        settings = Settings(**(usual | others))
        app.state.settings, app.state.provider = settings, Provider(settings)
        return settings

    trust()
    yield trust
    app.state.settings, app.state.provider = before, None


@dataclass
class Guest:
    """A browser in which nobody is signed in yet, and which the provider knows."""

    browser: TestClient
    provider: TestProvider
    engine: Engine

    def leaves(self, next_path: str = "/") -> Response:
        """Ask to be sent to the provider."""
        return self.browser.get("/sign-in/provider", params={"next": next_path})

    def is_sent_back(self, next_path: str = "/") -> str:
        """Go to the provider, and return where it sends the browser then."""
        return self.provider.sends_back(self.leaves(next_path).headers["location"])

    def comes_in(self, next_path: str = "/") -> Response:
        """Go to the provider and back."""
        return self.browser.get(self.is_sent_back(next_path))

    def events(self) -> list[tuple[str, str, str]]:
        """Return action, subject and what came of it, for all that the audit trail holds."""
        with reading(self.engine) as session:
            rows = session.execute(select(EVENTS).order_by(EVENTS.c.id))
            return [(row.action, row.subject, row.after) for row in rows]


@pytest.fixture
def guest(app: FastAPI, engine: Engine, provider: TestProvider, trust: Trust) -> Guest:
    """Somebody who comes through the provider."""
    return Guest(visitor(app), provider, engine)
