"""Sending mail: plain text through the configured server, and a failure that goes no further than the log."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import anyio
import pytest
from fastapi import BackgroundTasks
from pydantic import ValidationError

from app.accounts import mail
from app.settings import Settings
from tests.accounts.mail_servers import Mailbox, Refusing, encrypting, free_port, mailing, serving, silent, told

TO = "stella@example.com"
LINK = "https://kam.example.com/reset/" + "x" * 90
TEXT = f"Choose a new password – within one hour:\n\n{LINK}\n"


def send(settings: Settings, to: str = TO, subject: str = "Choose a new password") -> None:
    anyio.run(partial(mail.send, settings, to, subject, TEXT))


def test_it_arrives_as_plain_text() -> None:
    mailbox = Mailbox()
    with serving(mailbox) as port:
        send(mailing(port))
    [message] = mailbox.messages
    assert (message["from"], message["to"], message["subject"]) == ("kam@example.com", TO, "Choose a new password")
    assert message.get_content_type() == "text/plain"
    assert message.get_content().replace("\r\n", "\n") == TEXT
    assert message["auto-submitted"] == "auto-generated"
    assert message["message-id"].endswith("@example.com>")
    assert mailbox.envelopes[0].rcpt_tos == [TO]


@pytest.fixture
def certified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Path]:
    """Trust the certificate in the folder."""

    def trust() -> Path:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
        return tmp_path

    return trust


def test_it_is_encrypted_with_starttls(certified: Callable[[], Path], tmp_path: Path) -> None:
    mailbox = Mailbox()
    with serving(mailbox, tls_context=encrypting(tmp_path), require_starttls=True) as port:
        certified()
        send(mailing(port, smtp_security="starttls"))
    assert len(mailbox.messages) == 1


def test_it_is_encrypted_from_the_first_byte(certified: Callable[[], Path], tmp_path: Path) -> None:
    mailbox = Mailbox()
    with serving(mailbox, ssl_context=encrypting(tmp_path)) as port:
        certified()
        send(mailing(port, smtp_security="tls"))
    assert len(mailbox.messages) == 1


def test_it_never_goes_to_a_server_that_does_not_encrypt(caplog: pytest.LogCaptureFixture) -> None:
    mailbox = Mailbox()
    with serving(mailbox) as port:
        send(mailing(port, smtp_security="starttls"))
    assert mailbox.messages == []
    assert TO in caplog.text


def test_it_never_goes_to_a_server_that_nobody_vouches_for(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    mailbox = Mailbox()
    with serving(mailbox, tls_context=encrypting(tmp_path)) as port:
        send(mailing(port, smtp_security="starttls"))
    assert mailbox.messages == []
    assert "certificate verify failed" in caplog.text


@pytest.mark.parametrize(("password", "arrives"), [("the right one\n", 1), ("another", 0)])
def test_it_proves_who_we_are(
    password: str, arrives: int, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "PATIENCE", 3.0)  # the library tries every way to prove it, and so waits in vain
    mailbox, file = Mailbox(), tmp_path / "password"
    file.write_text(password)
    asking = {"authenticator": told("kam", "the right one"), "auth_require_tls": False}
    with serving(mailbox, **asking) as port:
        send(mailing(port, smtp_user="kam", smtp_password_file=file))
    assert len(mailbox.messages) == arrives
    assert password.strip() not in caplog.text


def test_a_refusal_is_logged_without_what_was_to_be_read(caplog: pytest.LogCaptureFixture) -> None:
    with serving(Refusing()) as port:
        send(mailing(port))
    assert TO in caplog.text
    assert "No such mailbox" in caplog.text
    assert LINK not in caplog.text


def test_a_server_that_is_not_there_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    send(mailing(free_port()))
    assert TO in caplog.text


def test_a_server_that_says_nothing_is_waited_for_no_longer_than_that(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(mail, "PATIENCE", 0.05)
    with silent() as port:
        send(mailing(port))
    assert TO in caplog.text


def test_a_missing_password_file_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    send(mailing(free_port(), smtp_password_file=tmp_path / "missing"))
    assert "missing" in caplog.text


@pytest.mark.parametrize(
    ("to", "subject"),
    [("a@example.com,b@example.com", "One"), ("a,b@example.com", "Two"), (TO, "Three\nBcc: b@example.com")],
    ids=["two addresses", "a list", "one more header"],
)
def test_nobody_else_gets_a_copy(to: str, subject: str, caplog: pytest.LogCaptureFixture) -> None:
    mailbox = Mailbox()
    with serving(mailbox) as port:
        send(mailing(port), to, subject)
    assert mailbox.messages == []
    assert "was not sent" in caplog.text


def test_it_waits_for_the_answer() -> None:
    tasks = BackgroundTasks()
    mail.send_later(tasks, mailing(25), TO, "Choose a new password", TEXT)
    [task] = tasks.tasks
    assert task.func is mail.send


def test_nothing_is_sent_where_no_server_is_configured() -> None:
    tasks = BackgroundTasks()
    mail.send_later(tasks, Settings(), TO, "Choose a new password", TEXT)
    assert tasks.tasks == []


@pytest.mark.parametrize("sender", ["", "kam"])
def test_a_server_needs_a_sender(sender: str) -> None:
    with pytest.raises(ValidationError, match="KAM_MAIL_FROM"):
        Settings(smtp_host="mail.example.com", mail_from=sender)
