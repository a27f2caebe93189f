"""The pages that are read: the cycles, the results of one, and how the scores work."""

from collections.abc import Sequence
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import Response
from markupsafe import Markup
from sqlmodel import Session

from app.accounts.deps import reads
from app.accounts.service import Member
from app.accounts.sessions import SignedIn
from app.assessments.cycle import Listed
from app.assessments.cycles import list_cycles
from app.assessments.service import CHECKLIST_VERSION, LANGUAGE
from app.db.columns import LAST_ID
from app.errors import InvalidInputError
from app.maturity import agreement, loading
from app.plans.promised import NONE
from app.reports import dashboard, findings, listing, wording, workshop_words
from app.reports.against import against
from app.reports.deps import Discussed, Report, load_discussed
from app.reports.heatmap import heatmap
from app.reports.memory import Memory
from app.reports.pictures import SIZES
from app.reports.scale import band_scale
from app.web import dates
from app.web.drawn import render_again
from app.web.templates import draw, render

router = APIRouter()
_BODIES = Memory(4 * 1024 * 1024)  # bytes; the results of a hundred cycles


@router.get("/")
@reads
def home(session: Session, member: Member, request: Request, before: str = "") -> Response:
    """List the cycles, newest first; ``before`` is the date and id of the last one that was seen."""
    cycles, has_older = list_cycles(session, member, _place(before) if before else None)
    today = dates.today()
    standings = [] if before else dashboard.standings(session, member, today)
    read = member, cycles, has_older, standings, today, not before
    return render_again(request, "reports/home.html", read, lambda read: _home(*read))


def _home(
    member: Member,
    cycles: Sequence[Listed],
    has_older: bool,  # noqa: FBT001 - passed on as it was read
    standings: Sequence[dashboard.Standing],
    today: date,
    is_first: bool,  # noqa: FBT001 - the same
) -> dict[str, object]:
    last = cycles[-1].cycle if cycles else None
    return {
        "member": member,
        "entries": listing.entries(member, cycles),
        "standings": standings,
        "latest": dashboard.newest(standings),
        "dashboard": dashboard,
        "today": today,
        "is_first": is_first,
        "older": member.at("/", before=f"{last.details.held_on},{last.id}") if last and has_older else "",
        "wording": wording,
    }


@router.get("/cycles/{cycle_id}/results")
@reads
def results(session: Session, member: Member, request: Request, cycle_id: int) -> Response:
    """Show what a cycle's scores come to, and what was said of them since."""
    read = member, load_discussed(session, member, cycle_id)
    return render_again(request, "reports/results.html", read, lambda read: _results(*read))


def _results(member: Member, discussed: Discussed) -> dict[str, object]:
    report = discussed.report
    snapshot = report.snapshot
    return {
        "member": member,
        "cycle": report.cycle,
        "correction": listing.correction(report.cycle),
        "snapshot": snapshot,
        "checklist": snapshot.checklist,
        "result": snapshot.result,
        "body": _kept_body(report) if snapshot.seal else _body(report),
        "comments": discussed.comments,
        "reviews": discussed.reviews,
        "is_promised": report.promises != NONE,
        "wording": wording,
    }


def _kept_body(report: Report) -> Markup:
    """Return the body of a final cycle, so that each of its readers does not wait for it.

    It never changes, but for what was promised of it.
    """
    name = report.cycle.id, report.key, report.promises
    kept = _BODIES.get(name)
    if kept is None:
        kept = _body(report).encode()
        _BODIES.put(name, kept)
    return Markup(kept.decode())  # noqa: S704 - a template made it


def _body(report: Report) -> Markup:
    snapshot = report.snapshot
    return draw(
        "reports/_results_body.html",
        cycle=report.cycle,
        snapshot=snapshot,
        checklist=snapshot.checklist,
        result=snapshot.result,
        scale=band_scale(snapshot.checklist, snapshot.result),
        remarks=findings.remarks(snapshot),
        heatmap=heatmap(snapshot),
        strengths=findings.strengths(snapshot),
        gaps=findings.gaps(snapshot),
        steps=findings.next_steps(snapshot),
        notes=findings.notes(snapshot),
        findings=findings,
        sizes=SIZES,
        targets=report.targets,
        against=against(snapshot, report.promises),
        wording=wording,
        workshop_words=workshop_words,
    )


@router.get("/method")
@reads
def method(_session: Session, _person: SignedIn, request: Request) -> Response:
    """Tell how the scores work."""
    checklist = loading.load(CHECKLIST_VERSION, LANGUAGE)
    return render(
        request,
        "reports/method.html",
        agreement=agreement,
        checklist=checklist,
        findings=findings,
        wording=wording,
    )


def _place(before: str) -> tuple[date, int]:
    day, _, number = before.partition(",")
    try:
        place = date.fromisoformat(day), int(number)
    except ValueError:
        raise InvalidInputError("There is no such place in the list. Go to the newest cycles.") from None
    if not 0 < place[1] <= LAST_ID:
        raise InvalidInputError("There is no such place in the list. Go to the newest cycles.")
    return place
