"""The image skill: what is drawn, how it is looked at, that it learns, and that it leaves text and code as they are."""

import contextlib
import json
import lzma
import random
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from skillnet.carry import join, pack_pictures, shards
from skillnet.image import boxes, charts, listings, terminals
from skillnet.image.drawn import Behind, Draw, Drawn
from skillnet.image.export import add_image, golden_picture, load_image
from skillnet.image.frozen import load_frozen
from skillnet.image.grids import GRIDS, PATCH, TOKENS, fitted, grid_of
from skillnet.image.network import ImageNet
from skillnet.image.pack import read_pack, write_pack
from skillnet.image.supply import as_passage, example
from skillnet.image.train import ImageConfig, matching, train
from skillnet.runtime import ModelFolder

CODE = "def total(prices):\n    result = 0\n    for price in prices:\n        result += price\n    return result\n"
DRAWERS: dict[str, Draw] = {
    "chart": charts.draw,
    "diagram": boxes.draw,
    "terminal": terminals.draw,
    "code": listings.draw_from([("python", CODE, "Adds prices up.")]),
}
TEXT_CASES = ("question", "typescript", "names", "long")


@pytest.fixture(scope="module")
def with_image(folder: ModelFolder, tmp_path_factory: pytest.TempPathFactory) -> tuple[ModelFolder, ImageNet]:
    """A copy of the folder that ships with an image skill that nothing trained."""
    copy = tmp_path_factory.mktemp("model") / "skillnet"
    shutil.copytree(folder.folder, copy)
    torch.manual_seed(0)
    network = ImageNet(load_frozen(copy)).eval().requires_grad_(False)
    for norm in (module for module in network.modules() if isinstance(module, nn.BatchNorm2d)):
        norm.running_mean.normal_(0, 0.3)
        norm.running_var.uniform_(0.5, 2)
    add_image(copy, network, {"steps": 0})
    return ModelFolder(copy), network


@pytest.mark.parametrize("family", DRAWERS)
def test_a_drawing_comes_of_its_number_alone(family: str) -> None:
    first, second = (DRAWERS[family](random.Random(7)) for _ in range(2))
    assert first.texts == second.texts
    assert np.array_equal(np.asarray(first.picture), np.asarray(second.picture))


@pytest.mark.parametrize("family", DRAWERS)
def test_drawings_differ_and_say_what_is_behind_them(family: str) -> None:
    drawings = [DRAWERS[family](random.Random(seed)) for seed in range(12)]
    assert len({drawing.picture.tobytes() for drawing in drawings}) == 12
    for drawing in drawings:
        assert drawing.family == family
        assert {text.skill for text in drawing.texts} == {"code", "text"}
        assert all(text.text.strip() for text in drawing.texts)


@pytest.mark.parametrize("kind", charts.KINDS)
def test_every_kind_of_chart_can_be_drawn(kind: str) -> None:
    rng = random.Random(3)
    plan = replace(charts.plan(rng), kind=kind, facets=1, flip=False, log="")
    drawing = charts.chart(plan)
    assert len(np.unique(np.asarray(drawing.picture.convert("L")))) > 2


@pytest.mark.parametrize(("size", "grid"), [((640, 640), (12, 12)), ((1280, 720), (9, 16)), ((300, 1600), (24, 6))])
def test_grid_is_the_nearest_in_aspect(size: tuple[int, int], grid: tuple[int, int]) -> None:
    assert grid_of(*size) == grid
    assert fitted(Image.new("RGB", size)).size == (grid[1] * PATCH, grid[0] * PATCH)


def test_no_grid_has_too_many_patches() -> None:
    assert max(rows * columns for rows, columns in GRIDS) == TOKENS


def test_what_is_transparent_stands_on_white() -> None:
    assert fitted(Image.new("RGBA", (64, 64))).getpixel((5, 5)) == (255, 255, 255)


