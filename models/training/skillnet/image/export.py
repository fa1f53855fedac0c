"""Adds the image skill to a model folder.

    python -m skillnet.image.export --weights RUN/image.safetensors --model ../skillnet

Nothing that is there changes but the manifest and the golden vectors, which gain entries: text and code keep their
weights, their versions and their vectors to the last bit.
"""

import argparse
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open
from safetensors.torch import load_file

from skillnet.image.frozen import load_frozen
from skillnet.image.graph import build_image_graph, image_weights
from skillnet.image.grids import GRIDS, PATCH
from skillnet.image.network import ImageNet
from skillnet.manifest import file_entries, short_hash, write_manifest
from skillnet.model import count_parameters
from skillnet.runtime import ModelFolder
from skillnet.skills.image import IMAGE
from skillnet.weights import WrittenFile

SCHEMA = 2
VERSION = "0.4.0"
"""Of a folder whose text and code skills are 0.3.0, with this image skill."""
GOLDEN = ((8, 8), (6, 11), (13, 5))


def main() -> None:
    parser = argparse.ArgumentParser(description="Add a trained image skill to a model folder, or replace it.")
    parser.add_argument("--weights", type=Path, required=True, help="image.safetensors of a run")
    parser.add_argument("--model", type=Path, required=True, help="the model folder that the run was given")
    given = parser.parse_args()
    with safe_open(given.weights, "pt") as content:
        run = content.metadata()
    network = load_image(given.model, given.weights)
    add_image(given.model, network, json.loads(run["config"]) | {"steps": int(run["steps"])})


def load_image(model: Path, weights: Path) -> ImageNet:
    """The network over the frozen skills of `model`, with the weights that a run learned beside them."""
    network = ImageNet(load_frozen(model))
    missing, unknown = network.load_state_dict(
        {name: t.float() for name, t in load_file(weights).items()}, strict=False
    )
    if unknown or any(".attention." not in name for name in missing):
        raise ValueError(f"{weights} holds another network: train it with this version")
    return network.eval().requires_grad_(False)


def add_image(folder: Path, network: ImageNet, settings: dict[str, object]) -> None:
    """Writes image.bin and image.onnx, and says so in the manifest and the golden vectors of `folder`."""
    files = [WrittenFile(folder, "text.onnx", "shared.bin"), image_weights(network)]
    files[1].write(folder)
    graph = build_image_graph(network, files)
    (folder / "image.onnx").write_bytes(graph.SerializeToString(deterministic=True))

    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    known = [entry for entry in manifest["skills"] if entry["id"] != "image"]
    activations = [entry for entry in manifest["activations"] if entry["skills"] != ["image"]]
    before = sum(entry["parameters"] for entry in known) + sum(manifest["shared"]["parameters"].values())
    own = count_parameters(network) - _attention(network)
    used = sorted(tensor.name for tensor in graph.graph.initializer if tensor.external_data)
    weights = [next(file for file in files if name in file).bytes_of(name) for name in used]
    pixels = {"patch": PATCH, "grids": [list(grid) for grid in GRIDS]}
    version = short_hash((folder / "image.onnx").read_bytes(), *weights, json.dumps(pixels).encode())
    skill = {
        "id": IMAGE.id,
        "version": version,
        "parameters": own,
        "experimental": True,
        "pixels": pixels,
        "training": settings,
    }
    activation = {
        "skills": ["image"],
        "graph": "image.onnx",
        "weights": ["shared.bin", "image.bin"],
        "activatedParameters": own + _attention(network),
        "flopsPerToken": _flops(network),
    }
    manifest |= {"schema": SCHEMA, "version": VERSION}
    manifest |= {"skills": [*known, skill], "activations": [*activations, activation]}
    manifest["totalParameters"] = before + own
    write_manifest(folder, manifest)
    _add_golden(folder)
    write_manifest(folder, manifest | {"files": file_entries(folder)})


def golden_picture(rows: int, columns: int) -> NDArray[np.uint8]:
    """A picture that every reader can make: uint8 (rows * PATCH, columns * PATCH, 3)."""
    y, x, c = np.ogrid[: rows * PATCH, : columns * PATCH, :3]
    return ((x * 3 + y * 5 + c * 85 + ((x >> 5) ^ (y >> 5)) * 37) & 255).astype(np.uint8)


def _add_golden(folder: Path) -> None:
    """`pictures` of golden.json; the cases of texts stay byte by byte."""
    model = ModelFolder(folder)
    file = folder / "golden.json"
    cases = file.read_text("utf-8").split('\n],"pictures":[')[0].removesuffix("\n]}\n")
    pictures = []
    for rows, columns in GOLDEN:
        vector = model.picture_vectors(golden_picture(rows, columns)[None])[0]
        entry = {
            "name": f"{rows}x{columns}",
            "rows": rows,
            "cols": columns,
            "vector": [round(float(v), 6) for v in vector],
        }
        pictures.append(json.dumps(entry, separators=(",", ":")))
    file.write_text(cases + '\n],"pictures":[\n' + ",\n".join(pictures) + "\n]}\n", "utf-8")


def _attention(network: ImageNet) -> int:
    return sum(count_parameters(layer.attention) for layer in network.layers)


def _flops(network: ImageNet) -> int:
    """For one patch: twice the parameters of every layer, and the stem's products at the sizes it computes them."""
    layers = sum(count_parameters(layer) for layer in network.layers)
    places = {"patches": 64, "eighth": 16, "eighth_again": 16, "sixteenth": 4, "sixteenth_again": 4, "tokens": 1}
    stem = sum(
        getattr(network.stem, name).get_parameter(_weight(name)).numel() * count for name, count in places.items()
    )
    return 2 * (layers + stem)


def _weight(name: str) -> str:
    return "weight" if name == "tokens" else "0.weight"


if __name__ == "__main__":
    main()
