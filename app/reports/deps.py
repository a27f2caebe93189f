"""What a request for one cycle's results, charts or files starts from."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Engine
from sqlmodel import Session

from app.accounts import audit
from app.accounts.deps import reads
from app.accounts.service import Member
from app.assessments import sealing, trail
from app.assessments.service import Cycle, get_cycle, take_snapshot
from app.assessments.snapshot import Snapshot
from app.plans.promised import Promises
from app.plans.promises import load_promises


@dataclass(frozen=True, slots=True)
class Report:
    """A cycle as this member may read it."""

    member: Member
    cycle: Cycle
    snapshot: Snapshot
    promises: Promises

    @property
    def key(self) -> str:
        """The SHA-256 of what the cycle says: equal keys, equal charts and files, but for what was promised."""
        seal = self.snapshot.seal
        return seal.sha256 if seal else sealing.fingerprint(self.snapshot)


@reads
def load_report(session: Session, member: Member, cycle_id: int) -> Report:
    """Load what is to be read, and give the connection back at once: drawing may take a second."""
    return _report(session, member, cycle_id)


@reads
def take_report(session: Session, member: Member, request: Request, cycle_id: int) -> Report:
    """Load what is to be taken away as a file, and record who takes it."""
    report = _report(session, member, cycle_id)
    session.rollback()  # what is read is read: nobody waits for us while we write
    file = request.url.path.rpartition("/")[2]
    cycle = trail.subject(cycle_id, report.cycle.details)
    engine: Engine = request.app.state.engine
    audit.record_alone(engine, audit.Actor.of(member), "report.downloaded", f"{file}: {cycle}")
    return report


def _report(session: Session, member: Member, cycle_id: int) -> Report:
    cycle = get_cycle(session, member, cycle_id)
    snapshot = take_snapshot(session, member, cycle)
    return Report(member, cycle, snapshot, load_promises(session, member, cycle))


Loaded = Annotated[Report, Depends(load_report)]
Taken = Annotated[Report, Depends(take_report)]
