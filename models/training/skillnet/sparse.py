"""Sparse, shown: each activation beside a dense twin that runs every expert: python -m skillnet.sparse

The twin has the same weights; its experts' outputs are averaged, as in any activation of several skills. Both run in
ONNX Runtime on the CPU, in turns, so that whatever else the machine does disturbs them alike.
"""

import argparse
import json
import shutil
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import numpy_helper

from skillnet.config import ModelConfig
from skillnet.graph import NODES, build_graph
from skillnet.runtime import ModelFolder
from skillnet.weights import WeightFile

QUESTION = "Where are failed requests to the server retried, how long do we wait before each try, and who decides that?"
CODE = '''async def fetch_with_retry(session, url, attempts=5, base_delay=0.25):
    """Gets a page; waits twice as long after every failure."""
    for attempt in range(attempts):
        try:
            async with session.get(url) as response:
                response.raise_for_status()
                return await response.text()
        except ClientError as error:
            if attempt + 1 == attempts:
                raise FetchFailed(url, attempts) from error
            await asyncio.sleep(base_delay * 2 ** attempt)
'''
WARM_UP = 5
RESAMPLES = 2_000
ROW = "{:<14}{:>7}{:>12}{:>13}{:>10}{:>18}{:>11}{:>11}"

Seconds = NDArray[np.float64]
Run = tuple[str, list[int]]
"""An activation and the token ids that go through it."""


@dataclass(frozen=True)
class Cost:
    """What an activation takes for one input; `seconds` (rounds,).

    Of the bytes that become `resident`, `private` ones are the process's own; the rest are pages of files, which the
    system shares between processes and may take back.
    """

    parameters: int
    flops_per_token: int
    flops: int
    seconds: Seconds
    resident: int
    private: int


@dataclass(frozen=True)
class Comparison:
    """An activation and the dense twin on the same input of `tokens`."""

    activation: str
    tokens: int
    sparse: Cost
    twin: Cost


def main() -> None:
    parser = argparse.ArgumentParser(description="The cost of each activation beside a dense twin of the same weights.")
    parser.add_argument("--model", type=Path, default=Path("../skillnet"), help="the model folder")
    parser.add_argument("--weights", type=Path, help="measure the weights that training wrote (model.safetensors)")
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    with TemporaryDirectory() as temporary:
        folder = ModelFolder(with_twin(arguments.model, arguments.weights, Path(temporary)), arguments.threads)
        comparisons = compare(folder, arguments.rounds, arguments.threads)
        notes = _notes(folder, arguments.weights)
    print(f"{notes[0]}; ONNX Runtime {onnxruntime.__version__} on the CPU, threads: {arguments.threads}.")
    print(f"One input at a time, medians of {arguments.rounds} rounds in which all take turns.\n")
    print("\n".join([*table(comparisons), "", *notes[1:]]))


def with_twin(model: Path, weights: Path | None, temporary: Path) -> Path:
    """A folder that has the twin: the one that ships, or one written to `temporary` where it lacks it."""
    shipped = ModelFolder(model)
    if weights is None and twin_of(shipped.manifest) is not None:
        return model
    write_folder(temporary, shipped, shipped_weights(shipped) if weights is None else _trained_weights(weights))
    return temporary


def of_texts(manifest: dict) -> dict:
    """The manifest without skills of pixels: a twin runs the experts that read the same input."""
    skills = [skill for skill in manifest["skills"] if "pixels" not in skill]
    ids = {skill["id"] for skill in skills}
    activations = [entry for entry in manifest["activations"] if ids.issuperset(entry["skills"])]
    return manifest | {"skills": skills, "activations": activations}


def twin_of(manifest: dict) -> str | None:
    """The activation of every skill that reads text, such as "code+text", where there is one."""
    manifest = of_texts(manifest)
    every = {skill["id"] for skill in manifest["skills"]}
    found = (entry["skills"] for entry in manifest["activations"] if set(entry["skills"]) == every)
    return next(("+".join(skills) for skills in found), None)


def sizes(manifest: dict) -> ModelConfig:
    """The sizes of the network in a folder: those of its training, of MiniLM where it had none."""
    return ModelConfig(**manifest.get("training", {}).get("settings", {}).get("model", {}))


