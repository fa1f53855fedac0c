"""Tokens a second of a model folder's graphs: python -m skillnet.speed --texts FOLDER

Counts processor time, not the clock, on one thread: other programs then hardly disturb the figure.
"""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

from skillnet.runtime import ModelFolder
from skillnet.sample import Sample, read

SAMPLE = Sample((".py",), 20_000, 400)
ROUNDS = 4


def main() -> None:
    parser = argparse.ArgumentParser(description="Throughput of each activation by batch size, one thread.")
    parser.add_argument("--texts", type=Path, required=True, help="a folder with Python files to embed")
    parser.add_argument("--model", type=Path, default=Path("../skillnet"), help="the model folder")
    arguments = parser.parse_args()
    texts = list(read([arguments.texts], SAMPLE))
    print(f"{'prepacking':<12}{'activation':<12}{'batch':<7}tokens a second")
    for prepack in (True, False):
        folder = ModelFolder(arguments.model, prepack=prepack)
        inputs = [folder.tokens(text) for text in texts]
        for activation in ("text", "code+text"):
            for size in (1, 4, 16):
                best = max(tokens_per_second(folder, activation, inputs, size) for _ in range(ROUNDS))
                print(f"{'on' if prepack else 'off':<12}{activation:<12}{size:<7}{best:,.0f}", flush=True)


def tokens_per_second(folder: ModelFolder, activation: str, inputs: Sequence[list[int]], batch_size: int) -> float:
    """Tokens of `inputs`, padding not counted, by processor seconds."""
    start = time.process_time()
    folder.vectors(activation, inputs, batch_size)
    return sum(map(len, inputs)) / (time.process_time() - start)


if __name__ == "__main__":
    main()
