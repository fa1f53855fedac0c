"""Scores a model beside untrained MiniLM in one table: python -m skillnet.evaluate --cosqa DIR --corpus DIR

Every line has its n and 95 % bootstrap intervals; that of a difference is paired, question by question.
"""

import argparse
import json
import math
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from numpy.typing import NDArray

from skillnet.identifiers import preparation
from skillnet.inputs import batches, encode, open_tokenizer, plain_tokenizer
from skillnet.model import SkillNet
from skillnet.origin import Origin, trained, untrained
from skillnet.ranking import RESAMPLES, interval, ndcg, reciprocal
from skillnet.runtime import ModelFolder, StaticTable
from skillnet.sampling import read_pairs
from skillnet.source import find_source
from skillnet.suites import QUICK_POOL, UNNAMED, Suite, cosqa, docstrings, headings

PROJECT = Path(__file__).parents[3]
BATCH = 32
SHORTER = (256, 128, 64)
COLUMNS = "{:<33}{:>5}{:>6}  {:<13}{:<19}{:<19}{}"
MINILM, OURS = "MiniLM", "float32"
METRICS = {"MRR": reciprocal, "NDCG@10": ndcg}

Vectors = NDArray[np.float32]
Values = NDArray[np.float64]
Encode = Callable[[str, Sequence[str]], Vectors]
"""A skill and texts to unit vectors (texts, dims)."""


