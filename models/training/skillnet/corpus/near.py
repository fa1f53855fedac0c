"""Doubles: the same text but for spaces and signs (exact), or nearly the same by MinHash (Broder 1997)."""

import hashlib
import re

from datasketch import MinHash, MinHashLSH

PERMUTATIONS = 64
SHINGLE_WORDS = 4
SIMILAR = 0.7
_WORD = re.compile(r"\w+")
_EMPTY = MinHash(num_perm=PERMUTATIONS, seed=1)


class Seen:
    """Texts met so far; two texts whose shingles agree by `SIMILAR` (Jaccard, estimated) count as one."""

    def __init__(self) -> None:
        self._exact: set[bytes] = set()
        self._near = MinHashLSH(threshold=SIMILAR, num_perm=PERMUTATIONS)

    def is_new(self, text: str) -> bool:
        """True where `text` is no double of one met before; remembers it then."""
        words = _words(text)
        digest = _digest(words)
        if digest in self._exact:
            return False
        self._exact.add(digest)
        sketch = _sketch(words)
        if self._near.query(sketch):
            return False
        self._near.insert(digest, sketch, check_duplication=False)
        return True


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _digest(words: list[str]) -> bytes:
    return hashlib.blake2b(" ".join(words).encode(), digest_size=12).digest()


def _sketch(words: list[str]) -> MinHash:
    shingles = {" ".join(words[i : i + SHINGLE_WORDS]) for i in range(max(1, len(words) - SHINGLE_WORDS + 1))}
    sketch = _EMPTY.copy()
    sketch.update_batch([shingle.encode() for shingle in shingles])
    return sketch
