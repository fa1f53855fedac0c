"""Trains the text and code skills: python -m skillnet.train --config configs/cpu.toml --corpus DIR --out DIR

Resumable: started again with the same folder it goes on from the last checkpoint. Writes `metrics.csv`, `metrics.png`
and, at the end, `model.safetensors`.
"""

import argparse
import json
import math
import random
import time
import tomllib
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import safe_open
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch import Tensor

from skillnet.config import ModelConfig
from skillnet.identifiers import preparation
from skillnet.inputs import batches, encode_all, open_tokenizer, plain_tokenizer
from skillnet.losses import contrastive
from skillnet.metrics import append, plot
from skillnet.model import SkillNet, from_minilm
from skillnet.precision import learning
from skillnet.questions import Example, ask
from skillnet.ranking import ndcg
from skillnet.sampling import SHARES, SHARES_OF_CODE, Sampler, read_pairs
from skillnet.skills import SKILLS
from skillnet.source import find_source
from skillnet.vocabulary import extended, extended_embeddings, read_extra

WORDS = "embeddings.word_embeddings.weight"
CODE_EXPERTS = ".experts.code."


@dataclass(frozen=True)
class TrainConfig:
    """One run. `trained` says what learns: all but the embeddings, or the code experts alone over frozen attention.

    `anchor` is what it costs the text skill to leave MiniLM's vectors, as a share of the contrastive loss's scale.
    `code_skills` are activated for code. `split_identifiers` and `extra_tokens` change what the tokenizer makes of it.
    `stop_after` ends a call at that step; the next call goes on (a device that is lent for minutes).
    """

    steps: int
    batch: int
    max_tokens: int
    warmup: int
    validate_every: int
    validation: int
    checkpoint_every: int
    trained: Literal["all", "experts"] = "all"
    learning_rate: float = 4e-5
    expert_learning_rate: float = 8e-5
    weight_decay: float = 0.01
    temperature: float = 0.05
    anchor: float = 0.0
    threads: int = 16
    device: str = "cpu"
    seed: int = 0
    stop_after: int | None = None
    code_skills: tuple[str, ...] = ("code",)
    split_identifiers: bool = False
    extra_tokens: int = 0
    model: ModelConfig = field(default_factory=ModelConfig)


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the text and code skills.")
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, required=True, help="what python -m skillnet.corpus wrote")
    parser.add_argument("--out", type=Path, required=True, help="checkpoints, metrics and the trained weights")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="overrides a setting (TOML)")
    arguments = parser.parse_args()
    train(read_config(arguments.config, arguments.set), arguments.corpus, arguments.out)


def read_config(file: Path, overrides: Sequence[str] = ()) -> TrainConfig:
    """A config file with some of its settings replaced, such as `steps=10`."""
    settings = tomllib.loads(file.read_text("utf-8")) | tomllib.loads("\n".join(overrides))
    model = ModelConfig(**settings.pop("model", {}))
    settings["code_skills"] = tuple(settings.get("code_skills", ("code",)))
    return TrainConfig(**settings, model=model)


def train(config: TrainConfig, corpus: Path, out: Path) -> "Run":
    """Trains to the last step, from the last checkpoint on, or stops before where `config` says so."""
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(config.seed)
    torch.set_num_threads(config.threads)
    run = Run(config, out)
    shares = SHARES if config.trained == "all" else SHARES_OF_CODE
    sampler = Sampler(read_pairs(corpus, "train"), config.batch, config.seed, shares)
    held = held_examples(corpus, config)
    if run.step == 0:
        run.log({"step": 0, "ndcg": run.validate(held)})
    last = min(config.steps, config.stop_after or config.steps)
    while run.step < last:
        start = time.monotonic()
        examples = sampler.draw(run.step)
        loss, tokens = run.learn(examples)
        row = {
            "step": run.step,
            "loss": loss,
            "rate": run.rate(),
            "tokens": tokens,
            "seconds": time.monotonic() - start,
        }
        if run.step % config.validate_every == 0 or run.step == config.steps:
            row["ndcg"] = run.validate(held)
        run.log(row)
        if run.step % config.checkpoint_every == 0 or run.step == last:
            run.save()
    if run.step >= config.steps:
        run.finish()
    return run


