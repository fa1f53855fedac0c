"""Programs in a terminal: tables, trees, progress, lists, forms, help and logs, with code that would print them."""

import random
from collections.abc import Callable

from PIL import Image, ImageDraw

from skillnet.image.drawn import Behind, Drawn, some
from skillnet.image.fonts import font
from skillnet.image.words import Field, camel, field, snake, title

PALETTES = (
    ("#0c0c0c", "#cccccc", ("#c50f1f", "#13a10e", "#c19c00", "#0037da", "#881798", "#3a96dd")),
    ("#1e1e2e", "#cdd6f4", ("#f38ba8", "#a6e3a1", "#f9e2af", "#89b4fa", "#cba6f7", "#94e2d5")),
    ("#282c34", "#abb2bf", ("#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2")),
    ("#ffffff", "#24292e", ("#d73a49", "#22863a", "#b08800", "#0366d6", "#6f42c1", "#1b7c83")),
    ("#300a24", "#eeeeec", ("#cc0000", "#4e9a06", "#c4a000", "#3465a4", "#75507b", "#06989a")),
    ("#171717", "#dddddd", ("#ff5f87", "#5fd787", "#ffd75f", "#5f87ff", "#af87ff", "#5fd7ff")),
)
Row = list[tuple[str, int]]
"""Pieces of text, each with its colour: -1 plain, else a place in the palette."""
Screen = Callable[[random.Random, Field], tuple[list[Row], list[str], str]]
"""Rows, codes that print them, and what is said of it."""


def draw(rng: random.Random) -> Drawn:
    """One screen by chance."""
    work = field(rng)
    rows, codes, said = rng.choice(SCREENS)(rng, work)
    behind = [Behind("code", code) for code in some(rng, codes, 4, 4)]
    return Drawn("terminal", _screen(rng, rows), (*behind, Behind("text", said)))


def _screen(rng: random.Random, rows: list[Row]) -> Image.Image:
    ground, ink, palette = rng.choice(PALETTES)
    size = rng.choice([12, 14, 16, 20, 24])
    mono, pad, bar = font(rng, size, mono=True), rng.randint(4, 40), rng.choice([0, 0, 28])
    advance, step = mono.getlength("m"), int(size * rng.uniform(1.1, 1.4))
    wide = max(sum(len(text) for text, _ in row) for row in rows)
    columns = max(wide, rng.choice([0, 0, 40, 80]))
    lines = max(len(rows), rng.choice([0, 0, 12, 24]))
    picture = Image.new("RGB", (int(columns * advance) + 2 * pad, lines * step + 2 * pad + bar), ground)
    pen = ImageDraw.Draw(picture)
    if bar:
        pen.rectangle((0, 0, picture.width, bar), fill="#555555")
        for place, tint in enumerate(("#ff5f56", "#ffbd2e", "#27c93f")):
            pen.ellipse((12 + place * 20, 8, 24 + place * 20, 20), fill=tint)
    for place, row in enumerate(rows):
        x = float(pad)
        for text, tint in row:
            pen.text((x, pad + bar + place * step), text, fill=palette[tint] if tint >= 0 else ink, font=mono)
            x += len(text) * advance
    return picture


