"""What may be a password."""

import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts import guessing, passwords
from app.settings import ROOT

DANA = ("Dana Director", "dana@example.com", "Example Manufacturing Group")

GOOD = [
    "nine verticals and a band",
    "monkey dragon football sunshine",  # common words, but four of them
    "correct horse battery staple",
    "Dana keeps her bees in Ankara",
    "gizli anahtar çekmecede",
    "пароль из пяти слов",
    "密码由十二个以上汉字组成的",
    "7rW!q9Zp#2Lk",
    "abc street, number twelve",
    " leading and trailing ",
    "x" * 20 + " is the treasure",
]


@pytest.mark.parametrize("password", GOOD)
def test_a_good_one_is_taken(password: str) -> None:
    assert passwords.problem(password, DANA) == ""


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short", "Use at least 12 characters; this has 5."),
        ("", "Use at least 12 characters; this has 0."),
        ("eleven char", "Use at least 12 characters; this has 11."),
        ("long and " * 15, "Use at most 128 characters; this has 135."),
    ],
)
def test_its_length_is_counted_in_characters(password: str, said: str) -> None:
    assert passwords.problem(password) == said


def test_its_length_is_that_of_what_is_read() -> None:
    password = "éééé and nine"
    assert passwords.problem(unicodedata.normalize("NFD", password)) == ""
    assert passwords.problem(unicodedata.normalize("NFD", password[2:])).endswith("this has 11.")


@pytest.mark.parametrize(
    "password",
    [
        "123456qwerty",
        "1qaz2wsx3edc",
        "leavemealone",
        "LeaveMeAlone",
        "password1234",
        "Password2026!",
        "P@ssw0rd2026!!",
        "!!!password!!!",
        "  iloveyou 2026  ",
        "manchester-1878",
        "qwertyuiop12",
        "qwertyuiopasdfghjkl",
        "asdfghjkl;'12",
        "poiuytrewq098",
        "abcdefghijkl",
        "1234567890123",
        "9876543210987",
        "qwertzuiop2026",
        "azertyuiop!!",
        "zxcvbnm,./12",
        "1q2w3e4r5t6y7u",
        "20260412-2026",
        "!@#$%^&*()!@",
        "qwerty!password!1234",
    ],
)
def test_what_is_tried_first_is_refused(password: str) -> None:
    assert passwords.problem(password) == guessing.COMMON


@pytest.mark.parametrize(
    "password",
    [
        "aaaaaaaaaaaa",
        "            ",
        "123412341234",
        "passwordpassword",
        "PASSWORDpassword",
        "abcabcabcabca",
        "ab" * 20,
    ],
)
def test_a_repeat_counts_once(password: str) -> None:
    assert passwords.problem(password) == guessing.REPEATED


@pytest.mark.parametrize(
    "password",
    [
        "Dana Director",
        "danadirector1",
        "director.dana.1970",
        "dana@example.com",
        "DANA@EXAMPLE.COM!!",
        "Example Manufacturing",
        "examplemanufacturinggroup",
        "Example Group 2026",
        "kam maturity",
        "KamMaturity2026!",
        "kam-maturity-dana",
        "password-dana-1",
        "dana.qwerty.1234",
    ],
)
def test_little_more_than_a_known_name_is_refused(password: str) -> None:
    assert passwords.problem(password, DANA) == guessing.KNOWN


def test_a_long_name_costs_no_time() -> None:
    assert passwords.problem("nine verticals and a band", ["a " * 100_000]) == ""


@given(st.text(max_size=140), st.lists(st.text(max_size=30), max_size=3))
def test_every_text_is_answered(password: str, words: list[str]) -> None:
    assert isinstance(passwords.problem(password, words), str)


def test_the_list_is_read_only_when_a_password_is_chosen() -> None:
    code = (
        "import sys, app.main; from app.accounts import passwords;"
        "passwords.problem('short'); print('zxcvbn' in sys.modules);"
        "passwords.problem('nine verticals and a band'); print('zxcvbn' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["False", "True"]


def test_both_spellings_of_a_letter_are_the_same_password() -> None:
    stored = passwords.hash_password(unicodedata.normalize("NFD", "çekmecede gizli"))
    assert passwords.is_right(unicodedata.normalize("NFC", "çekmecede gizli"), stored)


def test_spaces_are_part_of_it() -> None:
    stored = passwords.hash_password(" nine verticals")
    assert not passwords.is_right("nine verticals", stored)


def test_a_hash_of_other_parameters_is_outdated() -> None:
    assert not passwords.is_outdated(passwords.hash_password("nine verticals"))
    assert passwords.is_outdated("$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21l$aGFzaGhhc2hoYXNoaGFzaA")
