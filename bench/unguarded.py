"""The application as it would be without its guards: nobody is asked who they are, no request is checked."""

from fastapi import FastAPI

from app.accounts.deps import identity
from app.accounts.sessions import Place, find, limits_of
from app.db.engine import reading
from app.main import create_app
from app.settings import get_settings
from bench.data import TOKEN


def create_unguarded() -> FastAPI:
    """Return the application with the director signed in once and for all, and without its middlewares."""
    app = create_app()
    with reading(app.state.engine) as session:
        director = find(session, TOKEN, Place(), limits_of(get_settings()))
    app.dependency_overrides[identity] = lambda: lambda _session: director
    app.user_middleware.clear()
    return app
