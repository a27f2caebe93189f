"""Passwords: what may be one, and whether one is right. A server hashes them through hashing.py.

Every character may be part of one, spaces and any alphabet included. Before a password is looked at or hashed, it is
brought to Unicode's normal form C: the same letter can reach us in two spellings, depending on the keyboard.
"""

import unicodedata
from collections.abc import Iterable
from functools import cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.accounts import guessing
from app.accounts.tokens import new_token

MIN, MAX = 12, 128

_argon2 = Argon2Hasher()
_hasher = PasswordHash((_argon2,))


def problem(password: str, words: Iterable[str] = ()) -> str:
    """Return why this can't be a password, empty when it can.

    ``words`` are what somebody who knows the person tries first: their name, their address, their organisation.
    """
    password = _normal(password)
    if len(password) < MIN:
        return f"Use at least {MIN} characters; this has {len(password)}."
    if len(password) > MAX:
        return f"Use at most {MAX} characters; this has {len(password)}."
    return guessing.reason(password, words)


def hash_password(password: str) -> str:
    """Return what is stored of a password. Takes about 0.1 s and 64 MiB."""
    return _hasher.hash(_normal(password))


def is_right(password: str, stored: str | None) -> bool:
    """Whether this is the password behind a stored hash. Takes the same time when there is none."""
    right = _hasher.verify(_normal(password), stored or _nobodys())
    return right and stored is not None


def is_outdated(stored: str) -> bool:
    """Whether a hash was made with other parameters than we use now, and should be made anew."""
    return _argon2.check_needs_rehash(stored)


def _normal(password: str) -> str:
    return unicodedata.normalize("NFC", password)


@cache
def _nobodys() -> str:
    return hash_password(new_token())