class Run:
    """A training run: the network, its optimiser, and where it stands."""

    def __init__(self, config: TrainConfig, out: Path) -> None:
        self.config = config
        self.step = 0
        self._out = out
        self._device = torch.device(config.device)
        self._tokenizer, model = start(config)
        self._model = model.to(self._device)
        self._anchor = deepcopy(self._model) if config.anchor else None
        self._optimizer = torch.optim.AdamW(
            self._groups(), betas=(0.9, 0.98), weight_decay=config.weight_decay, fused=True
        )
        if (out / "checkpoint.pt").exists():
            self._resume()

    def learn(self, examples: Sequence[Example]) -> tuple[float, int]:
        """One step; returns its loss and the tokens that it read."""
        for group in self._optimizer.param_groups:
            group["lr"] = group["peak"] * self.rate()
        self._model.train()
        asked = [(example.query, example.query_skill) for example in examples]
        with learning(self._device.type):
            queries, read = self._embed(self._model, asked)
            passages, read_too = self._embed(
                self._model, [(example.passage, example.passage_skill) for example in examples]
            )
        loss = contrastive(queries.float(), passages.float(), self.config.temperature)
        if self._anchor is not None:
            loss = loss + self.config.anchor * self._left(asked, queries.float())
        if not torch.isfinite(loss):
            raise FloatingPointError(
                f"the loss is {loss.item()} at step {self.step}: lower the learning rate and resume"
            )
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._model.parameters(), 1.0)
        self._optimizer.step()
        self.step += 1
        return loss.item(), read + read_too

    def _left(self, asked: Sequence[tuple[str, str]], vectors: Tensor) -> Tensor:
        """How far the text skill's `vectors` of questions are from MiniLM's: 1 - cosine on average, ()."""
        rows = [row for row, (_, skill) in enumerate(asked) if skill == "text"]
        with torch.no_grad(), learning(self._device.type):
            before, _ = self._embed(self._anchor, [asked[row] for row in rows])
        return (1 - (vectors[rows] * before.float()).sum(-1)).mean()

    def rate(self) -> float:
        """The share of the peak learning rates at this step: a linear rise, then a cosine to a twentieth."""
        if self.step < self.config.warmup:
            return (self.step + 1) / self.config.warmup
        done = (self.step - self.config.warmup) / max(1, self.config.steps - self.config.warmup)
        return 0.05 + 0.95 * (1 + math.cos(math.pi * min(1.0, done))) / 2

    def validate(self, held: Sequence[Example]) -> float:
        """NDCG@10 of held-out questions among each other's answers."""
        queries = self.vectors([(example.query, example.query_skill) for example in held])
        passages = self.vectors([(example.passage, example.passage_skill) for example in held])
        return float(ndcg(queries @ passages.T, [[place] for place in range(len(held))]).mean())

    @torch.inference_mode()
    def vectors(self, inputs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """(content, skill) to unit vectors (inputs, dims)."""
        self._model.eval()
        with learning(self._device.type):
            return self._embed(self._model, inputs)[0].float().cpu().numpy()

    def log(self, row: dict[str, float]) -> None:
        """Appends to metrics.csv; draws the curves anew where there is a new score."""
        file = self._out / "metrics.csv"
        append(file, ("step", "loss", "rate", "tokens", "seconds", "ndcg"), row)
        if "ndcg" in row:
            print(f"step {row['step']}: " + ", ".join(f"{key} {value:.4g}" for key, value in row.items()), flush=True)
            plot(file, self._out / "metrics.png")

    def save(self) -> None:
        state = {
            "step": self.step,
            "model": self._model.state_dict(),
            "optimizer": self._optimizer.state_dict(),
        }
        torch.save(state, self._out / "checkpoint.new")
        (self._out / "checkpoint.new").rename(self._out / "checkpoint.pt")

    def finish(self) -> None:
        settings = {"config": json.dumps(asdict(self.config))}
        weights = {name: tensor.contiguous().cpu() for name, tensor in self._model.state_dict().items()}
        save_file(weights, self._out / "model.safetensors", settings)
        print(f"{self.step} steps: {self._out / 'model.safetensors'}")

    def _embed(self, model: SkillNet, inputs: Sequence[tuple[str, str]]) -> tuple[Tensor, int]:
        """(content, skill) to unit vectors (inputs, dims) in the same order, and the tokens read."""
        prepare = preparation(self.config.split_identifiers)
        ids = encode_all(self._tokenizer, [prepare(content) for content, _ in inputs], self.config.max_tokens)
        vectors: list[Tensor] = []
        order: list[int] = []
        for skill in dict.fromkeys(skill for _, skill in inputs):
            rows = [row for row, (_, of) in enumerate(inputs) if of == skill]
            activation = self.config.code_skills if skill == "code" else (skill,)
            for batch in batches([ids[row] for row in rows], self._batch_size()):
                given, mask = (torch.from_numpy(part).to(self._device) for part in (batch.ids, batch.mask))
                vectors.append(model(given, mask, activation))
                order += [rows[row] for row in batch.rows]
        return torch.cat(vectors)[torch.from_numpy(np.argsort(order)).to(self._device)], sum(map(len, ids))

    def _batch_size(self) -> int:
        """Inputs that go through the network together: few of like length on a CPU, where padding costs most."""
        return 32 if self._device.type == "cpu" else 256

    def _groups(self) -> list[dict]:
        """Parameters by learning rate; what does not learn stays without gradient."""
        groups = {"expert": [], "rest": []}
        for name, parameter in self._model.named_parameters():
            if is_learned(name, self.config):
                parameter.requires_grad_(True)
                groups["expert" if CODE_EXPERTS in name else "rest"].append(parameter)
        rates = {"expert": self.config.expert_learning_rate, "rest": self.config.learning_rate}
        return [
            {"params": members, "lr": rates[name], "peak": rates[name]} for name, members in groups.items() if members
        ]

    def _resume(self) -> None:
        state = torch.load(self._out / "checkpoint.pt", map_location=self._device, weights_only=True)
        self._model.load_state_dict(state["model"])
        self._optimizer.load_state_dict(state["optimizer"])
        self.step = state["step"]
        print(f"going on from step {self.step}", flush=True)


def is_learned(name: str, config: TrainConfig) -> bool:
    """True for the parameters that training changes."""
    return CODE_EXPERTS in name or (config.trained == "all" and not name.startswith(("words", "positions")))


def config_of(weights: Path) -> TrainConfig:
    """The settings of the run that wrote `weights`."""
    with safe_open(weights, "pt") as content:
        settings = json.loads(content.metadata()["config"])
    settings["code_skills"] = tuple(settings["code_skills"])
    return TrainConfig(**settings | {"model": ModelConfig(**settings["model"])})


def start(config: TrainConfig) -> tuple[Tokenizer, SkillNet]:
    """MiniLM in the shape of `config`, with extra tokens where it asks for them, before any step."""
    source = find_source()
    tensors = source.tensors()
    tokenizer = open_tokenizer(plain_tokenizer(source.tokenizer))
    extra = read_extra(config.extra_tokens)
    tensors[WORDS] = extended_embeddings(tensors[WORDS], tokenizer, extra)
    shape = replace(config.model, vocabulary=len(tensors[WORDS]))
    model = from_minilm(tensors, shape, [skill.id for skill in SKILLS])
    return open_tokenizer(extended(plain_tokenizer(source.tokenizer), extra)), model


def held_examples(corpus: Path, config: TrainConfig) -> list[Example]:
    """The same questions about packages never trained on, every time."""
    pairs = [pair for pair in read_pairs(corpus, "held") if pair.kind == "code" and pair.query]
    rng = random.Random(1)
    return [ask(pair, rng) for pair in rng.sample(pairs, min(config.validation, len(pairs)))]


if __name__ == "__main__":
    main()
