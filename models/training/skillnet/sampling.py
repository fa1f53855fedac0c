"""Batches of questions, half of them from few packages, so that wrong answers are hard to tell from right ones."""

import gzip
import json
import lzma
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from skillnet.corpus.pairs import Pair
from skillnet.questions import Example, ask

SHARES = {"code": 0.82, "heading": 0.13, "next": 0.05}
"""Of a batch, by kind."""
SHARES_OF_CODE = {"code": 0.94, "next": 0.06}
"""The same where the text skill does not learn, and sections have nothing to teach."""
UNDOCUMENTED = 0.15


def read_pairs(corpus: Path, split: Literal["train", "held"]) -> list[Pair]:
    """The pairs of a corpus as it was built (gzip) or carried (LZMA)."""
    carried = corpus / f"{split}.jsonl.xz"
    with lzma.open(carried, "rt") if carried.exists() else gzip.open(corpus / f"{split}.jsonl.gz", "rt") as lines:
        return [Pair(**json.loads(line)) for line in lines]


@dataclass(frozen=True)
class _Pool:
    """Pairs of one kind: all, and by package."""

    pairs: list[Pair]
    by_package: dict[str, list[Pair]]
    packages: list[str]
    weights: list[float]


class Sampler:
    """Draws examples; the same seed and step give the same batch, so a resumed run goes on as if never stopped."""

    def __init__(
        self, pairs: Sequence[Pair], batch: int, seed: int, shares: Mapping[str, float] = MappingProxyType(SHARES)
    ) -> None:
        self._shares = shares
        self._batch = batch
        self._seed = seed
        kinds: dict[str, list[Pair]] = defaultdict(list)
        for pair in pairs:
            kinds[pair.kind if pair.kind != "code" or pair.query else "undocumented"].append(pair)
        self._pools = {kind: _pool(members) for kind, members in kinds.items()}

    def draw(self, step: int) -> list[Example]:
        rng = random.Random(f"{self._seed}/{step}")
        chosen: list[Pair] = []
        for kind, share in self._shares.items():
            count = round(self._batch * share)
            if kind == "code":
                undocumented = round(count * UNDOCUMENTED)
                chosen += self._of("undocumented", undocumented, rng)
                count -= undocumented
            chosen += self._of(kind, count, rng)
        return [ask(pair, rng) for pair in chosen]

    def _of(self, kind: str, count: int, rng: random.Random) -> list[Pair]:
        """`count` different pairs of a kind, half of them from packages of which many are taken."""
        pool = self._pools.get(kind)
        if pool is None:
            return []
        found: dict[int, Pair] = {}
        while len(found) < min(count // 2, len(pool.pairs) // 2):
            members = pool.by_package[rng.choices(pool.packages, pool.weights)[0]]
            for pair in rng.sample(members, min(len(members), max(2, count // 4))):
                found[id(pair)] = pair
        while len(found) < min(count, len(pool.pairs)):
            pair = rng.choice(pool.pairs)
            found[id(pair)] = pair
        return list(found.values())[:count]


def _pool(pairs: list[Pair]) -> _Pool:
    by_package: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_package[pair.package].append(pair)
    packages = sorted(by_package)
    return _Pool(pairs, by_package, packages, [len(by_package[package]) ** 0.5 for package in packages])
