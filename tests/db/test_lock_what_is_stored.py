from pathlib import Path
from stat import S_IMODE

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.db.vault import UnlockError, Vault, new_nonce, open_vault

KEY = bytes(range(32))


@given(st.binary(max_size=64), st.text(max_size=40))
def test_what_was_locked_opens_again_at_its_place(content: bytes, place: str) -> None:
    vault = Vault(KEY)
    assert vault.unlock(vault.lock(content, place), place) == content


def test_equal_contents_never_look_equal() -> None:
    vault = Vault(KEY)
    assert len({vault.lock(b"2", "A") for _ in range(50)}) == 50


def test_it_opens_at_no_other_place() -> None:
    vault = Vault(KEY)
    with pytest.raises(UnlockError):
        vault.unlock(vault.lock(b"2", "A kam_unit"), "B kam_unit")


@pytest.mark.parametrize("other", [Vault(KEY[::-1]), Vault(KEY).part("workshop", "1")])
def test_it_opens_by_no_other_key(other: Vault) -> None:
    with pytest.raises(UnlockError):
        other.unlock(Vault(KEY).lock(b"2", "A"), "A")


@pytest.mark.parametrize("spoilt", [b"", b"short", b"\x00" * 40])
def test_what_was_changed_does_not_open(spoilt: bytes) -> None:
    with pytest.raises(UnlockError):
        Vault(KEY).unlock(spoilt, "A")


def test_a_part_is_the_same_for_the_same_nonce_only() -> None:
    vault, nonce = Vault(KEY), new_nonce()
    assert vault.part("workshop", nonce).mark("x") == vault.part("workshop", nonce).mark("x")
    marks = {
        vault.mark("x"),
        vault.part("workshop", nonce).mark("x"),
        vault.part("workshop", new_nonce()).mark("x"),
        vault.part("other", nonce).mark("x"),
    }
    assert len(marks) == 4


def test_the_key_is_made_once_and_for_the_server_alone(tmp_path: Path) -> None:
    file = tmp_path / "data" / "secret.key"
    mark = open_vault(file).mark("x")
    open_vault.cache_clear()
    assert open_vault(file).mark("x") == mark
    assert S_IMODE(file.stat().st_mode) == 0o600
    assert [one.name for one in file.parent.iterdir()] == ["secret.key"]


@pytest.mark.parametrize("content", ["", "no key", "00", "é" * 64])
def test_a_file_without_a_key_is_refused_by_name(tmp_path: Path, content: str) -> None:
    file = tmp_path / "secret.key"
    file.write_text(content)
    with pytest.raises(ValueError, match=r"KAM_SECRET_FILE is .*secret.key.*64 hex digits"):
        open_vault(file)


def test_two_servers_that_start_at_once_have_one_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "secret.key"
    monkeypatch.setattr(Path, "exists", lambda _: False)  # each looked before the other had made it
    mark = open_vault(file).mark("x")
    open_vault.cache_clear()
    assert open_vault(file).mark("x") == mark
