"""A drawn picture with what is behind it, and the chances by which one is made."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from PIL import Image

T = TypeVar("T")


@dataclass(frozen=True)
class Behind:
    """A text that a picture should be found by: `skill` reads it."""

    skill: Literal["code", "text"]
    text: str


@dataclass(frozen=True)
class Drawn:
    """A picture of any size and the texts behind it, each another way to say the same."""

    family: str
    picture: Image.Image
    texts: tuple[Behind, ...]


Draw = Callable[[random.Random], Drawn]
"""One picture by chance; the same numbers, the same picture."""


def some(rng: random.Random, choices: Sequence[T], least: int, most: int) -> list[T]:
    """Between `least` and `most` different ones."""
    return rng.sample(choices, min(len(choices), rng.randint(least, most)))


def colour(rng: random.Random) -> str:
    """#rrggbb; a third of them from the palettes that tools come with."""
    if rng.random() < 0.35:
        return rng.choice(KNOWN)
    return f"#{rng.randrange(256):02x}{rng.randrange(256):02x}{rng.randrange(256):02x}"


KNOWN = (
    *("#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2", "#7f7f7f", "#bcbd22", "#17becf"),
    *("#4c72b0", "#dd8452", "#55a868", "#c44e52", "#8172b3", "#ff6384", "#36a2eb", "#ffcd56", "#4bc0c0", "#9966ff"),
    *("#f8766d", "#00ba38", "#619cff", "#ff0000", "#00ff00", "#0000ff", "#ffff00", "#ff00ff", "#00ffff", "#ffa500"),
)
