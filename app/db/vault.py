"""What is stored so that the database alone does not tell it.

The key of the installation lies in a file beside the database, never in it: a copy of the database, its backups or its
write-ahead log tells nothing of what was locked.
"""

import hmac
import os
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from secrets import token_bytes, token_hex

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NONCE_BYTES = 12
PRIVATE = 0o600
ROOMS_KEPT = 64


class UnlockError(ValueError):
    """What was locked was changed, or locked by another key."""


class Vault:
    """Locks and marks with one key. What it is for gives a key of its own, see ``part``."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._cipher = AESGCM(key)

    def part(self, purpose: str, nonce: str) -> "Vault":
        """Return the vault of one purpose. Whoever destroys its ``nonce`` destroys what it locked."""
        return _part(self._key, purpose, nonce)

    def mark(self, text: str) -> str:
        """Return what is stored to know ``text`` again: 64 hex digits that nobody can make without the key."""
        return hmac.digest(self._key, text.encode(), sha256).hex()

    def lock(self, content: bytes, place: str) -> bytes:
        """Return ``content`` unreadable but for the same ``place``. Equal contents never look equal."""
        nonce = token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, content, place.encode())

    def unlock(self, locked: bytes, place: str) -> bytes:
        """Return what was locked at ``place``. UnlockError when that is not what this is."""
        try:
            return self._cipher.decrypt(locked[:NONCE_BYTES], locked[NONCE_BYTES:], place.encode())
        except (InvalidTag, ValueError) as error:
            raise UnlockError("this was changed, or locked by another key") from error


@lru_cache(maxsize=ROOMS_KEPT)
def _part(key: bytes, purpose: str, nonce: str) -> Vault:
    derive = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=nonce.encode(), info=purpose.encode())
    return Vault(derive.derive(key))


def new_nonce() -> str:
    """Return what makes the key of one thing its own."""
    return token_hex(KEY_BYTES)


@cache
def open_vault(file: Path) -> Vault:
    """Return the vault of the key in ``file``, which is made when it is not there. ValueError when it holds none."""
    try:
        key = bytes.fromhex(_made(file).read_text(encoding="ascii").strip())
    except ValueError as error:
        raise ValueError(_unusable(file)) from error
    if len(key) != KEY_BYTES:
        raise ValueError(_unusable(file))
    return Vault(key)


def _unusable(file: Path) -> str:
    return f"KAM_SECRET_FILE is {str(file)!r}: it must hold {KEY_BYTES * 2} hex digits"


def _made(file: Path) -> Path:
    """Make the file if it is not there: whole at once, so that of two processes both read what one of them wrote."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(f"{file.name}.{token_hex(4)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
        with os.fdopen(handle, "w", encoding="ascii") as written:
            written.write(token_hex(KEY_BYTES) + "\n")
            written.flush()
            os.fsync(written.fileno())
        try:
            os.link(draft, file)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return file
