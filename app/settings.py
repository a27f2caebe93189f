"""The one place that reads the environment. Every setting has the prefix KAM_."""

import os
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "KAM_"
ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """How this installation runs. An unknown or malformed KAM_ variable is an error, never ignored."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    host: str = Field("127.0.0.1", description="Address to listen on. Only loopback until accounts exist.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on.")
    data_dir: Path = Field(Path("var"), description="Folder of the embedded database.")
    database_url: str = Field(
        "", description="Database, such as postgresql://user:password@host/name. Empty: SQLite in the data folder."
    )
    organisation: str = Field("My organisation", min_length=1, description="Name given to the first organisation.")
    director: str = Field("Programme director", min_length=1, description="Name of the local director.")
    warm_reports: bool = Field(
        default=True, description="Start the report process with the server, so that the first PDF is quick."
    )

    @model_validator(mode="after")
    def _refuse_unknown_variables(self) -> Self:
        known = {f"{PREFIX}{name}".upper() for name in type(self).model_fields}
        unknown = sorted(name for name in os.environ if name.startswith(PREFIX) and name.upper() not in known)
        if unknown:
            raise ValueError(f"unknown setting: {', '.join(unknown)}")
        return self

    @model_validator(mode="after")
    def _stay_on_loopback(self) -> Self:
        if not _is_loopback(self.host):
            raise ValueError(
                f"KAM_HOST is {self.host!r}: without accounts the server listens on loopback only, such as 127.0.0.1"
            )
        return self

    @property
    def database(self) -> str:
        """The SQLAlchemy URL of the database."""
        return self.database_url or f"sqlite:///{self.data_dir / 'kam.sqlite'}"


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
