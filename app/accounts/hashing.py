"""Hashing in threads of its own, so that others are served meanwhile, and only a few at once."""

import anyio.to_thread

from app.accounts import passwords

_PLACES = anyio.CapacityLimiter(passwords.AT_ONCE)


async def hash_in_thread(password: str) -> str:
    """Return what is stored of a password, see ``passwords.hash_password``."""
    return await anyio.to_thread.run_sync(passwords.hash_password, password, limiter=_PLACES)


async def is_right_in_thread(password: str, stored: str | None) -> bool:
    """Whether this is the password behind a stored hash, see ``passwords.is_right``."""
    return await anyio.to_thread.run_sync(passwords.is_right, password, stored, limiter=_PLACES)