def _table(rng: random.Random, work: Field) -> tuple[list[Row], list[str], str]:
    columns = work.things_of(rng, rng.randint(2, 5))
    rows = [
        [rng.choice([work.thing(rng), str(rng.randint(1, 9999)), f"{rng.uniform(0, 100):.1f}%"]) for _ in columns]
        for _ in range(rng.randint(2, 10))
    ]
    widths = [max(len(column), *(len(row[place]) for row in rows)) + 2 for place, column in enumerate(columns)]
    side, across, corners = rng.choice(
        [("│", "─", "┌┬┐├┼┤└┴┘"), ("┃", "━", "┏┳┓┡╇┩└┴┘"), ("|", "-", "+++++++++"), ("║", "═", "╔╦╗╠╬╣╚╩╝")]
    )

    def rule(left: str, between: str, right: str) -> Row:
        return [(left + between.join(across * width for width in widths) + right, -1)]

    def line(cells: list[str], tint: int) -> Row:
        parts: Row = [(side, -1)]
        for cell, width in zip(cells, widths, strict=True):
            parts += [(f" {cell}".ljust(width), tint), (side, -1)]
        return parts

    tint = rng.randrange(-1, 6)
    head = title(work.name, "table")
    screen: list[Row] = ([[(head.center(sum(widths)), 2)]] if rng.random() < 0.4 else []) + [
        rule(*corners[:3]),
        line(columns, tint),
        rule(*corners[3:6]),
    ]
    screen += [line(row, rng.choice([-1, tint])) for row in rows] + [rule(*corners[6:])]
    names = "\n".join(
        f"table.add_column('{column}', style='{rng.choice(['cyan', 'magenta', 'green', 'bold'])}')"
        for column in columns
    )
    first = ", ".join(f"'{cell}'" for cell in rows[0])
    codes = [
        f"table = Table(title='{head}')\n{names}\ntable.add_row({first})\nConsole().print(table)",
        "columns := []table.Column{\n"
        + "\n".join(f'\t{{Title: "{column}", Width: 10}},' for column in columns)
        + "\n}\nt := table.New(table.WithColumns(columns), table.WithRows(rows))",
        f"const table = new Table({{ head: {columns!r} }});\ntable.push([{first}]);\nconsole.log(table.toString());",
        f'let table = Table::new(rows, [Constraint::Length(10)])\n    .header(Row::new(vec!{columns!r}))\n    .block(Block::bordered().title("{head}"));',
        f"print(tabulate(rows, headers={columns!r}, tablefmt='grid'))",
        f"class {title(work.name)}App(App):\n    def compose(self):\n        yield DataTable()\n    def on_mount(self):\n        self.query_one(DataTable).add_columns({', '.join(map(repr, columns))})",
    ]
    return screen, codes, f"A table of {work.name} with the columns {', '.join(columns)}."


def _tree(rng: random.Random, work: Field) -> tuple[list[Row], list[str], str]:
    root = work.thing(rng)
    rows: list[Row] = [[(root, 3)]]
    children = work.things_of(rng, rng.randint(2, 5))
    for place, child in enumerate(children):
        last = place == len(children) - 1
        rows.append([("└── " if last else "├── ", -1), (child, rng.randrange(-1, 6))])
        for leaf in work.things_of(rng, rng.randint(0, 3)):
            rows.append(
                [
                    ("    " if last else "│   ", -1),
                    ("├── ", -1),
                    (f"{snake(leaf)}.{rng.choice(['py', 'go', 'ts', 'md'])}", -1),
                ]
            )
    codes = [
        f"tree = Tree('{root}')\n"
        + "\n".join(f"{snake(child)} = tree.add('{child}')" for child in children)
        + "\nprint(tree)",
        f't := tree.Root("{root}").\n'
        + "\n".join(f'\tChild("{child}").' for child in children)
        + "\n\tEnumerator(tree.RoundedEnumerator)",
        f"function walk(node: TreeNode, depth = 0): void {{\n  console.log('  '.repeat(depth) + node.{camel(root)});\n}}",
        f"def print_tree({root}, prefix=''):\n    for child in {root}.children:\n        print(prefix + '├── ' + child.name)",
    ]
    return rows, codes, f"A tree of {root}: {', '.join(children)}."


