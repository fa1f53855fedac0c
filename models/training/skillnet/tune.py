"""Tunes the static tier: python -m skillnet.tune --weights RUN/model.safetensors --corpus DIR [--steps 3000]

The distilled table is only a beginning: a text that is read without any layer must say by its tokens alone what the
skills read between them. So the table learns from the same pairs, contrastively, which costs little: no matrix is
multiplied but that of the scores. Writes `static.safetensors` beside the weights, where an export finds it, and
`static.csv`; started again it goes on from the last checkpoint.
"""

import argparse
import csv
import math
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional as F

from skillnet.corpus.pairs import Pair
from skillnet.identifiers import preparation
from skillnet.inputs import encode_all, open_tokenizer, plain_tokenizer
from skillnet.losses import contrastive
from skillnet.origin import TABLE, trained
from skillnet.questions import Example
from skillnet.ranking import ndcg
from skillnet.sampling import Sampler, read_pairs
from skillnet.source import find_source
from skillnet.static import distilled_table
from skillnet.train import held_examples, read_config

BATCH = 1024
MAX_TOKENS = 256
TEMPERATURE = 0.05
RATE = 0.01  # of the typical length of a row
EVERY = 250


def main() -> None:
    parser = argparse.ArgumentParser(description="Tune the static tier on the corpus, from the distilled table on.")
    parser.add_argument("--weights", type=Path, required=True, help="the model.safetensors of a training run")
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--config", type=Path, default=Path("configs/cpu.toml"), help="for the held-out questions")
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(0)
    origin = trained(arguments.weights)
    table = torch.from_numpy(distilled_table(origin))
    prepare = preparation(origin.config.split_identifiers)
    held = held_examples(arguments.corpus, read_config(arguments.config))
    pairs = read_pairs(arguments.corpus, "train")
    tuned = tune(table, pairs, held, arguments.steps, arguments.weights.parent, prepare)
    save_file({"table": tuned}, arguments.weights.with_name(TABLE))


def tune(
    table: Tensor,
    pairs: Sequence[Pair],
    held: Sequence[Example],
    steps: int,
    out: Path,
    prepare: Callable[[str], str] = str,
) -> Tensor:
    """The table (tokens, dims), each row with its weight in it, after `steps` batches; logs to `static.csv`.

    `prepare` makes of a text what the tokenizer sees.
    """
    tokenizer = open_tokenizer(plain_tokenizer(find_source().tokenizer))
    sampler = Sampler(pairs, BATCH, seed=2)
    rows = nn.EmbeddingBag.from_pretrained(table.clone(), freeze=False, mode="sum")
    typical = table.norm(dim=1).median().item() / math.sqrt(table.shape[1])
    optimizer = torch.optim.Adam(rows.parameters(), lr=RATE * typical, betas=(0.9, 0.99))

    def vectors(texts: Sequence[str]) -> Tensor:
        ids = [found[1:-1] for found in encode_all(tokenizer, [prepare(text) for text in texts], MAX_TOKENS)]
        offsets = torch.tensor([0, *map(len, ids[:-1])]).cumsum(0)
        return F.normalize(rows(torch.tensor([token for found in ids for token in found]), offsets), dim=-1)

    checkpoint = out / "static.checkpoint"
    first = _resume(checkpoint, rows, optimizer)
    with (out / "static.csv").open("a" if first else "w", newline="") as file:
        log = csv.writer(file)
        if not first:
            log.writerow(("step", "loss", "ndcg"))
        for step in range(first, steps + 1):
            score = ""
            if step % EVERY == 0 or step == steps:
                score = f"{_score(vectors, held):.4f}"
                print(f"step {step}: held-out NDCG@10 {score}", flush=True)
                state = {"step": step, "rows": rows.state_dict(), "optimizer": optimizer.state_dict()}
                torch.save(state, checkpoint.with_suffix(".new"))
                checkpoint.with_suffix(".new").rename(checkpoint)
            optimizer.param_groups[0]["lr"] = RATE * typical * min(1, (step + 1) / 50) * (1 - 0.95 * step / steps)
            examples = sampler.draw(step)
            asked, read = (vectors([getattr(each, side) for each in examples]) for side in ("query", "passage"))
            loss = contrastive(asked, read, TEMPERATURE)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            log.writerow((step, f"{loss.item():.4f}", score))
            file.flush()
    return rows.weight.detach() * (table.norm(dim=1, keepdim=True) > 0)  # special tokens stay without weight


def _resume(checkpoint: Path, rows: nn.EmbeddingBag, optimizer: torch.optim.Optimizer) -> int:
    """The step to go on from: 0 where there is no checkpoint."""
    if not checkpoint.exists():
        return 0
    state = torch.load(checkpoint, weights_only=True)
    rows.load_state_dict(state["rows"])
    optimizer.load_state_dict(state["optimizer"])
    return state["step"]


@torch.inference_mode()
def _score(vectors: Callable[[Sequence[str]], Tensor], held: Sequence[Example]) -> float:
    """NDCG@10 of held-out questions among each other's answers."""
    asked, read = (vectors([getattr(each, side) for each in held]).numpy() for side in ("query", "passage"))
    return float(ndcg(asked @ read.T, [[place] for place in range(len(held))]).mean())


if __name__ == "__main__":
    main()
