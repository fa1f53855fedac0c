"""Charts as a grammar of graphics draws them: the script behind a picture is the one that draws it, by plotnine.

Needs plotnine (requirements-charts.txt), and takes half a second a picture: drawn into packs, not beside the training.
"""

import io
import random
import re
import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotnine
from PIL import Image

from skillnet.image.drawn import Behind, Drawn, colour, some
from skillnet.image.words import GROUPINGS, snake, title
from skillnet.image.words import field as field_of_work


@dataclass(frozen=True)
class Mark:
    """A kind of chart: what it is called, its layers, and which axes it needs ("gx" one group and a number, say).

    Needs are of: x and y numbers, g groups, n a number alone, c counted groups, t a grid of tiles.
    """

    said: str
    layers: tuple[str, ...]
    needs: str


MARKS: dict[str, Mark] = {
    "point": Mark("scatter plot", ("geom_point({looks})",), "xy"),
    "jitter": Mark("strip plot with jittered points", ("geom_jitter(width=0.2{more})",), "gy"),
    "line": Mark("line chart", ("geom_line({looks})",), "xy"),
    "line_point": Mark("line chart with points", ("geom_line({looks})", "geom_point()"), "xy"),
    "path": Mark("path through points", ("geom_path({looks})",), "xy"),
    "step": Mark("stepped line chart", ("geom_step({looks})",), "xy"),
    "area": Mark("stacked area chart", ("geom_area({looks})",), "xy"),
    "ribbon": Mark("ribbons between two lines", ("geom_ribbon(aes(ymin='{y}-1', ymax='{y}+1'), alpha=0.4)",), "xy"),
    "ribbon_line": Mark("line with a confidence band", ("geom_ribbon(aes(ymin='{y}-1', ymax='{y}+1'), alpha=0.3)", "geom_line()"), "xy"),
    "smooth": Mark("points with a fitted line", ("geom_point()", "geom_smooth(method='lm'{more})"), "xy"),
    "smooth_only": Mark("smoothed curve", ("geom_smooth(method='lm', se=False{more})",), "xy"),
    "rug": Mark("scatter plot with rugs", ("geom_point()", "geom_rug()"), "xy"),
    "text": Mark("points with text labels", ("geom_text(aes(label='{by}'){more})",), "xy"),
    "label": Mark("labels in boxes", ("geom_label(aes(label='{by}'))",), "xy"),
    "count": Mark("bar chart of counts", ("geom_bar({looks})",), "c"),
    "col": Mark("bar chart", ("geom_col({looks})",), "gy1"),
    "bar_fill": Mark("bars that fill the height", ("geom_bar(position='fill')",), "c"),
    "bar_dodge": Mark("grouped bars side by side", ("geom_bar(position='dodge')",), "c"),
    "bar_dodge2": Mark("bars of one width side by side", ("geom_bar(position=position_dodge(preserve='single'))",), "c"),
    "histogram": Mark("histogram", ("geom_histogram(bins={bins}{more})",), "n"),
    "freqpoly": Mark("frequency polygon", ("geom_freqpoly(bins={bins})",), "n"),
    "density": Mark("density curves", ("geom_density({looks})",), "n"),
    "ecdf": Mark("cumulative distribution", ("stat_ecdf()",), "n"),
    "qq": Mark("quantile-quantile plot", ("stat_qq()", "stat_qq_line()"), "s"),
    "dotplot": Mark("dot plot of stacked dots", ("geom_dotplot(bins={bins}, stackdir='{direction}')",), "n"),
    "boxplot": Mark("box plot", ("geom_boxplot({looks})",), "gy"),
    "notched": Mark("notched box plot", ("geom_boxplot(notch=True, width=0.6{more})",), "gy"),
    "violin": Mark("violin plot", ("geom_violin({looks})",), "gy"),
    "violin_quantiles": Mark("violin plot with quantiles", ("geom_violin(draw_quantiles=[0.25, 0.5, 0.75]{more})",), "gy"),
    "sina": Mark("sina plot", ("geom_sina()",), "gy"),
    "violin_sina": Mark("sina plot within violins", ("geom_violin()", "geom_sina(size=1)"), "gy"),
    "errorbar": Mark("points with error bars", ("geom_errorbar(aes(ymin='{y}-1', ymax='{y}+1'), width=0.2)", "geom_point()"), "gy1"),
    "linerange": Mark("line ranges", ("geom_linerange(aes(ymin='{y}-1', ymax='{y}+1'), size={size})",), "gy1"),
    "pointrange": Mark("point ranges", ("geom_pointrange(aes(ymin='{y}-1', ymax='{y}+1'))",), "gy1"),
    "crossbar": Mark("crossbars", ("geom_crossbar(aes(ymin='{y}-1', ymax='{y}+1'))",), "gy1"),
    "lollipop": Mark("lollipop chart", ("geom_segment(aes(xend='{by}', y=0, yend='{y}'))", "geom_point(size={size})"), "gy1"),
    "summary": Mark("means with ranges of a summary", ("stat_summary(fun_data='mean_cl_normal'{more})",), "gy"),
    "summary_median": Mark("medians with their range", ("stat_summary(fun_y=np.median, fun_ymin=np.min, fun_ymax=np.max)",), "gy"),
    "summary_bar": Mark("bars of means", ("stat_summary(fun_y=np.mean, geom='bar'{more})",), "gy"),
    "summary_bin": Mark("summary of bins", ("stat_summary_bin(bins={bins})",), "xy"),
    "tile": Mark("heat map of tiles", ("geom_tile(aes(fill='{y}')){extra}",), "t"),
    "raster": Mark("raster image", ("geom_raster(aes(fill='{y}'))",), "t"),
    "raster_smooth": Mark("interpolated raster image", ("geom_raster(aes(fill='{y}'), interpolate=True)",), "t"),
    "tile_text": Mark("heat map with numbers", ("geom_tile(aes(fill='{y}'))", "geom_text(aes(label='{y}.round(1)'), size=8)"), "t"),
    "bin_2d": Mark("two-dimensional histogram", ("geom_bin_2d(bins={bins})",), "xy"),
    "density_2d": Mark("contour lines of a density", ("geom_density_2d()",), "xy"),
    "pointdensity": Mark("points coloured by density", ("geom_pointdensity()",), "xy"),
    "hull": Mark("polygons", ("geom_polygon(alpha={alpha})",), "xy"),
    "rect": Mark("rectangles", ("geom_rect(aes(xmin='{x}', xmax='{x}+1', ymin='{y}', ymax='{y}+1'), alpha={alpha})",), "xy"),
    "segment": Mark("segments with arrows", ("geom_segment(aes(xend='{x}+1', yend='{y}-1'), arrow=arrow(length=0.1))",), "xy"),
    "spoke": Mark("spokes", ("geom_spoke(aes(angle='{x}'), radius=1)",), "xy"),
    "hline": Mark("points with reference lines", ("geom_point()", "geom_hline(yintercept=[2, 4], linetype='dashed')"), "xy"),
    "vline": Mark("points with vertical lines", ("geom_point()", "geom_vline(xintercept=[2, 4, 6], color='{tint}')"), "xy"),
    "abline": Mark("points with a sloped line", ("geom_point()", "geom_abline(slope=0.5, intercept=1)"), "xy"),
    "annotate": Mark("points with an annotated rectangle", ("geom_point()", "annotate('rect', xmin=1, xmax=4, ymin=1, ymax=4, fill='{tint}', alpha=0.3)"), "xy"),
    "stripes": Mark("points over stripes in the background", ("annotation_stripes(fill=['{tint}', '{tint2}'], alpha=0.3)", "geom_point()"), "gy"),
    "stripes_flat": Mark("stripes in the background", ("annotation_stripes(fill_range='{range}')", "geom_jitter(width=0.1)"), "gy"),
    "size": Mark("bubble chart", ("geom_point(aes(size='{y}'), alpha={alpha})",), "xy"),
    "shape": Mark("scatter plot with a shape for each group", ("geom_point(aes(shape='{by}'), size={size})",), "xy"),
    "gradient": Mark("scatter plot with a colour scale", ("geom_point(aes(color='{y}'), size={size})", "scale_color_gradient(low='{tint}', high='{tint2}')"), "xy"),
}  # fmt: skip
THEMES = ("bw", "minimal", "classic", "dark", "light", "linedraw", "void", "tufte", "seaborn", "matplotlib", "538")


