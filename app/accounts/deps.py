"""Who is asking. Until accounts exist, the local director is."""

from typing import Annotated

from fastapi import Depends

from app.accounts.service import Member, get_local_member
from app.errors import NotFoundError
from app.web.sessions import Reading, Writing


def reader(session: Reading) -> Member:
    """Return the acting member, for a request that only reads."""
    return _member(get_local_member(session))


def writer(session: Writing) -> Member:
    """Return the acting member, in the transaction of a request that writes."""
    return _member(get_local_member(session))


def _member(member: Member | None) -> Member:
    if member is None:
        raise NotFoundError("There is no organisation yet. Restart the server to create one.")
    return member


Reader = Annotated[Member, Depends(reader)]
Writer = Annotated[Member, Depends(writer)]
