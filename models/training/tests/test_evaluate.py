"""The suites and the table of an evaluation, on made-up pairs and encoders; no corpus and no model is needed."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from skillnet import evaluate
from skillnet.config import ModelConfig
from skillnet.corpus.pairs import Pair
from skillnet.evaluate import Encode, Estimate, Line, Vectors
from skillnet.model import SkillNet
from skillnet.origin import trained
from skillnet.skills import SKILLS
from skillnet.suites import POOL, QUICK_POOL, UNNAMED, Suite, cosqa, docstrings, headings, says_name


def code(place: int, query: str = "", language: str = "go", name: str = "f") -> Pair:
    return Pair("code", "p", language, name, query, f"body {place}")


@pytest.mark.parametrize(
    ("query", "name", "expected"),
    [
        ("Parses the body of a request.", "parseBody", True),
        ("Reads what was sent.", "parseBody", False),
        ("NewReader makes a thing.", "NewReader", True),
        ("Calls getUser for each.", "user_of", True),
        ("Sets the list.", "toListing", True),
        ("The sum of all.", "summit", False),
        ("The id of a row.", "idOf", False),
        ("Is it so?", "x", False),
    ],
)
def test_says_name(query: str, name: str, expected: bool) -> None:
    assert says_name(query, name) is expected


def test_docstrings_take_documented_code_first_and_fill_the_pool() -> None:
    pairs = [code(place) for place in range(2 * POOL)] + [code(place, f"q {place}") for place in range(2_000, 2_300)]
    pairs += [code(9_000, "other", "rust"), replace(code(9_001, "section"), kind="heading")]
    (suite,) = docstrings(pairs)
    assert (suite.name, len(suite.candidates), len(suite.queries)) == ("docstring, go", POOL, 300)
    assert len(set(suite.candidates)) == POOL
    for query, right in zip(suite.queries, suite.gold, strict=True):
        assert [suite.candidates[place] for place in right] == [query.replace("q", "body")]
    assert suite == next(docstrings(pairs))


def test_docstrings_of_few_and_a_question_asked_twice() -> None:
    pairs = [code(0, "Reads a file.", name="slurp"), code(1, "Reads a file."), code(2, "Sorts.", name="sort"), code(3)]
    (suite,) = docstrings(pairs)
    assert {query: len(right) for query, right in zip(suite.queries, suite.gold, strict=True)} == {
        "Reads a file.": 2,
        "Sorts.": 1,
    }
    assert [suite.queries[row] for row in suite.subsets[UNNAMED]] == ["Reads a file."]
    assert len(suite.candidates) == 4


def test_languages_that_are_one_in_the_table() -> None:
    pairs = [code(place, f"q {place}", language) for place, language in enumerate(("javascript", "typescript", "tsx"))]
    (suite,) = docstrings(pairs)
    assert (suite.name, len(suite.queries)) == ("docstring, javascript/typescript", 3)


def test_headings_are_read_by_the_text_skill() -> None:
    pairs = [Pair("heading", "p", "markdown", "", f"title {place}", f"section {place}") for place in range(POOL + 5)]
    suite = headings([*pairs, code(1, "q")])
    assert (suite.skill, len(suite.queries), len(suite.candidates)) == ("text", POOL, POOL)
    assert len(headings(pairs, 3).candidates) == 3 * QUICK_POOL


def test_cosqa_keeps_right_functions_when_limited(tmp_path: Path) -> None:
    functions = [{"id": f"c{place}", "code": f"body {place}"} for place in range(40)]
    questions = [{"id": str(place), "query": f"q {place}", "gold": [f"c{39 - place}"]} for place in range(5)]
    for name, rows in (("cosqa-functions", functions), ("cosqa-dev", questions)):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n", "utf-8")
    for limit, sizes in ((None, (5, 40)), (2, (2, 2 * QUICK_POOL))):
        suite = cosqa(tmp_path, limit)
        assert (len(suite.queries), len(suite.candidates)) == sizes
        assert [suite.candidates[right] for (right,) in suite.gold] == [f"body {39 - n}" for n in range(sizes[0])]


def along(axis: int) -> Encode:
    """Numbers as unit vectors; from the dimension `axis` on all of them look the same."""

    def encode(_: str, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), 384), np.float32)
        for row, text in enumerate(texts):
            place = int(text.split()[-1])
            vectors[row, place if place < axis else 383] = 1
        return vectors

    return encode


def numbers(name: str, count: int, **more: object) -> Suite:
    texts = [f"t {place}" for place in range(count)]
    return replace(Suite(name, "MRR", "text", texts, texts, [[n] for n in range(count)]), **more)


def test_table_compares_each_way_with_minilm() -> None:
    ways = {"MiniLM": along(0), "float32": along(4), "int8": along(2), "static": along(0)}
    lines = list(evaluate.scored([numbers("s", 4)], ways))
    assert [line.way for line in lines] == ["float32", "int8", "static", "256 dims", "128 dims", "64 dims"]
    assert [line.minilm.mean for line in lines] == [0.25] * 6
    ours = {line.way: (line.ours.mean, line.difference.mean) for line in lines if line.ours and line.difference}
    assert ours["float32"] == (1.0, 0.75)
    assert ours["int8"] == (0.75, 0.5)
    assert ours["static"] == (0.25, 0.0)
    assert ours["64 dims"] == (1.0, 0.75)
    assert {(line.n, line.candidates) for line in lines} == {(4, 4)}


def test_without_weights_float32_is_minilm_alone() -> None:
    lines = list(evaluate.scored([numbers("s", 4)], {"MiniLM": along(4), "int8": along(2), "static": along(0)}))
    assert [(line.way, line.ours is None) for line in lines] == [("float32", True), ("int8", False), ("static", False)]


def test_subsets_are_scored_among_all_candidates_and_families_have_a_mean() -> None:
    small = numbers("small", 2, family="f", subsets={"late": [1]})
    large = numbers("large", 8, family="f", subsets={"late": [6, 7]})
    ways = {"MiniLM": along(0), "int8": along(4)}
    lines = [line for line in evaluate.scored([small, large], ways) if line.way == "int8"]
    figures = {(line.suite, line.subset): (line.n, line.ours.mean) for line in lines if line.ours}
    assert figures == {
        ("small", ""): (2, 1.0),
        ("small", "late"): (1, 1.0),
        ("large", ""): (8, 0.5 + 0.5 / 4),
        ("large", "late"): (2, 0.25),
        ("f, mean of 2", ""): (10, (1 + 0.625) / 2),
        ("f, mean of 2", "late"): (3, (1 + 0.25) / 2),
    }


def test_paired_interval_is_narrower_than_the_unpaired_one() -> None:
    rng = np.random.default_rng(0)
    minilm = rng.random(200)
    ours = minilm + 0.1 + 0.01 * rng.standard_normal(200)
    paired = evaluate.estimate([ours - minilm])
    apart = evaluate.unpaired(evaluate.estimate([ours]), evaluate.estimate([minilm]))
    assert paired.mean == pytest.approx(apart.mean)
    assert apart.low < 0.05 < paired.low < 0.1 < paired.high < 0.15 < apart.high


def test_mean_of_parts_has_the_interval_of_independent_parts() -> None:
    parts = [np.random.default_rng(seed).random(300) for seed in range(4)]
    found = evaluate.estimate(parts)
    expected = np.sqrt(sum(part.var() / 300 for part in parts)) / 4
    assert found.mean == pytest.approx(np.mean(parts))
    assert found.high - found.low == pytest.approx(2 * 1.96 * expected, rel=0.1)


def test_shorter_vectors_have_unit_length_and_zeros_stay() -> None:
    vectors = np.array([[3, 4, 12], [0, 0, 5]], np.float32)
    np.testing.assert_allclose(evaluate.shorten(vectors, 2), [[0.6, 0.8], [0, 0]], atol=1e-6)


def test_lines_fit_the_page_and_name_a_suite_once() -> None:
    some = Estimate(-0.123, -0.234, -0.345)
    first = Line("docstring, javascript/typescript", "", 1000, 1000, "skills alone", some, some, some, is_paired=False)
    shown = [evaluate.heading(), evaluate.show(first), evaluate.show(replace(first, way="int8"), first)]
    assert max(map(len, shown)) <= 124
    assert [("docstring" in line, " 1000 " in line) for line in shown[1:]] == [(True, True), (False, False)]
    assert evaluate.show(replace(first, subset="late"), first).startswith("  late")
    assert shown[1].endswith("~") and json.loads(json.dumps(asdict(first)))["difference"]["low"] == -0.234


def test_product_is_asked_with_both_folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[Path] = []

    def run(command: Sequence[object], **_: object) -> None:
        parts = [*map(str, command)]
        folder, file = (Path(parts[parts.index(option) + 1]) for option in ("--model", "--json"))
        asked.append(folder)
        figure = 0.5 if folder.name == "ours" else 0.4
        ways = {"product": {"ndcg": figure, "low": figure - 0.03, "high": figure + 0.04, "n": 438}}
        file.write_text(json.dumps({"ways": ways}), "utf-8")

    monkeypatch.setattr(subprocess, "run", run)
    (line,) = evaluate.through_product("s", ["--suite", tmp_path], (tmp_path / "untrained", tmp_path / "ours"))
    assert asked == [tmp_path / "untrained", tmp_path / "ours"]
    assert (line.way, line.n, line.is_paired) == ("product", 438, False)
    assert line.minilm.mean == 0.4 and line.ours == Estimate(0.5, 0.47, 0.54)
    assert line.difference and line.difference.low == pytest.approx(0.1 - 0.05)


def test_vectors_keep_their_order_and_code_goes_where_it_was_trained(tmp_path: Path) -> None:
    config = ModelConfig(dims=8, layers=1, heads=2, hidden=16, vocabulary=20, positions=12)
    torch.manual_seed(0)
    network = SkillNet(config, [skill.id for skill in SKILLS]).eval()
    settings = {"model": asdict(config), "code_skills": ["code", "text"], "split_identifiers": False}
    save_file(network.state_dict(), tmp_path / "model.safetensors", {"config": json.dumps(settings)})
    found = trained(tmp_path / "model.safetensors")
    assert evaluate.code_skills(found) == ("code", "text")
    inputs = [[1, *range(3, 3 + length), 2] for length in (6, 1, 9, 3)]
    vectors = evaluate.torch_vectors(found.network, inputs, ("code",))
    for row, ids in enumerate(inputs):
        alone = network(torch.tensor([ids]), torch.ones(1, len(ids)), ("code",))[0]
        np.testing.assert_allclose(vectors[row], alone.detach().numpy(), atol=1e-5)
