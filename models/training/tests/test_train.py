"""Training: questions made of pairs, batches, the loss, and a run that stops and goes on."""

import csv
import gzip
import json
import random
from dataclasses import asdict, replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from skillnet.average import average
from skillnet.carry import join, pack, shards
from skillnet.corpus.pairs import Pair
from skillnet.losses import contrastive
from skillnet.origin import trained
from skillnet.questions import ask, commented_code, keywords
from skillnet.sampling import SHARES, SHARES_OF_CODE, Sampler, read_pairs
from skillnet.source import find_source
from skillnet.train import read_config, train
from skillnet.tune import tune

TINY = Path(__file__).parents[1] / "configs" / "tiny.toml"


def pairs(count: int) -> list[Pair]:
    code = [
        Pair(
            kind="code",
            package=f"npm/package-{i % 7}",
            language="python",
            name=f"load_row_{i}",
            query=f"Loads the row number {i} of a table.",
            passage=f"def load_row_{i}(table):\n    row = table[{i}]\n    return row.copy()",
        )
        for i in range(count)
    ]
    silent = [replace(pair, query="", name=f"save_row_{i}") for i, pair in enumerate(code)]
    prose = [
        Pair("heading", "npm/docs", "markdown", "", f"How to load row {i}", f"Call load_row_{i} with a table.")
        for i in range(count)
    ]
    return [*code, *silent, *prose]


def test_same_step_same_batch() -> None:
    sampler, again = Sampler(pairs(60), 16, seed=3), Sampler(pairs(60), 16, seed=3)
    assert sampler.draw(5) == again.draw(5)
    assert sampler.draw(5) != sampler.draw(6)
    assert len({example.passage for example in sampler.draw(1)}) > 10


def test_every_kind_has_its_skills() -> None:
    rng = random.Random(0)
    code, _, heading = (pairs(2)[i] for i in (0, 2, 4))
    of_code, of_prose = ask(code, rng), ask(heading, rng)
    assert (of_code.query_skill, of_code.passage_skill) == ("text", "code")
    assert (of_prose.query_skill, of_prose.passage_skill) == ("text", "text")
    follows = ask(Pair("next", "p", "go", "b", "func a() {}", "func b() {}"), rng)
    assert (follows.query_skill, follows.passage_skill) == ("code", "code")


def test_questions_do_not_hold_the_answer() -> None:
    """A question made of the comment is never asked of a passage that still says it word for word."""
    pair = pairs(1)[0]
    for seed in range(200):
        example = ask(pair, random.Random(seed))
        assert not example.passage.startswith(example.query)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("python", 'def f(x):\n    """Adds one."""\nreturn x + 1'),
        ("ruby", "# Adds one.\ndef f(x):\nreturn x + 1"),
        ("go", "// Adds one.\ndef f(x):\nreturn x + 1"),
    ],
)
def test_comment_stands_above_or_where_the_language_writes_it(language: str, expected: str) -> None:
    body = "def f(x)\nreturn x + 1" if language == "python" else "def f(x):\nreturn x + 1"
    pair = Pair("code", "p", language, "f", "Adds one.", body)
    assert {commented_code(pair, random.Random(seed)) for seed in range(20)} == {f"Adds one.\n{body}", expected}


def test_sections_teach_a_frozen_text_skill_nothing() -> None:
    """Where the text skill does not learn, no batch holds a section."""
    examples = [Sampler(pairs(60), 32, 0, shares).draw(0) for shares in (SHARES, SHARES_OF_CODE)]
    assert [any(each.passage_skill == "text" for each in of) for of in examples] == [True, False]


def test_keywords_read_like_a_search() -> None:
    said = {keywords("Returns the list of all open sockets.", "python", random.Random(seed)) for seed in range(400)}
    assert "python return list open sockets" in said
    assert "how to return list open sockets" in said
    assert "get array open sockets" in said, "other words for the same"
    assert "return list sockets" in said, "a word left out"


def test_loss_is_low_where_pairs_agree() -> None:
    vectors = torch.nn.functional.normalize(torch.randn(16, 384, generator=torch.Generator().manual_seed(0)), dim=-1)
    assert contrastive(vectors, vectors, 0.05) < 0.1 < contrastive(vectors, vectors.flip(0), 0.05)


def test_same_questions_are_no_negatives() -> None:
    question = torch.eye(384)[:1].repeat(2, 1)
    assert contrastive(question, question, 0.05) == pytest.approx(0.0, abs=1e-6)


