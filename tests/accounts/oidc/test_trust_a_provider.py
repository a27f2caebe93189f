"""How an installation is told which OpenID provider it trusts, and with what."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from app.settings import Settings

PROVIDER: dict[str, Any] = {"oidc_issuer": "https://login.example.com/realm", "oidc_client_id": "kam"}


@pytest.mark.parametrize("issuer", ["https://login.example.com", "https://a.example/realm/", "http://127.0.0.1:8080/x"])
def test_it_is_reached_in_private(issuer: str) -> None:
    assert Settings(**(PROVIDER | {"oidc_issuer": issuer})).oidc_issuer == issuer


@pytest.mark.parametrize(
    "issuer",
    [
        "http://login.example.com",
        "login.example.com",
        "https://",
        "https://[broken",
        "https://a.example?realm=x",
        "https://a.example/#x",
        "https://me@a.example",
        "ftp://a.example",
    ],
)
def test_another_address_is_refused(issuer: str) -> None:
    with pytest.raises(ValidationError, match=r"KAM_OIDC_ISSUER is .*: give an https address"):
        Settings(**(PROVIDER | {"oidc_issuer": issuer}))


@pytest.mark.parametrize("name", PROVIDER)
def test_the_provider_and_our_name_there_come_together(name: str) -> None:
    with pytest.raises(ValidationError, match="KAM_OIDC_ISSUER and KAM_OIDC_CLIENT_ID come together"):
        Settings(**{name: PROVIDER[name]})


def test_the_secret_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match=r"KAM_OIDC_CLIENT_SECRET_FILE is .*: there is no file"):
        Settings(**PROVIDER, oidc_client_secret_file=tmp_path / "secret")


def test_somebody_must_be_able_to_sign_in() -> None:
    assert not Settings(**PROVIDER, local_sign_in=False).local_sign_in
    with pytest.raises(ValidationError, match="KAM_LOCAL_SIGN_IN is off: set KAM_OIDC_ISSUER"):
        Settings(local_sign_in=False)


def test_groups_bring_roles() -> None:
    settings = Settings(oidc_groups="kam-directors=1:director, CN=Board=2:steering,,kam-directors=2:contributor")
    assert settings.group_roles == (
        ("kam-directors", 1, "director"),
        ("CN=Board", 2, "steering"),
        ("kam-directors", 2, "contributor"),
    )


@pytest.mark.parametrize(
    "groups", ["kam", "kam=director", "kam=x:director", "kam=1:owner", "=1:director", "a=1:director;", "a=٣:director"]
)
def test_a_group_that_cannot_be_read_is_named(groups: str) -> None:
    with pytest.raises(ValidationError, match=r"KAM_OIDC_GROUPS has .*: give group=organisation:role"):
        Settings(oidc_groups=groups)
