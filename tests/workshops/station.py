"""The application and the least that a workshop's live events need: a page that follows one, and who announces."""

from collections import Counter

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse, Response, StreamingResponse

from app.db.engine import writing
from app.main import create_app
from app.settings import Settings
from app.web.templates import environment
from app.workshops.live import EVERYTHING, end_of_events, event_stream
from app.workshops.pulses import Kind, announce, announce_end

router = APIRouter()
PAGE = """
{% extends "shared/base.html" %}
{% block title %}Workshop{% endblock %}
{% block head %}<script src="{{ asset("live.js") }}" type="module"></script>{% endblock %}
{% block main %}
  <section data-events="{{ path }}/events">
    {% for kinds in ("state", "tally", "state tally") %}
      <p data-live="{{ kinds }}" hx-get="{{ path }}/now/{{ kinds|urlencode }}" hx-trigger="nudge"
         hx-status:4xx="swap:none" hx-status:5xx="swap:none"></p>
    {% endfor %}
  </section>
{% endblock %}
"""


def create_station(settings: Settings | None = None) -> FastAPI:
    """Return it, by default for the settings of the environment."""
    app = create_app(settings)
    app.include_router(router)
    app.state.fetched = Counter()
    return app


@router.get("/followed/{workshop_id}")
def page(request: Request, workshop_id: int) -> HTMLResponse:
    """Show a page that fetches each of three fragments when it is nudged for it."""
    text = environment().from_string(PAGE)
    address = f"/followed/{workshop_id}"
    return HTMLResponse(text.render(member=None, person=None, path=address, theme="system", themes=("system",)))


@router.get("/followed/{workshop_id}/now/{kinds}")
def now(request: Request, workshop_id: int, kinds: str) -> HTMLResponse:
    """Show how often this was fetched."""
    fetched = request.app.state.fetched
    fetched[workshop_id, kinds] += 1
    return HTMLResponse(str(fetched[workshop_id, kinds]))


@router.get("/followed/{workshop_id}/events")
def events(request: Request, workshop_id: int) -> StreamingResponse:
    """Follow."""
    return event_stream(request, workshop_id, EVERYTHING)


@router.get("/closed/events")
def closed_events() -> Response:
    """Follow what is over."""
    return end_of_events()


@router.post("/followed/{workshop_id}/end")
def end(request: Request, workshop_id: int) -> Response:
    """Close the workshop."""
    with writing(request.app.state.engine) as session:
        announce_end(session, workshop_id)
        session.commit()
    return Response(status_code=204)


@router.post("/followed/{workshop_id}/{kind}")
def change(request: Request, workshop_id: int, kind: Kind) -> Response:
    """Change something."""
    with writing(request.app.state.engine) as session:
        announce(session, workshop_id, kind)
        session.commit()
    return Response(status_code=204)