def test_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    write_corpus(tmp_path)
    whole = read_config(TINY)
    train(whole, tmp_path, tmp_path / "whole")
    train(replace(whole, stop_after=3), tmp_path, tmp_path / "parts")
    assert not (tmp_path / "parts" / "model.safetensors").exists()
    train(whole, tmp_path, tmp_path / "parts")

    one, other = (load_file(tmp_path / name / "model.safetensors") for name in ("whole", "parts"))
    for name, tensor in one.items():
        torch.testing.assert_close(tensor, other[name], atol=1e-5, rtol=0, msg=name)
    minilm = find_source().tensors()
    assert torch.equal(one["words.weight"], minilm["embeddings.word_embeddings.weight"]), "embeddings stay"
    assert not torch.equal(one["blocks.0.experts.code.widen.weight"], one["blocks.0.experts.text.widen.weight"])
    with (tmp_path / "parts" / "metrics.csv").open(newline="") as table:
        assert [row["step"] for row in csv.DictReader(table)] == [str(step) for step in range(whole.steps + 1)]
    assert (tmp_path / "parts" / "metrics.png").stat().st_size > 5_000


def test_only_experts_learn(tmp_path: Path) -> None:
    write_corpus(tmp_path)
    train(replace(read_config(TINY, ['trained="experts"']), steps=2), tmp_path, tmp_path / "run")
    learned = load_file(tmp_path / "run" / "model.safetensors")
    minilm = find_source().tensors()
    layer = "encoder.layer.0"
    assert torch.equal(learned["blocks.0.attention.query.weight"], minilm[f"{layer}.attention.self.query.weight"])
    assert torch.equal(learned["blocks.0.experts.text.widen.weight"], minilm[f"{layer}.intermediate.dense.weight"])
    assert not torch.equal(learned["blocks.0.experts.code.widen.weight"], minilm[f"{layer}.intermediate.dense.weight"])


def test_anchor_keeps_questions_near(tmp_path: Path) -> None:
    """The dearer it is to leave MiniLM, the nearer the questions stay."""
    write_corpus(tmp_path)
    asked = [(f"how to read row {row} of a file", "text") for row in range(20)]
    changes = (["steps=0"], ["anchor=0.0"], ["anchor=100.0"])
    rates = ["learning_rate=1e-3", "expert_learning_rate=1e-3"]
    before, free, held = (
        train(read_config(TINY, [*rates, *change]), tmp_path, tmp_path / str(place)).vectors(asked)
        for place, change in enumerate(changes)
    )
    assert (before * held).sum(-1).mean() > (before * free).sum(-1).mean() + 0.02


def test_static_table_learns(tmp_path: Path) -> None:
    """Tuned on the pairs it finds held-out answers better; tokens without weight stay so."""
    table = torch.randn(30522, 32, generator=torch.Generator().manual_seed(0)) * 0.1
    table[100] = 0
    held = [ask(pair, random.Random(0)) for pair in pairs(60)[:40]]
    tuned = tune(table, pairs(60), held, 30, tmp_path)
    with (tmp_path / "static.csv").open(newline="") as log:
        losses = [float(row["loss"]) for row in csv.DictReader(log) if row["loss"]]
    assert losses[-1] < losses[0] - 0.3
    assert tuned[100].abs().sum() == 0
    assert tuned.shape == table.shape


def test_average_stands_between(tmp_path: Path) -> None:
    write_corpus(tmp_path)
    train(replace(read_config(TINY), steps=2), tmp_path, tmp_path / "run")
    average(tmp_path / "run" / "model.safetensors", 0.25, tmp_path / "mean")
    name = "blocks.0.experts.code.widen.weight"
    before = find_source().tensors()["encoder.layer.0.intermediate.dense.weight"]
    after, mean = (load_file(tmp_path / folder / "model.safetensors")[name] for folder in ("run", "mean"))
    torch.testing.assert_close(mean, 0.75 * before + 0.25 * after)
    assert trained(tmp_path / "mean" / "model.safetensors").settings["share"] == 0.25


def test_weights_travel(tmp_path: Path) -> None:
    """Trained elsewhere from carried files, the weights come back as they were, but for half precision."""
    write_corpus(tmp_path)
    pack(tmp_path, carried := folder(tmp_path / "carried"))
    assert read_pairs(carried, "train") == read_pairs(tmp_path, "train")
    run = train(replace(read_config(TINY), steps=2), carried, tmp_path / "run")
    assert run.step == 2
    shards(tmp_path / "run" / "model.safetensors", sent := folder(tmp_path / "sent"))
    assert all(file.stat().st_size < 16 * 2**20 for file in sent.iterdir())
    join(sent, back := folder(tmp_path / "back"))
    for name, tensor in load_file(tmp_path / "run" / "model.safetensors").items():
        torch.testing.assert_close(load_file(back / "model.safetensors")[name], tensor, atol=2e-3, rtol=1e-3, msg=name)


def write_corpus(out: Path, count: int = 60) -> None:
    for split in ("train", "held"):
        with gzip.open(out / f"{split}.jsonl.gz", "wt") as file:
            file.writelines(json.dumps(asdict(pair)) + "\n" for pair in pairs(count))


def folder(path: Path) -> Path:
    path.mkdir()
    return path
