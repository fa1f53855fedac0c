"""Trains the image skill beside frozen text and code skills.

    python -m skillnet.image.train --config configs/image-tiny.toml --model ../skillnet --passages FILE --out DIR

Pictures are drawn while it trains (supply.py) or come in packs (--pack), such as those that a browser rendered. A
picture's vector is pulled to the vector of a text behind it and pushed from those of other pictures and of code that
no picture shows.
Resumable: started again with the same folder it goes on from the last checkpoint. Writes `metrics.csv`,
`metrics.png` and `image.safetensors`.
"""

import argparse
import json
import math
import random
import time
import tomllib
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor
from torch.nn import functional as F

from skillnet.identifiers import preparation
from skillnet.image.frozen import load_frozen
from skillnet.image.gather import read
from skillnet.image.grids import GRIDS, PATCH, TOKENS
from skillnet.image.network import ImageNet
from skillnet.image.pack import read_pack
from skillnet.image.supply import Example, Workers, drawn_here, example, families_of
from skillnet.inputs import batches, encode_all, open_tokenizer, plain_tokenizer
from skillnet.metrics import append, plot
from skillnet.precision import half, learning

PIXELS = TOKENS * PATCH * PATCH * 3
TAKEN_EVERY = 8
"""Steps between looks at what was drawn meanwhile."""
TEXTS = 4
"""Texts behind a picture that are kept: the first, and the last, which is prose."""


@dataclass(frozen=True)
class ImageConfig:
    """One run. `pool` is how many pictures are kept at once; `seconds` ends it where the steps are not done by then.

    A batch goes through the network in parts of `part` pictures of one grid.
    `alike` is the cosine from which two texts are no negatives of each other; `packed` the share of a batch that comes
    from packs where some are drawn beside; `average` the decay of the averaged weights, which are what is kept.
    """

    steps: int
    batch: int
    part: int
    pool: int
    workers: int
    warmup: int
    validate_every: int
    held: int
    checkpoint_every: int
    max_tokens: int = 128
    learning_rate: float = 6e-4
    stem_rate: float = 1.2e-3
    weight_decay: float = 0.05
    temperature: float = 0.04
    alike: float = 0.94
    others: int = 8192
    one_family: float = 0.4
    packed: float = 0.25
    average: float = 0.998
    seconds: float = 1e9
    threads: int = 2
    device: str = "cpu"
    seed: int = 0


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the image skill.")
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True, help="the model folder with the frozen skills")
    parser.add_argument("--passages", type=Path, required=True, help="what python -m skillnet.image.gather wrote")
    parser.add_argument(
        "--pack", type=Path, action="append", default=[], help="pictures made before: NAME of NAME.bin and NAME.jsonl"
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="overrides a setting (TOML)")
    given = parser.parse_args()
    settings = tomllib.loads(given.config.read_text("utf-8")) | tomllib.loads("\n".join(given.set))
    train(ImageConfig(**settings), given.model, given.passages, given.pack, given.out)


