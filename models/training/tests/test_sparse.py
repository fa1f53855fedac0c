"""The cost of activations beside their dense twin: what the manifest says, and a twin where none ships."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from skillnet.config import ModelConfig
from skillnet.runtime import ModelFolder
from skillnet.sparse import (
    Comparison,
    compare,
    memory_of,
    of_texts,
    ratios,
    sizes,
    table,
    time_interval,
    twin_of,
    typical,
    with_twin,
)


@pytest.fixture(scope="module")
def comparisons(folder: ModelFolder) -> list[Comparison]:
    return compare(folder, 3, 1)


def test_parameters_are_those_of_the_manifest(folder: ModelFolder, comparisons: list[Comparison]) -> None:
    manifest = of_texts(folder.manifest)
    shared = manifest["shared"]["parameters"]["attention"] + manifest["shared"]["parameters"]["norms"]
    experts = {skill["id"]: skill["parameters"] for skill in manifest["skills"]}
    assert len(comparisons) == len(manifest["activations"])
    for found in comparisons:
        assert found.sparse.parameters == shared + sum(experts[skill] for skill in found.activation.split("+"))
        assert found.twin.parameters == shared + sum(experts.values())
        assert found.sparse.flops_per_token == 2 * found.sparse.parameters


def test_one_skill_is_cheaper_than_its_twin(comparisons: list[Comparison]) -> None:
    for found in comparisons:
        parameters, per_token, flops, seconds, resident, private = ratios(found)
        single = "+" not in found.activation
        assert (parameters > 1.5, per_token > 1.5, flops > 1.5) == (single, single, single)
        assert min(seconds, resident, private) > 0


def test_attention_scores_count_in_the_flops_of_an_input(folder: ModelFolder, comparisons: list[Comparison]) -> None:
    text = next(found for found in comparisons if found.activation == "text")
    assert text.tokens == 24
    assert text.sparse.flops == 24 * text.sparse.flops_per_token + 6 * 4 * 24**2 * folder.manifest["dims"]


def test_typical_inputs(folder: ModelFolder) -> None:
    assert [len(typical(folder, skills)) for skills in (["text"], ["code"], ["code", "text"])] == [24, 110, 110]
    assert {typical(folder, ["code"])[-1]} == {folder.manifest["tokenizer"]["sep"]}


def test_table_has_three_lines_an_activation(comparisons: list[Comparison]) -> None:
    lines = table(comparisons)
    assert len(lines) == 1 + 3 * len(comparisons)
    assert max(map(len, lines)) <= 120
    low, high = time_interval(comparisons[0])
    assert low <= ratios(comparisons[0])[3] <= high


def test_twin_is_written_where_none_ships(folder: ModelFolder, tmp_path: Path) -> None:
    lean, out = tmp_path / "lean", tmp_path / "out"
    lean.mkdir()
    out.mkdir()
    for file in folder.folder.iterdir():
        shutil.copy(file, lean)
    manifest = folder.manifest | {"activations": [a for a in folder.manifest["activations"] if len(a["skills"]) == 1]}
    (lean / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    assert twin_of(manifest) is None
    written = ModelFolder(with_twin(lean, None, out))
    twin = twin_of(written.manifest)
    assert twin == "text+code"
    inputs = [typical(folder, ["text"]), typical(folder, ["code"])]
    np.testing.assert_allclose(written.vectors(twin, inputs), folder.vectors("code+text", inputs), atol=1e-5)
    np.testing.assert_array_equal(written.vectors("code", inputs), folder.vectors("code", inputs))
    assert sizes(manifest) == ModelConfig()
    resident, private = memory_of(out, "text", inputs[0], 1)
    assert resident >= private > 0


def test_a_folder_with_the_twin_is_used_as_it_is(folder: ModelFolder, tmp_path: Path) -> None:
    assert with_twin(folder.folder, None, tmp_path) == folder.folder
    assert not [*tmp_path.iterdir()]
