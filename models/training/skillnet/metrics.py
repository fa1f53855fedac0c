"""The figures of a training run, a row a step, and their curves."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot


def append(table: Path, columns: Sequence[str], row: Mapping[str, float]) -> None:
    """Adds a row to a table of these columns, begun with their names."""
    is_new = not table.exists()
    with table.open("a", newline="") as lines:
        writer = csv.DictWriter(lines, columns)
        if is_new:
            writer.writeheader()
        writer.writerow({key: f"{value:.6g}" for key, value in row.items()})


def plot(table: Path, picture: Path, score: str = "ndcg", said: str = "NDCG@10, held-out packages") -> None:
    """Draws loss and held-out score of metrics.csv against the steps; `score` is the column, `said` what it is."""
    with table.open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    figure, left = pyplot.subplots(figsize=(7, 4))
    losses = [(int(row["step"]), float(row["loss"])) for row in rows if row["loss"]]
    scores = [(int(row["step"]), float(row[score])) for row in rows if row[score]]
    if losses:
        left.plot(*zip(*losses, strict=True), color="tab:grey", linewidth=0.8, label="loss")
    left.set_xlabel("step")
    left.set_ylabel("contrastive loss")
    right = left.twinx()
    if scores:
        right.plot(*zip(*scores, strict=True), color="tab:blue", marker="o", markersize=3, label=said)
    right.set_ylabel(said)
    figure.tight_layout()
    figure.savefig(picture, dpi=110)
    pyplot.close(figure)
