"""Charts, drawn by matplotlib in many kinds and styles, with the scripts that would draw them in nine libraries."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import matplotlib
import numpy as np
from matplotlib import patches, style
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from skillnet.image.drawn import Behind, Drawn, colour, some
from skillnet.image.words import GROUPINGS, camel, snake, title
from skillnet.image.words import field as field_of_work

Numbers = np.ndarray
STYLES = (
    *("default",) * 4,
    *("ggplot",) * 4,
    *("seaborn-v0_8-whitegrid", "seaborn-v0_8-darkgrid", "seaborn-v0_8-white", "seaborn-v0_8-ticks"),
    *(
        "bmh",
        "fivethirtyeight",
        "dark_background",
        "grayscale",
        "Solarize_Light2",
        "classic",
        "fast",
        "tableau-colorblind10",
    ),
)
MAPS = [
    "viridis",
    "plasma",
    "inferno",
    "magma",
    "cividis",
    "Blues",
    "Reds",
    "Greens",
    "coolwarm",
    "RdBu",
    "Spectral",
    "jet",
    "hot",
    "gray",
    "YlGnBu",
    "terrain",
]
GRAMMAR = {
    "axes.facecolor": "#ebebeb", "axes.edgecolor": "#ebebeb", "axes.grid": True, "axes.axisbelow": True, "grid.color": "white",
    "axes.labelcolor": "black", "axes.labelsize": 9, "xtick.color": "#7f7f7f", "ytick.color": "#7f7f7f", "xtick.labelsize": 7,
    "ytick.labelsize": 7, "legend.frameon": False, "legend.fontsize": 7, "legend.loc": "center left", "figure.facecolor": "white",
    "axes.titlesize": 9, "patch.linewidth": 0,
}  # fmt: skip
"""How a grammar of graphics looks where nothing else is asked for (ggplot2, plotnine)."""
HUES = {
    2: ["#f8766d", "#00bfc4"],
    3: ["#f8766d", "#00ba38", "#619cff"],
    4: ["#f8766d", "#7cae00", "#00bfc4", "#c77cff"],
    5: ["#f8766d", "#a3a500", "#00bf7d", "#00b0f6", "#e76bf3"],
    6: ["#f8766d", "#b79f00", "#00ba38", "#00bfc4", "#619cff", "#f564e3"],
}
"""Its colours for so many groups."""
DPI = 72


@dataclass
class Plan:
    """What a chart shows: names of columns, groups, colours, and the options that its code spells out."""

    rng: random.Random
    numbers: np.random.Generator
    kind: str
    x: str
    y: str
    by: str
    groups: tuple[str, ...]
    colours: list[str]
    cmap: str
    title: str
    axes: bool
    legend: bool
    facets: int
    flip: bool
    log: str
    alpha: float
    options: dict[str, str] = field(default_factory=dict)

    def series(self, points: int) -> list[Numbers]:
        """A walk for each group."""
        return [np.cumsum(self.numbers.normal(0.1, 1, points)) + self.numbers.uniform(0, 8) for _ in self.groups]

    def clouds(self, points: int) -> list[tuple[Numbers, Numbers]]:
        slope = self.numbers.uniform(-1, 1)
        found = []
        for _ in self.groups:
            x = self.numbers.normal(self.numbers.uniform(2, 9), self.numbers.uniform(0.4, 2), points)
            found.append((x, slope * x + self.numbers.normal(self.numbers.uniform(0, 4), 0.8, points)))
        return found

    def samples(self, points: int) -> list[Numbers]:
        return [
            self.numbers.normal(self.numbers.uniform(2, 9), self.numbers.uniform(0.5, 2), points) for _ in self.groups
        ]

    def heights(self) -> Numbers:
        return self.numbers.uniform(1, 10, len(self.groups))

    def surface(self, size: int) -> tuple[Numbers, Numbers, Numbers]:
        axis = np.linspace(-3, 3, size)
        x, y = np.meshgrid(axis, axis)
        a, b, c = self.numbers.uniform(0.4, 1.6, 3)
        return x, y, np.sin(a * x + c) * np.cos(b * y) + 0.3 * np.exp(-(x**2) - y**2)


Paint = Callable[[Axes, Plan], Sequence[str]]
"""Draws on the axes; returns the calls of matplotlib that do."""


@dataclass(frozen=True)
class Kind:
    """A kind of chart: how to draw it, what it is called, and its marks in libraries ("" where one has none)."""

    paint: Paint
    said: str
    ggplot: str
    seaborn: str = ""
    plotly: str = ""
    vega: str = ""
    chartjs: str = ""
    projection: str = ""


def _pick(plan: Plan, place: int) -> str:
    return plan.colours[place % len(plan.colours)]


def _bars(ax: Axes, plan: Plan) -> Sequence[str]:
    width = plan.rng.choice([0.4, 0.6, 0.8, 0.95])
    draw = ax.barh if plan.flip else ax.bar
    size = {"height" if plan.flip else "width": width}
    single = plan.rng.random() < 0.5
    tint = _pick(plan, 0) if single else [_pick(plan, i) for i in range(len(plan.groups))]
    edge = plan.rng.choice(["none", "black", _pick(plan, 1)])
    draw(plan.groups, plan.heights(), color=tint, edgecolor=edge, alpha=plan.alpha, **size)
    plan.options |= {"width": str(width), "fill": _pick(plan, 0)}
    return [f"ax.{'barh' if plan.flip else 'bar'}({plan.x}, {plan.y}, color={tint!r}, edgecolor='{edge}')"]


def _grouped(ax: Axes, plan: Plan) -> Sequence[str]:
    stacked = plan.kind in {"stacked bar", "filled bar"}
    columns, base = 4 + plan.rng.randrange(5), np.zeros(0)
    base = np.zeros(columns)
    heights = [plan.numbers.uniform(1, 10, columns) for _ in plan.groups]
    if plan.kind == "filled bar":
        total = sum(heights)
        heights = [height / total for height in heights]
    width = 0.8 if stacked else 0.8 / len(plan.groups)
    for place, (group, height) in enumerate(zip(plan.groups, heights, strict=True)):
        at = np.arange(columns) + (0 if stacked else place * width)
        if plan.flip:
            ax.barh(
                at, height, width, left=base if stacked else 0, label=group, color=_pick(plan, place), alpha=plan.alpha
            )
        else:
            ax.bar(
                at,
                height,
                width,
                bottom=base if stacked else 0,
                label=group,
                color=_pick(plan, place),
                alpha=plan.alpha,
            )
        base = base + height
    how = "bottom=base, " if stacked else f"width={width:.2f}, "
    return [
        f"for i, group in enumerate({list(plan.groups)!r}):",
        f"    ax.{'barh' if plan.flip else 'bar'}(x + i * w, df[group], {how}label=group, color=colors[i])",
    ]


def _lines(ax: Axes, plan: Plan) -> Sequence[str]:
    marker = plan.rng.choice(["", "", "o", "s", "^", "D", "x", "+", "*"])
    style = plan.rng.choice(["-", "-", "--", ":", "-."])
    width = plan.rng.choice([1, 1.5, 2, 3, 5])
    step = plan.kind == "step"
    for place, walk in enumerate(plan.series(plan.rng.choice([6, 12, 30, 120]))):
        options = {"marker": marker, "linestyle": style, "linewidth": width, "label": plan.groups[place]}
        (ax.step if step else ax.plot)(np.arange(len(walk)), walk, color=_pick(plan, place), **options)
    plan.options |= {"linetype": style, "size": str(width)} | ({"shape": marker} if marker else {})
    return [
        f"ax.{'step' if step else 'plot'}({plan.x}, {plan.y}, '{marker}{style}', color='{_pick(plan, 0)}', linewidth={width}, label={plan.by})"
    ]


def _area(ax: Axes, plan: Plan) -> Sequence[str]:
    walks = [np.abs(walk) + 0.5 for walk in plan.series(30)]
    if plan.kind == "stacked area":
        ax.stackplot(np.arange(30), walks, labels=plan.groups, colors=plan.colours, alpha=plan.alpha)
        return [f"ax.stackplot({plan.x}, *series, labels={list(plan.groups)!r}, colors=colors, alpha={plan.alpha})"]
    if plan.kind == "ribbon":
        middle, spread = walks[0], plan.numbers.uniform(0.5, 2)
        ax.plot(middle, color=_pick(plan, 0))
        ax.fill_between(np.arange(30), middle - spread, middle + spread, color=_pick(plan, 1), alpha=0.4)
        return [f"ax.fill_between({plan.x}, {plan.y}_min, {plan.y}_max, alpha=0.4)", f"ax.plot({plan.x}, {plan.y})"]
    for place, walk in enumerate(walks[: plan.rng.choice([1, 1, 2, 3])]):
        ax.fill_between(np.arange(30), walk, color=_pick(plan, place), alpha=plan.alpha, label=plan.groups[place])
    return [f"ax.fill_between({plan.x}, 0, {plan.y}, color='{_pick(plan, 0)}', alpha={plan.alpha})"]


def _points(ax: Axes, plan: Plan) -> Sequence[str]:
    marker = plan.rng.choice("oooos^Dxv*P+")
    size = plan.rng.choice([6, 12, 24, 50])
    for place, (x, y) in enumerate(plan.clouds(plan.rng.choice([8, 20, 60, 150]))):
        area = plan.numbers.uniform(10, 400, len(x)) if plan.kind == "bubble" else size
        if plan.kind == "colour scale":
            ax.scatter(x, y, s=30, c=y, cmap=plan.cmap, marker=marker)
            plan.options |= {"cmap": plan.cmap}
        else:
            ax.scatter(
                x, y, s=area, color=_pick(plan, place), alpha=plan.alpha, marker=marker, label=plan.groups[place]
            )
        if plan.kind == "regression":
            at = np.linspace(x.min(), x.max(), 30)
            fit = np.polyval(np.polyfit(x, y, plan.rng.choice([1, 1, 2])), at)
            ax.plot(at, fit, color=_pick(plan, place))
            ax.fill_between(at, fit - 0.5, fit + 0.5, color="gray", alpha=0.3)
        if plan.kind == "rug":
            ax.plot(x, np.full(len(x), ax.get_ylim()[0]), "|", color=_pick(plan, place), markersize=14)
        if plan.kind == "labels":
            for where in range(min(8, len(x))):
                ax.annotate(plan.rng.choice(plan.groups), (x[where], y[where]))
    plan.options |= {"shape": marker, "alpha": str(plan.alpha)}
    what = f"s=df['{plan.by}'] * 10" if plan.kind == "bubble" else f"s={size}"
    return [f"ax.scatter({plan.x}, {plan.y}, {what}, marker='{marker}', alpha={plan.alpha})"]


def _jitter(ax: Axes, plan: Plan) -> Sequence[str]:
    for place, sample in enumerate(plan.samples(40)):
        at = place + plan.numbers.uniform(-0.25, 0.25, len(sample))
        ax.scatter(at, sample, color=_pick(plan, place), s=12, alpha=plan.alpha)
    ax.set_xticks(range(len(plan.groups)), plan.groups)
    return [f"ax.scatter(positions + rng.uniform(-0.25, 0.25, n), {plan.y})"]


def _boxes(ax: Axes, plan: Plan) -> Sequence[str]:
    samples, vertical = plan.samples(60), not plan.flip
    if plan.kind == "violin":
        parts = ax.violinplot(
            samples, orientation="vertical" if vertical else "horizontal", showmedians=plan.rng.random() < 0.5
        )
        for place, body in enumerate(parts["bodies"]):
            body.set_facecolor(_pick(plan, place))
            body.set_alpha(plan.alpha)
        return [f"ax.violinplot(samples, vert={vertical}, showmedians=True)"]
    notch = plan.rng.random() < 0.3
    drawn = ax.boxplot(
        samples,
        orientation="vertical" if vertical else "horizontal",
        notch=notch,
        patch_artist=True,
        tick_labels=plan.groups,
    )
    for place, box in enumerate(drawn["boxes"]):
        box.set_facecolor(_pick(plan, place) if plan.rng.random() < 0.8 else "white")
    plan.options |= {"notch": str(notch)} if notch else {}
    return [f"ax.boxplot(samples, vert={vertical}, notch={notch}, patch_artist=True, labels={list(plan.groups)!r})"]


def _histogram(ax: Axes, plan: Plan) -> Sequence[str]:
    bins = plan.rng.choice([5, 10, 20, 30, 50])
    step = "step" if plan.kind == "frequency polygon" else plan.rng.choice(["bar", "bar", "stepfilled"])
    sideways = "horizontal" if plan.flip else "vertical"
    for place, sample in enumerate(plan.samples(300)[: plan.rng.choice([1, 1, 2, 3])]):
        edge = plan.rng.choice(["none", "white", "black"])
        ax.hist(
            sample,
            bins=bins,
            histtype=step,
            orientation=sideways,
            color=_pick(plan, place),
            alpha=plan.alpha,
            edgecolor=edge if step == "bar" else None,
        )
    plan.options |= {"bins": str(bins)}
    return [f"ax.hist({plan.x}, bins={bins}, histtype='{step}', orientation='{sideways}', color='{_pick(plan, 0)}')"]


def _density(ax: Axes, plan: Plan) -> Sequence[str]:
    at = np.linspace(-2, 14, 200)
    for place, sample in enumerate(plan.samples(60)):
        width = plan.numbers.uniform(0.3, 0.9)
        curve = np.exp(-(((at[:, None] - sample) / width) ** 2) / 2).mean(1)
        ground = place * 0.4 if plan.kind == "ridgeline" else 0
        ax.plot(at, curve + ground, color=_pick(plan, place), label=plan.groups[place])
        ax.fill_between(at, ground, curve + ground, color=_pick(plan, place), alpha=plan.alpha * 0.6)
    return [
        "density = gaussian_kde(sample)",
        f"ax.plot(grid, density(grid), color='{_pick(plan, 0)}')",
        "ax.fill_between(grid, density(grid), alpha=0.5)",
    ]


def _cumulative(ax: Axes, plan: Plan) -> Sequence[str]:
    if plan.kind == "quantiles":
        sample = np.sort(plan.samples(50)[0])
        normal = np.sort(plan.numbers.normal(0, 1, 50))
        ax.scatter(normal, sample, color=_pick(plan, 0), s=14)
        ax.plot(normal, np.poly1d(np.polyfit(normal, sample, 1))(normal), color=_pick(plan, 1))
        return [f"stats.probplot({plan.y}, dist='norm', plot=ax)"]
    for place, sample in enumerate(plan.samples(40)):
        ax.step(np.sort(sample), np.arange(1, 41) / 40, color=_pick(plan, place), label=plan.groups[place])
    return [f"ax.ecdf({plan.x}, label={plan.by})"]


def _errors(ax: Axes, plan: Plan) -> Sequence[str]:
    at, height, spread = np.arange(len(plan.groups)), plan.heights(), plan.numbers.uniform(0.3, 2, len(plan.groups))
    caps = plan.rng.choice([0, 3, 6, 10])
    style = {
        "fmt": plan.rng.choice(["o", "s", "none", "D"]),
        "capsize": caps,
        "color": _pick(plan, 0),
        "linewidth": plan.rng.choice([1, 2, 4]),
    }
    ax.errorbar(
        height if plan.flip else at, at if plan.flip else height, **{("xerr" if plan.flip else "yerr"): spread}, **style
    )
    if plan.kind == "crossbar":
        ax.bar(at, 2 * spread, 0.6, bottom=height - spread, color="none", edgecolor=_pick(plan, 1))
    return [f"ax.errorbar({plan.x}, {plan.y}, yerr=error, fmt='{style['fmt']}', capsize={caps})"]


def _circle(ax: Axes, plan: Plan) -> Sequence[str]:
    ring = {"width": plan.rng.choice([0.25, 0.4, 0.6])} if plan.kind == "doughnut" else {}
    labels = plan.groups if plan.axes else None
    start = plan.rng.choice([0, 90, 45, 180])
    explode = [0.1, *[0] * (len(plan.groups) - 1)] if plan.rng.random() < 0.25 else None
    ax.pie(
        plan.heights(),
        labels=labels,
        colors=[_pick(plan, i) for i in range(len(plan.groups))],
        startangle=start,
        explode=explode,
        autopct="%1.0f%%" if plan.rng.random() < 0.3 else None,
        wedgeprops={"edgecolor": plan.rng.choice(["white", "black", "none"]), **ring},
    )
    plan.options |= {"cutout": f"{100 - int(100 * ring['width'])}%"} if ring else {}
    return [
        f"ax.pie({plan.y}, labels={list(plan.groups)!r}, startangle={start}{', wedgeprops=dict(width=0.4)' if ring else ''}, colors={plan.colours[: len(plan.groups)]!r})"
    ]


def _polar(ax: Axes, plan: Plan) -> Sequence[str]:
    count = len(plan.groups)
    angles = np.linspace(0, 2 * np.pi, count, endpoint=False)
    if plan.kind == "polar bars":
        ax.bar(
            angles, plan.heights(), 2 * np.pi / count, color=[_pick(plan, i) for i in range(count)], alpha=plan.alpha
        )
    else:
        for place in range(plan.rng.choice([1, 2, 3])):
            height = plan.heights()
            closed = np.append(angles, angles[:1]), np.append(height, height[:1])
            ax.plot(*closed, color=_pick(plan, place))
            ax.fill(*closed, color=_pick(plan, place), alpha=plan.alpha * 0.4)
    ax.set_xticks(angles, plan.groups)
    return [
        "ax = fig.add_subplot(projection='polar')",
        f"ax.{'bar' if plan.kind == 'polar bars' else 'plot'}(angles, {plan.y})",
    ]


def _grid(ax: Axes, plan: Plan) -> Sequence[str]:
    size = plan.rng.choice([4, 6, 8, 12, 24])
    values = plan.numbers.normal(0, 1, (size, size + plan.rng.randrange(4)))
    if plan.kind == "correlation":
        values = np.corrcoef(plan.numbers.normal(0, 1, (size, 6)))
    image = ax.imshow(values, cmap=plan.cmap, aspect="auto")
    if plan.rng.random() < 0.5:
        ax.figure.colorbar(image, ax=ax)
    if size <= 8 and plan.rng.random() < 0.5:
        for (row, column), value in np.ndenumerate(values):
            ax.text(column, row, f"{value:.1f}", ha="center", va="center", fontsize=7)
    plan.options |= {"cmap": plan.cmap}
    return [f"im = ax.imshow({plan.y}, cmap='{plan.cmap}', aspect='auto')", "fig.colorbar(im, ax=ax)"]


def _levels(ax: Axes, plan: Plan) -> Sequence[str]:
    x, y, z = plan.surface(40)
    levels = plan.rng.choice([5, 8, 12, 20])
    if plan.kind == "contour":
        ax.contour(x, y, z, levels, cmap=plan.cmap)
    elif plan.kind == "filled contour":
        ax.contourf(x, y, z, levels, cmap=plan.cmap)
    elif plan.kind == "triangles":
        at = plan.numbers.uniform(-3, 3, (2, 60))
        ax.tripcolor(at[0], at[1], np.sin(at[0]) * np.cos(at[1]), cmap=plan.cmap)
    else:
        ax.pcolormesh(x, y, z, cmap=plan.cmap)
    name = {"contour": "contour", "filled contour": "contourf", "triangles": "tripcolor"}.get(plan.kind, "pcolormesh")
    plan.options |= {"cmap": plan.cmap, "levels": str(levels)}
    return [f"cs = ax.{name}(X, Y, Z, levels={levels}, cmap='{plan.cmap}')"]


def _bins(ax: Axes, plan: Plan) -> Sequence[str]:
    x, y = plan.clouds(800)[0]
    size = plan.rng.choice([10, 20, 30])
    if plan.kind == "hexagons":
        ax.hexbin(x, y, gridsize=size, cmap=plan.cmap)
        return [f"ax.hexbin({plan.x}, {plan.y}, gridsize={size}, cmap='{plan.cmap}')"]
    ax.hist2d(x, y, bins=size, cmap=plan.cmap)
    return [f"ax.hist2d({plan.x}, {plan.y}, bins={size}, cmap='{plan.cmap}')"]


def _arrows(ax: Axes, plan: Plan) -> Sequence[str]:
    x, y, z = plan.surface(12)
    down, across = np.gradient(z)
    if plan.kind == "streams":
        ax.streamplot(x, y, across, down, color=_pick(plan, 0), density=plan.rng.choice([0.6, 1, 1.5]))
        return ["ax.streamplot(X, Y, U, V)"]
    if plan.kind == "segments":
        ends = plan.numbers.uniform(0, 10, (4, 14))
        for place, (a, b, c, d) in enumerate(ends.T):
            ax.annotate(
                "", (a, b), (c, d), arrowprops={"arrowstyle": plan.rng.choice(["->", "-"]), "color": _pick(plan, place)}
            )
        ax.set(xlim=(0, 10), ylim=(0, 10))
        return [f"for a, b, c, d in {plan.y}:", "    ax.annotate('', (a, b), (c, d), arrowprops=dict(arrowstyle='->'))"]
    ax.quiver(x, y, across, down, color=_pick(plan, 0))
    return [f"ax.quiver(X, Y, U, V, color='{_pick(plan, 0)}')"]


def _stems(ax: Axes, plan: Plan) -> Sequence[str]:
    if plan.kind == "reference lines":
        for place in range(plan.rng.randint(1, 4)):
            draw = plan.rng.choice([ax.axhline, ax.axvline])
            draw(plan.numbers.uniform(0, 10), color=_pick(plan, place), linestyle=plan.rng.choice(["-", "--", ":"]))
        ax.axline((0, plan.numbers.uniform(0, 4)), slope=plan.numbers.uniform(-1, 1), color=_pick(plan, 3))
        ax.set(xlim=(0, 10), ylim=(0, 10))
        return ["ax.axhline(threshold, linestyle='--')", "ax.axvline(cut)", "ax.axline((0, intercept), slope=slope)"]
    if plan.kind == "gantt":
        for place in range(len(plan.groups)):
            start = plan.numbers.uniform(0, 5)
            ax.broken_barh([(start, plan.numbers.uniform(1, 4))], (place - 0.35, 0.7), color=_pick(plan, place))
        ax.set_yticks(range(len(plan.groups)), plan.groups)
        return [
            "for i, task in enumerate(tasks):",
            "    ax.broken_barh([(task.start, task.duration)], (i - 0.35, 0.7))",
        ]
    if plan.kind == "events":
        ax.eventplot(
            [plan.numbers.uniform(0, 10, 20) for _ in plan.groups],
            colors=[_pick(plan, i) for i in range(len(plan.groups))],
        )
        return ["ax.eventplot(spikes, colors=colors)"]
    if plan.kind == "candles":
        for place, move in enumerate(plan.numbers.normal(0, 1, 24)):
            low = 5 + place * 0.1
            ax.vlines(place, low - 1, low + abs(move) + 1, color="black", linewidth=1)
            ax.bar(place, abs(move), 0.6, bottom=low, color=_pick(plan, 0 if move > 0 else 1))
        return [
            "ax.vlines(df.index, df.low, df.high)",
            "ax.bar(df.index, df.close - df.open, bottom=df.open, color=colors)",
        ]
    count = plan.rng.choice([8, 14, 24])
    height = plan.numbers.normal(1, 3, count)
    _, stems, _ = ax.stem(np.arange(count), height, linefmt="-", markerfmt=plan.rng.choice(["o", "D", "s"]))
    stems.set_color(_pick(plan, 0))
    return [f"ax.stem({plan.x}, {plan.y})"]


def _shapes(ax: Axes, plan: Plan) -> Sequence[str]:
    if plan.kind == "network":
        at = plan.numbers.uniform(0, 10, (len(plan.groups) + 5, 2))
        for _ in range(len(at) + 4):
            a, b = plan.rng.sample(range(len(at)), 2)
            ax.plot(at[[a, b], 0], at[[a, b], 1], color="gray", linewidth=1)
        ax.scatter(at[:, 0], at[:, 1], s=plan.rng.choice([80, 200, 400]), color=_pick(plan, 0), zorder=3)
        ax.set_axis_off()
        return ["G = nx.Graph(edges)", f"nx.draw(G, pos=nx.spring_layout(G), node_color='{_pick(plan, 0)}', ax=ax)"]
    if plan.kind == "treemap":
        left, top, rest = 0.0, 0.0, 1.0
        for place in range(len(plan.groups)):
            share = plan.numbers.uniform(0.25, 0.6)
            wide = place % 2 == 0
            size = (rest * share, 1 - top) if wide else (1 - left, (1 - top) * share)
            ax.add_patch(patches.Rectangle((left, top), *size, facecolor=_pick(plan, place), edgecolor="white"))
            ax.text(left + size[0] / 2, top + size[1] / 2, plan.groups[place], ha="center", va="center", fontsize=8)
            left, top, rest = (left + size[0], top, 1 - left - size[0]) if wide else (left, top + size[1], rest)
        ax.set_axis_off()
        return [f"squarify.plot(sizes={plan.y}, label={list(plan.groups)!r}, color=colors, ax=ax)"]
    for place in range(plan.rng.randint(2, 12)):
        angles = np.sort(plan.numbers.uniform(0, 2 * np.pi, plan.rng.randint(3, 9)))
        middle, size = plan.numbers.uniform(1, 9, 2), plan.numbers.uniform(0.6, 2.2)
        around = middle[:, None] + size * np.array([np.cos(angles), np.sin(angles)])
        ax.fill(around[0], around[1], facecolor=_pick(plan, place), edgecolor="black", alpha=plan.alpha)
    ax.set_aspect("equal")
    return [f"gdf.plot(column='{plan.y}', edgecolor='black', ax=ax)"]


def _solid(ax: Axes, plan: Plan) -> Sequence[str]:
    x, y, z = plan.surface(20)
    if plan.kind == "3d scatter":
        at = plan.numbers.normal(0, 1, (3, 80))
        ax.scatter(at[0], at[1], at[2], color=_pick(plan, 0))
        return ["ax = fig.add_subplot(projection='3d')", f"ax.scatter({plan.x}, {plan.y}, {plan.by})"]
    if plan.kind == "3d wireframe":
        ax.plot_wireframe(x, y, z, color=_pick(plan, 0), linewidth=0.7)
    else:
        ax.plot_surface(x, y, z, cmap=plan.cmap)
    name = "plot_wireframe" if plan.kind == "3d wireframe" else "plot_surface"
    return ["ax = fig.add_subplot(projection='3d')", f"ax.{name}(X, Y, Z, cmap='{plan.cmap}')"]


KINDS: dict[str, Kind] = {
    "bar": Kind(_bars, "bar chart", "geom_col()", "barplot", "bar", "bar", "bar"),
    "count": Kind(_bars, "bar chart of counts", "geom_bar()", "countplot", "histogram", "bar", "bar"),
    "grouped bar": Kind(_grouped, "grouped bar chart", "geom_bar(stat='identity', position='dodge')", "barplot", "bar", "bar", "bar"),
    "stacked bar": Kind(_grouped, "stacked bar chart", "geom_bar(stat='identity', position='stack')", "histplot", "bar", "bar", "bar"),
    "filled bar": Kind(_grouped, "bar chart of shares that fill the height", "geom_bar(position='fill')", "histplot", "bar", "bar", "bar"),
    "line": Kind(_lines, "line chart", "geom_line()", "lineplot", "line", "line", "line"),
    "path": Kind(_lines, "path through points", "geom_path() + geom_point()", "lineplot", "scatter", "line", "line"),
    "step": Kind(_lines, "stepped line chart", "geom_step()", "lineplot", "line", "line", "line"),
    "area": Kind(_area, "area chart", "geom_area()", "", "area", "area", "line"),
    "stacked area": Kind(_area, "stacked area chart", "geom_area(position='stack')", "", "area", "area", "line"),
    "ribbon": Kind(_area, "line with a confidence ribbon", "geom_ribbon(aes(ymin='low', ymax='high')) + geom_line()", "lineplot", "line", "errorband", "line"),
    "scatter": Kind(_points, "scatter plot", "geom_point()", "scatterplot", "scatter", "point", "scatter"),
    "bubble": Kind(_points, "bubble chart", "geom_point(aes(size='{by}'))", "scatterplot", "scatter", "circle", "bubble"),
    "colour scale": Kind(_points, "scatter plot with a colour scale", "geom_point(aes(color='{y}')) + scale_color_gradient()", "scatterplot", "scatter", "point", "scatter"),
    "regression": Kind(_points, "scatter plot with a fitted line", "geom_point() + geom_smooth(method='lm')", "regplot", "scatter", "point", "scatter"),
    "rug": Kind(_points, "scatter plot with rugs", "geom_point() + geom_rug()", "rugplot", "scatter", "tick", "scatter"),
    "labels": Kind(_points, "points with text labels", "geom_point() + geom_text(aes(label='{by}'))", "scatterplot", "scatter", "text", "scatter"),
    "jitter": Kind(_jitter, "strip plot with jittered points", "geom_jitter(width=0.25)", "stripplot", "strip", "point", "scatter"),
    "box": Kind(_boxes, "box plot", "geom_boxplot()", "boxplot", "box", "boxplot", "boxplot"),
    "violin": Kind(_boxes, "violin plot", "geom_violin()", "violinplot", "violin", "area", "violin"),
    "histogram": Kind(_histogram, "histogram", "geom_histogram(bins={bins})", "histplot", "histogram", "bar", "bar"),
    "frequency polygon": Kind(_histogram, "frequency polygon", "geom_freqpoly(bins={bins})", "histplot", "histogram", "line", "line"),
    "density": Kind(_density, "density curves", "geom_density(alpha={alpha})", "kdeplot", "histogram", "area", "line"),
    "ridgeline": Kind(_density, "ridgeline plot", "geom_density_ridges()", "kdeplot", "violin", "area", ""),
    "cumulative": Kind(_cumulative, "cumulative distribution", "stat_ecdf()", "ecdfplot", "ecdf", "line", "line"),
    "quantiles": Kind(_cumulative, "quantile-quantile plot", "stat_qq() + stat_qq_line()", "", "scatter", "point", ""),
    "error bars": Kind(_errors, "points with error bars", "geom_errorbar(aes(ymin='low', ymax='high'), width=0.2) + geom_point()", "pointplot", "scatter", "errorbar", "bar"),
    "point range": Kind(_errors, "point ranges", "geom_pointrange(aes(ymin='low', ymax='high'))", "pointplot", "scatter", "errorbar", ""),
    "crossbar": Kind(_errors, "crossbars", "geom_crossbar(aes(ymin='low', ymax='high'))", "", "box", "errorbar", ""),
    "pie": Kind(_circle, "pie chart", "geom_bar(width=1) + coord_polar('y')", "", "pie", "arc", "pie"),
    "doughnut": Kind(_circle, "doughnut chart", "geom_rect() + coord_polar(theta='y')", "", "pie", "arc", "doughnut"),
    "radar": Kind(_polar, "radar chart", "geom_polygon() + coord_radar()", "", "line_polar", "arc", "radar", "polar"),
    "polar bars": Kind(_polar, "polar area chart", "geom_col() + coord_polar()", "", "bar_polar", "arc", "polarArea", "polar"),
    "heat map": Kind(_grid, "heat map", "geom_tile(aes(fill='{y}'))", "heatmap", "imshow", "rect", "matrix"),
    "raster": Kind(_grid, "raster image", "geom_raster(aes(fill='{y}'))", "heatmap", "imshow", "rect", "matrix"),
    "correlation": Kind(_grid, "correlation matrix", "geom_tile() + scale_fill_gradient2()", "heatmap", "imshow", "rect", "matrix"),
    "contour": Kind(_levels, "contour lines", "geom_density_2d()", "kdeplot", "density_contour", "", ""),
    "filled contour": Kind(_levels, "filled contours", "stat_density_2d(geom='polygon')", "kdeplot", "density_contour", "", ""),
    "mesh": Kind(_levels, "colour mesh", "geom_raster(interpolate=True)", "", "density_heatmap", "rect", ""),
    "triangles": Kind(_levels, "triangulated colours", "geom_polygon()", "", "", "", ""),
    "hexagons": Kind(_bins, "hexagonal bins", "geom_hex()", "jointplot", "density_heatmap", "rect", ""),
    "two-dimensional bins": Kind(_bins, "two-dimensional histogram", "geom_bin_2d()", "histplot", "density_heatmap", "rect", ""),
    "arrows": Kind(_arrows, "field of arrows", "geom_spoke(aes(angle='angle', radius=0.5))", "", "quiver", "", ""),
    "streams": Kind(_arrows, "stream lines", "geom_path()", "", "streamline", "", ""),
    "segments": Kind(_arrows, "segments and arrows", "geom_segment(aes(xend='xend', yend='yend'), arrow=arrow())", "", "line", "rule", ""),
    "lollipop": Kind(_stems, "lollipop chart", "geom_segment() + geom_point()", "", "scatter", "rule", "bar"),
    "reference lines": Kind(_stems, "reference lines", "geom_hline(yintercept=3) + geom_vline(xintercept=2) + geom_abline()", "", "line", "rule", "line"),
    "gantt": Kind(_stems, "Gantt chart of tasks", "geom_linerange(aes(xmin='start', xmax='end'), size=8)", "", "timeline", "bar", "bar"),
    "events": Kind(_stems, "raster of events", "geom_linerange()", "rugplot", "scatter", "tick", ""),
    "candles": Kind(_stems, "candlestick chart", "geom_linerange() + geom_rect()", "", "candlestick", "rule", "candlestick"),
    "network": Kind(_shapes, "network graph", "geom_edge_link() + geom_node_point()", "", "scatter", "point", "graph"),
    "treemap": Kind(_shapes, "treemap", "geom_treemap()", "", "treemap", "rect", "treemap"),
    "map": Kind(_shapes, "map of polygons", "geom_map(aes(fill='{y}'))", "", "choropleth", "geoshape", "choropleth"),
    "3d surface": Kind(_solid, "three-dimensional surface", "", "", "surface", "", "surface", "3d"),
    "3d wireframe": Kind(_solid, "three-dimensional wireframe", "", "", "surface", "", "", "3d"),
    "3d scatter": Kind(_solid, "three-dimensional scatter plot", "", "", "scatter_3d", "", "", "3d"),
}  # fmt: skip


def draw(rng: random.Random) -> Drawn:
    """One chart by chance, or a few of one kind side by side."""
    return chart(plan(rng))


def chart(plan: Plan) -> Drawn:
    """The chart of a plan."""
    kind, rng = KINDS[plan.kind], plan.rng
    is_grammar = kind.ggplot != "" and rng.random() < 0.3
    if is_grammar:
        plan.colours = HUES.get(len(plan.groups), HUES[6]) if rng.random() < 0.6 else ["#333333", "#595959"]
    with style.context(GRAMMAR if is_grammar else rng.choice(STYLES)):
        if rng.random() < 0.3:
            matplotlib.rcParams |= {"axes.spines.top": False, "axes.spines.right": False}
        figure = Figure(
            figsize=(rng.uniform(4, 9), rng.uniform(3.2, 6.5)), dpi=DPI, layout="tight" if plan.facets > 1 else None
        )
        canvas = FigureCanvasAgg(figure)
        calls = _paint(figure, plan, kind)
        canvas.draw()
        picture = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    texts = [_matplotlib(plan, kind, calls), _matplotlib(plan, kind, calls)]
    texts += [text for script in SCRIPTS if (text := script(plan, kind))]
    behind = [Behind("code", text) for text in some(rng, texts, 5, 5)]
    return Drawn("chart", picture, (*behind, Behind("text", _said(plan, kind))))


def plan(rng: random.Random) -> Plan:
    """What a chart is to show, by chance."""
    work = field_of_work(rng)
    x, y, by = (snake(thing) for thing in work.things_of(rng, 3))
    groups = rng.choice(GROUPINGS) if rng.random() < 0.7 else tuple(work.things_of(rng, rng.randint(2, 7)))
    kind = rng.choice(list(KINDS))
    flat = KINDS[kind].projection == ""
    facets = (
        rng.choice([2, 3, 4, 6])
        if flat and kind not in {"pie", "doughnut", "treemap", "network"} and rng.random() < 0.18
        else 1
    )
    said = rng.choice([f"{y} by {x}", f"{y} per {by}", f"{work.name} {y}", f"{KINDS[kind].said} of {y}", y])
    return Plan(
        rng, np.random.default_rng(rng.getrandbits(32)), kind, x, y, by, tuple(groups[: rng.randint(2, 7)]),
        [colour(rng) for _ in range(10)], rng.choice(MAPS), title(said) if rng.random() < 0.5 else "",
        rng.random() < 0.85, rng.random() < 0.5, facets, flat and rng.random() < 0.2,
        rng.choice(["x", "y", "xy"]) if flat and rng.random() < 0.06 else "", rng.choice([1.0, 1.0, 0.8, 0.5, 0.3]),
    )  # fmt: skip


def _paint(figure: Figure, plan: Plan, kind: Kind) -> Sequence[str]:
    rows = 1 if plan.facets < 4 else 2
    calls: Sequence[str] = ()
    for place in range(plan.facets):
        options = {"projection": kind.projection} if kind.projection else {}
        ax = figure.add_subplot(rows, plan.facets // rows, place + 1, **options)
        calls = kind.paint(ax, plan)
        if not plan.axes:
            ax.set_axis_off()
        elif kind.projection == "":
            ax.set(xlabel=plan.x if plan.rng.random() < 0.8 else "", ylabel=plan.y if plan.rng.random() < 0.8 else "")
            if "x" in plan.log:
                ax.set_xscale("symlog")
            if "y" in plan.log:
                ax.set_yscale("symlog")
        if plan.facets > 1:
            ax.set_title(plan.groups[place % len(plan.groups)], fontsize=9)
        elif plan.legend and ax.get_legend_handles_labels()[1]:
            beside = {"bbox_to_anchor": (1, 0.5)} if matplotlib.rcParams["legend.loc"] == "center left" else {}
            ax.legend(title=plan.by if plan.rng.random() < 0.3 else None, **beside)
    if plan.title:
        figure.suptitle(plan.title)
    return calls


def _matplotlib(plan: Plan, kind: Kind, calls: Sequence[str]) -> str:
    panels = f"{1 if plan.facets < 4 else 2}, {plan.facets // (1 if plan.facets < 4 else 2)}" if plan.facets > 1 else ""
    lines = [f"fig, {'axes' if panels else 'ax'} = plt.subplots({panels})"]
    if panels:
        lines.append("for ax in axes.flat:")
        lines += [f"    {call}" for call in calls]
    else:
        lines += calls
    lines += [f"ax.set_xlabel('{plan.x}')", f"ax.set_ylabel('{plan.y}')"] if plan.axes else ["ax.set_axis_off()"]
    lines += [f"ax.set_{axis}scale('log')" for axis in plan.log]
    lines += ["ax.legend()"] if plan.legend else []
    lines += [f"fig.suptitle('{plan.title}')"] if plan.title else []
    name = snake(
        "test" if plan.rng.random() < 0.4 else plan.rng.choice(["plot", "draw", "show", "make"]), plan.kind, plan.y
    )
    shape = plan.rng.random()
    if shape < 0.35:
        return "\n".join(lines)
    decorated = f"@image_comparison(['{snake(plan.kind)}'])\n" if name.startswith("test") and shape < 0.7 else ""
    doc = f'    """{title(kind.said)} of {plan.y} by {plan.x}."""\n' if shape > 0.7 else ""
    return f"{decorated}def {name}(df):\n{doc}" + "\n".join(f"    {line}" for line in lines)


def _ggplot(plan: Plan, kind: Kind) -> str:
    if kind.ggplot == "":
        return ""
    python = plan.rng.random() < 0.6
    values = {"x": plan.x, "y": plan.y, "by": plan.by, "bins": plan.options.get("bins", "30"), "alpha": str(plan.alpha)}
    layer = kind.ggplot.format_map(values)
    quote = "'" if python else ""
    if not python:
        layer = layer.replace("'", "") if "aes(" in layer else layer
    maps = (
        [f"{quote}{plan.x}{quote}", f"{quote}{plan.y}{quote}"]
        if plan.kind not in {"histogram", "density", "count", "cumulative"}
        else [f"{quote}{plan.x}{quote}"]
    )
    if len(plan.groups) > 1 and plan.rng.random() < 0.7:
        maps.append(
            f"{plan.rng.choice(['fill', 'color', 'colour' if not python else 'color', 'group'])}={quote}{plan.by}{quote}"
        )
    layers = [f"ggplot(df, aes({', '.join(maps)}))", layer]
    if plan.facets > 1:
        layers.append(
            plan.rng.choice(
                [
                    f"facet_wrap('{plan.by}')",
                    f"facet_wrap('~{plan.by}', ncol=2)",
                    f"facet_grid('{plan.by} ~ .')",
                    f"facet_grid(cols='{plan.by}')",
                ]
            )
        )
    layers += ["coord_flip()"] if plan.flip else []
    layers += [f"scale_{axis}_log10()" for axis in plan.log]
    layers += [f"labs(title='{plan.title}', x='{plan.x}', y='{plan.y}')"] if plan.title else []
    layers += [f"scale_fill_manual({plan.colours[: len(plan.groups)]!r})"] if plan.rng.random() < 0.3 else []
    layers += [] if plan.axes else ["theme_void()"]
    layers += ["theme(legend_position='none')"] if not plan.legend and plan.rng.random() < 0.2 else []
    joined = (
        " + ".join(layers)
        if plan.rng.random() < 0.4
        else ("(\n    " if python else "") + "\n    + ".join(layers) + ("\n)" if python else "")
    )
    if python and plan.rng.random() < 0.5:
        name = snake(plan.kind, plan.rng.choice(["", plan.by, "aesthetics", "scale", "position", "args"])).strip("_")
        return f'def test_{name}():\n    p = {joined}\n    assert p == "{name}"'
    return f"p {'=' if python else '<-'} {joined}"


def _seaborn(plan: Plan, kind: Kind) -> str:
    if kind.seaborn == "":
        return ""
    if plan.facets > 1:
        return (
            f"g = sns.FacetGrid(df, col='{plan.by}')\ng.map_dataframe(sns.{kind.seaborn}, x='{plan.x}', y='{plan.y}')"
        )
    return f"sns.{kind.seaborn}(data=df, x='{plan.x}', y='{plan.y}', hue='{plan.by}', palette={plan.colours[:3]!r})\nplt.title('{plan.title}')"


def _plotly(plan: Plan, kind: Kind) -> str:
    if kind.plotly == "":
        return ""
    mode = ", barmode='stack'" if plan.kind == "stacked bar" else ""
    facet = f", facet_col='{plan.by}'" if plan.facets > 1 else ""
    return f"import plotly.express as px\nfig = px.{kind.plotly}(df, x='{plan.x}', y='{plan.y}', color='{plan.by}'{mode}{facet}, title='{plan.title}')\nfig.show()"


def _altair(plan: Plan, kind: Kind) -> str:
    if kind.vega == "":
        return ""
    return (
        f"alt.Chart({plan.by}_data, title='{plan.title}').mark_{kind.vega}(opacity={plan.alpha}).encode(\n    x='{plan.x}:Q',\n    y='{plan.y}:Q',\n    color='{plan.by}:N',\n)"
        + (f".facet('{plan.by}', columns=2)" if plan.facets > 1 else "")
    )


def _vega(plan: Plan, kind: Kind) -> str:
    if kind.vega == "":
        return ""
    axis = "" if plan.axes else ', "axis": null'
    return f'{{\n  "data": {{"url": "data/{plan.by}.json"}},\n  "mark": "{kind.vega}",\n  "encoding": {{\n    "x": {{"field": "{plan.x}"{axis}}},\n    "y": {{"field": "{plan.y}"{axis}}},\n    "color": {{"field": "{plan.by}", "type": "nominal"}}\n  }}\n}}'


def _chartjs(plan: Plan, kind: Kind) -> str:
    if kind.chartjs == "":
        return ""
    stacked = "true" if plan.kind in {"stacked bar", "filled bar", "stacked area"} else "false"
    sets = ",\n".join(
        f"      {{ label: '{group}', data: [{', '.join(str(plan.rng.randint(0, 50)) for _ in range(5))}], backgroundColor: '{_pick(plan, place)}'"
        + (", fill: true" if "area" in plan.kind else "")
        + (", stepped: true" if plan.kind == "step" else "")
        + " }"
        for place, group in enumerate(plan.groups[:4])
    )
    shown = f"scales: {{ x: {{ display: {str(plan.axes).lower()}, stacked: {stacked} }}, y: {{ display: {str(plan.axes).lower()}, stacked: {stacked} }} }}"
    flip = " indexAxis: 'y'," if plan.flip else ""
    legend = f"plugins: {{ legend: {{ display: {str(plan.legend).lower()} }}, title: {{ display: {str(plan.title != '').lower()}, text: '{plan.title}' }} }}"
    body = f"{{\n  type: '{kind.chartjs}',\n  data: {{\n    labels: {list(plan.groups)!r},\n    datasets: [\n{sets}\n    ]\n  }},\n  options: {{{flip} {shown}, {legend} }}\n}}"
    if plan.rng.random() < 0.5:
        return f"module.exports = {{ config: {body} }};"
    return f"new Chart({camel(plan.y)}Canvas, {body});"


def _echarts(plan: Plan, kind: Kind) -> str:
    if kind.chartjs == "":
        return ""
    return f"const option = {{\n  title: {{ text: '{plan.title}' }},\n  xAxis: {{ type: 'category', data: {list(plan.groups)!r} }},\n  yAxis: {{ type: 'value', name: '{plan.y}' }},\n  color: {plan.colours[:3]!r},\n  series: [{{ name: '{plan.by}', type: '{kind.chartjs}', data: {camel(plan.y)}, smooth: true }}]\n}};\nchart.setOption(option);"


SCRIPTS = (_ggplot, _ggplot, _seaborn, _plotly, _altair, _vega, _chartjs, _chartjs, _echarts)


def _said(plan: Plan, kind: Kind) -> str:
    said = plan.rng.choice([
        f"{title(kind.said)} of {plan.y} by {plan.x}, one colour for each {plan.by}.",
        f"The figure shows {plan.y} against {plan.x} as a {kind.said}.",
        f"{plan.title or title(plan.y)}: {kind.said}" + (f", one panel for each {plan.by}" if plan.facets > 1 else ""),
        f"How to draw a {kind.said}" + (" with flipped axes" if plan.flip else "") + (" on a logarithmic scale" if plan.log else "") + ".",
    ])  # fmt: skip
    return said
