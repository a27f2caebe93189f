"""Whether the process is alive, and whether it can serve."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError

from app.db import migrations

router = APIRouter()


@router.get("/healthz")
async def healthz() -> JSONResponse:
    """Say that the process answers. It touches nothing that could wait."""
    return JSONResponse({"status": "pass"})


@router.get("/readyz")
def readyz(request: Request) -> JSONResponse:
    """Say whether the database answers and has the schema of this version: 200 or 503."""
    checks = {"database": "fail", "migrations": "fail"}
    try:
        if migrations.is_current(request.app.state.engine):
            checks["migrations"] = "pass"
        checks["database"] = "pass"
    except SQLAlchemyError:
        pass
    ready = "fail" not in checks.values()
    return JSONResponse({"status": "pass" if ready else "fail", "checks": checks}, 200 if ready else 503)
