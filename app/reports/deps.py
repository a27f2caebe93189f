"""What a request for one cycle's results, charts or files starts from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Engine
from sqlmodel import Session

from app.accounts import audit, logos
from app.accounts.deps import reads
from app.accounts.service import Member
from app.assessments import sealing, trail
from app.assessments.cycle import Cycle
from app.assessments.cycles import get_cycle
from app.assessments.snapshot import Snapshot
from app.assessments.snapshots import take_snapshot
from app.plans.comments import Said, list_comments
from app.plans.promised import Promises
from app.plans.promises import load_promises
from app.plans.review_reading import Met, list_met
from app.reports.against import marks
from app.reports.target_marks import TargetMarks


@dataclass(frozen=True, slots=True)
class Report:
    """A cycle as this member may read it."""

    member: Member
    cycle: Cycle
    snapshot: Snapshot
    promises: Promises

    @property
    def targets(self) -> TargetMarks | None:
        """What charts mark beside its totals; None without any."""
        return marks(self.snapshot, self.promises.aims)

    @property
    def key(self) -> str:
        """The SHA-256 of what the cycle says: equal keys, equal charts and files, but for what was promised."""
        seal = self.snapshot.seal
        return seal.sha256 if seal else sealing.fingerprint(self.snapshot)


@dataclass(frozen=True, slots=True)
class Pack:
    """A cycle as it is printed for the board, with the organisation's logo as PNG, empty when it has none."""

    report: Report
    logo: bytes


@dataclass(frozen=True, slots=True)
class Discussed:
    """A cycle as this member may read it, with what was said of it since: comments by age, reviews newest first."""

    report: Report
    comments: Sequence[Said] = ()
    reviews: Sequence[Met] = ()


def load_discussed(session: Session, member: Member, cycle_id: int) -> Discussed:
    """Load a report with what was said of it, which is nothing while the cycle is a draft."""
    report = _report(session, member, cycle_id)
    if report.cycle.is_draft:
        return Discussed(report)
    return Discussed(report, list_comments(session, member, cycle_id), list_met(session, member, cycle_id))


@reads
def load_report(session: Session, member: Member, cycle_id: int) -> Report:
    """Load what is to be read, and give the connection back at once: drawing may take a second."""
    return _report(session, member, cycle_id)


@reads
def take_report(session: Session, member: Member, request: Request, cycle_id: int) -> Report:
    """Load what is to be taken away as a file, and record who takes it."""
    return _taken(session, member, request, cycle_id)


@reads
def take_pack(session: Session, member: Member, request: Request, cycle_id: int) -> Pack:
    """Load what is printed for the board, and record who takes it."""
    logo = logos.get_logo(session, member)
    png = logo.png if logo else b""
    return Pack(_taken(session, member, request, cycle_id), png)


def _taken(session: Session, member: Member, request: Request, cycle_id: int) -> Report:
    report = _report(session, member, cycle_id)
    session.rollback()  # what is read is read: nobody waits for us while we write
    file = request.url.path.rpartition("/")[2]
    cycle = trail.subject(cycle_id, report.cycle.details)
    engine: Engine = request.app.state.engine
    audit.record_alone(engine, audit.Actor.of(member), "report.downloaded", f"{file}: {cycle}")
    return report


def _report(session: Session, member: Member, cycle_id: int) -> Report:
    cycle = get_cycle(session, member, cycle_id)
    return Report(member, cycle, take_snapshot(session, member, cycle), load_promises(session, member, cycle))


Loaded = Annotated[Report, Depends(load_report)]
Taken = Annotated[Report, Depends(take_report)]
Packed = Annotated[Pack, Depends(take_pack)]
