"""Late interaction (MaxSim, Khattab & Zaharia 2020) as a re-ranker: is it worth its bytes?

python -m skillnet.late --weights RUN/model.safetensors --corpus DIR --cosqa DIR [--steps 200]

Over the frozen network a small head turns every token into a short vector; a passage is scored by what each token of
the question finds best in it. Prints CoSQA and held-out scores of the dense vectors alone and with the first `DEPTH`
re-ranked, and what the token vectors would add to an index.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from skillnet.evaluate import code_skills
from skillnet.identifiers import preparation
from skillnet.inputs import batches, encode, open_tokenizer, plain_tokenizer
from skillnet.model import mean_pool
from skillnet.origin import trained
from skillnet.precision import half
from skillnet.questions import Example
from skillnet.ranking import Scores, interval, ndcg, reciprocal
from skillnet.sampling import Sampler, read_pairs
from skillnet.source import find_source
from skillnet.suites import Suite, cosqa
from skillnet.train import held_examples, read_config

DIMS = 48
DEPTH = 40
BATCH = 48
TEMPERATURE = 0.05
RATE = 2e-3
MIXES = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class Tokens:
    """Token vectors of some inputs: `vectors` (inputs, tokens, DIMS) of unit length, zero where `real` is false."""

    vectors: Tensor
    real: Tensor


class Late(nn.Module):
    """The head: one linear map of every token output, without bias."""

    def __init__(self, dims: int) -> None:
        super().__init__()
        self.narrow = nn.Linear(dims, DIMS, bias=False)

    def forward(self, hidden: Tensor, real: Tensor) -> Tensor:
        """`hidden` (inputs, tokens, dims), `real` (inputs, tokens); unit vectors, zero for padding."""
        return F.normalize(self.narrow(hidden), dim=-1) * real[..., None]


def max_similarity(questions: Tokens, passages: Tokens) -> Tensor:
    """(questions, passages): the mean over a question's tokens of the best similarity that each finds in a passage."""
    every = torch.einsum("qid,pjd->qpij", questions.vectors, passages.vectors)
    best = every.masked_fill(~passages.real[None, :, None], -1).amax(-1)
    return (best * questions.real[:, None]).sum(-1) / questions.real.sum(-1)[:, None]


def main() -> None:
    parser = argparse.ArgumentParser(description="Train a late-interaction head over frozen weights and judge it.")
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--cosqa", type=Path, required=True)
    parser.add_argument("--config", type=Path, default=Path("configs/cpu.toml"))
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--queries", type=int, help="so many questions of CoSQA, fewer candidates: a quick look")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(0)
    reader = Reader(arguments.weights)
    train(reader, arguments.corpus, arguments.steps)
    held = held_suite(held_examples(arguments.corpus, read_config(arguments.config)))
    for suite, measure in ((held, ndcg), (cosqa(arguments.cosqa, arguments.queries), reciprocal)):
        dense, late = scores_of(reader, suite)
        for mix in MIXES:
            values = measure(reranked(dense, late, mix), suite.gold)
            low, high = interval(values)
            print(f"{suite.name:<20}MaxSim's share {mix:.2f}  {values.mean():.4f}  {low:.3f} to {high:.3f}")
    print(f"{reader.tokens_per_input:.0f} tokens a passage x {DIMS} int8 = {reader.tokens_per_input * DIMS:,.0f} bytes")


