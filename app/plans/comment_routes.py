"""Comments on final cycles. The results of a cycle list them."""

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.accounts.deps import writes
from app.accounts.service import Member
from app.assessments.cycles import get_cycle
from app.errors import InvalidInputError
from app.plans.comments import add_comment
from app.web.forms import FormModel, form_of
from app.web.templates import render

router = APIRouter(prefix="/cycles/{cycle_id}/comments")


class CommentForm(FormModel):
    """A comment as it was typed."""

    text: str = ""


@router.post("")
@writes
def comment_on_cycle(
    session: Session,
    member: Member,
    request: Request,
    cycle_id: int,
    form: Annotated[CommentForm, form_of(CommentForm)],
) -> Response:
    """Add a comment and go back to the results, where it stands."""
    try:
        comment_id = add_comment(session, member, cycle_id, form.text)
    except InvalidInputError as error:
        session.rollback()
        cycle = get_cycle(session, member, cycle_id)
        return render(request, "plans/comment.html", error.status, member=member, cycle=cycle, form=form, error=error)
    return RedirectResponse(f"/cycles/{cycle_id}/results#comment-{comment_id}", 303)
