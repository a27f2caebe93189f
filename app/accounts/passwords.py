"""Passwords: what may be one, and whether one is right. A server hashes them through hashing.py."""

from collections.abc import Iterable
from functools import cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.accounts.tokens import new_token

MIN, MAX = 12, 128

_hasher = PasswordHash((Argon2Hasher(),))


def problem(password: str, words: Iterable[str] = ()) -> str:  # noqa: ARG001 - what a password may not be made of
    """Return why this can't be a password, empty when it can. ``words`` are what others know of its owner."""
    if len(password) < MIN:
        return f"Use at least {MIN} characters; this has {len(password)}."
    if len(password) > MAX:
        return f"Use at most {MAX} characters; this has {len(password)}."
    return ""


def hash_password(password: str) -> str:
    """Return what is stored of a password. Takes about 0.1 s and 64 MiB."""
    return _hasher.hash(password)


def is_right(password: str, stored: str | None) -> bool:
    """Whether this is the password behind a stored hash. Takes the same time when there is none."""
    right = _hasher.verify(password, stored or _nobodys())
    return right and stored is not None


@cache
def _nobodys() -> str:
    return hash_password(new_token())
