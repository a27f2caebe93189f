"""The second factor: codes of an authenticator app (TOTP), and recovery codes for when it is lost.

A code is good for half a minute and, because clocks differ, for half a minute before and after. None works twice.
"""

import re
from hmac import compare_digest
from secrets import choice
from time import time

import pyotp
from sqlalchemy import delete, func, insert, select, update
from sqlmodel import Session

from app.accounts import audit
from app.accounts.models import RecoveryCode, SecondFactor
from app.accounts.sessions import SECOND_FACTORS, SignedIn
from app.accounts.tokens import hash_of
from app.db.columns import now, table_of, upsert
from app.errors import ConflictError

RECOVERY_CODES = table_of(RecoveryCode)
STEP_SECONDS, STEPS_ASIDE = 30, 1
ISSUER = "KAM Maturity"
# 28 letters of 32 are 140 bits: nobody guesses them, so their hash needs no slowness. None looks like another.
CODES, LETTERS, GROUPS, GROUP = 10, "abcdefghijkmnpqrstuvwxyz23456789", 4, 7


def is_on(session: Session, person_id: int) -> bool:
    """Whether a person has confirmed a second factor."""
    row = session.get(SecondFactor, person_id)
    return row is not None and row.confirmed_at is not None


def pending_secret(session: Session, signed_in: SignedIn) -> str | None:
    """Return the secret that waits for the first code from it."""
    row = session.get(SecondFactor, signed_in.person_id)
    return row.secret if row is not None and row.confirmed_at is None else None


def address_of(signed_in: SignedIn, secret: str) -> str:
    """Return what an authenticator app reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=signed_in.email or signed_in.person, issuer_name=ISSUER)


def begin(session: Session, signed_in: SignedIn) -> None:
    """Make a new secret, which counts once it is confirmed. ConflictError when there is a confirmed one."""
    fresh = {"secret": pyotp.random_base32(), "last_step": 0}
    made = upsert(session, SECOND_FACTORS).values(person_id=signed_in.person_id, **fresh)
    waits = SECOND_FACTORS.c.confirmed_at.is_(None)
    mine = made.on_conflict_do_update(index_elements=[SECOND_FACTORS.c.person_id], set_=fresh, where=waits)
    if not session.execute(mine.returning(SECOND_FACTORS.c.person_id)).all():
        raise ConflictError("You have a second factor already. Remove it first to set up another.")


def confirm(session: Session, signed_in: SignedIn, code: str, at: float | None = None) -> list[str]:
    """Let the secret count, when this is a code from it, and return the recovery codes; else return none."""
    if not _use_code(session, signed_in.person_id, code, at, confirmed=False):
        return []
    mine = update(SECOND_FACTORS).where(SECOND_FACTORS.c.person_id == signed_in.person_id)
    session.execute(mine.values(confirmed_at=now()))
    audit.record(session, audit.Actor.of(signed_in), "second-factor.added", signed_in.email)
    return _new_codes(session, signed_in)


def accept(session: Session, person_id: int, code: str, at: float | None = None) -> bool:
    """Use up a code of a person's authenticator or one of their recovery codes, and say whether it was good."""
    return _use_code(session, person_id, code, at, confirmed=True) or _use_recovery_code(session, person_id, code)


def renew_recovery_codes(session: Session, signed_in: SignedIn) -> list[str]:
    """Return ten new recovery codes. The old ones work no more."""
    session.get(SecondFactor, signed_in.person_id, with_for_update=True)  # one set is made at a time
    audit.record(session, audit.Actor.of(signed_in), "recovery-codes.renewed", signed_in.email)
    return _new_codes(session, signed_in)


def count_recovery_codes(session: Session, signed_in: SignedIn) -> int:
    """Return how many recovery codes are left."""
    left = select(func.count()).where(RECOVERY_CODES.c.person_id == signed_in.person_id)
    return int(session.execute(left.where(RECOVERY_CODES.c.used_at.is_(None))).scalar_one())


def required_by(signed_in: SignedIn) -> list[str]:
    """Return the names of the person's organisations that ask for a second factor."""
    return [belonging.organisation for belonging in signed_in.belongings if belonging.second_factor_required]


def remove(session: Session, signed_in: SignedIn) -> None:
    """Take the second factor and its recovery codes away. ConflictError when an organisation asks for it."""
    if requiring := required_by(signed_in):
        raise ConflictError(f"{requiring[0]} asks for a second factor, so it can’t be removed.")
    for table in (RECOVERY_CODES, SECOND_FACTORS):
        session.execute(delete(table).where(table.c.person_id == signed_in.person_id))
    audit.record(session, audit.Actor.of(signed_in), "second-factor.removed", signed_in.email)


def _use_code(session: Session, person_id: int, code: str, at: float | None, *, confirmed: bool) -> bool:
    """Note the step of a right code as used. Of two who give it at the same moment, one succeeds."""
    row = session.get(SecondFactor, person_id, populate_existing=True)
    step = _step_of(row.secret, code, time() if at is None else at) if row is not None else None
    if row is None or step is None or (row.confirmed_at is not None) != confirmed:
        return False
    unused = update(SECOND_FACTORS).where(SECOND_FACTORS.c.person_id == person_id, SECOND_FACTORS.c.last_step < step)
    return bool(session.execute(unused.values(last_step=step).returning(SECOND_FACTORS.c.last_step)).all())


def _step_of(secret: str, code: str, at: float) -> int | None:
    """Return the step that this is the code of."""
    typed, totp = "".join(code.split()), pyotp.HOTP(secret)
    current = int(at) // STEP_SECONDS
    for step in range(current - STEPS_ASIDE, current + STEPS_ASIDE + 1):
        if compare_digest(totp.at(step).encode(), typed.encode()):
            return step
    return None


def _use_recovery_code(session: Session, person_id: int, code: str) -> bool:
    mine = update(RECOVERY_CODES).where(
        RECOVERY_CODES.c.person_id == person_id,
        RECOVERY_CODES.c.code_hash == _hash_of_code(code),
        RECOVERY_CODES.c.used_at.is_(None),
    )
    return bool(session.execute(mine.values(used_at=now()).returning(RECOVERY_CODES.c.id)).all())


def _new_codes(session: Session, signed_in: SignedIn) -> list[str]:
    session.execute(delete(RECOVERY_CODES).where(RECOVERY_CODES.c.person_id == signed_in.person_id))
    codes = [_new_code() for _ in range(CODES)]
    rows = [{"person_id": signed_in.person_id, "code_hash": _hash_of_code(code)} for code in codes]
    session.execute(insert(RECOVERY_CODES), rows)
    return codes


def _new_code() -> str:
    return "-".join("".join(choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))


def _hash_of_code(code: str) -> str:
    """Return what is stored of a recovery code, however its groups are written."""
    return hash_of(re.sub(r"[\s-]", "", code).casefold())