def test_a_plot_is_drawn_by_the_script_behind_it() -> None:
    pytest.importorskip("plotnine", reason="requirements-charts.txt is not installed")
    from skillnet.image import grammars

    drawings = [drawing for seed in range(12) if (drawing := _drawn_or_not(grammars.draw, seed)) is not None]
    assert len(drawings) > 6
    for drawing in drawings:
        assert any("ggplot(" in text.text and "aes(" in text.text for text in drawing.texts)
        assert len(np.unique(np.asarray(drawing.picture.convert("L")))) > 2
    script, table = grammars._script(random.Random(7), "boxplot")
    whole, bare = (grammars._picture(random.Random(1), layers, table) for layers in (script, script[:1]))
    assert not np.array_equal(np.asarray(whole), np.asarray(bare))


def _drawn_or_not(draw: Draw, seed: int) -> Drawn | None:
    with contextlib.suppress(ValueError):
        return draw(random.Random(seed))
    return None


def test_code_is_read_as_the_product_reads_it() -> None:
    assert as_passage(Behind("code", "function f() {\n    // adds\n    add(1);\n}\n")) == "function f()\nadds\nadd(1)"
    assert as_passage(Behind("text", "  as it is. ")) == "  as it is. "


def test_a_pack_gives_back_what_was_put_in(tmp_path: Path) -> None:
    drawn = [DRAWERS[family](random.Random(5)) for family in DRAWERS]
    assert write_pack(tmp_path / "some", drawn) == len(drawn)
    for before, after in zip(drawn, read_pack(tmp_path / "some"), strict=True):
        assert (after.family, after.texts) == (before.family, before.texts)
        near = np.asarray(fitted(before.picture), float) - np.asarray(fitted(after.picture), float)
        assert np.abs(near).mean() < 12


def test_packs_and_weights_are_carried_and_come_back(folder: ModelFolder, tmp_path: Path) -> None:
    drawn = [DRAWERS[family](random.Random(5)) for family in DRAWERS]
    write_pack(tmp_path / "some", drawn)
    (tmp_path / "passages").write_bytes(b"passages")
    pack_pictures([tmp_path / "some"], tmp_path / "passages", tmp_path)
    (tmp_path / "pictures.jsonl").write_bytes(lzma.decompress((tmp_path / "pictures.jsonl.xz").read_bytes()))
    for before, after in zip(drawn, read_pack(tmp_path / "pictures"), strict=True):
        assert (after.family, after.texts) == (before.family, before.texts)
        assert after.picture.size == fitted(before.picture).size
    learned = ImageNet(load_frozen(folder.folder)).learned()
    save_file(
        {name: tensor.contiguous() for name, tensor in learned.items()}, tmp_path / "run.safetensors", {"steps": "3"}
    )
    shards(tmp_path / "run.safetensors", tmp_path, image=True)
    join(tmp_path, tmp_path, image=True)
    back = load_file(tmp_path / "image.safetensors")
    assert back.keys() == learned.keys()
    assert all(torch.allclose(back[name], learned[name].float(), rtol=1e-3, atol=1e-4) for name in learned)


def test_frozen_skills_say_what_the_folder_says(folder: ModelFolder) -> None:
    network = load_frozen(folder.folder)
    for skill in ("text", "code"):
        tokens = folder.tokens(folder.prepare(skill, CODE))
        vector = network(torch.tensor([tokens]), torch.ones(1, len(tokens)), (skill,))[0].numpy()
        assert vector @ folder.vectors(skill, [tokens])[0] > 0.995


def test_text_and_code_stay_as_they_are(folder: ModelFolder, with_image: tuple[ModelFolder, ImageNet]) -> None:
    added, _ = with_image
    for file in ("shared.bin", "text.bin", "code.bin", "static.bin", "text.onnx", "code.onnx", "code-text.onnx"):
        assert (added.folder / file).read_bytes() == (folder.folder / file).read_bytes(), file
    assert [e for e in added.manifest["skills"] if e["id"] != "image"] == [
        e for e in folder.manifest["skills"] if e["id"] != "image"
    ]
    for skill in ("text", "code"):
        tokens = [folder.tokens(folder.prepare(skill, CODE))]
        assert np.array_equal(added.vectors(skill, tokens), folder.vectors(skill, tokens))
    cases = [json.loads((one.folder / "golden.json").read_text("utf-8"))["cases"] for one in (folder, added)]
    assert cases[0] == cases[1]


