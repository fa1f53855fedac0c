"""Identifier splitting, as the table that the server's implementation must agree with."""

import random
import re

import pytest

from skillnet.identifiers import split_identifiers


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("getUserName", "get User Name"),
        ("parseHTTPRequest", "parse HTTP Request"),
        ("MAX_RETRY_COUNT", "MAX RETRY COUNT"),
        ("__init__", " init "),
        ("snake__case", "snake case"),
        ("sha256Sum", "sha256 Sum"),
        ("iOSApp", "i OS App"),
        ("URLs", "UR Ls"),
        ("X", "X"),
        ("ÉtéÀvenir größeÄ", "ÉtéÀvenir größeÄ"),
        ("kebab-case stays", "kebab-case stays"),
        ("", ""),
    ],
)
def test_splits(given: str, words: str) -> None:
    assert split_identifiers(given) == words


def test_equals_the_greedy_form() -> None:
    """`[A-Z]+` before the last capital finds the same places, in quadratic time on long runs of capitals."""
    rng = random.Random(0)
    for _ in range(2_000):
        text = "".join(rng.choices("aAbB1_ .", k=12))
        greedy = re.sub("([A-Z]+)([A-Z][a-z])", r"\1 \2", re.sub("([a-z0-9])([A-Z])", r"\1 \2", text))
        assert split_identifiers(text) == re.sub("_+", " ", greedy)
