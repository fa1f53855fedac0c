"""What the suites say, so that none of it is trained on: runs of eight words, remembered by their hashes."""

import re
from collections.abc import Iterable, Iterator

RUN_WORDS = 8
SHARED = 0.2
_WORD = re.compile(r"\w+")


class Overlap:
    """Finds the same text (every run is known), nearly the same text, and a piece of a suite inside a larger text."""

    def __init__(self) -> None:
        self._known: set[int] = set()

    def add(self, texts: Iterable[str]) -> None:
        for text in texts:
            self._known.update(_runs(text))

    def share(self, text: str) -> float:
        """How much of `text` some suite says: 0 to 1."""
        found = [run in self._known for run in _runs(text)]
        return sum(found) / len(found)

    def has(self, text: str) -> bool:
        return self.share(text) > SHARED


def _runs(text: str) -> Iterator[int]:
    words = _WORD.findall(text.lower())
    for start in range(max(1, len(words) - RUN_WORDS + 1)):
        yield hash(tuple(words[start : start + RUN_WORDS]))
