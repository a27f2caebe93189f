"""How an installation is configured: strictly, from the environment alone."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from app.settings import Settings, get_settings


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Begin with an environment that says nothing."""
    for name in list(os.environ):
        if name.upper().startswith("KAM_"):
            monkeypatch.delenv(name)
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


def test_it_runs_on_this_machine_with_an_embedded_database_by_default() -> None:
    settings = get_settings()
    assert (settings.host, settings.port, settings.warm_reports) == ("127.0.0.1", 8000, True)
    assert settings.database == "sqlite:///var/kam.sqlite"


def test_it_reads_the_environment_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAM_PORT", "8123")
    assert get_settings().port == 8123
    monkeypatch.setenv("KAM_PORT", "8124")
    assert get_settings().port == 8123


def test_the_database_lies_in_the_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KAM_DATA_DIR", str(tmp_path))
    assert get_settings().database == f"sqlite:///{tmp_path}/kam.sqlite"


def test_or_where_it_is_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAM_DATABASE_URL", "postgresql://user:password@host/name")
    assert get_settings().database == "postgresql://user:password@host/name"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "localhost", "::1"])
def test_it_listens_on_loopback(host: str) -> None:
    assert Settings(host=host).host == host


OTHERS = ["0.0.0.0", "192.168.1.2", "::", "", "kam.example.com", "localhost.example.com"]  # noqa: S104 - a container's


@pytest.mark.parametrize("host", OTHERS)
def test_it_listens_elsewhere_only_when_it_knows_what_people_call_it(host: str) -> None:
    with pytest.raises(ValidationError, match="set KAM_BASE_URL to the address that people use"):
        Settings(host=host)
    assert Settings(host=host, base_url="https://kam.example.com").host == host


@pytest.mark.parametrize(
    "url",
    [
        "kam.example.com",
        "ftp://kam.example.com",
        "https://",
        "https://kam.example.com/path",
        "https://kam.example.com?query",
        "https://somebody@kam.example.com",
        "https://kam.example.com:port",
        "https://kam.example.com:0",
        "https://[::1",
    ],
)
def test_what_people_call_it_is_scheme_and_host(url: str) -> None:
    with pytest.raises(ValidationError, match="give scheme and host, such as https://"):
        Settings(base_url=url)


@pytest.mark.parametrize(
    ("options", "base", "is_https"),
    [
        ({}, "http://127.0.0.1:8000", False),
        ({"host": "::1", "port": 81}, "http://[::1]:81", False),
        ({"base_url": "https://kam.example.com/"}, "https://kam.example.com", True),
        ({"base_url": "http://kam.local:8080"}, "http://kam.local:8080", False),
    ],
)
def test_links_begin_with_it(options: dict[str, Any], base: str, *, is_https: bool) -> None:
    settings = Settings(**options)
    assert (settings.base, settings.is_https) == (base, is_https)


@pytest.mark.parametrize(
    ("options", "hosts"),
    [
        ({}, {"127.0.0.1", "localhost", "::1"}),
        ({"base_url": "https://kam.example.com"}, {"127.0.0.1", "localhost", "::1", "kam.example.com"}),
        ({"host": "192.0.2.7", "base_url": "https://KAM.example.com:8443"}, {"kam.example.com"}),
    ],
)
def test_it_knows_its_names(options: dict[str, Any], hosts: set[str]) -> None:
    assert Settings(**options).hosts == hosts


def test_it_believes_no_proxy_by_default() -> None:
    assert Settings().proxies == []


def test_or_those_that_it_is_told_of() -> None:
    assert Settings(trusted_proxies=" 10.0.0.7,fd00::/8 ,").proxies == ["10.0.0.7", "fd00::/8"]


@pytest.mark.parametrize("address", ["*", "proxy.example.com", "10.0.0.0/33", "10.0.0.7/24"])
def test_but_a_proxy_is_named_by_its_address(address: str) -> None:
    with pytest.raises(ValidationError, match="is no address: give addresses or networks"):
        Settings(trusted_proxies=f"10.0.0.7, {address}")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KAM_PORT", "http"),
        ("KAM_PORT", "65536"),
        ("KAM_PORT", "-1"),
        ("KAM_ORGANISATION", ""),
        ("KAM_REQUESTS_PER_MINUTE", "-1"),
        ("KAM_SESSION_DAYS", "0"),
        ("KAM_WARM_REPORTS", "perhaps"),
    ],
)
def test_it_names_a_variable_that_is_wrong(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError) as refused:
        get_settings()
    [problem] = refused.value.errors()
    assert f"KAM_{str(problem['loc'][0]).upper()}" == name


@pytest.mark.parametrize("name", ["KAM_PROT", "KAM_", "KAM_HOSTS", "KAM_DATABASE"])
def test_it_refuses_a_variable_that_it_does_not_know(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "x")
    with pytest.raises(ValidationError, match=f"unknown setting: {name}"):
        get_settings()


def test_it_names_all_that_it_does_not_know(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAM_PROT", "1")
    monkeypatch.setenv("KAM_HOTS", "x")
    with pytest.raises(ValidationError, match="unknown setting: KAM_HOTS, KAM_PROT"):
        get_settings()


def test_it_never_changes_while_it_runs() -> None:
    settings = Settings()
    with pytest.raises(ValidationError, match="frozen"):
        setattr(settings, "port", 1)  # noqa: B010 - mypy would not have it otherwise