def shipped_weights(folder: ModelFolder) -> list[WeightFile]:
    """The tensors of the graphs in a folder."""
    tensors: dict[str, dict[str, NDArray[np.generic]]] = defaultdict(dict)
    for entry in of_texts(folder.manifest)["activations"]:
        for tensor in onnx.load(folder.folder / entry["graph"], load_external_data=False).graph.initializer:
            if tensor.external_data:
                location = next(place.value for place in tensor.external_data if place.key == "location")
                tensors[location][tensor.name] = numpy_helper.to_array(tensor, str(folder.folder))
    return [WeightFile(location, members) for location, members in tensors.items()]


def _trained_weights(weights: Path) -> list[WeightFile]:
    """In int8, with the ranges at hand: they decide what is computed, not at what cost."""
    # Here, and not above: PyTorch has no place in the small process whose memory is measured.
    from skillnet.origin import IDS, trained
    from skillnet.ranges import load_ranges
    from skillnet.tensors import weight_files

    origin = trained(weights)
    return list(weight_files(origin.network, IDS, load_ranges(), origin.config.loudest).values())


def write_folder(out: Path, like: ModelFolder, files: Sequence[WeightFile]) -> None:
    """A model folder, without static table and golden vectors, that has the activations of `like` and the twin."""
    for file in files:
        file.write(out)
    manifest = of_texts(like.manifest)
    if twin_of(manifest) is None:
        manifest["activations"].append(_twin_entry(manifest))
    for entry in manifest["activations"]:
        graph = build_graph(sizes(manifest), entry["skills"], files, NODES[manifest["precision"]])
        (out / entry["graph"]).write_bytes(graph.SerializeToString())
    shutil.copy(like.folder / manifest["tokenizer"]["file"], out)
    (out / "manifest.json").write_text(json.dumps(manifest), "utf-8")


def _twin_entry(manifest: dict) -> dict[str, object]:
    shared = manifest["shared"]["parameters"]
    activated = shared["attention"] + shared["norms"] + sum(skill["parameters"] for skill in manifest["skills"])
    skills = [skill["id"] for skill in manifest["skills"]]
    return {"skills": skills, "graph": "twin.onnx", "activatedParameters": activated, "flopsPerToken": 2 * activated}


def compare(folder: ModelFolder, rounds: int, threads: int) -> list[Comparison]:
    """Every activation with the input that is typical of it."""
    twin = twin_of(folder.manifest)
    if twin is None:
        raise ValueError(f"{folder.folder} has no activation of every skill")
    activations = [entry["skills"] for entry in of_texts(folder.manifest)["activations"]]
    inputs = {"+".join(skills): typical(folder, skills) for skills in activations}
    runs = [(way, ids) for activation, ids in inputs.items() for way in (activation, twin)]
    # First, and each in a process of its own: this one would share its pages with them.
    memory = [memory_of(folder.folder, *run, threads) for run in runs]
    seconds = in_turns(folder, runs, rounds)
    costs = [_cost(folder, *run, seconds[place], memory[place]) for place, run in enumerate(runs)]
    return [
        Comparison(activation, len(ids), *costs[2 * place : 2 * place + 2])
        for place, (activation, ids) in enumerate(inputs.items())
    ]


def typical(folder: ModelFolder, skills: Sequence[str]) -> list[int]:
    """Token ids of a question, for text alone, or of a commented function."""
    content, length = (QUESTION, 24) if list(skills) == ["text"] else (CODE, 110)
    ids = folder.tokens(folder.prepare(skills[0], content))
    return [*ids[: length - 1], ids[-1]]


def in_turns(folder: ModelFolder, runs: Sequence[Run], rounds: int) -> Seconds:
    """Seconds of every run in every round: (runs, rounds)."""
    seconds = np.zeros((len(runs), WARM_UP + rounds))
    for turn in range(seconds.shape[1]):
        for place in np.roll(np.arange(len(runs)), turn):
            activation, ids = runs[place]
            start = time.perf_counter()
            folder.vectors(activation, [ids])
            seconds[place, turn] = time.perf_counter() - start
    return seconds[:, WARM_UP:]


def memory_of(folder: Path, activation: str, ids: list[int], threads: int) -> tuple[int, int]:
    """The bytes, resident and private, that loading and running an activation adds to a fresh process."""
    arguments = [str(folder.resolve()), activation, json.dumps(ids), str(threads)]
    program = "import sys; from skillnet.sparse import probe; probe(*sys.argv[1:])"
    done = subprocess.run([sys.executable, "-c", program, *arguments], stdout=subprocess.PIPE, check=True)
    resident, private = map(int, done.stdout.split())
    return resident, private


