"""Mail: short plain text, sent after the answer. Nothing that people do waits for a mail server or fails with it."""

import logging
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import localtime, make_msgid

import aiosmtplib
import anyio
import anyio.to_thread
from fastapi import BackgroundTasks

from app.settings import Settings

log = logging.getLogger(__name__)

PATIENCE = 20.0  # seconds for the whole of one message


def is_configured(settings: Settings) -> bool:
    """Whether this installation sends mail. Otherwise links are copied and passed on by hand."""
    return bool(settings.smtp_host)


def send_later(tasks: BackgroundTasks, settings: Settings, to: str, subject: str, text: str) -> None:
    """Send mail once what was done is committed and answered. Nothing happens where no mail server is configured.

    ``tasks`` are the request's, which FastAPI gives to a handler that asks for ``BackgroundTasks``. They are run only
    when the handler returned and its transaction was committed.
    """
    if is_configured(settings):
        tasks.add_task(send, settings, to, subject, text)


async def send(settings: Settings, to: str, subject: str, text: str) -> None:
    """Send mail now. A failure is logged and goes no further; neither text nor subject, which may hold a secret."""
    try:
        with anyio.fail_after(PATIENCE):
            await _send(settings, _message(settings, to, subject, text), to)
    except (aiosmtplib.SMTPException, MessageError, OSError, ValueError) as error:
        log.error("mail to %s was not sent: %s: %s", to, type(error).__name__, error)  # noqa: TRY400 - no stack is needed


def _message(settings: Settings, to: str, subject: str, text: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = settings.mail_from
    message["To"] = Address(addr_spec=to)  # refuses what would be read as several
    message["Subject"] = subject
    message["Date"] = localtime()
    message["Message-ID"] = make_msgid(domain=settings.mail_from.rpartition("@")[2].strip("> "))
    message["Auto-Submitted"] = "auto-generated"  # so that no out-of-office note answers
    message.set_content(text)
    return message


async def _send(settings: Settings, message: EmailMessage, to: str) -> None:
    security, file = settings.smtp_security, settings.smtp_password_file
    password = (await anyio.to_thread.run_sync(file.read_text)).strip() if file else None
    await aiosmtplib.send(
        message,
        recipients=[to],
        hostname=settings.smtp_host,
        port=settings.smtp_port,
        username=settings.smtp_user or None,
        password=password,
        use_tls=security == "tls",
        start_tls=security == "starttls",
        timeout=PATIENCE,
    )
