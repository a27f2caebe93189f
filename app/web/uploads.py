"""Reads a form that is one file."""

from typing import Any

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import UploadFile


def file_of(name: str) -> Any:  # noqa: ANN401 - as FastAPI types it
    """Return the dependency that reads the one file of a form, empty when none was chosen. Any other form: 422."""

    async def read(request: Request) -> bytes:
        async with request.form(max_files=1, max_fields=1) as form:
            sent = form.multi_items()
            if len(sent) == 1 and sent[0][0] == name and isinstance(sent[0][1], UploadFile):
                return await sent[0][1].read()
        raise RequestValidationError([{"type": "file", "loc": ("body", name), "msg": "one file is expected"}])

    return Depends(read)
