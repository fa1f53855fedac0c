"""From prepared text to token ids, and from many inputs to padded batches of similar length."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer


@dataclass(frozen=True)
class Batch:
    """Padded inputs: `rows` are their places in the original list, `ids` and `mask` int32 (batch, tokens)."""

    rows: list[int]
    ids: NDArray[np.int32]
    mask: NDArray[np.int32]


def open_tokenizer(content: str) -> Tokenizer:
    """A tokenizer to which the names of special tokens, met in a text, are ordinary text."""
    tokenizer = Tokenizer.from_str(content)
    tokenizer.encode_special_tokens = True
    return tokenizer


def plain_tokenizer(file: Path) -> str:
    """The JSON of a tokenizer without its own truncation and padding: those are the caller's."""
    return json.dumps(json.loads(file.read_text("utf-8")) | {"truncation": None, "padding": None}, ensure_ascii=False)


def encode(tokenizer: Tokenizer, prepared: str, max_tokens: int) -> list[int]:
    """Token ids of one input: [CLS], the first `max_tokens` - 2 tokens, [SEP]."""
    return _cut(tokenizer.encode(prepared).ids, max_tokens)


def encode_all(tokenizer: Tokenizer, prepared: Sequence[str], max_tokens: int) -> list[list[int]]:
    """The same of many inputs, on all cores."""
    return [_cut(encoded.ids, max_tokens) for encoded in tokenizer.encode_batch(list(prepared))]


def _cut(ids: list[int], max_tokens: int) -> list[int]:
    return ids if len(ids) <= max_tokens else [*ids[: max_tokens - 1], ids[-1]]


def batches(inputs: Sequence[list[int]], size: int, pad: int = 0) -> Iterator[Batch]:
    """Inputs in order of length, `size` at a time, padded to the longest of their batch."""
    order = sorted(range(len(inputs)), key=lambda row: len(inputs[row]))
    for start in range(0, len(order), size):
        rows = order[start : start + size]
        width = len(inputs[rows[-1]])
        ids = np.full((len(rows), width), pad, np.int32)
        mask = np.zeros((len(rows), width), np.int32)
        for place, row in enumerate(rows):
            ids[place, : len(inputs[row])] = inputs[row]
            mask[place, : len(inputs[row])] = 1
        yield Batch(rows, ids, mask)
