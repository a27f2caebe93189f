"""Secrets that we hand out: 256 bits each, and only their hash is kept."""

from hashlib import sha256
from secrets import token_urlsafe

BYTES = 32


def new_token() -> str:
    """Return a fresh token, safe in an address and in a cookie."""
    return token_urlsafe(BYTES)


def hash_of(token: str) -> str:
    """Return what is stored of a token. It needs no salt and no slowness: nobody guesses 256 bits."""
    return sha256(token.encode()).hexdigest()
