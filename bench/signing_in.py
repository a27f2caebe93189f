"""Signing in: twenty people at the same moment, and the memory that hashing their passwords takes."""

from pathlib import Path

from app.accounts.models import Person
from app.accounts.passwords import hash_password
from app.accounts.service import get_first_director
from app.db.engine import make_engine, writing
from bench.load import Request, post, run
from bench.servers import application, serving
from bench.table import Table

EMAIL, PASSWORD = "bench@example.com", "nine verticals and a band"
AT_ONCE, ROUNDS = 20, 3
SEE_OTHER = 303


def let_somebody_sign_in(folder: Path) -> None:
    """Give the demonstration's director a password."""
    engine = make_engine(f"sqlite:///{folder / 'kam.sqlite'}")
    with writing(engine) as session:
        member = get_first_director(session)
        assert member is not None
        person = session.get_one(Person, member.person_id)
        person.email, person.password_hash = EMAIL, hash_password(PASSWORD)
        session.commit()
    engine.dispose()


def measure(table: Table, folder: Path) -> None:
    """Add the lines about signing in, measured on a server of its own that has done nothing else."""
    let_somebody_sign_in(folder)
    command, environment = application(str(folder), KAM_WARM_REPORTS="false")
    with serving(command, "/healthz", **environment) as server:
        before = server.resident()
        bursts = [
            run(server.port, _sign_in, connections=AT_ONCE, count=AT_ONCE, expected=SEE_OTHER) for _ in range(ROUNDS)
        ]
        peak = server.peak_resident()
    best = max(bursts, key=lambda burst: burst.rate)
    table.add(f"signing in, {AT_ONCE} at once, per second", f"{best.rate:.1f}")
    table.add("  slowest of them", f"{1000 * max(best.latencies):.0f} ms")
    table.add("  not signed in", str(sum(burst.errors for burst in bursts)), aim="0")
    table.add("  resident memory, before and at its peak", f"{before:.0f}, {peak:.0f} MiB", aim="< 400 MiB")


def _sign_in(_: int) -> Request:
    # Without the cookie of the director: signing in ends the sign-in that a browser had before.
    return post("/sign-in", {"email": EMAIL, "password": PASSWORD}, cookie="")