def probe(folder: str, activation: str, ids: str, threads: str) -> None:
    """Prints the bytes, resident and private, that are added when the activation is loaded and has run."""
    model, tokens = ModelFolder(Path(folder), int(threads)), json.loads(ids)
    before = _memory()
    for _ in range(WARM_UP):
        model.vectors(activation, [tokens])
    print(*(after - then for after, then in zip(_memory(), before, strict=True)))


def _memory() -> tuple[int, int]:
    """Resident and anonymous bytes of this process."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()[1:]
    kilobytes = {line.split()[0]: int(line.split()[1]) for line in lines}
    return kilobytes["Rss:"] * 1024, kilobytes["Anonymous:"] * 1024


def _cost(folder: ModelFolder, activation: str, ids: list[int], seconds: Seconds, memory: tuple[int, int]) -> Cost:
    """By the manifest; of an input also the attention scores, which grow with the square of its length."""
    entry = next(entry for entry in folder.manifest["activations"] if "+".join(entry["skills"]) == activation)
    network = sizes(folder.manifest)
    flops = len(ids) * entry["flopsPerToken"] + 4 * len(ids) ** 2 * network.dims * network.layers
    return Cost(entry["activatedParameters"], entry["flopsPerToken"], flops, seconds, *memory)


def table(comparisons: Sequence[Comparison]) -> list[str]:
    """Three lines each: the activation, its twin, and how many times as much the twin takes."""
    lines = [ROW.format("activation", "tokens", "parameters", "FLOPs/token", "FLOPs", "ms", "resident", "private")]
    for found in comparisons:
        low, high = time_interval(found)
        *before, time_ratio, resident, private = (f"{ratio:.2f}" for ratio in ratios(found))
        lines += [
            ROW.format(found.activation, found.tokens, *_figures(found.sparse)),
            ROW.format("  dense twin", found.tokens, *_figures(found.twin)),
            ROW.format("  ratio", "", *before, f"{time_ratio} ({low:.2f}-{high:.2f})", resident, private),
        ]
    return lines


def ratios(found: Comparison) -> tuple[float, ...]:
    """The twin's cost by the activation's, in the order of the table."""
    sparse, twin = found.sparse, found.twin
    return (
        twin.parameters / sparse.parameters,
        twin.flops_per_token / sparse.flops_per_token,
        twin.flops / sparse.flops,
        float(np.median(twin.seconds) / np.median(sparse.seconds)),
        twin.resident / sparse.resident,
        twin.private / sparse.private,
    )


def time_interval(found: Comparison) -> tuple[float, float]:
    """The 95 % bootstrap interval of the ratio of medians, rounds drawn anew for both together."""
    rounds = len(found.sparse.seconds)
    draws = np.random.default_rng(0).integers(0, rounds, (RESAMPLES, rounds))
    drawn = np.median(found.twin.seconds[draws], axis=1) / np.median(found.sparse.seconds[draws], axis=1)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(low), float(high)


def _figures(cost: Cost) -> tuple[str, ...]:
    return (
        f"{cost.parameters / 1e6:.2f} M",
        f"{cost.flops_per_token / 1e6:.1f} M",
        f"{cost.flops / 1e9:.2f} G",
        f"{np.median(cost.seconds) * 1e3:.2f}",
        f"{cost.resident / 2**20:.1f} MiB",
        f"{cost.private / 2**20:.1f} MiB",
    )


def _notes(folder: ModelFolder, weights: Path | None) -> list[str]:
    """What was measured, then how to read it."""
    manifest = folder.manifest
    of = f"{manifest['name']} {manifest['version']} {manifest['precision']}" + (f" of {weights}" if weights else "")
    notes = [
        f"Sparse, shown: {of}",
        f"parameters: multiplied for each token, of {manifest['totalParameters'] / 1e6:.2f} M in all (look-ups not).",
        "FLOPs: of the input, attention scores too. ratio: twin by activation; of ms with its 95 % interval.",
        "resident: growth of a fresh process that loads and runs it; private: without pages of files.",
    ]
    if has_equal_experts(folder):
        notes.append("Some skills are copies, which ONNX Runtime keeps once: the twin's memory is understated.")
    return notes


def has_equal_experts(folder: ModelFolder) -> bool:
    """True where two skills are copies of each other, as they are before training."""
    single = [entry for entry in folder.manifest["activations"] if len(entry["skills"]) == 1]
    own = [(folder.folder / name).read_bytes() for entry in single for name in entry["weights"] if name != "shared.bin"]
    return len(set(own)) < len(own)


if __name__ == "__main__":
    main()
