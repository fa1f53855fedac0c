"""Weights between MiniLM's and those of a run.

python -m skillnet.average --weights RUN/model.safetensors --share 0.5 --out FOLDER

Fine-tuning gains on what it is trained for and loses elsewhere; a mean of the weights before and after keeps most of
the gain and gives back most of the loss (WiSE-FT, Wortsman et al. 2022).
"""

import argparse
import json
from pathlib import Path

from safetensors import safe_open
from safetensors.torch import save_file

from skillnet.model import SkillNet
from skillnet.origin import trained, untrained


def main() -> None:
    parser = argparse.ArgumentParser(description="Average the weights of a run with those that it started from.")
    parser.add_argument("--weights", type=Path, required=True, help="the model.safetensors of a training run")
    parser.add_argument("--share", type=float, required=True, help="of the run's weights in the mean, 0 to 1")
    parser.add_argument("--out", type=Path, required=True, help="a folder for the new model.safetensors")
    arguments = parser.parse_args()
    if not 0 <= arguments.share <= 1:
        parser.error("--share is from 0 (MiniLM) to 1 (the run)")
    average(arguments.weights, arguments.share, arguments.out)


def average(weights: Path, share: float, out: Path) -> None:
    """Writes the mean to `out`, with the settings of the run and `share` among them."""
    with safe_open(weights, "pt") as content:
        settings = json.loads(content.metadata()["config"])
    out.mkdir(parents=True, exist_ok=True)
    metadata = {"config": json.dumps(settings | {"share": share})}
    save_file(mean_with_minilm(trained(weights).network, share).state_dict(), out / "model.safetensors", metadata)


def mean_with_minilm(network: SkillNet, share: float) -> SkillNet:
    """`network` with every weight moved to `share` of its way from MiniLM's."""
    before = untrained().network.state_dict()
    network.load_state_dict({name: before[name].lerp(after, share) for name, after in network.state_dict().items()})
    return network


if __name__ == "__main__":
    main()
