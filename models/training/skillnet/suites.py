"""The suites that a model is judged on: questions, candidates, and which candidates answer which question."""

import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from skillnet.corpus.pairs import Pair, words_of

POOL = 1_000
QUICK_POOL = 4  # candidates a question where the questions are limited for a quick look
UNNAMED = "name unsaid"
LANGUAGES = {
    "python": ("python",),
    "javascript/typescript": ("javascript", "typescript", "tsx"),
    "go": ("go",),
    "java": ("java",),
    "php": ("php",),
    "ruby": ("ruby",),
}
_STEM = 4


@dataclass(frozen=True)
class Suite:
    """The text skill reads `queries`, `skill` reads `candidates`; `gold` has the places of each query's right ones.

    `subsets` name some of the queries, to be scored among the same candidates. Suites of one `family` have a mean.
    """

    name: str
    metric: Literal["MRR", "NDCG@10"]
    skill: Literal["text", "code"]
    queries: list[str]
    candidates: list[str]
    gold: list[list[int]]
    subsets: dict[str, list[int]] = field(default_factory=dict)
    family: str = ""


def cosqa(folder: Path, limit: int | None = None) -> Suite:
    """`cosqa-dev.jsonl` (id, query, gold) over `cosqa-functions.jsonl` (id, code), which are all candidates.

    With `limit` the first so many questions, their right functions and the first few others.
    """
    questions = _lines(folder / "cosqa-dev.jsonl")[:limit]
    functions = _lines(folder / "cosqa-functions.jsonl")
    if limit is not None:
        right = {place for question in questions for place in question["gold"]}
        functions.sort(key=lambda function: function["id"] not in right)
        functions = functions[: max(len(right), QUICK_POOL * limit)]
    places = {function["id"]: place for place, function in enumerate(functions)}
    gold = [[places[function] for function in question["gold"]] for question in questions]
    return Suite(
        "CoSQA (MRR)",
        "MRR",
        "code",
        [question["query"] for question in questions],
        [function["code"] for function in functions],
        gold,
    )


def headings(pairs: Sequence[Pair], limit: int | None = None) -> Suite:
    """Which section stands under a heading."""
    pool = _draw([pair for pair in pairs if pair.kind == "heading"], "heading", limit)
    queries, gold = _questions(pool, limit)
    return Suite("heading to section", "NDCG@10", "text", queries, [pair.passage for pair in pool], gold)


def docstrings(pairs: Sequence[Pair], limit: int | None = None) -> Iterator[Suite]:
    """By language, which code (without its comment) a doc comment describes; undocumented code fills the pool."""
    for language, names in LANGUAGES.items():
        members = [pair for pair in pairs if pair.kind == "code" and pair.language in names]
        pool = _draw(members, language, limit)
        queries, gold = _questions(pool, limit)
        if queries:
            unnamed = [
                row
                for row, (query, right) in enumerate(zip(queries, gold, strict=True))
                if not any(says_name(query, pool[place].name) for place in right)
            ]
            yield Suite(
                f"docstring, {language}",
                "NDCG@10",
                "code",
                queries,
                [pair.passage for pair in pool],
                gold,
                {UNNAMED: unnamed},
                "docstring",
            )


def says_name(query: str, name: str) -> bool:
    """True where a word of `name` stands in the query, or the two share a stem: one begins with the other."""
    asked = {*words_of(query), *re.findall(r"[a-z0-9]+", query.lower())}
    return any(_alike(word, other) for word in words_of(name) if len(word) > 2 for other in asked)


def _alike(word: str, other: str) -> bool:
    if min(len(word), len(other)) < _STEM:
        return word == other
    return word.startswith(other) or other.startswith(word)


def _draw(pairs: list[Pair], seed: str, limit: int | None) -> list[Pair]:
    """The candidates: documented ones first, for as many questions as can be, in an order that is always the same."""
    drawn = random.Random(seed).sample(pairs, len(pairs))
    drawn.sort(key=lambda pair: not pair.query)
    return drawn[: POOL if limit is None else min(POOL, QUICK_POOL * limit)]


def _questions(pool: Sequence[Pair], limit: int | None) -> tuple[list[str], list[list[int]]]:
    """Every different question of the pool once, and the places of the candidates that it was written for."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, pair in enumerate(pool):
        if pair.query:
            places[pair.query].append(place)
    queries = list(places)[:limit]
    return queries, [places[query] for query in queries]


def _lines(file: Path) -> list[dict]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]
