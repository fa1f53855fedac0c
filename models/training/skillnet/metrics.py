"""The curves of a training run."""

import csv
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot


def plot(table: Path, picture: Path) -> None:
    """Draws loss and held-out score of metrics.csv against the steps."""
    with table.open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    figure, left = pyplot.subplots(figsize=(7, 4))
    losses = [(int(row["step"]), float(row["loss"])) for row in rows if row["loss"]]
    scores = [(int(row["step"]), float(row["ndcg"])) for row in rows if row["ndcg"]]
    if losses:
        left.plot(*zip(*losses, strict=True), color="tab:grey", linewidth=0.8, label="loss")
    left.set_xlabel("step")
    left.set_ylabel("contrastive loss")
    right = left.twinx()
    right.plot(
        *zip(*scores, strict=True), color="tab:blue", marker="o", markersize=3, label="NDCG@10, held-out packages"
    )
    right.set_ylabel("NDCG@10, held-out packages")
    figure.tight_layout()
    figure.savefig(picture, dpi=110)
    pyplot.close(figure)