@dataclass(frozen=True)
class Estimate:
    """A mean and its 95 % interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Row:
    """The score of every question by encoder and dims (none: all), a list of arrays that count equally in the mean."""

    suite: str
    subset: str
    candidates: int | None
    values: Mapping[tuple[str, int | None], list[Values]]


@dataclass(frozen=True)
class Line:
    """One line of the table: one way of ours beside MiniLM, which has the same dims where they are fewer than all."""

    suite: str
    subset: str
    n: int
    candidates: int | None
    way: str
    minilm: Estimate
    ours: Estimate | None = None
    difference: Estimate | None = None
    is_paired: bool = True


def main() -> None:
    arguments = _arguments()
    torch.set_num_threads(arguments.threads)
    folder = ModelFolder(arguments.model, arguments.threads)
    if folder.manifest["precision"] != "int8":
        raise SystemExit(f"{arguments.model} is {folder.manifest['precision']}: the lines int8 need an int8 folder.")
    suites = _suites(arguments)
    notes = _notes(arguments, folder)
    print("\n".join([*notes, "", heading()]), flush=True)
    lines: list[Line] = []
    for line in _lines(arguments, suites, folder):
        print(show(line, lines[-1] if lines else None), flush=True)
        lines.append(line)
    if arguments.json:
        arguments.json.write_text(json.dumps({"notes": notes, "lines": [*map(asdict, lines)]}, indent=1) + "\n")


def _lines(arguments: argparse.Namespace, suites: Sequence[Suite], folder: ModelFolder) -> Iterator[Line]:
    if suites:
        yield from scored(suites, encoders(folder, arguments.weights))
    if arguments.baseline:
        folders = (arguments.baseline, arguments.model)
        if arguments.cosqa:
            # Of so many functions, half answer questions.
            limit = ["--functions", str(2 * arguments.queries)] if arguments.queries else []
            yield from through_product("CoSQA, whole search (MRR)", ["--cosqa", arguments.cosqa, *limit], folders)
        if arguments.semble:
            options = ["--suite", arguments.semble, "--repos", arguments.repos]
            yield from through_product("semble, whole search", options, folders)


def encoders(folder: ModelFolder, weights: Path | None) -> dict[str, Encode]:
    """Untrained MiniLM first, then the ways of ours that are at hand."""
    tokenizer = open_tokenizer(plain_tokenizer(find_source().tokenizer))
    max_tokens = folder.manifest["maxTokens"]
    static = StaticTable(folder)

    def tokens(texts: Sequence[str]) -> list[list[int]]:
        return [encode(tokenizer, text, max_tokens) for text in texts]

    def int8(skill: str, texts: Sequence[str]) -> Vectors:
        return folder.vectors(skill, [folder.tokens(folder.prepare(skill, text)) for text in texts], BATCH)

    minilm = untrained().network
    ways: dict[str, Encode] = {MINILM: lambda _, texts: torch_vectors(minilm, tokens(texts), ("text",))}
    if weights is not None:
        ours = trained(weights)
        activations = {"text": ("text",), "code": code_skills(ours)}
        prepare = preparation(ours.config.split_identifiers)
        ways[OURS] = lambda skill, texts: torch_vectors(
            ours.network, tokens([prepare(text) for text in texts]), activations[skill]
        )
    return ways | {"int8": int8, "static": lambda _, texts: np.stack([static.vector(text) for text in texts])}


def code_skills(origin: Origin) -> tuple[str, ...]:
    """What the training of a network activated for code."""
    return tuple((origin.settings or {}).get("code_skills", ("code",)))


@torch.inference_mode()
def torch_vectors(network: SkillNet, inputs: Sequence[list[int]], activation: Sequence[str]) -> Vectors:
    """Token id lists in float32: unit vectors (inputs, dims)."""
    vectors = np.zeros((len(inputs), network.config.dims), np.float32)
    for batch in batches(inputs, BATCH):
        vectors[batch.rows] = network(torch.from_numpy(batch.ids), torch.from_numpy(batch.mask), activation).numpy()
    return vectors


def scored(suites: Sequence[Suite], ways: Mapping[str, Encode]) -> Iterator[Line]:
    """The lines of each suite and its subsets, then those of the mean of each family."""
    families: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for suite in suites:
        for row in rows_of(suite, ways):
            families[suite.family, row.subset].append(row)
            yield from compared(row)
    for (family, _), rows in families.items():
        if family and len(rows) > 1:
            yield from compared(mean_of(family, rows))


def rows_of(suite: Suite, ways: Mapping[str, Encode]) -> list[Row]:
    """The row of all questions, and one for each subset that is not empty."""
    values: dict[tuple[str, int | None], Values] = {}
    for name, way in ways.items():
        queries, candidates = way("text", suite.queries), way(suite.skill, suite.candidates)
        for dims in (None, *SHORTER) if name in (MINILM, OURS) else (None,):
            scores = shorten(queries, dims) @ shorten(candidates, dims).T
            values[name, dims] = METRICS[suite.metric](scores, suite.gold)
    subsets = {"": list(range(len(suite.queries))), **suite.subsets}
    return [
        Row(suite.name, subset, len(suite.candidates), {key: [of[kept]] for key, of in values.items()})
        for subset, kept in subsets.items()
        if kept
    ]


def mean_of(family: str, rows: Sequence[Row]) -> Row:
    """Every suite counts the same, however many questions it has."""
    values = {key: [part for row in rows for part in row.values[key]] for key in rows[0].values}
    return Row(f"{family}, mean of {len(rows)}", rows[0].subset, None, values)


def compared(row: Row) -> Iterator[Line]:
    """A line for every way of ours; of MiniLM alone where there are no float32 weights of ours."""
    for name, dims in ((OURS, None), ("int8", None), ("static", None), *((OURS, dims) for dims in SHORTER)):
        minilm, ours = row.values[MINILM, dims], row.values.get((name, dims))
        way = f"{dims} dims" if dims else name
        line = (row.suite, row.subset, sum(map(len, minilm)), row.candidates, way, estimate(minilm))
        if ours is not None:
            differences = [mine - theirs for mine, theirs in zip(ours, minilm, strict=True)]
            yield Line(*line, estimate(ours), estimate(differences))
        elif dims is None:
            yield Line(*line)


def shorten(vectors: Vectors, dims: int | None) -> Vectors:
    """The first `dims` of unit vectors (texts, all), of unit length again: (texts, dims)."""
    cut = vectors[:, :dims]
    return cut / np.maximum(np.linalg.norm(cut, axis=1, keepdims=True), 1e-12)


def estimate(parts: Sequence[Values]) -> Estimate:
    """The mean of the means of `parts`, whose questions are drawn anew within each."""
    mean = float(np.mean([values.mean() for values in parts]))
    if len(parts) == 1:
        return Estimate(mean, *interval(parts[0]))
    rng = np.random.default_rng(0)
    draws = [values[rng.integers(0, len(values), (RESAMPLES, len(values)))].mean(1) for values in parts]
    low, high = np.percentile(np.mean(draws, axis=0), [2.5, 97.5])
    return Estimate(mean, float(low), float(high))


def through_product(name: str, options: Sequence[str | Path], folders: tuple[Path, Path]) -> Iterator[Line]:
    """The whole search, and parts of it alone, with the untrained folder and with ours: `folders` in this order."""
    minilm, ours = (ask_product(options, folder) for folder in folders)
    for way in (way for way in ours if way in minilm):
        (_, theirs), (n, mine) = minilm[way], ours[way]
        yield Line(name, "", n, None, way, theirs, mine, unpaired(mine, theirs), is_paired=False)


def ask_product(options: Sequence[str | Path], folder: Path) -> dict[str, tuple[int, Estimate]]:
    """n and the score of every way that `test/bench/quality.ts` measures with the model in `folder`."""
    with TemporaryDirectory() as temporary:
        file = Path(temporary) / "quality.json"
        command = ["node", "test/node.mjs", "test/bench/quality.ts", *options, "--model", folder, "--json", file]
        places = [part.resolve() if isinstance(part, Path) else part for part in command]
        subprocess.run(places, cwd=PROJECT, stdout=sys.stderr, check=True)
        ways = json.loads(file.read_text("utf-8"))["ways"]
    return {
        way: (figures["n"], Estimate(figures.get("ndcg", figures.get("mrr")), figures["low"], figures["high"]))
        for way, figures in ways.items()
    }


def unpaired(ours: Estimate, minilm: Estimate) -> Estimate:
    """The difference where only two intervals are known (MOVER, Zou and Donner 2008): wider than the paired one."""
    difference = ours.mean - minilm.mean
    return Estimate(
        difference,
        difference - math.hypot(ours.mean - ours.low, minilm.high - minilm.mean),
        difference + math.hypot(ours.high - ours.mean, minilm.mean - minilm.low),
    )


def heading() -> str:
    return COLUMNS.format("NDCG@10", "n", "among", "ours as", "MiniLM", "ours", "ours - MiniLM")


def show(line: Line, previous: Line | None = None) -> str:
    """A line of text; what it has in common with the one before is not said again."""
    is_new = previous is None or (line.suite, line.subset) != (previous.suite, previous.subset)
    name = (f"  {line.subset}" if line.subset else line.suite) if is_new else ""
    size = (str(line.n), str(line.candidates or "")) if is_new else ("", "")
    ours = _interval(line.ours) if line.ours else "-"
    return COLUMNS.format(name, *size, line.way, _interval(line.minilm), ours, _difference(line)).rstrip()


def _interval(estimate: Estimate) -> str:
    return f"{estimate.mean:.3f} {estimate.low:.3f}-{estimate.high:.3f}"


def _difference(line: Line) -> str:
    if line.difference is None:
        return ""
    found = line.difference
    return f"{found.mean:+.3f} {found.low:+.3f} to {found.high:+.3f}{'' if line.is_paired else ' ~'}"


def _suites(arguments: argparse.Namespace) -> list[Suite]:
    suites = [cosqa(arguments.cosqa, arguments.queries)] if arguments.cosqa else []
    if arguments.corpus:
        pairs = read_pairs(arguments.corpus, "held")
        suites += [headings(pairs, arguments.queries), *docstrings(pairs, arguments.queries)]
    return suites


def _notes(arguments: argparse.Namespace, folder: ModelFolder) -> list[str]:
    """What the figures are of, and what was left out."""
    weights, limit = arguments.weights, arguments.queries
    notes = [
        "MiniLM: untrained, float32, its identifiers not split. Intervals of 95 %; differences paired by question.",
        f"Ours: int8 and static of {folder.manifest['name']} {folder.manifest['version']}; "
        + (f"float32 and its first dims of {weights}." if weights else "float32 left out: no --weights."),
    ]
    if arguments.corpus:
        notes.append(f"{UNNAMED}: only questions in which no word of the answer's name stands, among all candidates.")
    if arguments.baseline:
        notes.append("whole search: MiniLM is the int8 folder of --baseline; ~ is from two intervals, not paired.")
    elif arguments.cosqa:
        notes.append("CoSQA through the whole search left out: no --baseline.")
    if limit is not None:
        size = f"at most {limit} questions and {QUICK_POOL * limit} candidates"
        notes.append(f"A quick look: {size} a suite, hence higher scores; semble is not limited.")
    return notes


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Scores a model beside untrained MiniLM, with intervals.")
    parser.add_argument("--model", type=Path, default=Path("../skillnet"), help="our model folder")
    parser.add_argument("--weights", type=Path, help="the float32 weights that training wrote (model.safetensors)")
    parser.add_argument("--corpus", type=Path, help="what python -m skillnet.corpus wrote: held-out packages")
    parser.add_argument("--cosqa", type=Path, help="folder with cosqa-dev.jsonl and cosqa-functions.jsonl")
    parser.add_argument("--semble", type=Path, help="semble's questions (JSON lines), asked of the whole product")
    parser.add_argument("--repos", type=Path, help="folder with the repositories of --semble")
    parser.add_argument("--baseline", type=Path, help="an untrained model folder, for what goes through the product")
    parser.add_argument("--queries", type=int, help="so many questions a suite, fewer candidates: a quick look")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--json", type=Path, help="writes everything printed to this file")
    arguments = parser.parse_args()
    if not (arguments.cosqa or arguments.corpus or arguments.semble):
        parser.error("nothing to score: give --cosqa, --corpus or --semble")
    if arguments.semble and not (arguments.repos and arguments.baseline):
        parser.error("--semble needs --repos and --baseline")
    return arguments


if __name__ == "__main__":
    main()