@pytest.mark.parametrize("grid", [(8, 8), (4, 16), (9, 7)])
def test_graph_computes_what_the_network_does(with_image: tuple[ModelFolder, ImageNet], grid: tuple[int, int]) -> None:
    folder, network = with_image
    pixels = golden_picture(*grid)[None]
    found, wanted = folder.picture_vectors(pixels)[0], network(torch.from_numpy(pixels))[0].numpy()
    assert found @ wanted > 0.995
    assert found @ found == pytest.approx(1, abs=1e-5)


def test_a_picture_does_not_depend_on_its_batch(with_image: tuple[ModelFolder, ImageNet]) -> None:
    folder, _ = with_image
    pixels = golden_picture(8, 8)
    alone = folder.picture_vectors(pixels[None])[0]
    beside = folder.picture_vectors(np.stack([255 - pixels, pixels]))[1]
    assert np.abs(alone - beside).max() < 1e-5


def test_golden_pictures(folder: ModelFolder, with_image: tuple[ModelFolder, ImageNet]) -> None:
    for one in (folder, with_image[0]):
        pictures = json.loads((one.folder / "golden.json").read_text("utf-8")).get("pictures", [])
        assert len(pictures) == (3 if any(skill["id"] == "image" for skill in one.manifest["skills"]) else 0)
        for entry in pictures:
            vector = one.picture_vectors(golden_picture(entry["rows"], entry["cols"])[None])[0]
            assert np.abs(vector - entry["vector"]).max() < 1e-3, entry["name"]


def test_matching_wants_pictures_at_their_own_texts() -> None:
    texts, others = torch.eye(4, 8), torch.eye(8)[4:]
    right, wrong = matching(texts, texts, others, 0.05, 0.9), matching(texts.flip(0), texts, others, 0.05, 0.9)
    assert right < 0.01 < wrong


def test_texts_that_say_the_same_are_no_negatives() -> None:
    texts = torch.stack([torch.eye(8)[0]] * 4)
    assert matching(texts, texts, texts, 0.05, 0.9) == pytest.approx(0, abs=1e-6)


def test_a_run_learns_stops_and_goes_on(folder: ModelFolder, tmp_path: Path) -> None:
    passages = tmp_path / "passages.jsonl.xz"
    with lzma.open(passages, "wt") as lines:
        for place in range(24):
            piece = {
                "skill": "code",
                "language": "python",
                "doc": f"Doc {place}.",
                "passage": f"value = {place}",
                "code": CODE,
            }
            lines.write(json.dumps(piece) + "\n")
    config = ImageConfig(
        steps=2, batch=8, part=4, pool=16, workers=0, warmup=1, validate_every=2, held=4, checkpoint_every=1, others=12
    )
    before = ImageNet(load_frozen(folder.folder)).learned()
    run = train(replace(config, steps=1), folder.folder, passages, [], tmp_path / "run")
    assert run.step == 1
    run = train(config, folder.folder, passages, [], tmp_path / "run")
    assert run.step == 2
    rows = (tmp_path / "run" / "metrics.csv").read_text().splitlines()
    assert [row.split(",")[0] for row in rows] == ["step", "1", "2"]
    after = load_image(folder.folder, tmp_path / "run" / "image.safetensors")
    assert not torch.equal(before["layers.0.expert.widen.weight"], after.learned()["layers.0.expert.widen.weight"])
    assert torch.equal(_attention(ImageNet(load_frozen(folder.folder))), _attention(after))


def test_an_example_has_the_pixels_of_its_grid() -> None:
    one = example(terminals.draw(random.Random(1)))
    rows, columns = GRIDS[one.grid]
    assert one.pixels.shape == (rows * PATCH, columns * PATCH, 3)


def _attention(network: ImageNet) -> Tensor:
    return torch.cat([tensor.flatten() for name, tensor in network.state_dict().items() if ".attention." in name])
