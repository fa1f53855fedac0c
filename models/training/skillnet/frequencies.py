"""How often each token occurs in code and documentation: python -m skillnet.frequencies FOLDER ...

The counts are committed (token-counts.npz), so that an export does not depend on what a machine has installed.
"""

import argparse
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from skillnet.inputs import open_tokenizer, plain_tokenizer
from skillnet.sample import Sample, read
from skillnet.source import find_source

COUNTS = Path(__file__).with_name("token-counts.npz")
SAMPLE = Sample((".py", ".js", ".ts", ".md", ".rst", ".h", ".c", ".go", ".java", ".rs"), 2_500_000, 15_000)


def main() -> None:
    parser = argparse.ArgumentParser(description="Count tokens in the code and documentation under some folders.")
    parser.add_argument("folders", type=Path, nargs="+")
    tokenizer = open_tokenizer(plain_tokenizer(find_source().tokenizer))
    counts = count(tokenizer, read(parser.parse_args().folders, SAMPLE))
    np.savez_compressed(COUNTS, counts=counts)
    print(f"{counts.sum():,} tokens, {np.count_nonzero(counts):,} of {len(counts):,} kinds: {COUNTS.name}")


def load_counts() -> NDArray[np.int64]:
    """The committed counts, (tokens,)."""
    with np.load(COUNTS) as file:
        return file["counts"]


def count(tokenizer: Tokenizer, contents: Iterable[str]) -> NDArray[np.int64]:
    """Occurrences of each token id: (tokens,)."""
    counts = np.zeros(tokenizer.get_vocab_size(), np.int64)
    for content in contents:
        np.add.at(counts, tokenizer.encode(content, add_special_tokens=False).ids, 1)
    return counts


if __name__ == "__main__":
    main()
