"""How often each token occurs in code and documentation: python -m skillnet.frequencies FOLDER ...

The counts are committed (token-counts.npz), so that an export does not depend on what a machine has installed.
"""

import argparse
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from skillnet.inputs import open_tokenizer, plain_tokenizer
from skillnet.source import find_source

COUNTS = Path(__file__).with_name("token-counts.npz")
SUFFIXES = (".py", ".js", ".ts", ".md", ".rst", ".h", ".c", ".go", ".java", ".rs")
CHARACTERS_PER_SUFFIX = 2_500_000
CHARACTERS_PER_FILE = 15_000
FILE_BYTES = range(300, 100_000)
LONGEST_LINE = 300


def main() -> None:
    parser = argparse.ArgumentParser(description="Count tokens in the code and documentation under some folders.")
    parser.add_argument("folders", type=Path, nargs="+")
    tokenizer = open_tokenizer(plain_tokenizer(find_source().tokenizer))
    counts = count(tokenizer, parser.parse_args().folders)
    np.savez_compressed(COUNTS, counts=counts)
    print(f"{counts.sum():,} tokens, {np.count_nonzero(counts):,} of {len(counts):,} kinds: {COUNTS.name}")


def load_counts() -> NDArray[np.int64]:
    """The committed counts, (tokens,)."""
    with np.load(COUNTS) as file:
        return file["counts"]


def count(tokenizer: Tokenizer, folders: Sequence[Path]) -> NDArray[np.int64]:
    """Occurrences of each token id, about equally many characters from every kind of file: (tokens,)."""
    counts = np.zeros(tokenizer.get_vocab_size(), np.int64)
    for suffix in SUFFIXES:
        for content in _sample(folders, suffix):
            np.add.at(counts, tokenizer.encode(content, add_special_tokens=False).ids, 1)
    return counts


def _sample(folders: Sequence[Path], suffix: str) -> Iterator[str]:
    """The beginnings of files in a fixed random order, generated-looking long lines left out."""
    files = sorted(file for folder in folders for file in folder.rglob(f"*{suffix}") if file.is_file())
    random.Random(0).shuffle(files)
    left = CHARACTERS_PER_SUFFIX
    for file in files:
        if left > 0 and file.stat().st_size in FILE_BYTES:
            lines = file.read_text("utf-8", errors="ignore").split("\n")
            content = "\n".join(line for line in lines if len(line) < LONGEST_LINE)[:CHARACTERS_PER_FILE]
            left -= len(content)
            yield content


if __name__ == "__main__":
    main()