def train(config: ImageConfig, model: Path, passages: Path, packs: Sequence[Path], out: Path) -> "ImageRun":
    """Trains to the last step, or as far as the time allows, from the last checkpoint on."""
    begun = time.monotonic()
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(config.seed)
    torch.set_num_threads(config.threads)
    workers = Workers(out / "drawn", passages, config.workers, config.seed + 1) if config.workers else None
    run = ImageRun(config, model, passages, out)
    packed = [example(drawn) for pack in packs for drawn in read_pack(pack)]
    random.Random(0).shuffle(packed)
    shown = min(len(packed), config.held if workers is None else config.held // 2)
    drawn = workers.wait(config.held - shown) if workers else drawn_here(passages, config.held - shown, 10**6)
    run.hold([*packed[:shown], *drawn])
    if workers is not None and len(packed) - shown >= config.pool:
        raise ValueError(f"the packs fill the pool of {config.pool}, and nothing that is drawn has room: raise `pool`")
    run.pool.add(packed[shown : shown + config.pool], keep=True)
    if workers is None:
        run.pool.add(drawn_here(passages, config.pool - len(run.pool), config.seed + 1))
    try:
        while run.step < config.steps and time.monotonic() - begun < config.seconds:
            if workers is not None and run.step % TAKEN_EVERY == 0:
                run.pool.add(workers.take())
            if len(run.pool) < min(config.batch * 2, config.pool):
                time.sleep(0.05)
                continue
            run.turn(min(1.0, max(run.step / config.steps, (time.monotonic() - begun) / config.seconds)))
    finally:
        if workers is not None:
            workers.stop()
    run.finish()
    return run


class Pool:
    """Pictures on the device, each with the frozen vectors of the texts behind it; the oldest drawn one goes first."""

    def __init__(self, run: "ImageRun", size: int) -> None:
        self._run = run
        self._size = size
        self.pixels = torch.empty((size, PIXELS), dtype=torch.uint8, device=run.device)
        self.texts = torch.zeros((size, TEXTS, run.network.config.dims), dtype=torch.float16, device=run.device)
        self.counts = torch.zeros(size, dtype=torch.long, device=run.device)
        self.grids = np.zeros(size, np.int64)
        self.families = np.zeros(size, object)
        self.kept = self._next = self._end = 0
        self.drawn = 0

    def __len__(self) -> int:
        return self._end

    def add(self, examples: Iterable[Example], keep: bool = False) -> None:
        """Where `keep`, which comes first of all, they stay to the end."""
        waiting: list[Example] = []
        for one in examples:
            waiting.append(one)
            if len(waiting) == 256:
                self._put(waiting)
                waiting = []
        self._put(waiting)
        if keep:
            self.kept = self._end

    def _put(self, examples: Sequence[Example]) -> None:
        if not examples:
            return
        texts = [one.texts if len(one.texts) <= TEXTS else (*one.texts[: TEXTS - 1], one.texts[-1]) for one in examples]
        vectors = self._run.read([(text.text, text.skill) for group in texts for text in group])
        start = 0
        for one, group in zip(examples, texts, strict=True):
            slot = self._next
            pixels = torch.from_numpy(one.pixels.reshape(-1).copy())
            self.pixels[slot, : len(pixels)] = pixels.to(self._run.device, non_blocking=True)
            self.texts[slot, : len(group)] = vectors[start : start + len(group)].half()
            self.counts[slot] = len(group)
            self.grids[slot], self.families[slot] = one.grid, one.family
            start += len(group)
            self._end = max(self._end, slot + 1)
            self._next = slot + 1 if slot + 1 < self._size else self.kept
        self.drawn += len(examples)

    def batch(self, config: ImageConfig, rng: np.random.Generator) -> list[np.ndarray]:
        """Places of different pictures, `config.part` at a time of one grid each: some of the pack, the rest drawn.

        Parts of one size keep the shapes that a GPU sees few. At times all are of one family.
        """
        free = np.ones(self._end, bool)
        if rng.random() < config.one_family:
            free = self.families[: self._end] == self.families[rng.integers(0, self._end)]
        parts = []
        for _ in range(config.batch // config.part):
            is_packed = rng.random() < config.packed
            candidates = np.flatnonzero(free)
            of_source = candidates[(candidates < self.kept) == is_packed]
            candidates = of_source if len(of_source) else candidates
            if len(candidates) == 0:
                break
            members = candidates[self.grids[candidates] == self.grids[rng.choice(candidates)]]
            part = rng.choice(members, config.part, replace=len(members) < config.part)
            free[part] = False
            parts.append(part)
        return parts

    def pictures(self, places: np.ndarray) -> Tensor:
        """The pixels of `places`, all of one grid: uint8 (some, height, width, 3)."""
        rows, columns = GRIDS[self.grids[places[0]]]
        flat = self.pixels[torch.from_numpy(places).to(self._run.device), : rows * columns * PATCH**2 * 3]
        return flat.view(-1, rows * PATCH, columns * PATCH, 3)


class ImageRun:
    """A training run: frozen skills, the network that learns, its optimiser, and where it stands."""

    def __init__(self, config: ImageConfig, model: Path, passages: Path, out: Path) -> None:
        self.config = config
        self.device = torch.device(config.device)
        self.step = 0
        self._out = out
        self._begun = time.monotonic()
        self._rng = np.random.default_rng(config.seed)
        self._manifest = json.loads((model / "manifest.json").read_text("utf-8"))
        self._tokenizer = open_tokenizer(plain_tokenizer(model / "tokenizer.json"))
        self._frozen = load_frozen(model).to(self.device)
        self.network = ImageNet(self._frozen).to(self.device, memory_format=torch.channels_last)
        self.averaged = deepcopy(self.network).eval().requires_grad_(False)
        self._optimizer = torch.optim.AdamW(self._groups(), betas=(0.9, 0.98))
        others = read(passages)[1][-2 * config.others :]
        self._others = self.read([(passage, skill) for skill, passage in others]).half()
        self.pool = Pool(self, config.pool)
        self._held: list[tuple[int, Tensor]] = []
        if (out / "checkpoint.pt").exists():
            self._resume()

    @torch.inference_mode()
    def read(self, texts: Sequence[tuple[str, str]]) -> Tensor:
        """(content, skill) to the frozen unit vectors (texts, dims), in the same order."""
        splits = {entry["id"]: preparation(entry.get("splitIdentifiers", False)) for entry in self._manifest["skills"]}
        ids = encode_all(self._tokenizer, [splits[skill](text) for text, skill in texts], self.config.max_tokens)
        vectors = torch.zeros((len(texts), self._frozen.config.dims), device=self.device)
        for skill in {skill for _, skill in texts}:
            rows = [row for row, (_, of) in enumerate(texts) if of == skill]
            for batch in batches([ids[row] for row in rows], 512):
                with half(self.device.type):
                    parts = (torch.from_numpy(part).to(self.device) for part in (batch.ids, batch.mask))
                    found = self._frozen(*parts, (skill,))
                vectors[torch.tensor([rows[row] for row in batch.rows], device=self.device)] = found.float()
        return vectors.clone()

    def hold(self, examples: Sequence[Example]) -> None:
        """Pictures that are never learned from, with a text of code and one of prose where they have one."""
        self._families = [one.family for one in examples]
        first = [next((text for text in one.texts if text.skill == "code"), one.texts[0]) for one in examples]
        self._answers = self.read([(text.text, text.skill) for text in first])
        self._held = [(one.grid, torch.from_numpy(one.pixels.copy())) for one in examples]
        print(f"held: {families_of(examples)}", flush=True)

    def turn(self, done: float) -> None:
        """One step and what is due after it; `done` is the share of the run, 0 to 1."""
        start = time.monotonic()
        loss = self._learn(done)
        row = {"step": self.step, "loss": loss, "rate": self._rate(done), "seconds": time.monotonic() - start}
        if self.step % self.config.validate_every == 0:
            row |= self._validate()
        self._log(row)
        if self.step % self.config.checkpoint_every == 0:
            self._save()

    def _learn(self, done: float) -> float:
        config = self.config
        parts = self.pool.batch(config, self._rng)
        chosen = torch.from_numpy(np.concatenate(parts)).to(self.device)
        which = (torch.rand(len(chosen), device=self.device) * self.pool.counts[chosen]).long()
        texts = self.pool.texts[chosen, which].float()
        self.network.train()
        with learning(self.device.type):
            vectors = torch.cat([self.network(varied(self.pool.pictures(part))) for part in parts]).float()
        others = self._others[torch.randint(len(self._others), (config.others,), device=self.device)].float()
        loss = matching(vectors, texts, others, config.temperature, config.alike)
        if not torch.isfinite(loss):
            raise FloatingPointError(f"the loss is {loss.item()} at step {self.step}: lower the rates and resume")
        for group in self._optimizer.param_groups:
            group["lr"] = group["peak"] * self._rate(done)
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self._optimizer.step()
        self.step += 1
        self._average()
        return loss.item()

    def _rate(self, done: float) -> float:
        """The share of the peak rates: a linear rise, then a cosine to a hundredth."""
        if self.step < self.config.warmup:
            return (self.step + 1) / self.config.warmup
        return 0.01 + 0.99 * (1 + math.cos(math.pi * done)) / 2

    @torch.no_grad()
    def _average(self) -> None:
        decay = min(self.config.average, self.step / (self.step + 10))
        for own, new in zip(self.averaged.state_dict().values(), self.network.state_dict().values(), strict=True):
            own.lerp_(new, 1 - decay) if own.is_floating_point() else own.copy_(new)

    @torch.inference_mode()
    def vectors(self, pictures: Sequence[tuple[int, Tensor]]) -> Tensor:
        """Pictures, each with its grid, to unit vectors (pictures, dims) by the averaged weights."""
        vectors = torch.zeros((len(pictures), self.network.config.dims), device=self.device)
        for grid in {grid for grid, _ in pictures}:
            rows = [row for row, (of, _) in enumerate(pictures) if of == grid]
            for start in range(0, len(rows), 64):
                some = rows[start : start + 64]
                pixels = torch.stack([pictures[row][1] for row in some]).to(self.device)
                with half(self.device.type):
                    vectors[torch.tensor(some, device=self.device)] = self.averaged(pixels).float()
        return vectors

    def _validate(self) -> dict[str, float]:
        """How often the code of a held-out picture is among the first 1 and 10 of all held-out pictures' and others."""
        scores = self.vectors(self._held) @ torch.cat([self._answers, self._others[:2000].float()]).T
        right = scores.diagonal()[:, None]
        ranks = (scores > right).sum(1).cpu().numpy()
        families = np.array(self._families)
        found = {"first": float((ranks < 1).mean()), "ten": float((ranks < 10).mean())}
        by_family = {family: f"{(ranks[families == family] < 10).mean():.2f}" for family in np.unique(families)}
        print(f"of the first ten by family: {by_family}", flush=True)
        return found

    def _log(self, row: dict[str, float]) -> None:
        file = self._out / "metrics.csv"
        append(file, ("step", "loss", "rate", "seconds", "first", "ten"), row)
        if "ten" in row:
            plot(file, self._out / "metrics.png", "ten", "code among the first ten, held-out pictures")
        if "ten" in row or self.step % 50 == 0:
            now = time.monotonic() - self._begun
            rates = f"{now:.0f} s, {self.pool.drawn} pictures, {len(self.pool)} in the pool"
            print(", ".join(f"{key} {value:.4g}" for key, value in row.items()) + f", {rates}", flush=True)

    def _save(self) -> None:
        state = {
            "step": self.step,
            "network": self.network.learned(),
            "averaged": self.averaged.learned(),
            "optimizer": self._optimizer.state_dict(),
        }
        torch.save(state, self._out / "checkpoint.new")
        (self._out / "checkpoint.new").rename(self._out / "checkpoint.pt")
        self._write()

    def _resume(self) -> None:
        state = torch.load(self._out / "checkpoint.pt", map_location=self.device, weights_only=True)
        self.network.load_state_dict(state["network"], strict=False)
        self.averaged.load_state_dict(state["averaged"], strict=False)
        self._optimizer.load_state_dict(state["optimizer"])
        self.step = state["step"]
        print(f"going on from step {self.step}", flush=True)

    def finish(self) -> None:
        """The averaged weights, and the curves."""
        row = {"step": self.step} | self._validate()
        print(", ".join(f"{key} {value:.4g}" for key, value in row.items()), flush=True)
        print(f"{self.step} steps, {self.pool.drawn} pictures: {self._write()}", flush=True)

    def _write(self) -> Path:
        """The averaged weights of so far."""
        weights = {name: tensor.contiguous().cpu() for name, tensor in self.averaged.learned().items()}
        settings = {
            "config": json.dumps(asdict(self.config)),
            "steps": str(self.step),
            "pictures": str(self.pool.drawn),
        }
        save_file(weights, self._out / "image.new", settings)
        return (self._out / "image.new").rename(self._out / "image.safetensors")

    def _groups(self) -> list[dict]:
        """The stem, which starts from nothing, by a rate of its own; vectors (biases, norms) are not decayed."""
        groups: dict[tuple[bool, bool], list[torch.nn.Parameter]] = {}
        for name, parameter in self.network.named_parameters():
            if parameter.requires_grad:
                groups.setdefault((name.startswith("stem"), parameter.ndim > 1), []).append(parameter)
        rates = {True: self.config.stem_rate, False: self.config.learning_rate}
        return [
            {
                "params": members,
                "lr": rates[stem],
                "peak": rates[stem],
                "weight_decay": decay * self.config.weight_decay,
            }
            for (stem, decay), members in groups.items()
        ]


def matching(vectors: Tensor, texts: Tensor, others: Tensor, temperature: float, alike: float) -> Tensor:
    """InfoNCE both ways: pictures `vectors` (batch, dims) to their `texts` among all of the batch and `others`.

    Texts that say nearly the same (a cosine of `alike` or more) are no negatives of each other.
    """
    with torch.no_grad():
        same = (texts @ texts.T > alike).fill_diagonal_(False)
        same_others = texts @ others.T > alike
    right = torch.arange(len(vectors), device=vectors.device)
    scores = (vectors @ texts.T / temperature).masked_fill(same, float("-inf"))
    more = (vectors @ others.T / temperature).masked_fill(same_others, float("-inf"))
    return F.cross_entropy(torch.cat([scores, more], 1), right) + 0.5 * F.cross_entropy(scores.T, right)


def varied(pixels: Tensor) -> Tensor:
    """The same pictures (some, height, width, 3) uint8 a little moved, resized, lighter, darker or blurred."""
    some = len(pixels)
    values = pixels.permute(0, 3, 1, 2).to(torch.bfloat16 if pixels.is_cuda else torch.float32)
    scale = 1 + (torch.rand(some, 2, device=pixels.device) - 0.5) * 0.3
    shift = (torch.rand(some, 2, device=pixels.device) - 0.5) * 0.12
    moves = torch.zeros(some, 2, 3, device=pixels.device)
    moves[:, 0, 0], moves[:, 1, 1], moves[:, :, 2] = scale[:, 0], scale[:, 1], shift
    grid = F.affine_grid(moves, list(values.shape), align_corners=False).to(values.dtype)
    values = F.grid_sample(values, grid, padding_mode="border", align_corners=False)
    gain = 1 + (torch.rand(some, 3, 1, 1, device=pixels.device) - 0.5) * 0.2
    lift = (torch.rand(some, 1, 1, 1, device=pixels.device) - 0.5) * 30
    return (values * gain + lift).clamp(0, 255).to(torch.uint8).permute(0, 2, 3, 1)


if __name__ == "__main__":
    main()
