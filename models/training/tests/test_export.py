"""A fresh export of graphs and weights is what ships, byte for byte."""

from pathlib import Path

from skillnet.config import ExportConfig
from skillnet.export import write_graphs
from skillnet.model import SkillNet
from skillnet.runtime import ModelFolder


def test_same_graphs_weights_and_versions(tmp_path: Path, folder: ModelFolder, network: SkillNet) -> None:
    tokenizer = (folder.folder / "tokenizer.json").read_bytes()
    skills, activations = write_graphs(tmp_path, ExportConfig(), network, tokenizer)
    assert skills == folder.manifest["skills"]
    assert activations == folder.manifest["activations"]
    written = sorted(tmp_path.iterdir())
    assert len(written) == 6
    for file in written:
        assert file.read_bytes() == (folder.folder / file.name).read_bytes(), file.name