def _progress(rng: random.Random, work: Field) -> tuple[list[Row], list[str], str]:
    rows: list[Row] = []
    tasks = [f"{title(*work.deed(rng))}" for _ in range(rng.randint(1, 6))]
    full, empty = rng.choice([("█", "░"), ("━", "─"), ("#", "."), ("=", " "), ("▓", "▒")])
    for task in tasks:
        done, width = rng.random(), rng.choice([20, 30, 40])
        bar = full * int(width * done)
        rows.append(
            [
                (task.ljust(22), -1),
                (bar, rng.randrange(6)),
                (empty * (width - len(bar)), -1),
                (f" {done:4.0%}", 2),
                (f" 0:0{rng.randint(0, 9)}:{rng.randint(10, 59)}", 5),
            ]
        )
        if rng.random() < 0.3:
            rows.append([("", -1)])
    codes = [
        "with Progress() as progress:\n"
        + "\n".join(f"    {snake(task)} = progress.add_task('{task}', total=100)" for task in tasks)
        + "\n    while not progress.finished:\n        progress.update(task, advance=1)",
        "type model struct {\n\tprogress progress.Model\n\tpercent float64\n}\n\nfunc (m model) View() string {\n\treturn pad + m.progress.ViewAs(m.percent)\n}",
        f"for {work.thing(rng)} in tqdm({work.thing(rng)}s, desc='{tasks[0]}'):\n    {snake(tasks[0])}()",
        f"const bar = new cliProgress.SingleBar({{ format: '{tasks[0]} |{{bar}}| {{percentage}}%' }});\nbar.start(100, 0);",
        f'let pb = ProgressBar::new(100);\npb.set_message("{tasks[0]}");\npb.inc(1);',
    ]
    return rows, codes, f"Progress bars while it is busy: {', '.join(tasks[:3])}."


def _list(rng: random.Random, work: Field) -> tuple[list[Row], list[str], str]:
    asked = rng.choice([f"Which {work.thing(rng)} do you want?", f"Choose a {work.thing(rng)}:", title(work.name)])
    items = work.things_of(rng, rng.randint(3, 8))
    mark, many = rng.randrange(len(items)), rng.random() < 0.4
    rows: list[Row] = [[(asked, rng.randrange(-1, 6))], [("", -1)]]
    for place, item in enumerate(items):
        box = ("[x] " if rng.random() < 0.4 else "[ ] ") if many else ""
        rows.append([("> " if place == mark else "  ", 4), (box + item, 4 if place == mark else -1)])
    rows += [[("", -1)], [("↑/k up • ↓/j down • enter select • q quit", -1)]]
    quoted = ", ".join(f'"{item}"' for item in items)
    codes = [
        f'func (m model) View() string {{\n\ts := "{asked}\\n\\n"\n\tfor i, choice := range m.choices {{\n\t\tcursor := " "\n\t\tif m.cursor == i {{\n\t\t\tcursor = ">"\n\t\t}}\n\t\ts += fmt.Sprintf("%s %s\\n", cursor, choice)\n\t}}\n\treturn s\n}}',
        f"func initialModel() model {{\n\treturn model{{\n\t\tchoices: []string{{{quoted}}},\n\t\tselected: make(map[int]struct{{}}),\n\t}}\n}}",
        f"answer = questionary.{'checkbox' if many else 'select'}('{asked}', choices=[{quoted}]).ask()",
        f"const {{ {camel(work.thing(rng))} }} = await inquirer.prompt([{{ type: '{'checkbox' if many else 'list'}', message: '{asked}', choices: [{quoted}] }}]);",
        f"<SelectInput items={{[{quoted}]}} onSelect={{{camel('select', work.thing(rng))}}} />",
        f'let items: Vec<ListItem> = vec![{quoted}];\nlet list = List::new(items).highlight_symbol("> ");',
    ]
    return rows, codes, f"{asked} A list to choose from: {', '.join(items)}."


