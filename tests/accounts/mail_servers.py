"""Mail servers on this machine, to send to."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from socket import create_server
from ssl import PROTOCOL_TLS_SERVER, SSLContext
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from app.settings import Settings

HOST = "127.0.0.1"
SENDER = "kam@example.com"


class Mailbox:
    """Keeps what it is sent."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self.envelopes.append(envelope)
        return "250 OK"

    @property
    def messages(self) -> list[EmailMessage]:
        """What came, parsed."""
        parser = BytesParser(_class=EmailMessage, policy=default)
        return [parser.parsebytes(envelope.original_content or b"") for envelope in self.envelopes]


class Refusing(Mailbox):
    """Takes nothing."""

    async def handle_RCPT(self, *_asked: Any) -> str:  # noqa: N802 - aiosmtpd's name
        return "550 No such mailbox"


@contextmanager
def serving(mailbox: Mailbox, **options: Any) -> Iterator[int]:
    """Serve a mailbox and give the port. ``options`` are aiosmtpd's."""
    controller = Controller(mailbox, hostname=HOST, port=free_port(), **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@contextmanager
def silent() -> Iterator[int]:
    """Give the port of a server that takes connections and never says a word."""
    with create_server((HOST, 0)) as server:
        yield server.getsockname()[1]


def free_port() -> int:
    """Return a port where nobody listens."""
    with create_server((HOST, 0)) as server:
        port: int = server.getsockname()[1]
        return port


def told(name: str, password: str) -> Any:
    """Return what lets in only who gives this name and password."""

    def authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (name.encode(), password.encode()))

    return authenticate


def mailing(port: int, **options: Any) -> Settings:
    """Return settings that send mail there, not encrypted unless told."""
    options = {"smtp_security": "none", "base_url": "https://kam.example.com"} | options
    return Settings(smtp_host=HOST, smtp_port=port, mail_from=SENDER, **options)


def encrypting(folder: Path) -> SSLContext:
    """Return what a server on this machine encrypts with, its certificate in ``folder``/certificate.pem."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
        .sign(key, SHA256())
    )
    plain = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "key.pem").write_bytes(key.private_bytes(*plain))
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    context = SSLContext(PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return context
