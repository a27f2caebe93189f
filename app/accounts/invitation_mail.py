"""The mail that carries an invitation."""

from fastapi import BackgroundTasks

from app.accounts import mail
from app.accounts.service import Member
from app.settings import Settings

TEXT = """{person} invites you to {organisation} in KAM Maturity.

Open this link to join. It works once, until it is 72 hours old:

{link}

If you did not expect this, you need not do anything.
"""


def send_invitation(tasks: BackgroundTasks, settings: Settings, member: Member, email: str, link: str) -> bool:
    """Mail the link once it is stored, and return whether this installation sends mail at all."""
    text = TEXT.format(person=member.person, organisation=member.organisation, link=link)
    mail.send_later(tasks, settings, email, f"Invitation to {member.organisation}", text)
    return mail.is_configured(settings)