def _form(rng: random.Random, work: Field) -> tuple[list[Row], list[str], str]:
    fields = work.things_of(rng, rng.randint(1, 5))
    frame = rng.random() < 0.5
    rows: list[Row] = [[(title(rng.choice(["new", "edit", "enter"]), work.thing(rng)), 3)], [("", -1)]]
    for name in fields:
        filled = work.thing(rng) if rng.random() < 0.5 else ""
        rows += (
            [
                [("╭" + "─" * 32 + "╮", 5)],
                [("│ ", 5), (f"{title(name)}: {filled}".ljust(31), -1), ("│", 5)],
                [("╰" + "─" * 32 + "╯", 5)],
            ]
            if frame
            else [[(f"{title(name)}: ", rng.randrange(6)), (filled or "_", -1)]]
        )
    rows += [[("", -1)], [("[ Submit ]", 4), ("  esc to cancel", -1)]]
    codes = [
        "\n".join(
            f'ti{place} := textinput.New()\nti{place}.Placeholder = "{title(name)}"'
            for place, name in enumerate(fields)
        )
        + "\nti0.Focus()",
        f"class {title(work.name)}Form(Screen):\n    def compose(self):\n"
        + "\n".join(f"        yield Input(placeholder='{title(name)}', id='{snake(name)}')" for name in fields),
        "\n".join(f"{snake(name)} = Prompt.ask('{title(name)}')" for name in fields),
        "\n".join(f"rl.question('{title(name)}: ', ({camel(name)}) => {{ save({camel(name)}); }});" for name in fields),
        "\n".join(f'read -p "{title(name)}: " {snake(name).upper()}' for name in fields),
    ]
    return rows, codes, f"A form that asks for {', '.join(fields)}."


def _log(rng: random.Random, work: Field) -> tuple[list[Row], list[str], str]:
    levels = (("INFO", 1), ("WARN", 2), ("ERROR", 0), ("DEBUG", 3))
    rows: list[Row] = []
    events = []
    for _ in range(rng.randint(4, 14)):
        (level, tint), (verb, thing) = rng.choice(levels), work.deed(rng)
        events.append((level, verb, thing))
        rows.append(
            [
                (f"{rng.randint(10, 23)}:{rng.randint(10, 59)}:{rng.randint(10, 59)} ", -1),
                (level.ljust(6), tint),
                (f"{verb} {thing}", -1),
                (f" {work.thing(rng)}={rng.randint(1, 99)}", 5),
            ]
        )
    level, verb, thing = events[0]
    codes = [
        f"logger.{level.lower()}('{verb} {thing}', {work.thing(rng)}={rng.randint(1, 99)})",
        f'log.{title(level)}("{verb} {thing}", "{work.thing(rng)}", count)',
        f'func (s *{title(thing)}Service) {title(verb)}() error {{\n\tslog.{title(level)}("{verb} {thing}")\n\treturn nil\n}}',
        f"def {snake(verb, thing)}({thing}):\n    log.{level.lower()}(f'{verb} {{{thing}}}')",
    ]
    return rows, codes, f"Log lines of {work.name}: {', '.join(f'{verb} {thing}' for _, verb, thing in events[:3])}."


def _help(rng: random.Random, work: Field) -> tuple[list[Row], list[str], str]:
    tool = snake(work.thing(rng))
    commands = [work.deed(rng) for _ in range(rng.randint(3, 8))]
    flags = work.things_of(rng, rng.randint(2, 5))
    rows: list[Row] = [[(f"Usage: {tool} [OPTIONS] COMMAND", -1)], [("", -1)], [("Options:", 2)]]
    rows += [[(f"  --{snake(flag).replace('_', '-')}".ljust(22), 5), (f"The {flag} to use", -1)] for flag in flags]
    rows += [[("", -1)], [("Commands:", 2)]] + [
        [(f"  {verb}".ljust(22), 5), (title(verb, "the", thing), -1)] for verb, thing in commands
    ]
    codes = [
        f"@click.group()\ndef {tool}():\n    pass\n\n"
        + "\n\n".join(
            f'@{tool}.command()\ndef {verb}():\n    """{title(verb, "the", thing)}"""' for verb, thing in commands[:3]
        ),
        f"parser = argparse.ArgumentParser('{tool}')\n"
        + "\n".join(f"parser.add_argument('--{snake(flag)}', help='The {flag} to use')" for flag in flags),
        f'var rootCmd = &cobra.Command{{Use: "{tool}"}}\n'
        + "\n".join(f'rootCmd.Flags().String("{snake(flag)}", "", "The {flag} to use")' for flag in flags),
        f"program.name('{tool}')"
        + "".join(f"\n  .command('{verb}').description('{title(verb, 'the', thing)}')" for verb, thing in commands[:4]),
        "#[derive(Parser)]\nstruct Cli {\n"
        + "\n".join(f"    #[arg(long)]\n    {snake(flag)}: String," for flag in flags)
        + "\n}",
    ]
    return rows, codes, f"The help of {tool} on the command line: {', '.join(verb for verb, _ in commands[:4])}."