class Reader:
    """A trained network and the head over its token outputs."""

    def __init__(self, weights: Path) -> None:
        origin = trained(weights)
        self._network = origin.network
        self._prepare = preparation(origin.config.split_identifiers)
        self._activations = {"text": ("text",), "code": code_skills(origin)}
        self._tokenizer = open_tokenizer(plain_tokenizer(find_source().tokenizer))
        self.head = Late(self._network.config.dims)
        self.tokens_per_input = 0.0

    def read(self, texts: Sequence[str], skill: str, max_tokens: int) -> tuple[Tensor, Tokens]:
        """Unit vectors (texts, dims) and token vectors of one batch."""
        ids = [encode(self._tokenizer, self._prepare(text), max_tokens) for text in texts]
        self.tokens_per_input = sum(map(len, ids)) / len(ids)
        (batch,) = batches(ids, len(ids))
        order = torch.from_numpy(np.argsort(batch.rows))
        given, mask = torch.from_numpy(batch.ids)[order], torch.from_numpy(batch.mask)[order]
        real = mask.bool()
        with torch.no_grad(), half("cpu"):
            hidden = self._network.outputs(given, mask, self._activations[skill]).float()
        return F.normalize(mean_pool(hidden, real), dim=-1), Tokens(self.head(hidden, real), real)


def train(reader: Reader, corpus: Path, steps: int) -> None:
    """Fits the head alone to mined pairs of questions and code."""
    sampler = Sampler(read_pairs(corpus, "train"), BATCH, seed=1)
    optimizer = torch.optim.AdamW(reader.head.parameters(), lr=RATE)
    for step in range(steps):
        examples = [example for example in sampler.draw(step) if is_asked_of_code(example)]
        _, questions = reader.read([example.query for example in examples], "text", 48)
        _, passages = reader.read([example.passage for example in examples], "code", 96)
        scores = max_similarity(questions, passages) / TEMPERATURE
        right = torch.arange(len(scores))
        loss = (F.cross_entropy(scores, right) + F.cross_entropy(scores.T, right)) / 2
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 20 == 0:
            print(f"step {step}: loss {loss.item():.4f}", flush=True)


def is_asked_of_code(example: Example) -> bool:
    return (example.query_skill, example.passage_skill) == ("text", "code")


def held_suite(examples: Sequence[Example]) -> Suite:
    """Held-out questions among each other's answers."""
    gold = [[place] for place in range(len(examples))]
    queries, passages = [example.query for example in examples], [example.passage for example in examples]
    return Suite("held-out packages", "NDCG@10", "code", queries, passages, gold)


@torch.no_grad()
def scores_of(reader: Reader, suite: Suite) -> tuple[Scores, Scores]:
    """Dense and late scores (queries, candidates); late ones only where the dense score is among the first DEPTH."""
    queries = [reader.read([query], "text", 64) for query in suite.queries]
    dense_candidates: list[Tensor] = []
    late_candidates: list[Tensor] = []
    for start in range(0, len(suite.candidates), BATCH):
        vectors, tokens = reader.read(suite.candidates[start : start + BATCH], suite.skill, 256)
        dense_candidates.append(vectors)
        late_candidates += [row[real].half() for row, real in zip(tokens.vectors, tokens.real, strict=True)]
    dense = torch.cat([vector for vector, _ in queries]) @ torch.cat(dense_candidates).T
    late = torch.full_like(dense, -1)
    for row, (_, question) in enumerate(queries):
        for place in dense[row].topk(min(DEPTH, dense.shape[1])).indices.tolist():
            late[row, place] = (question.vectors[0] @ late_candidates[place].float().T).amax(-1).mean()
    return dense.numpy(), late.numpy()


def reranked(dense: Scores, late: Scores, mix: float) -> Scores:
    """The first DEPTH of each row by a mix of both scores, each brought to 0 to 1; the rest behind them."""
    scores = dense - 10
    for row, (of_dense, of_late) in enumerate(zip(dense, late, strict=True)):
        first = np.argsort(-of_dense)[:DEPTH]
        scores[row, first] = (1 - mix) * _spread(of_dense[first]) + mix * _spread(of_late[first])
    return scores


def _spread(values: NDArray[np.float32]) -> NDArray[np.float32]:
    width = values.max() - values.min()
    return (values - values.min()) / (width if width > 0 else 1)


if __name__ == "__main__":
    main()
