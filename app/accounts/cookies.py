"""The cookies that carry tokens: of a sign-in, and of a visit to the OpenID provider."""

from app.settings import Settings
from app.web.cookies import Cookie, cookie_named


def session_cookie(settings: Settings) -> Cookie:
    """Return the cookie of a sign-in."""
    return cookie_named("kam", settings)


def visit_cookie(settings: Settings) -> Cookie:
    """Return the cookie of who has left for the OpenID provider. It comes back from another site, as lax allows."""
    return cookie_named("kam-visit", settings)