def draw(rng: random.Random) -> Drawn:
    """One chart by chance, of a script that is drawn as it stands."""
    name = rng.choice(list(MARKS))
    script, table = _script(rng, name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            picture = _picture(rng, script, table)
        except Exception as error:  # whatever a library of many layers says of a combination that it cannot draw
            raise ValueError(f"{script}: {error}") from error
    texts = some(
        rng,
        [_as_test(rng, script, name), _as_test(rng, script, name), _as_r(script), " + ".join(script), _as_class(name)],
        4,
        4,
    )
    return Drawn(
        "chart", picture, (*(Behind("code", text) for text in texts), Behind("text", _sentence(rng, script, name)))
    )


def _script(rng: random.Random, name: str) -> tuple[list[str], pd.DataFrame]:
    """The layers of a chart, and the data that they draw."""
    mark = MARKS[name]
    x, y, by = (snake(thing) for thing in field_of_work(rng).things_of(rng, 3))
    alpha, size, tint = rng.choice([0.3, 0.5, 0.7]), rng.randint(1, 6), colour(rng)
    looks = some(rng, [f"alpha={alpha}", f"size={rng.choice([0.5, 1, 2, 3])}", f"color='{tint}'"], 0, 2)
    if "c" in mark.needs or mark.needs == "gy1":
        looks = some(rng, [f"alpha={alpha}", f"fill='{tint}'", f"width={rng.choice([0.3, 0.5, 0.9])}"], 0, 2)
    values = {
        "x": x, "y": y, "by": by, "alpha": alpha, "size": size, "tint": tint, "tint2": colour(rng),
        "bins": rng.choice([8, 10, 20, 30]), "direction": rng.choice(["up", "down", "center"]),
        "range": rng.choice(["auto", "nocycle", "extend"]), "looks": ", ".join(looks), "extra": "",
        "more": f", {looks[0]}" if looks and not looks[0].startswith("width") else "",
    }  # fmt: skip
    shown = rng.random() < 0.6 and "stripes" not in name
    layers = [layer.format_map(values) for layer in mark.layers]
    maps = {"xy": [x, y], "gy": [by, y], "gy1": [by, y], "n": [y], "c": [by], "s": [f"sample='{y}'"], "t": [x, by]}[
        mark.needs
    ]
    inside = ", ".join(of if "=" in of else f"'{of}'" for of in maps)
    tinted = (
        rng.choice(["color", "fill"])
        if mark.needs in {"gy", "n"}
        else "fill"
        if mark.needs in {"c", "gy1"}
        else "color"
    )
    other = "kind" if mark.needs in {"c", "t"} else by
    if shown and mark.needs != "t" and "aes(color" not in layers[0] and f"{tinted}=" not in layers[0]:
        inside += f", {tinted}='factor({other})'" if rng.random() < 0.3 else f", {tinted}='{other}'"
    script = [f"ggplot(df, aes({inside}))", *layers, *_changes(rng, mark, other, y)]
    return script, _table(rng, mark, x, y, by)


def _changes(rng: random.Random, mark: Mark, by: str, y: str) -> list[str]:
    """Facets, coordinates, scales, labels, a theme: a few of them."""
    free = rng.choice(["", ", scales='free'", ", scales='free_x'", ", scales='free_y'", ", ncol=2"])
    facets = [
        f"facet_wrap('{by}'{free})",
        f"facet_wrap('~{by}'{free})",
        f"facet_grid(cols='{by}')",
        f"facet_grid('{by} ~ .')",
    ]
    across = [
        "coord_flip()",
        "coord_fixed(ratio=0.5)",
        "coord_trans(y='log1p')",
        "scale_y_reverse()",
        "scale_y_log10()",
        "ylim(0, 8)",
    ]
    fine = [
        "xlab('')",
        f"labs(title='{title(y)}')",
        f"labs(x='{title(by)}', y='', subtitle='{title(mark.said)}')",
        "guides(fill=False)",
    ]
    themes = [f"theme_{name}()" for name in THEMES]
    places = [f"theme(legend_position='{place}')" for place in ("top", "bottom", "left", "none")]
    tints = [
        "scale_color_brewer(type='qual', palette='Set1')",
        "scale_fill_brewer(type='qual', palette='Set2')",
        "scale_color_grey()",
    ]
    parts = [(facets, 0.25), (across, 0.25), (fine, 0.3), (themes, 0.25), (places, 0.12), (tints, 0.12)]
    return [rng.choice(choices) for choices, chance in parts if rng.random() < chance]


def _table(rng: random.Random, mark: Mark, x: str, y: str, by: str) -> pd.DataFrame:
    numbers = np.random.default_rng(rng.getrandbits(32))
    groups = list(rng.choice(GROUPINGS))[: rng.randint(2, 6)]
    if mark.needs == "gy1":
        return pd.DataFrame({by: groups, y: numbers.uniform(1, 9, len(groups)).round(1)})
    if mark.needs == "t":
        rows, columns = rng.randint(2, 9), rng.randint(2, 9)
        across, down = (part.ravel() for part in np.meshgrid(np.arange(columns), np.arange(rows)))
        return pd.DataFrame(
            {
                x: across,
                by: down,
                y: numbers.normal(3, 2, rows * columns),
                "kind": numbers.choice(groups, rows * columns),
            }
        )
    count = rng.choice([4, 10, 30, 80])
    per = [numbers.normal(rng.uniform(2, 6), rng.uniform(0.4, 1.6), count) for _ in groups]
    at = np.sort(numbers.uniform(0, 8, count)) if rng.random() < 0.7 else numbers.normal(4, 1.5, count)
    slope = rng.uniform(-0.8, 0.8)
    value = [one + slope * at if mark.needs == "xy" else one for one in per]
    rows = count * len(groups)
    table = {x: np.tile(at, len(groups)), y: np.concatenate(value), by: np.repeat(groups, count)}
    return pd.DataFrame(table | {"kind": numbers.choice(["a", "b", "c"], rows)})


def _picture(rng: random.Random, script: list[str], table: pd.DataFrame) -> Image.Image:
    names = {name: getattr(plotnine, name) for name in plotnine.__all__}
    plot = eval(" + ".join(script), names | {"df": table, "np": np})  # the script was put together above
    content = io.BytesIO()
    width, height = rng.choice([(6.4, 4.8), (6.4, 4.8), (5, 5), (7, 4), (8, 3), (4, 6)])
    plot.save(content, "png", width=width, height=height, dpi=rng.choice([60, 72, 80]), verbose=False)
    return Image.open(content).convert("RGB")


def _as_test(rng: random.Random, script: list[str], name: str) -> str:
    """The script as tests and examples hold it."""
    joined = "(\n        " + "\n        + ".join(script) + "\n    )" if rng.random() < 0.6 else " + ".join(script)
    used = sorted(
        set(re.findall(r"\b(?:geom|stat|facet|coord|scale|theme|position|annotation)_\w+", joined)) | {"aes", "ggplot"}
    )
    head = f"from plotnine import {', '.join(used)}\n\n" if rng.random() < 0.4 else ""
    called = rng.choice([name, "aesthetics", f"{name}_facets", f"{name}_params", "theme", "scale", "layout"])
    if rng.random() < 0.5:
        return f'{head}def test_{called}():\n    p = {joined}\n    assert p == "{called}"'
    return f"{head}p = {joined}\np.save('{called}.png')"


def _as_r(script: list[str]) -> str:
    text = " +\n  ".join(script)
    return (
        re.sub(r"aes\(([^()]*)\)", lambda found: found[0].replace("'", ""), text)
        .replace("False", "FALSE")
        .replace("True", "TRUE")
    )


def _as_class(name: str) -> str:
    mark = MARKS[name]
    layer = re.match(r"\w+", mark.layers[-1])
    return f'class {layer[0] if layer else name}(layer):\n    """{title(mark.said)}"""\n\n    def draw_group(data, panel_params, coord, ax):'


def _sentence(rng: random.Random, script: list[str], name: str) -> str:
    said = MARKS[name].said
    facets = ", a panel for each group" if any("facet" in layer for layer in script) else ""
    flipped = ", lying on its side" if "coord_flip()" in script else ""
    return rng.choice(
        [f"{title(said)}{facets}{flipped}.", f"The plot shows {said}{flipped}{facets}.", f"How to draw {said}{facets}."]
    )