def _panels(rng: random.Random, work: Field) -> tuple[list[Row], list[str], str]:
    names, width = work.things_of(rng, rng.choice([2, 3])), rng.choice([16, 22, 28])
    height, tints = rng.randint(3, 9), [rng.randrange(6) for _ in range(3)]
    rows: list[Row] = [[(f"╭─ {name} ".ljust(width - 1, "─") + "╮ ", tints[place]) for place, name in enumerate(names)]]
    for _ in range(height):
        row: Row = []
        for place in range(len(names)):
            row += [
                ("│", tints[place]),
                (f" {work.thing(rng)} {rng.randint(1, 99)}".ljust(width - 2)[: width - 2], -1),
                ("│ ", tints[place]),
            ]
        rows.append(row)
    rows.append([("╰" + "─" * (width - 2) + "╯ ", tints[place]) for place in range(len(names))])
    codes = [
        "layout = Layout()\nlayout.split_row("
        + ", ".join(f"Layout(Panel('{name}'), name='{name}')" for name in names)
        + ")\nprint(layout)",
        "lipgloss.JoinHorizontal(lipgloss.Top, " + ", ".join(f'boxStyle.Render("{name}")' for name in names) + ")",
        "Columns([" + ", ".join(f"Panel('{name}', border_style='green')" for name in names) + "])",
        "let chunks = Layout::horizontal([Constraint::Fill(1); "
        + str(len(names))
        + "]).split(area);\n"
        + "\n".join(
            f'frame.render_widget(Block::bordered().title("{name}"), chunks[{place}]);'
            for place, name in enumerate(names)
        ),
        "<Box>\n" + "\n".join(f'  <Box borderStyle="round"><Text>{name}</Text></Box>' for name in names) + "\n</Box>",
    ]
    return rows, codes, f"Panels side by side: {', '.join(names)}."


def _wait(rng: random.Random, work: Field) -> tuple[list[Row], list[str], str]:
    verb, thing = work.deed(rng)
    rows: list[Row] = [
        [("", -1)],
        [(rng.choice("⠋⠙⠹⠸|/-\\●◐") + " ", 4), (f"{title(verb)}ing {thing}...", -1)],
        [("", -1)],
        [("press q to quit", -1)],
    ]
    if rng.random() < 0.5:
        rows = [[("$ ", 1), (f"{snake(work.thing(rng))} {verb} --{thing}", -1)], *rows]
    codes = [
        f's := spinner.New()\ns.Spinner = spinner.Dot\nreturn fmt.Sprintf("\\n\\n   %s {title(verb)}ing {thing}...press q to quit\\n\\n", m.spinner.View())',
        f"with console.status('{title(verb)}ing {thing}...', spinner='dots'):\n    {snake(verb, thing)}()",
        f"const spinner = ora('{title(verb)}ing {thing}...').start();\nawait {camel(verb, thing)}();\nspinner.succeed();",
        f'pb.enable_steady_tick(Duration::from_millis(100));\npb.set_message("{title(verb)}ing {thing}...");',
    ]
    return rows, codes, f"A spinner while it {verb}s {thing}."


SCREENS: tuple[Screen, ...] = (_table, _table, _tree, _progress, _list, _form, _log, _help, _panels, _wait)
