"""The one place that reads the environment. Every setting has the prefix KAM_."""

import os
import re
from functools import cache
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Literal, NamedTuple, Self
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "KAM_"
ROOT = Path(__file__).resolve().parent.parent
_GROUP_ROLE = re.compile(r"(.+)=([0-9]{1,9}):(director|contributor|steering)")


class GroupRole(NamedTuple):
    """What being in a group of the OpenID provider brings: a role in an organisation."""

    group: str
    organisation_id: int
    role: str


class Settings(BaseSettings):
    """How this installation runs. An unknown or malformed KAM_ variable is an error, never ignored."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    host: str = Field("127.0.0.1", description="Address to listen on. Any but loopback needs KAM_BASE_URL.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on.")
    base_url: str = Field("", description="How people reach it, such as https://kam.example.com. Links begin with it.")
    trusted_proxies: str = Field(
        "", description="Addresses of reverse proxies, with commas between, whose forwarded headers are believed."
    )
    data_dir: Path = Field(Path("var"), description="Folder of the embedded database.")
    database_url: str = Field(
        "", description="Database, such as postgresql://user:password@host/name. Empty: SQLite in the data folder."
    )
    secret_file: Path | None = Field(
        None, description="File that holds the key of what is stored unreadable. Empty: secret.key in the data folder."
    )
    warm_reports: bool = Field(
        default=True, description="Start the report process with the server, so that the first PDF is quick."
    )
    requests_per_minute: int = Field(1200, ge=0, description="What one browser or address may ask for. 0: no limit.")
    organisation: str = Field("My organisation", min_length=1, description="First organisation of unattended set-up.")
    admin_email: str = Field("", description="Sets up the first administrator and director without the link.")
    admin_password_file: Path | None = Field(None, description="File that holds the password of that administrator.")
    admin_name: str = Field("Administrator", min_length=1, description="Name of that administrator.")
    session_idle_hours: int = Field(12, ge=1, le=720, description="A sign-in that is not used for so long ends.")
    session_days: int = Field(7, ge=1, le=90, description="Every sign-in ends after so long.")
    local_sign_in: bool = Field(default=True, description="Whether people may sign in with a password.")
    smtp_host: str = Field("", description="Mail server. Empty: links are copied and passed on by hand.")
    smtp_port: int = Field(587, ge=1, le=65535, description="Port of the mail server.")
    smtp_security: Literal["starttls", "tls", "none"] = Field("starttls", description="How mail is encrypted.")
    smtp_user: str = Field("", description="Name at the mail server, if it asks for one.")
    smtp_password_file: Path | None = Field(None, description="File that holds the password at the mail server.")
    mail_from: str = Field("", description="Sender of mail, such as kam@example.com. Needed with KAM_SMTP_HOST.")
    oidc_issuer: str = Field("", description="OpenID Connect provider, such as https://login.example.com/realm.")
    oidc_client_id: str = Field("", description="Our name at the provider.")
    oidc_client_secret_file: Path | None = Field(None, description="File that holds our secret at the provider.")
    oidc_name: str = Field("single sign-on", min_length=1, description="What the button calls the provider.")
    oidc_groups_claim: str = Field("groups", min_length=1, description="Claim that lists a person's groups.")
    oidc_groups: str = Field(
        "", description="Groups that bring membership, such as kam-directors=1:director, with commas between."
    )

    @model_validator(mode="after")
    def _refuse_unknown_variables(self) -> Self:
        known = {f"{PREFIX}{name}".upper() for name in type(self).model_fields}
        unknown = sorted(name for name in os.environ if name.startswith(PREFIX) and name.upper() not in known)
        if unknown:
            raise ValueError(f"unknown setting: {', '.join(unknown)}")
        return self

    @model_validator(mode="after")
    def _know_the_way_here(self) -> Self:
        if self.base_url and not _is_origin(self.base_url):
            raise ValueError(
                f"KAM_BASE_URL is {self.base_url!r}: give scheme and host, such as https://kam.example.com"
            )
        if not self.base_url and not _is_loopback(self.host):
            raise ValueError(
                f"KAM_HOST is {self.host!r}: set KAM_BASE_URL to the address that people use, "
                "or listen on loopback only, such as 127.0.0.1"
            )
        return self

    @model_validator(mode="after")
    def _know_the_sender(self) -> Self:
        if self.smtp_host and "@" not in self.mail_from:
            raise ValueError("KAM_MAIL_FROM: give the sender of mail, such as kam@example.com; KAM_SMTP_HOST needs it")
        return self

    @field_validator("trusted_proxies")
    @classmethod
    def _are_addresses(cls, value: str) -> str:
        for address in _listed(value):
            try:
                ip_network(address)
            except ValueError:
                message = f"{address!r} is no address: give addresses or networks, such as 10.0.0.7 or 10.0.0.0/24"
                raise ValueError(message) from None
        return value

    @property
    def proxies(self) -> list[str]:
        """The addresses whose forwarded headers are believed."""
        return _listed(self.trusted_proxies)

    @model_validator(mode="after")
    def _know_the_provider(self) -> Self:
        if bool(self.oidc_issuer) != bool(self.oidc_client_id):
            raise ValueError("KAM_OIDC_ISSUER and KAM_OIDC_CLIENT_ID come together: set both, or neither")
        if self.oidc_issuer and not (may_be_asked(self.oidc_issuer) and set(self.oidc_issuer).isdisjoint("?#@")):
            raise ValueError(
                f"KAM_OIDC_ISSUER is {self.oidc_issuer!r}: give an https address, such as https://login.example.com/realm"
            )
        if self.oidc_client_secret_file and not self.oidc_client_secret_file.is_file():
            raise ValueError(f"KAM_OIDC_CLIENT_SECRET_FILE is {str(self.oidc_client_secret_file)!r}: there is no file")
        if not (self.local_sign_in or self.oidc_issuer):
            raise ValueError("KAM_LOCAL_SIGN_IN is off: set KAM_OIDC_ISSUER, or nobody can sign in")
        self.group_roles  # noqa: B018 - it refuses what can't be read
        return self

    @property
    def group_roles(self) -> tuple[GroupRole, ...]:
        """What the groups of the OpenID provider bring. ValueError when it can't be read."""
        return tuple(_group_role(entry) for entry in _listed(self.oidc_groups))

    @property
    def base(self) -> str:
        """Scheme, host and port that people reach this installation at, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.base_url.rstrip("/") or f"http://{host}:{self.port}"

    @property
    def hosts(self) -> set[str]:
        """The names that this installation goes by. On loopback every name of this machine is one."""
        own = urlsplit(self.base).hostname or ""
        return {own, "localhost", "127.0.0.1", "::1"} if _is_loopback(self.host) else {own}

    @property
    def is_https(self) -> bool:
        """Whether people reach it over https."""
        return self.base.startswith("https://")

    @property
    def database(self) -> str:
        """The SQLAlchemy URL of the database."""
        return self.database_url or f"sqlite:///{self.data_dir / 'kam.sqlite'}"

    @property
    def secret(self) -> Path:
        """The file that holds the key of this installation; see db.vault."""
        return self.secret_file or self.data_dir / "secret.key"


def _listed(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


def may_be_asked(url: str) -> bool:
    """Whether what is sent to this address stays between us and it: https, or this machine."""
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and (
            parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname or ""))
        )
    except ValueError:
        return False


def _group_role(entry: str) -> GroupRole:
    found = _GROUP_ROLE.fullmatch(entry)
    if not found:
        raise ValueError(
            f"KAM_OIDC_GROUPS has {entry!r}: give group=organisation:role, such as kam-directors=1:director; "
            "the roles are director, contributor and steering"
        )
    return GroupRole(found[1], int(found[2]), found[3])


def _is_origin(url: str) -> bool:
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
        return parts.scheme in {"http", "https"} and named and url.rstrip("/").endswith(f"//{parts.netloc}")
    except ValueError:
        return False


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@cache
def get_settings() -> Settings:
    """Read the environment once. Raises pydantic.ValidationError naming each wrong variable."""
    return Settings()
