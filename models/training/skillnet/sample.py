"""Code and documentation that a machine has anyway, to count tokens and to measure activations on."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

FILE_BYTES = range(300, 100_000)
LONGEST_LINE = 300


@dataclass(frozen=True)
class Sample:
    """How much to read, in characters, of every kind of file."""

    suffixes: tuple[str, ...]
    per_suffix: int
    per_file: int


def read(folders: Sequence[Path], sample: Sample) -> Iterator[str]:
    """The beginnings of files in a fixed random order; lines too long to be written by hand are left out."""
    for suffix in sample.suffixes:
        files = sorted(file for folder in folders for file in folder.rglob(f"*{suffix}") if file.is_file())
        random.Random(0).shuffle(files)
        left = sample.per_suffix
        for file in files:
            if left > 0 and file.stat().st_size in FILE_BYTES:
                lines = file.read_text("utf-8", errors="ignore").split("\n")
                content = "\n".join(line for line in lines if len(line) < LONGEST_LINE)[: sample.per_file]
                left -= len(content)
                yield content
