"""Drawn pictures as they are made: by workers beside the training, each picture stretched to its grid."""

import os
import pickle
import random
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from skillnet.image import boxes, charts, listings, terminals
from skillnet.image.drawn import Behind, Draw, Drawn
from skillnet.image.gather import read
from skillnet.image.grids import GRIDS, fitted, grid_of

SHARES = {"chart": 0.38, "diagram": 0.24, "terminal": 0.25, "code": 0.13}
"""Of the pictures that workers draw; those of browsers come as a pack."""
BATCH = 32
WAITING = 60
"""Batches on disk at most: workers rest until some are taken."""


@dataclass(frozen=True)
class Example:
    """A picture in the pixels of its grid and what is behind it."""

    family: str
    grid: int
    pixels: NDArray[np.uint8]
    texts: tuple[Behind, ...]


def example(drawn: Drawn) -> Example:
    """`pixels` are (rows * PATCH, columns * PATCH, 3)."""
    grid = GRIDS.index(grid_of(*drawn.picture.size))
    texts = tuple(Behind(text.skill, as_passage(text)) for text in drawn.texts)
    return Example(drawn.family, grid, np.asarray(fitted(drawn.picture)), texts)


_SIGNS = re.compile(r"^\s*(?://+[!<]?|/?\*+|#+(?!\w)|--+|[rRuU]?(?:\"\"\"|'''))?|(?:\*+/|\"\"\"|'''|[{:=,;]|=>)\s*$")
_SAYS = re.compile(r"\w")


def as_passage(text: Behind) -> str:
    """Code as the product shows it to the model: without indentation, closing signs and lines that say nothing."""
    if text.skill == "text":
        return text.text
    lines = (_SIGNS.sub("", line).strip() for line in text.text.splitlines())
    return "\n".join(line for line in lines if _SAYS.search(line))


def drawers(passages: Path) -> dict[str, Draw]:
    """A way to draw for each family; `passages` is what gather wrote."""
    shown, _ = read(passages)
    listing = listings.draw_from(shown)
    return {"chart": charts.draw, "diagram": boxes.draw, "terminal": terminals.draw, "code": listing}


def draw(families: dict[str, Draw], rng: random.Random) -> Drawn:
    """One picture by the shares of the families; what cannot be drawn is left out, and another drawn."""
    while True:
        family = rng.choices(list(families), [SHARES[name] for name in families])[0]
        try:
            drawn = families[family](rng)
            if min(drawn.picture.size) >= 40 and max(drawn.picture.size) <= 4_000:
                return drawn
        except (ValueError, ArithmeticError, Image.DecompressionBombError):
            continue


class Workers:
    """Processes that draw until they are stopped; what they draw lies in `folder` until it is taken."""

    def __init__(self, folder: Path, passages: Path, count: int, seed: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        context = get_context("spawn")
        work = [(folder, passages, seed * 1_000 + place) for place in range(count)]
        self._processes = [context.Process(target=_work, args=given, daemon=True) for given in work]
        for process in self._processes:
            process.start()
        self._ready: Queue[list[Example]] = Queue(WAITING)
        Thread(target=self._fetch, daemon=True).start()

    def take(self) -> list[Example]:
        """All that lies ready."""
        examples: list[Example] = []
        with suppress(Empty):
            while True:
                examples += self._ready.get_nowait()
        return examples

    def wait(self, count: int) -> list[Example]:
        """The next `count` pictures, or a few more."""
        examples: list[Example] = []
        while len(examples) < count:
            examples += self._ready.get()
        return examples

    def stop(self) -> None:
        for process in self._processes:
            process.terminate()

    def _fetch(self) -> None:
        while True:
            for file in sorted(self._folder.glob("*.batch")):
                self._ready.put(pickle.loads(file.read_bytes()))
                file.unlink()
            time.sleep(0.02)


def _work(folder: Path, passages: Path, seed: int) -> None:
    rng, families = random.Random(seed), drawers(passages)
    for place in range(10**9):
        batch = [example(draw(families, rng)) for _ in range(BATCH)]
        draft = folder / f"{place:08d}-{seed}.part"
        draft.write_bytes(pickle.dumps(batch))
        draft.rename(draft.with_suffix(".batch"))
        while sum(1 for _ in folder.glob("*.batch")) >= WAITING:
            time.sleep(0.2)


def drawn_here(passages: Path, count: int, seed: int) -> Iterator[Example]:
    """The same without workers: `count` pictures, as many of every family as its share says."""
    rng, families = random.Random(seed), drawers(passages)
    for _ in range(count):
        yield example(draw(families, rng))


def families_of(examples: Sequence[Example]) -> dict[str, int]:
    """How many there are of each family."""
    counts: dict[str, int] = {}
    for one in examples:
        counts[one.family] = counts.get(one.family, 0) + 1
    return counts
