"""What is guessed first of all: common passwords, repeats, runs of keys, and what is known of a person.

Whatever somebody who guesses would put together is taken out of a password. When next to nothing is left, or a common
password is, then the password is one of the first that are tried.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from app.accounts.service import NAME_MAX

PRODUCT = "kam maturity"
# A word, a run or a rest that is shorter says nothing.
WORD_MIN, RUN_MIN, REST_MIN = 3, 4, 5
# What is repeated to reach the length that we ask for was shorter than that.
UNIT_MAX = 11
LINES = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "qwertzuiop",
    "azertyuiop",
    "asdfghjkl",
    "qsdfghjklm",
    "zxcvbnm",
    "yxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
    "qazwsxedcrfvtgbyhnujmikolp",
    "qweasdzxc",
    "!@#$%^&*()",
)
RUNS = tuple(line for forward in LINES for line in (forward, forward[::-1]))
LOOKALIKES = str.maketrans("@4310!5$7", "aaeioisst")

_BETTER = "Four or five words that nobody else would put together are better."
COMMON = f"This is one of the passwords that are tried first. {_BETTER}"
KNOWN = f"This is little more than a name that others know. {_BETTER}"
REPEATED = f"This repeats the same few characters. {_BETTER}"


def reason(password: str, words: Iterable[str] = ()) -> str:
    """Return why a password is guessed soon, empty when it is not."""
    folded = password.casefold()
    if _repeats(folded):
        return REPEATED
    if _is_common(folded):
        return COMMON
    unknown = _without_words(folded, words)
    rest = _bare(_without_runs(unknown))
    if len(rest) >= REST_MIN and not _is_common(rest):
        return ""
    return KNOWN if unknown != folded else COMMON


def _repeats(text: str) -> bool:
    """Whether the text is a few characters over and over, such as 123412341234."""
    longest = min(UNIT_MAX, len(text) // 2)
    return any(text[length:] == text[:-length] for length in range(1, longest + 1))


def _is_common(text: str) -> bool:
    return any(candidate in _common() for candidate in (text, _bare(text), _bare(text.translate(LOOKALIKES))))


def _bare(text: str) -> str:
    """Return the text without the figures and signs before and after it, and without spaces."""
    return re.sub(r"^[\W\d_]+|[\W\d_]+$|\s", "", text)


def _without_words(text: str, words: Iterable[str]) -> str:
    for word in sorted(_parts([*words, PRODUCT]), key=len, reverse=True):
        text = text.replace(word, " ")
    return text


def _parts(words: Iterable[str]) -> set[str]:
    """Return what people make of a name: all of it in one, and each of its words."""
    found = set()
    for word in words:
        parts = re.findall(r"[^\W_]+", word[:NAME_MAX].casefold())
        found.update(["".join(parts), *parts])
    return {part for part in found if len(part) >= WORD_MIN}


def _without_runs(text: str) -> str:
    kept, start = "", 0
    while start < len(text):
        length = max(_run_lengths(text, start))
        kept += "" if length >= RUN_MIN else text[start]
        start += length if length >= RUN_MIN else 1
    return kept


def _run_lengths(text: str, start: int) -> Iterator[int]:
    for line in RUNS:
        end = start + 1
        while end < len(text) and text[start : end + 1] in line:
            end += 1
        yield end - start


@cache
def _common() -> frozenset[str]:
    """Return the commonest passwords. Read when the first password is chosen, as few processes ever need them."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # noqa: PLC0415 - see above

    return frozenset(FREQUENCY_LISTS["passwords"])
