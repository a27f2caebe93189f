"""Hashing passwords beside everything else: in threads of its own, so that others are served meanwhile.

Only a few at once, because each takes 64 MiB. Whoever comes when they are busy waits.
"""

import anyio.to_thread

from app.accounts import passwords

AT_ONCE = 4
LIMITER = anyio.CapacityLimiter(AT_ONCE)
# Whoever guesses waits here before the guess is counted. Otherwise those who wait for their turn to be hashed would
# count as failed meanwhile, and an office that signs in on Monday morning would be taken for an attack.
GUESSES = anyio.CapacityLimiter(AT_ONCE)


async def hash_password(password: str) -> str:
    """Return what is stored of a password."""
    return await anyio.to_thread.run_sync(passwords.hash_password, password, limiter=LIMITER)


async def is_right(password: str, stored: str | None) -> bool:
    """Whether this is the password behind a stored hash. Takes the same time when there is none."""
    return await anyio.to_thread.run_sync(passwords.is_right, password, stored, limiter=LIMITER)
