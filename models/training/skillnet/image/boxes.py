"""Diagrams of boxes and arrows in layouts of our own, with their sources and the code that they document."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from skillnet.image.drawn import Behind, Drawn, colour, some
from skillnet.image.fonts import font
from skillnet.image.words import Field, camel, field, snake, title

Point = tuple[float, float]


@dataclass(frozen=True)
class Node:
    """A box: its name, and for classes and tables their rows."""

    name: str
    fields: tuple[str, ...] = ()
    deeds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Graph:
    """What a diagram shows; `edges` are places of nodes with what stands at the arrow."""

    kind: str
    work: Field
    nodes: tuple[Node, ...]
    edges: tuple[tuple[int, int, str], ...]
    name: str


def draw(rng: random.Random) -> Drawn:
    """One diagram by chance."""
    graph = _graph(rng)
    picture = (_sequence if graph.kind == "sequence" else _boxes)(rng, graph)
    code = [text for write in WRITERS[graph.kind] if (text := write(rng, graph))]
    behind = [Behind("code", text) for text in some(rng, code, 4, 4)]
    return Drawn("diagram", picture, (*behind, Behind("text", _said(rng, graph))))


def _graph(rng: random.Random) -> Graph:
    work = field(rng)
    kind = rng.choice(list(WRITERS))
    count = rng.randint(3, 9)
    if kind == "class":
        names = list(dict.fromkeys(work.class_name(rng) for _ in range(count * 2)))[:count]
        nodes = [
            Node(name, tuple(work.things_of(rng, rng.randint(0, 4))), _deeds(rng, work, rng.randint(0, 4)))
            for name in names
        ]
    elif kind == "entity":
        nodes = [
            Node(snake(name), tuple(dict.fromkeys(["id", *map(snake, work.things_of(rng, rng.randint(1, 5)))])))
            for name in work.things_of(rng, min(count, 6))
        ]
    elif kind == "state":
        nodes = [
            Node(name)
            for name in rng.sample(
                [
                    "idle",
                    "ready",
                    "running",
                    "waiting",
                    "done",
                    "failed",
                    "paused",
                    "open",
                    "closed",
                    "pending",
                    "approved",
                    "rejected",
                    "sent",
                    "expired",
                ],
                count,
            )
        ]
    elif kind == "flow":
        nodes = [Node(" ".join(work.deed(rng)) + ("?" if rng.random() < 0.2 else "")) for _ in range(count)]
    else:
        things = work.things_of(rng, count)
        nodes = [
            Node(title(thing, rng.choice(["service", "api", "db", "cache", "worker", "ui", "", ""])).strip())
            for thing in things
        ]
    nodes = list({node.name: node for node in nodes}.values())
    edges = {(rng.randrange(place), place): "" for place in range(1, len(nodes))}
    for _ in range(rng.randint(0, len(nodes) // 2)):
        a, b = rng.sample(range(len(nodes)), 2)
        edges.setdefault((a, b), "")
    labelled = tuple((a, b, _label(rng, kind, work)) for a, b in edges)
    return Graph(kind, work, tuple(nodes), labelled, work.class_name(rng))


def _deeds(rng: random.Random, work: Field, count: int) -> tuple[str, ...]:
    return tuple(camel(*work.deed(rng)) for _ in range(count))


def _label(rng: random.Random, kind: str, work: Field) -> str:
    if kind == "sequence":
        return camel(*work.deed(rng)) + "()"
    if kind == "class":
        return rng.choice(["extends", "implements", "uses", "has"])
    return rng.choice(["", "", "yes", "no", rng.choice(["on ", "", "to "]) + work.deed(rng)[0]])


@dataclass(frozen=True)
class Look:
    """Colours and sizes of one drawing."""

    ground: str
    ink: str
    fills: tuple[str, ...]
    text: str
    round: int
    width: int
    font: ImageFont.FreeTypeFont


def _look(rng: random.Random) -> Look:
    dark = rng.random() < 0.25
    ground = (
        rng.choice(["#1e1e1e", "#0d1117", "#222233"])
        if dark
        else rng.choice(["white", "white", "white", "#fafafa", "#f5f5ff"])
    )
    plain = rng.choice(["#ececff", "white", "#fefece", "#e8f0fe", "#dae8fc"]) if not dark else "#2d2d3d"
    fills = tuple(_soft(rng, dark) for _ in range(rng.choice([1, 1, 3, 5]))) if rng.random() < 0.6 else (plain,)
    return Look(
        ground,
        rng.choice(["#333333", "black", "#9370db", "#a80036"]) if not dark else "#cccccc",
        fills,
        "#eeeeee" if dark else "black",
        rng.choice([0, 0, 6, 14]),
        rng.choice([1, 2, 2, 3]),
        font(rng, rng.choice([12, 14, 16, 20])),
    )


def _soft(rng: random.Random, dark: bool) -> str:
    if rng.random() < 0.2:
        return colour(rng)
    low, high = (20, 90) if dark else (170, 255)
    return "#" + "".join(f"{rng.randint(low, high):02x}" for _ in range(3))


def _boxes(rng: random.Random, graph: Graph) -> Image.Image:
    """Nodes in ranks by their distance from the first, arrows between their borders."""
    look = _look(rng)
    across = rng.random() < 0.4
    rank = [0] * len(graph.nodes)
    for a, b, _ in graph.edges:
        if a < b:
            rank[b] = max(rank[b], rank[a] + 1)
    sizes = [_size(look, node) for node in graph.nodes]
    gap = rng.choice([30, 50, 80])
    places: list[Point] = [(0, 0)] * len(graph.nodes)
    along = 20.0
    for level in range(max(rank) + 1):
        members = [place for place, of in enumerate(rank) if of == level]
        beside = 20.0 + rng.uniform(0, 60)
        for place in members:
            width, height = sizes[place]
            places[place] = (along, beside) if across else (beside, along)
            beside += (height if across else width) + gap
        along += max((sizes[place][0] if across else sizes[place][1]) for place in members) + gap
    right = max(x + width for (x, _), (width, _) in zip(places, sizes, strict=True)) + 20
    bottom = max(y + height for (_, y), (_, height) in zip(places, sizes, strict=True)) + 20
    picture = Image.new("RGB", (int(right), int(bottom)), look.ground)
    pen = ImageDraw.Draw(picture)
    straight = rng.random() < 0.5
    for a, b, label in graph.edges:
        _arrow(pen, look, _middle(places[a], sizes[a]), _middle(places[b], sizes[b]), sizes[b], label, straight, across)
    for place, node in enumerate(graph.nodes):
        _box(rng, pen, look, places[place], sizes[place], node, graph.kind, look.fills[place % len(look.fills)])
    return picture


def _size(look: Look, node: Node) -> tuple[float, float]:
    rows = [node.name, *node.fields, *(f"{deed}()" for deed in node.deeds)]
    width = max(look.font.getlength(row) for row in rows) + 24
    return width, (look.font.size + 5) * len(rows) + 18 + (8 if node.fields else 0) + (8 if node.deeds else 0)


def _middle(place: Point, size: Point) -> Point:
    return place[0] + size[0] / 2, place[1] + size[1] / 2


def _arrow(
    pen: ImageDraw.ImageDraw,
    look: Look,
    start: Point,
    end: Point,
    size: Point,
    label: str,
    straight: bool,
    across: bool,
) -> None:
    dx, dy = end[0] - start[0], end[1] - start[1]
    share = min(size[0] / 2 / max(abs(dx), 1e-6), size[1] / 2 / max(abs(dy), 1e-6), 1)
    tip = (end[0] - dx * share, end[1] - dy * share)
    corner = (tip[0], start[1]) if across else (start[0], tip[1])
    pen.line([start, tip] if straight else [start, corner, tip], fill=look.ink, width=look.width)
    length = max((dx**2 + dy**2) ** 0.5, 1)
    ux, uy = dx / length, dy / length
    pen.polygon(
        [
            tip,
            (tip[0] - 10 * ux - 5 * uy, tip[1] - 10 * uy + 5 * ux),
            (tip[0] - 10 * ux + 5 * uy, tip[1] - 10 * uy - 5 * ux),
        ],
        fill=look.ink,
    )
    if label:
        pen.text(((start[0] + tip[0]) / 2, (start[1] + tip[1]) / 2), label, fill=look.ink, font=look.font, anchor="mm")


def _box(
    rng: random.Random,
    pen: ImageDraw.ImageDraw,
    look: Look,
    place: Point,
    size: Point,
    node: Node,
    kind: str,
    fill: str,
) -> None:
    x, y = place
    frame = (x, y, x + size[0], y + size[1])
    if kind == "flow" and node.name.endswith("?"):
        middle = _middle(place, size)
        pen.polygon(
            [(x - 8, middle[1]), (middle[0], y - 8), (frame[2] + 8, middle[1]), (middle[0], frame[3] + 8)],
            fill=fill,
            outline=look.ink,
        )
    elif kind == "state":
        pen.rounded_rectangle(frame, 16, fill=fill, outline=look.ink, width=look.width)
    else:
        pen.rounded_rectangle(frame, look.round, fill=fill, outline=look.ink, width=look.width)
    line = look.font.size + 5
    pen.text((x + size[0] / 2, y + 8), node.name, fill=look.text, font=look.font, anchor="ma")
    at = y + 8 + line
    for rows in (node.fields, tuple(f"{deed}()" for deed in node.deeds)):
        if rows:
            pen.line([(x, at + 2), (frame[2], at + 2)], fill=look.ink, width=1)
            at += 8
        for row in rows:
            pen.text((x + 8, at), row, fill=look.text, font=look.font)
            at += line


def _sequence(rng: random.Random, graph: Graph) -> Image.Image:
    """Life lines with a message for each edge."""
    look = _look(rng)
    sizes = [_size(look, node) for node in graph.nodes]
    step, tops = rng.choice([34, 44, 60]), [20.0]
    for width, _ in sizes:
        tops.append(tops[-1] + max(width, 90) + rng.choice([20, 40]))
    height = int(80 + step * (len(graph.edges) + 1) + sizes[0][1])
    picture = Image.new("RGB", (int(tops[-1]), height), look.ground)
    pen = ImageDraw.Draw(picture)
    middles = [left + size[0] / 2 for left, size in zip(tops, sizes, strict=False)]
    for place, node in enumerate(graph.nodes):
        pen.line([(middles[place], 30), (middles[place], height - 40)], fill=look.ink, width=1)
        for y in (14, height - 14 - sizes[place][1]):
            _box(rng, pen, look, (tops[place], y), sizes[place], node, "box", look.fills[0])
    for place, (a, b, label) in enumerate(graph.edges):
        y = 60 + sizes[0][1] + step * place - 20
        _arrow(pen, look, (middles[a], y), (middles[b], y), (0, 0), "", True, True)
        pen.text(((middles[a] + middles[b]) / 2, y - 4), label, fill=look.text, font=look.font, anchor="mb")
    return picture


Write = Callable[[random.Random, Graph], str]


def _mermaid(rng: random.Random, graph: Graph) -> str:
    if graph.kind == "sequence":
        return "sequenceDiagram\n" + "\n".join(
            f"    {_id(graph, a)}->>{_id(graph, b)}: {label}" for a, b, label in graph.edges
        )
    if graph.kind == "class":
        rows = [
            f"    class {node.name} {{\n"
            + "\n".join(f"        +{row}" for row in (*node.fields, *(f"{deed}()" for deed in node.deeds)))
            + "\n    }"
            for node in graph.nodes
        ]
        return "classDiagram\n" + "\n".join(
            [*rows, *(f"    {_id(graph, a)} <|-- {_id(graph, b)}" for a, b, _ in graph.edges)]
        )
    if graph.kind == "state":
        return (
            "stateDiagram-v2\n    [*] --> "
            + graph.nodes[0].name
            + "\n"
            + "\n".join(
                f"    {_id(graph, a)} --> {_id(graph, b)}" + (f" : {label}" if label else "")
                for a, b, label in graph.edges
            )
        )
    if graph.kind == "entity":
        rows = [
            f"    {node.name} {{\n" + "\n".join(f"        string {row}" for row in node.fields) + "\n    }"
            for node in graph.nodes
        ]
        return "erDiagram\n" + "\n".join(
            [*(f"    {_id(graph, a)} ||--o{{ {_id(graph, b)} : has" for a, b, _ in graph.edges), *rows]
        )
    return f"flowchart {rng.choice(['TD', 'LR'])}\n" + "\n".join(
        f"    {_id(graph, a)}[{graph.nodes[a].name}] -->"
        + (f"|{label}|" if label else "")
        + f" {_id(graph, b)}[{graph.nodes[b].name}]"
        for a, b, label in graph.edges
    )


def _id(graph: Graph, place: int) -> str:
    return (
        camel(graph.nodes[place].name.rstrip("?"))
        if " " in graph.nodes[place].name
        else graph.nodes[place].name.rstrip("?")
    )


def _dot(rng: random.Random, graph: Graph) -> str:
    edges = "\n".join(
        f'  "{graph.nodes[a].name}" -> "{graph.nodes[b].name}"' + (f' [label="{label}"]' if label else "") + ";"
        for a, b, label in graph.edges
    )
    return f"digraph {graph.name} {{\n  node [shape={rng.choice(['box', 'ellipse', 'record'])}];\n{edges}\n}}"


def _plantuml(rng: random.Random, graph: Graph) -> str:
    head = "\n".join(
        f"class {node.name} {{\n  " + "\n  ".join((*node.fields, *(f"{deed}()" for deed in node.deeds))) + "\n}"
        for node in graph.nodes
        if graph.kind == "class"
    )
    mark = {"class": "<|--", "sequence": "->", "state": "-->"}.get(graph.kind, "-->")
    return (
        "@startuml\n"
        + head
        + "\n"
        + "\n".join(
            f"{_id(graph, a)} {mark} {_id(graph, b)}" + (f" : {label}" if label else "") for a, b, label in graph.edges
        )
        + "\n@enduml"
    )


def _parent(graph: Graph, place: int) -> str:
    return next((graph.nodes[a].name for a, b, _ in graph.edges if b == place), "")


def _java(rng: random.Random, graph: Graph) -> str:
    parts = []
    for place, node in enumerate(graph.nodes):
        parent = _parent(graph, place)
        rows = [
            f"  private final {rng.choice(['String', 'int', 'long', 'List<String>'])} {camel(row)};"
            for row in node.fields
        ]
        rows += [f"  public void {deed}() {{ {camel(parent) if parent else 'log'}.{deed}(); }}" for deed in node.deeds]
        parts.append(
            f"public class {node.name}"
            + (f" {rng.choice(['extends', 'implements'])} {parent}" if parent else "")
            + " {\n"
            + "\n".join(rows)
            + "\n}"
        )
    return "\n\n".join(some(rng, parts, 1, len(parts)))


def _python(rng: random.Random, graph: Graph) -> str:
    parts = []
    for place, node in enumerate(graph.nodes):
        rows = [f"    {snake(row)}: {rng.choice(['str', 'int', 'float', 'list[str]'])}" for row in node.fields]
        rows += [
            f"    def {snake(deed)}(self):\n        return self.{snake(graph.work.thing(rng))}" for deed in node.deeds
        ]
        parts.append(f"class {node.name}({_parent(graph, place)}):\n" + ("\n".join(rows) or "    pass"))
    return "\n\n".join(some(rng, parts, 1, len(parts)))


def _typescript(rng: random.Random, graph: Graph) -> str:
    parts = []
    for place, node in enumerate(graph.nodes):
        parent = _parent(graph, place)
        rows = [f"  {camel(row)}: {rng.choice(['string', 'number', 'boolean'])};" for row in node.fields]
        rows += [f"  {deed}(): void {{}}" for deed in node.deeds]
        parts.append(
            f"export class {node.name}" + (f" extends {parent}" if parent else "") + " {\n" + "\n".join(rows) + "\n}"
        )
    return "\n\n".join(some(rng, parts, 1, len(parts)))


def _sql(rng: random.Random, graph: Graph) -> str:
    tables = [
        f"CREATE TABLE {node.name} (\n  "
        + ",\n  ".join(f"{row} {'INTEGER PRIMARY KEY' if row == 'id' else 'TEXT'}" for row in node.fields)
        + "\n);"
        for node in graph.nodes
    ]
    return "\n".join(some(rng, tables, 2, len(tables)))


def _orm(rng: random.Random, graph: Graph) -> str:
    parts = [
        f"class {title(node.name).replace(' ', '')}(Base):\n    __tablename__ = '{node.name}'\n"
        + "\n".join(f"    {row} = Column({rng.choice(['String', 'Integer'])})" for row in node.fields)
        for node in graph.nodes
    ]
    return "\n\n".join(some(rng, parts, 1, 4))


def _machine(rng: random.Random, graph: Graph) -> str:
    if rng.random() < 0.5:
        cases = "\n".join(
            f"    case State.{graph.nodes[a].name}: return State.{graph.nodes[b].name};" for a, b, _ in graph.edges
        )
        return f"enum State {{ {', '.join(node.name for node in graph.nodes)} }}\n\nfunction next(state: State): State {{\n  switch (state) {{\n{cases}\n  }}\n}}"
    rows = "\n".join(
        f"    ('{graph.nodes[a].name}', '{label or 'next'}'): '{graph.nodes[b].name}'," for a, b, label in graph.edges
    )
    return f"class {graph.name}Machine:\n    TRANSITIONS = {{\n{rows}\n    }}"


def _functions(rng: random.Random, graph: Graph) -> str:
    calls = [snake(node.name.rstrip("?")) for node in graph.nodes]
    body = "\n".join(f"    {call}({graph.work.thing(rng)})" for call in calls)
    return (
        f"def {snake('run', graph.work.name)}({graph.work.thing(rng)}):\n{body}"
        if rng.random() < 0.5
        else f"function {camel('process', graph.name)}() {{\n"
        + "\n".join(f"  {camel(call)}();" for call in calls)
        + "\n}"
    )


def _handlers(rng: random.Random, graph: Graph) -> str:
    rows = [f"    {snake(graph.nodes[b].name)}.{snake(label.rstrip('()'))}()" for _, b, label in graph.edges]
    return (
        f"class {camel(graph.nodes[0].name)[:1].upper()}{camel(graph.nodes[0].name)[1:]}:\n  def handle(self):\n"
        + "\n".join(rows)
    )


def _compose(rng: random.Random, graph: Graph) -> str:
    parts = []
    for place, node in enumerate(graph.nodes):
        needs = [snake(graph.nodes[b].name) for a, b, _ in graph.edges if a == place]
        parts.append(
            f"  {snake(node.name)}:\n    image: {graph.work.name}/{snake(node.name)}"
            + (f"\n    depends_on: [{', '.join(needs)}]" if needs else "")
        )
    return "services:\n" + "\n".join(parts)


def _diagrams(rng: random.Random, graph: Graph) -> str:
    rows = [
        f'    {snake(node.name)} = {rng.choice(["EC2", "RDS", "Lambda", "Pod", "Server", "Redis", "PostgreSQL", "SQS"])}("{node.name}")'
        for node in graph.nodes
    ]
    return f'with Diagram("{graph.name}", show=False):\n' + "\n".join(
        [*rows, *(f"    {snake(graph.nodes[a].name)} >> {snake(graph.nodes[b].name)}" for a, b, _ in graph.edges)]
    )


SOURCES: tuple[Write, ...] = (_mermaid, _dot, _plantuml)
WRITERS: dict[str, Sequence[Write]] = {
    "class": (*SOURCES, _java, _java, _python, _typescript),
    "flow": (_mermaid, _dot, _functions, _functions, _handlers),
    "architecture": (*SOURCES, _compose, _diagrams, _functions),
    "sequence": (_mermaid, _plantuml, _handlers, _functions),
    "state": (*SOURCES, _machine, _machine),
    "entity": (*SOURCES, _sql, _orm),
}


def _said(rng: random.Random, graph: Graph) -> str:
    names = [node.name for node in graph.nodes]
    kind = {
        "class": "Class diagram",
        "entity": "Entity relationship diagram",
        "state": "State diagram",
        "sequence": "Sequence diagram",
        "flow": "Flow chart",
    }.get(graph.kind, "Architecture")
    return rng.choice([
        f"{kind} of the {graph.work.name} part: {', '.join(names[:5])}.",
        f"## {graph.name}\n{names[0]} works with {', '.join(names[1:4])}.",
        f"How {names[-1]} depends on {names[0]}. {kind}.",
        " ".join(names),
    ])  # fmt: skip
