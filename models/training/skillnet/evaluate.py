"""Scores a model folder on CoSQA beside its float32 origin: python -m skillnet.evaluate --cosqa FOLDER

The folder holds `cosqa-dev.jsonl` (id, query, gold) and `cosqa-functions.jsonl` (id, code).
"""

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from skillnet.config import ExportConfig
from skillnet.identifiers import split_identifiers
from skillnet.inputs import batches
from skillnet.model import SkillNet, from_minilm
from skillnet.runtime import ModelFolder, StaticTable
from skillnet.skills import SKILLS
from skillnet.source import find_source

BATCH = 8
RESAMPLES = 10_000

Vectors = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vectors]


@dataclass(frozen=True)
class Suite:
    """Queries, functions, and for each query the places of its right functions."""

    queries: list[str]
    functions: list[str]
    gold: list[list[int]]


def main() -> None:
    parser = argparse.ArgumentParser(description="MRR on CoSQA of float32, int8 and static vectors.")
    parser.add_argument("--cosqa", type=Path, required=True, help="the folder of the suite")
    parser.add_argument("--model", type=Path, default=Path("../skillnet"), help="the model folder")
    parser.add_argument("--functions", type=int, help="gold functions and this many others, for a quick look")
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    suite = load_suite(arguments.cosqa, arguments.functions)
    folder = ModelFolder(arguments.model, arguments.threads)
    print(f"CoSQA: {len(suite.queries)} queries, {len(suite.functions)} functions")
    print(f"{'vectors':<14}{'split':<7}{'MRR':<8}95 % interval")
    for split in (False, True):
        for name, encode in encoders(folder, split).items():
            ranks = reciprocal_ranks(encode(suite.queries), encode(suite.functions), suite.gold)
            low, high = interval(ranks)
            print(f"{name:<14}{'yes' if split else 'no':<7}{ranks.mean():<8.4f}{low:.4f} to {high:.4f}", flush=True)


def load_suite(folder: Path, others: int | None) -> Suite:
    """The whole suite, or with `others` a smaller one: every right function and the first so many other ones."""
    queries = _lines(folder / "cosqa-dev.jsonl")
    functions = _lines(folder / "cosqa-functions.jsonl")
    right = {function for query in queries for function in query["gold"]}
    kept = [function for function in functions if function["id"] in right]
    kept += [function for function in functions if function["id"] not in right][:others]
    places = {function["id"]: place for place, function in enumerate(kept)}
    gold = [[places[function] for function in query["gold"]] for query in queries]
    return Suite([query["query"] for query in queries], [function["code"] for function in kept], gold)


def encoders(folder: ModelFolder, split: bool) -> dict[str, Encode]:
    """The ways to turn texts into vectors (texts, dims), with or without identifiers split."""
    config = ExportConfig()
    model = from_minilm(find_source().tensors(), config.model, [skill.id for skill in SKILLS])
    table = StaticTable(folder)

    def tokens(texts: Sequence[str]) -> list[list[int]]:
        return [folder.tokens(split_identifiers(text) if split else text) for text in texts]

    def static(texts: Sequence[str]) -> Vectors:
        return np.stack([table.vector(split_identifiers(text) if split else text) for text in texts])

    return {
        "float32 torch": lambda texts: torch_vectors(model, tokens(texts)),
        "int8 ONNX": lambda texts: folder.vectors("text", tokens(texts), BATCH),
        "static": static,
    }


@torch.inference_mode()
def torch_vectors(model: SkillNet, inputs: Sequence[list[int]]) -> Vectors:
    """Token id lists through the text skill: unit vectors (inputs, dims)."""
    vectors = np.zeros((len(inputs), model.config.dims), np.float32)
    for batch in batches(inputs, BATCH):
        vectors[batch.rows] = model(torch.from_numpy(batch.ids), torch.from_numpy(batch.mask), ("text",)).numpy()
    return vectors


def reciprocal_ranks(queries: Vectors, functions: Vectors, gold: Sequence[Sequence[int]]) -> NDArray[np.float64]:
    """For each query 1 / the rank of its best right function; equal scores count against it: (queries,)."""
    scores = queries @ functions.T
    best = np.array([row[right].max() for row, right in zip(scores, gold, strict=True)])
    return 1 / np.maximum((scores >= best[:, None]).sum(1), 1)


def interval(values: NDArray[np.float64]) -> tuple[float, float]:
    """The 95 % bootstrap interval of the mean of `values`."""
    draws = np.random.default_rng(0).integers(0, len(values), (RESAMPLES, len(values)))
    low, high = np.percentile(values[draws].mean(1), [2.5, 97.5])
    return float(low), float(high)


def _lines(file: Path) -> list[dict]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


if __name__ == "__main__":
    main()
