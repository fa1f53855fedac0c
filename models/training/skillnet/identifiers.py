"""Identifier splitting: camelCase, PascalCase and snake_case names become words."""

import re
from collections.abc import Callable

# ASCII only, and the same three steps in the server: models/README.md states them.
_STEPS = (
    (re.compile("([a-z0-9])([A-Z])"), r"\1 \2"),
    (re.compile("([A-Z])([A-Z][a-z])"), r"\1 \2"),
    (re.compile("_+"), " "),
)


def split_identifiers(text: str) -> str:
    """`parseHTTPRequest_body` becomes `parse HTTP Request body`; everything else stays as it is."""
    for pattern, replacement in _STEPS:
        text = pattern.sub(replacement, text)
    return text


def preparation(split: bool) -> Callable[[str], str]:
    """What makes of an input the text that the tokenizer sees."""
    return split_identifiers if split else str
