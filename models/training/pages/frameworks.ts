/** A screen as a program: one writer a framework, each a row of templates for the controls and one for what stands around them. */
import type { Random } from './random.ts';
import { camel, type Domain, indent, kebab, pascal, plural, sentence, snake } from './words.ts';

export type Control =
	| { readonly kind: 'heading' | 'text' | 'image' | 'editor'; readonly text: string }
	| { readonly kind: 'input' | 'toggle'; readonly label: string; readonly type: string }
	| { readonly kind: 'select'; readonly label: string; readonly options: readonly string[] }
	| { readonly kind: 'button'; readonly label: string; readonly main: boolean }
	| { readonly kind: 'list' | 'tabs'; readonly name: string; readonly items: readonly string[] }
	| { readonly kind: 'table'; readonly name: string; readonly columns: readonly string[] };

export interface Screen {
	readonly app: string;
	readonly kind: string;
	readonly title: string;
	readonly domain: Domain;
	readonly entity: string;
	readonly controls: readonly Control[];
}

export interface Framework {
	readonly name: string;
	/** It draws on a screen or in a terminal, or it answers requests. */
	readonly on: 'screen' | 'terminal' | 'server';
	readonly write: (random: Random, screen: Screen) => string;
}

/** The control of that kind, also where kinds share a shape. */
type Of<Kind extends Control['kind']> = Control extends infer One
	? One extends { kind: infer Kinds }
		? Kind extends Kinds
			? One
			: never
		: never
	: never;
interface Templates {
	readonly heading: (text: string) => string;
	readonly text: (text: string) => string;
	readonly image: (text: string) => string;
	readonly editor: (text: string) => string;
	readonly input: (control: Of<'input'>) => string;
	readonly toggle: (control: Of<'toggle'>) => string;
	readonly select: (control: Of<'select'>) => string;
	readonly button: (control: Of<'button'>) => string;
	readonly list: (control: Of<'list'>) => string;
	readonly tabs: (control: Of<'tabs'>) => string;
	readonly table: (control: Of<'table'>) => string;
}

const quoted = (items: readonly string[], quote = "'"): string =>
	items.map((item) => `${quote}${item.replaceAll(quote, '')}${quote}`).join(', ');
const handler = (label: string): string => camel(label.replace(/[^a-z0-9 ]/gi, '')) || 'action';
const singular = (name: string): string => name.replace(/ies$/, 'y').replace(/s$/, '');
const single = (name: string): string => camel(singular(name));

const lines = (screen: Screen, templates: Templates): string[] => screen.controls.map((control) => line(control, templates));

function line(control: Control, templates: Templates): string {
	switch (control.kind) {
		case 'heading':
		case 'text':
		case 'image':
		case 'editor':
			return templates[control.kind](control.text);
		case 'input':
			return templates.input(control);
		case 'toggle':
			return templates.toggle(control);
		case 'select':
			return templates.select(control);
		case 'button':
			return templates.button(control);
		case 'list':
			return templates.list(control);
		case 'tabs':
			return templates.tabs(control);
		case 'table':
			return templates.table(control);
	}
}

const only = (screen: Screen, ...kinds: Control['kind'][]): Control[] => screen.controls.filter((control) => kinds.includes(control.kind));
const fields = (screen: Screen): string[] => [
	...new Set(only(screen, 'input', 'toggle', 'select').map((control) => ('label' in control ? control.label : ''))),
];
const sources = (screen: Screen): string[] => [
	...new Set(only(screen, 'list', 'table').map((control) => ('name' in control ? control.name : ''))),
];
const actions = (screen: Screen): string[] => [
	...new Set(only(screen, 'button').map((control) => ('label' in control ? handler(control.label) : ''))),
];
const nameOf = (random: Random, { kind, entity, app }: Screen, endings: readonly string[]): string =>
	`${random.pick([pascal(entity), pascal(app), ''])}${pascal(kind)}${random.pick(endings)}`;
const comment = (random: Random, { title, domain, kind }: Screen): string =>
	random.pick(['', '', `${title}.`, `The ${kind} screen of the ${domain.name} app.`]);

const react: Framework['write'] = (random, screen) => {
	const name = nameOf(random, screen, ['Page', 'View', 'Screen', '']);
	const typed = random.chance(0.5);
	const custom = random.chance(0.5);
	const set = (label: string): string => `set${pascal(label)}`;
	const tab = random.pick(['  ', '    ']);
	const outer = random.pick(['Layout', 'main', 'div', 'Page']);
	const jsx = lines(screen, {
		heading: (text) => random.pick([`<h1>${text}</h1>`, `<Heading>${text}</Heading>`, `<Typography variant="h4">${text}</Typography>`]),
		text: (text) => `<p className="muted">${text}</p>`,
		image: (text) => `<img src={${camel(text)}} alt="${text}" />`,
		editor: (text) => `<CodeBlock language="${random.pick(['ts', 'python', 'go'])}">{${camel(text)}}</CodeBlock>`,
		input: ({ label, type }) =>
			custom
				? `<TextField label="${sentence(label)}" type="${type}" value={${camel(label)}} onChange={${set(label)}} />`
				: `<input name="${camel(label)}" type="${type}" value={${camel(label)}} onChange={(e) => ${set(label)}(e.target.value)} />`,
		toggle: ({ label }) => `<Switch checked={${camel(label)}} onChange={${set(label)}}>${sentence(label)}</Switch>`,
		select: ({ label, options }) => `<Select label="${sentence(label)}" options={[${quoted(options)}]} onSelect={${set(label)}} />`,
		button: ({ label, main }) =>
			`<${custom ? 'Button' : 'button'}${main ? ' variant="primary"' : ''} onClick={${handler(label)}}>${label}</${custom ? 'Button' : 'button'}>`,
		list: ({ name }) =>
			`<ul>\n  {${camel(name)}.map((${single(name)}) => (\n    <${pascal(singular(name))}Item key={${single(name)}.id} {...${single(name)}} />\n  ))}\n</ul>`,
		tabs: ({ items }) => `<Tabs items={[${quoted(items)}]} active={tab} onChange={setTab} />`,
		table: ({ name, columns }) => `<DataTable\n  rows={${camel(name)}}\n  columns={[${quoted(columns)}]}\n/>`,
	});
	const state = [
		...fields(screen).map((label) => `const [${camel(label)}, ${set(label)}] = useState('');`),
		...sources(screen).map((source) => `const { data: ${camel(source)} = [] } = use${pascal(source)}();`),
	];
	const note = comment(random, screen);
	return `import ${random.pick(['React, { useState }', '{ useState }'])} from 'react';\n${custom ? `import { Button, TextField } from '${random.pick(['../components', '@/ui', './widgets'])}';\n` : ''}\n${note === '' ? '' : `/** ${note} */\n`}export ${random.pick(['default ', ''])}function ${name}(${typed ? `{ ${camel(screen.entity)} }: ${name}Props` : 'props'}) {\n${indent([...state, `return (`, indent(`<${outer} title="${screen.title}">`, tab), indent(jsx.join('\n'), tab + tab)].join('\n'), tab)}\n${tab}${tab}</${outer}>\n${tab});\n}`;
};

/** Vue, Svelte and Angular differ in how they bind, repeat and listen. */
function templated(
	random: Random,
	screen: Screen,
	way: {
		bind: (name: string) => string;
		on: (name: string) => string;
		each: (item: string, list: string, inner: string) => string;
		show: (value: string) => string;
	},
): string {
	return lines(screen, {
		heading: (text) => `<h1>${text}</h1>`,
		text: (text) => `<p>${text}</p>`,
		image: (text) => `<img class="preview" alt="${text}" />`,
		editor: (text) => `<pre><code>${way.show(camel(text))}</code></pre>`,
		input: ({ label, type }) => `<label>\n  ${sentence(label)}\n  <input type="${type}" ${way.bind(camel(label))} />\n</label>`,
		toggle: ({ label }) => `<input type="checkbox" ${way.bind(camel(label))} /> ${sentence(label)}`,
		select: ({ label, options }) =>
			`<select ${way.bind(camel(label))}>${way.each('option', `[${quoted(options)}]`, `<option>${way.show('option')}</option>`)}</select>`,
		button: ({ label, main }) => `<button class="${main ? 'primary' : 'secondary'}" ${way.on(handler(label))}>${label}</button>`,
		list: ({ name }) =>
			way.each(single(name), camel(name), `<li>${way.show(`${single(name)}.${random.pick(['name', 'title', 'label'])}`)}</li>`),
		tabs: ({ name, items }) => `<app-tabs ${way.bind(camel(name))} labels="${items.join(',')}"></app-tabs>`,
		table: ({ name, columns }) =>
			`<table>\n  <thead><tr>${columns.map((column) => `<th>${sentence(column)}</th>`).join('')}</tr></thead>\n  ${way.each(single(name), camel(name), `<tr>${columns.map((column) => `<td>${way.show(`${single(name)}.${camel(column)}`)}</td>`).join('')}</tr>`)}\n</table>`,
	}).join('\n');
}

const vue: Framework['write'] = (random, screen) => {
	const html = templated(random, screen, {
		bind: (name) => `v-model="${name}"`,
		on: (name) => `@click="${name}"`,
		each: (item, list, inner) => inner.replace(/^<(\w+)/, `<$1 v-for="${item} in ${list}" :key="${item}.id"`),
		show: (value) => `{{ ${value} }}`,
	});
	const script = random.chance(0.6)
		? `<script setup lang="ts">\nimport { ref } from 'vue'\n\n${fields(screen)
				.map((label) => `const ${camel(label)} = ref('')`)
				.concat(sources(screen).map((source) => `const ${camel(source)} = ref([])`))
				.join('\n')}\n</script>`
		: `<script>\nexport default {\n  name: '${nameOf(random, screen, ['Page', 'View'])}',\n  data: () => ({ ${[...fields(screen), ...sources(screen)].map((name) => `${camel(name)}: null`).join(', ')} }),\n  methods: {\n${actions(
				screen,
			)
				.map((action) => `    ${action}() { this.$emit('${action}') },`)
				.join('\n')}\n  },\n}\n</script>`;
	const template = `<template>\n  <section class="${kebab(screen.kind)}">\n${indent(html, '    ')}\n  </section>\n</template>`;
	return random.chance(0.5) ? `${script}\n\n${template}` : `${template}\n\n${script}`;
};

const svelte: Framework['write'] = (random, screen) => {
	const html = templated(random, screen, {
		bind: (name) => `bind:value={${name}}`,
		on: (name) => (random.chance(0.5) ? `on:click={${name}}` : `onclick={${name}}`),
		each: (item, list, inner) => `{#each ${list} as ${item}}${inner}{/each}`,
		show: (value) => `{${value}}`,
	});
	return `<script${random.pick(['', ' lang="ts"'])}>\n${indent([...sources(screen).map((source) => `export let ${camel(source)} = [];`), ...fields(screen).map((label) => `let ${camel(label)} = '';`), ...actions(screen).map((action) => `const ${action} = () => dispatch('${action}');`)].join('\n'), '  ')}\n</script>\n\n<svelte:head><title>${screen.title}</title></svelte:head>\n\n${html}`;
};

const angular: Framework['write'] = (random, screen) => {
	const html = templated(random, screen, {
		bind: (name) => `[(ngModel)]="${name}"`,
		on: (name) => `(click)="${name}()"`,
		each: (item, list, inner) => inner.replace(/^<(\w+)/, `<$1 *ngFor="let ${item} of ${list}"`),
		show: (value) => `{{ ${value} }}`,
	});
	const name = nameOf(random, screen, ['Component']);
	return `@Component({\n  selector: 'app-${kebab(screen.entity)}-${screen.kind}',\n  template: \`\n${indent(html.slice(0, 700), '    ')}\n  \`,\n})\nexport class ${name} {\n${indent([...fields(screen).map((label) => `${camel(label)} = '';`), `constructor(private readonly ${camel(screen.entity)}Service: ${pascal(screen.entity)}Service) {}`].join('\n'))}\n}`;
};

const dom: Framework['write'] = (random, screen) => {
	const parent = random.pick(['root', 'container', 'host', 'element']);
	const body = lines(screen, {
		heading: (text) => `const heading = document.createElement('h1');\nheading.textContent = '${text}';\n${parent}.append(heading);`,
		text: (text) => `${parent}.append(paragraph('${text}'));`,
		image: (text) => `${parent}.append(draw${pascal(text)}());`,
		editor: (text) => `${parent}.append(highlight('${text}'));`,
		input: ({ label, type }) => `const ${camel(label)} = addInput(${parent}, { label: '${sentence(label)}', type: '${type}' });`,
		toggle: ({ label, type }) => `const ${camel(label)} = add${pascal(type)}(${parent}, '${sentence(label)}');`,
		select: ({ label, options }) => `const ${camel(label)} = addSelect(${parent}, '${label}', [${quoted(options)}]);`,
		button: ({ label }) => `addButton(${parent}, '${label}', () => this.${handler(label)}());`,
		list: ({ name }) =>
			`for (const ${single(name)} of ${camel(name)}) {\n  ${parent}.append(this.render${pascal(singular(name))}(${single(name)}));\n}`,
		tabs: ({ items }) => `this.tabs = new TabBar(${parent}, [${quoted(items)}]);`,
		table: ({ name, columns }) => `const grid = new Grid(${parent}, { columns: [${quoted(columns)}] });\ngrid.setRows(${camel(name)});`,
	}).join('\n');
	const name = nameOf(random, screen, ['View', 'Panel', 'Screen']);
	return random.chance(0.5)
		? `export class ${name} {\n  constructor(private readonly ${parent}: HTMLElement) {}\n\n  render(${sources(screen)
				.map((source) => `${camel(source)}: ${pascal(singular(source))}[]`)
				.join(', ')}): void {\n${indent(body, '    ')}\n  }\n}`
		: `/** ${screen.title}. */\nexport function render${name}(${parent}: HTMLElement) {\n${indent(body, '\t')}\n}`;
};

const lumino: Framework['write'] = (random, screen) => {
	const name = nameOf(random, screen, ['Widget', 'Panel', 'SideBar']);
	const body = lines(screen, {
		heading: (text) => `this.title.label = '${text}';`,
		text: (text) => `this.node.appendChild(Private.createText('${text}'));`,
		image: (text) => `this.addWidget(new ImageViewer({ label: '${text}' }));`,
		editor: (text) => `this._${camel(text)} = new CodeEditorWrapper({ model: this._model, factory });`,
		input: ({ label }) => `this.addWidget(new InputField({ id: '${kebab(label)}', label: trans.__('${sentence(label)}') }));`,
		toggle: ({ label }) => `this.addWidget(new Checkbox({ label: trans.__('${sentence(label)}') }));`,
		select: ({ label, options }) => `this.addWidget(new Dropdown('${label}', [${quoted(options)}]));`,
		button: ({ label }) =>
			`this.toolbar.addItem('${kebab(label)}', new ToolbarButton({ label: '${label}', onClick: () => this.${handler(label)}() }));`,
		list: ({ name: list }) => `this._${camel(list)}.changed.connect(this.update, this);`,
		tabs: ({ items }) => `this.addWidget(new TabPanel({ labels: [${quoted(items)}] }));`,
		table: ({ name: list, columns }) => `const grid = new DataGrid();\ngrid.dataModel = new ${pascal(list)}Model([${quoted(columns)}]);`,
	}).join('\n');
	const command = `const command = '${kebab(screen.entity)}:${random.pick(['open', 'show', 'create'])}';\napp.commands.addCommand(command, {\n  label: '${screen.title}',\n  execute: () => app.shell.add(new ${name}(), 'main'),\n});`;
	return `import { Widget, PanelLayout } from '@lumino/widgets';\n\nexport class ${name} extends Widget {\n  constructor(options: ${name}.IOptions) {\n    super();\n    this.id = '${kebab(name)}';\n    this.addClass('ext-${kebab(name)}');\n${indent(body, '    ')}\n  }\n}${random.chance(0.5) ? `\n\n${command}` : ''}`;
};

const flutter: Framework['write'] = (random, screen) => {
	const name = nameOf(random, screen, ['Page', 'Screen']);
	const body = lines(screen, {
		heading: (text) => `Text('${text}', style: Theme.of(context).textTheme.headlineMedium),`,
		text: (text) => `Text('${text}'),`,
		image: (text) => `Image.asset('assets/${snake(text)}.png'),`,
		editor: (text) => `CodeField(controller: ${camel(text)}Controller),`,
		input: ({ label, type }) =>
			`TextField(\n  controller: _${camel(label)},\n  obscureText: ${type === 'password'},\n  decoration: InputDecoration(labelText: '${sentence(label)}'),\n),`,
		toggle: ({ label }) =>
			`SwitchListTile(title: Text('${sentence(label)}'), value: ${camel(label)}, onChanged: (v) => setState(() => ${camel(label)} = v)),`,
		select: ({ label, options }) =>
			`DropdownButton<String>(hint: Text('${label}'), items: [${quoted(options)}].map(toItem).toList(), onChanged: _on${pascal(label)}),`,
		button: ({ label, main }) => `${main ? 'ElevatedButton' : 'TextButton'}(onPressed: _${handler(label)}, child: const Text('${label}')),`,
		list: ({ name: list }) =>
			`ListView.builder(\n  itemCount: ${camel(list)}.length,\n  itemBuilder: (context, i) => ListTile(title: Text(${camel(list)}[i].name)),\n),`,
		tabs: ({ items }) => `TabBar(tabs: [${items.map((item) => `Tab(text: '${item}')`).join(', ')}]),`,
		table: ({ name: list, columns }) =>
			`DataTable(columns: const [${columns.map((column) => `DataColumn(label: Text('${column}'))`).join(', ')}], rows: ${camel(list)}.map(_row).toList()),`,
	});
	return `import 'package:flutter/material.dart';\n\nclass ${name} extends ${random.pick(['StatelessWidget', 'StatelessWidget', 'ConsumerWidget'])} {\n  const ${name}({super.key});\n\n  @override\n  Widget build(BuildContext context) {\n    return Scaffold(\n      appBar: AppBar(title: const Text('${screen.app}')),\n      body: Column(\n        children: [\n${indent(body.join('\n'), '          ')}\n        ],\n      ),\n    );\n  }\n}`;
};

const swiftui: Framework['write'] = (random, screen) => {
	const body = lines(screen, {
		heading: (text) => `Text("${text}").font(.${random.pick(['title', 'largeTitle', 'headline'])})`,
		text: (text) => `Text("${text}").foregroundColor(.secondary)`,
		image: (text) => `Image("${kebab(text)}").resizable()`,
		editor: (text) => `TextEditor(text: $${camel(text)})`,
		input: ({ label, type }) => `${type === 'password' ? 'SecureField' : 'TextField'}("${sentence(label)}", text: $${camel(label)})`,
		toggle: ({ label }) => `Toggle("${sentence(label)}", isOn: $${camel(label)})`,
		select: ({ label, options }) =>
			`Picker("${sentence(label)}", selection: $${camel(label)}) {\n    ForEach([${quoted(options, '"')}], id: \\.self) { Text($0) }\n}`,
		button: ({ label }) => `Button("${label}") { model.${handler(label)}() }`,
		list: ({ name }) => `List(model.${camel(name)}) { ${single(name)} in\n    ${pascal(singular(name))}Row(${single(name)})\n}`,
		tabs: ({ items }) => `TabView { ${items.map((item) => `Text("${item}")`).join('; ')} }`,
		table: ({ name, columns }) =>
			`Table(model.${camel(name)}) {\n${columns
				.slice(0, 4)
				.map((column) => `    TableColumn("${sentence(column)}", value: \\.${camel(column)})`)
				.join('\n')}\n}`,
	});
	return `import SwiftUI\n\nstruct ${nameOf(random, screen, ['View', 'Screen'])}: View {\n${fields(screen)
		.map((label) => `    @State private var ${camel(label)} = ""`)
		.join(
			'\n',
		)}\n    @ObservedObject var model: ${pascal(screen.entity)}Model\n\n    var body: some View {\n        VStack(alignment: .leading) {\n${indent(body.join('\n'), '            ')}\n        }\n        .navigationTitle("${screen.app}")\n    }\n}`;
};

const qt: Framework['write'] = (random, screen) => {
	const body = lines(screen, {
		heading: (text) => `self.setWindowTitle("${text}")`,
		text: (text) => `layout.addWidget(QLabel("${text}"))`,
		image: (text) => `layout.addWidget(ChartView("${text}"))`,
		editor: (text) => `self.${snake(text)} = QPlainTextEdit()`,
		input: ({ label, type }) =>
			`self.${snake(label)} = ${type === 'number' ? 'QSpinBox' : type === 'date' ? 'QDateEdit' : 'QLineEdit'}()\nform.addRow("${sentence(label)}", self.${snake(label)})`,
		toggle: ({ label }) => `self.${snake(label)} = QCheckBox("${sentence(label)}")`,
		select: ({ label, options }) => `self.${snake(label)} = QComboBox()\nself.${snake(label)}.addItems([${quoted(options, '"')}])`,
		button: ({ label }) =>
			`button = QPushButton("${label}")\nbutton.clicked.connect(self.${snake(handler(label).replace(/([A-Z])/g, ' $1'))})\nlayout.addWidget(button)`,
		list: ({ name, items }) => `self.${snake(name)} = QListWidget()\nself.${snake(name)}.addItems([${quoted(items.slice(0, 4), '"')}])`,
		tabs: ({ items }) => `for name in (${quoted(items, '"')}):\n    self.tabs.addTab(QWidget(), name)`,
		table: ({ name, columns }) =>
			`self.${snake(name)} = QTableWidget(0, ${columns.length})\nself.${snake(name)}.setHorizontalHeaderLabels([${quoted(columns, '"')}])`,
	}).join('\n');
	return `from PySide6.QtWidgets import ${random.some(['QWidget', 'QVBoxLayout', 'QLabel', 'QPushButton', 'QLineEdit', 'QTableWidget'], 4).join(', ')}\n\n\nclass ${nameOf(random, screen, ['Window', 'Dialog', 'Widget'])}(${random.pick(['QWidget', 'QDialog', 'QMainWindow'])}):\n    """${screen.title}."""\n\n    def __init__(self, parent=None):\n        super().__init__(parent)\n        layout = QVBoxLayout(self)\n${indent(body, '        ')}`;
};

const streamlit: Framework['write'] = (random, screen) => {
	const ui = random.pick(['st', 'ui', 'gr', 'page']);
	const body = lines(screen, {
		heading: (text) => `${ui}.title("${text}")`,
		text: (text) => `${ui}.write("${text}")`,
		image: (text) => `${ui}.line_chart(load_${snake(text)}())`,
		editor: (text) => `${ui}.code(${snake(text)})`,
		input: ({ label, type }) => `${snake(label)} = ${ui}.${type === 'number' ? 'number_input' : 'text_input'}("${sentence(label)}")`,
		toggle: ({ label }) => `${snake(label)} = ${ui}.checkbox("${sentence(label)}")`,
		select: ({ label, options }) => `${snake(label)} = ${ui}.selectbox("${sentence(label)}", [${quoted(options, '"')}])`,
		button: ({ label }) => `if ${ui}.button("${label}"):\n    ${snake(label)}()`,
		list: ({ name }) => `for ${snake(singular(name))} in fetch_${snake(name)}():\n    ${ui}.markdown(f"- {${snake(singular(name))}.name}")`,
		tabs: ({ items }) => `${ui}.tabs([${quoted(items, '"')}])`,
		table: ({ name, columns }) => `${ui}.dataframe(${snake(name)}[[${quoted(columns.map(snake), '"')}]])`,
	}).join('\n');
	return random.chance(0.5)
		? `import streamlit as ${ui}\n\n${body}`
		: `def ${snake(screen.kind)}_page(${ui}):\n    """${screen.title}: ${screen.domain.name}."""\n${indent(body, '    ')}`;
};

const textual: Framework['write'] = (random, screen) => {
	const name = nameOf(random, screen, ['App', 'Screen']);
	const body = lines(screen, {
		heading: (text) => `yield Header("${text}")`,
		text: (text) => `yield Static("${text}")`,
		image: (text) => `yield Sparkline(self.${snake(text)})`,
		editor: (text) => `yield TextArea(id="${kebab(text)}")`,
		input: ({ label, type }) => `yield Input(placeholder="${sentence(label)}"${type === 'password' ? ', password=True' : ''})`,
		toggle: ({ label }) => `yield Checkbox("${sentence(label)}")`,
		select: ({ label, options }) => `yield Select([${quoted(options, '"')}], prompt="${label}")`,
		button: ({ label, main }) => `yield Button("${label}"${main ? ', variant="primary"' : ''})`,
		list: ({ name: list }) => `yield ListView(*[ListItem(Label(x.name)) for x in self.${snake(list)}])`,
		tabs: ({ items }) => `yield Tabs(${quoted(items, '"')})`,
		table: ({ name: list, columns }) => `table = DataTable(id="${kebab(list)}")\ntable.add_columns(${quoted(columns, '"')})\nyield table`,
	}).join('\n');
	return `class ${name}(App):\n    """${screen.title}"""\n\n    BINDINGS = [("q", "quit", "Quit")]\n\n    def compose(self):\n${indent(body, '        ')}`;
};

const console: Framework['write'] = (random, screen) => {
	const out = random.pick(['console', 'console', 'term', 'out']);
	const body = lines(screen, {
		heading: (text) => `${out}.${random.pick(['rule', 'print'])}("[bold]${text}[/bold]")`,
		text: (text) => `${out}.print("${text}", style="${random.pick(['green', 'cyan', 'dim', 'bold red', 'yellow'])}")`,
		image: (text) => `for ${snake(text)} in track(range(${random.int(10, 900)}), description="${sentence(text)}"):\n    step()`,
		editor: (text) => `${out}.print(Syntax(${snake(text)}, "python", line_numbers=True))`,
		input: ({ label, type }) => `${snake(label)} = Prompt.ask("${sentence(label)}"${type === 'password' ? ', password=True' : ''})`,
		toggle: ({ label }) => `if Confirm.ask("${sentence(label)}?"):\n    ${snake(label)}()`,
		select: ({ label, options }) => `${snake(label)} = Prompt.ask("${label}", choices=[${quoted(options, '"')}])`,
		button: ({ label }) => `${out}.print(Panel("${label}", border_style="${random.pick(['blue', 'magenta', 'green'])}"))`,
		list: ({ name, items }) =>
			`tree = Tree("${sentence(name)}")\nfor name in [${quoted(items.slice(0, 5), '"')}]:\n    tree.add(name)\n${out}.print(tree)`,
		tabs: ({ items }) => `${out}.print(Columns([${quoted(items, '"')}]))`,
		table: ({ name, columns }) =>
			`table = Table(title="${sentence(name)}"${random.pick(['', ', box=ROUNDED', ', show_lines=True'])})\n${columns.map((column) => `table.add_column("${sentence(column)}"${random.pick(['', ', justify="right"', ', style="cyan"'])})`).join('\n')}\nfor ${snake(singular(name))} in ${snake(name)}:\n    table.add_row(${columns.map((column) => `${snake(singular(name))}.${snake(column)}`).join(', ')})\n${out}.print(table)`,
	}).join('\n');
	return random.chance(0.5)
		? `def ${snake(screen.kind)}_${snake(screen.entity)}(${out}):\n    """${screen.title}."""\n${indent(body, '    ')}`
		: body;
};

const tea: Framework['write'] = (random, screen) => {
	const draw = lines(screen, {
		heading: (text) => `b.WriteString(titleStyle.Render("${text}") + "\\n\\n")`,
		text: (text) => `b.WriteString(helpStyle.Render("${text}"))`,
		image: (text) => `b.WriteString(m.${camel(text)}Progress.View())`,
		editor: (text) => `b.WriteString(m.${camel(text)}Viewport.View())`,
		input: ({ label }) => `fmt.Fprintf(&b, "${sentence(label)}: %s\\n", m.${camel(label)}Input.View())`,
		toggle: ({ label }) => `b.WriteString(checkbox("${sentence(label)}", m.${camel(label)}))`,
		select: ({ label, options }) =>
			`for i, choice := range []string{${quoted(options, '"')}} {\n\tb.WriteString(row(choice, i == m.${camel(label)}))\n}`,
		button: ({ label }) => `b.WriteString(buttonStyle.Render("${label}"))`,
		list: ({ name }) =>
			`for i, ${single(name)} := range m.${camel(name)} {\n\tcursor := " "\n\tif m.cursor == i {\n\t\tcursor = ">"\n\t}\n\tfmt.Fprintf(&b, "%s %s\\n", cursor, ${single(name)})\n}`,
		tabs: ({ items }) => `b.WriteString(lipgloss.JoinHorizontal(lipgloss.Top, ${quoted(items, '"')}))`,
		table: ({ name, columns }) =>
			`m.${camel(name)}.SetColumns([]table.Column{\n${columns.map((column) => `\t{Title: "${sentence(column)}", Width: ${random.int(6, 24)}},`).join('\n')}\n})\nb.WriteString(m.${camel(name)}.View())`,
	}).join('\n');
	const update = `func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {\n\tswitch msg := msg.(type) {\n\tcase tea.KeyMsg:\n\t\tswitch msg.String() {\n\t\tcase "q", "ctrl+c":\n\t\t\treturn m, tea.Quit\n\t\tcase "${random.pick(['up', 'enter', 'tab', 'k'])}":\n\t\t\tm.${camel(random.pick(screen.domain.actions))}()\n\t\t}\n\t}\n\treturn m, nil\n}`;
	const state = `type model struct {\n${[...sources(screen).map((source) => `\t${camel(source)} []string`), ...fields(screen).map((label) => `\t${camel(label)}Input textinput.Model`), '\tcursor int'].join('\n')}\n}`;
	return [
		...random.some([state, update], random.int(0, 2)),
		`// ${screen.title}\nfunc (m model) View() string {\n\tvar b strings.Builder\n${indent(draw, '\t')}\n\treturn b.String()\n}`,
	].join('\n\n');
};

const ratatui: Framework['write'] = (_, screen) => {
	const body = lines(screen, {
		heading: (text) => `let block = Block::bordered().title("${text}");`,
		text: (text) => `frame.render_widget(Paragraph::new("${text}").bold(), area);`,
		image: (text) => `frame.render_widget(Gauge::default().label("${text}").ratio(self.${snake(text)}), area);`,
		editor: (text) => `frame.render_widget(Paragraph::new(self.${snake(text)}.as_str()).wrap(Wrap { trim: false }), area);`,
		input: ({ label }) => `frame.render_widget(input_box("${sentence(label)}", &self.${snake(label)}), area);`,
		toggle: ({ label }) => `let ${snake(label)} = if self.${snake(label)} { "[x]" } else { "[ ]" };`,
		select: ({ label, options }) => `let ${snake(label)} = List::new([${quoted(options, '"')}]).highlight_symbol("> ");`,
		button: ({ label }) => `frame.render_widget(Button::new("${label}"), area);`,
		list: ({ name }) =>
			`let items: Vec<ListItem> = self.${snake(name)}.iter().map(|x| ListItem::new(x.as_str())).collect();\nframe.render_stateful_widget(List::new(items), area, &mut self.state);`,
		tabs: ({ items }) => `frame.render_widget(Tabs::new(vec![${quoted(items, '"')}]).select(self.tab), area);`,
		table: ({ name, columns }) =>
			`let header = Row::new(vec![${quoted(columns, '"')}]);\nframe.render_widget(Table::new(self.${snake(name)}.iter().map(to_row), widths).header(header), area);`,
	}).join('\n');
	return `impl ${pascal(screen.entity)}App {\n    /// ${screen.title}\n    fn draw(&mut self, frame: &mut Frame) {\n        let area = frame.area();\n${indent(body, '        ')}\n    }\n}`;
};

const ink: Framework['write'] = (random, screen) => {
	const body = lines(screen, {
		heading: (text) => `<Text bold>${text}</Text>`,
		text: (text) => `<Text color="${random.pick(['green', 'gray', 'cyan'])}">${text}</Text>`,
		image: (text) => `<ProgressBar value={${camel(text)}} />`,
		editor: (text) => `<Text>{${camel(text)}}</Text>`,
		input: ({ label }) => `<TextInput placeholder="${sentence(label)}" onSubmit={set${pascal(label)}} />`,
		toggle: ({ label }) => `<Text>{${camel(label)} ? '◉' : '◯'} ${sentence(label)}</Text>`,
		select: ({ options }) => `<SelectInput items={[${quoted(options)}].map((label) => ({ label }))} />`,
		button: ({ label }) => `<Button onPress={${handler(label)}}>${label}</Button>`,
		list: ({ name }) => `{${camel(name)}.map((${single(name)}, i) => <Text key={i} inverse={i === cursor}>{${single(name)}}</Text>)}`,
		tabs: ({ items }) => `<Tabs names={[${quoted(items)}]} />`,
		table: ({ name, columns }) => `<Table data={${camel(name)}} columns={[${quoted(columns)}]} />`,
	}).join('\n');
	return `import { Box, Text, render } from 'ink';\n\nconst ${pascal(screen.entity)}Screen = () => (\n  <Box flexDirection="column"${random.chance(0.5) ? ' borderStyle="round"' : ''}>\n${indent(body, '    ')}\n  </Box>\n);\n\nrender(<${pascal(screen.entity)}Screen />);`;
};

/** Models and routes behind the screen. */
const fastapi: Framework['write'] = (random, screen) => {
	const entity = screen.entity;
	const types = ['str', 'int', 'float', 'bool', 'datetime', 'str | None'];
	const names = random.some(screen.domain.fields, random.int(3, 5)).map((field) => `    ${snake(field)}: ${random.pick(types)}`);
	const endpoints = only(screen, 'list').flatMap((control) => ('items' in control && control.name === 'endpoints' ? control.items : []));
	const paths =
		endpoints.length > 0
			? endpoints
			: [`GET /${kebab(plural(entity))}`, `POST /${kebab(plural(entity))}`, `DELETE /${kebab(plural(entity))}/{${snake(entity)}_id}`];
	const object = random.pick(['app', 'router', 'api']);
	const routes = paths.slice(0, random.int(2, 5)).map((endpoint) => {
		const [method = 'GET', path = '/'] = endpoint.split(' ');
		const variable = /\{(\w+)\}/.exec(path)?.[1];
		const noun = snake(path.replace(/\{\w+\}/, '').replaceAll('/', ' '));
		return `@${object}.${method.toLowerCase()}("${path}")\n${random.pick(['async def', 'def'])} ${random.pick([method.toLowerCase(), snake(random.pick(screen.domain.actions))])}_${noun}(${variable ? `${variable}: int` : method === 'GET' ? 'limit: int = 50' : `item: ${pascal(entity)}`}):\n    return ${random.pick(['service', 'store', 'db'])}.${method.toLowerCase()}(${variable ?? 'item'})`;
	});
	return `from fastapi import ${object === 'app' ? 'FastAPI' : 'APIRouter'}\nfrom pydantic import BaseModel\n\n${object} = ${object === 'app' ? `FastAPI(title="${screen.title}")` : `APIRouter(tags=["${kebab(entity)}"])`}\n\n\nclass ${pascal(entity)}(BaseModel):\n${names.join('\n')}\n\n\n${routes.join('\n\n\n')}`;
};

const express: Framework['write'] = (random, screen) => {
	const endpoints = only(screen, 'list').flatMap((control) => ('items' in control && control.name === 'endpoints' ? control.items : []));
	const paths = endpoints.length > 0 ? endpoints : [`GET /${kebab(screen.kind)}`, `POST /${kebab(plural(screen.entity))}`];
	const style = random.int(0, 2);
	if (style === 0) {
		return `openapi: 3.0.0\ninfo:\n  title: ${screen.title}\n  version: ${random.int(0, 4)}.${random.int(0, 9)}.0\npaths:\n${paths.map((endpoint) => `  ${endpoint.split(' ')[1]}:\n    ${endpoint.split(' ')[0]?.toLowerCase()}:\n      summary: ${sentence(random.pick(screen.domain.actions))} ${screen.entity}\n      responses:\n        '200':\n          description: OK`).join('\n')}`;
	}
	if (style === 1) {
		return `const router = express.Router();\n\n${paths.map((endpoint) => `router.${endpoint.split(' ')[0]?.toLowerCase()}('${endpoint.split(' ')[1]?.replace(/\{(\w+)\}/, ':$1')}', async (req, res) => {\n  res.${random.pick(['json', 'send'])}(await ${camel(screen.entity)}Service.${camel(random.pick(screen.domain.actions))}(req.${random.pick(['params', 'body', 'query'])}));\n});`).join('\n\n')}\n\nmodule.exports = router;`;
	}
	return `@RestController\n@RequestMapping("/api")\npublic class ${pascal(screen.entity)}Controller {\n\n${paths.map((endpoint) => `    @${pascal(endpoint.split(' ')[0]?.toLowerCase() ?? 'get')}Mapping("${endpoint.split(' ')[1]}")\n    public ${pascal(screen.entity)} ${camel(random.pick(screen.domain.actions))}() {\n        return service.${camel(random.pick(screen.domain.actions))}();\n    }`).join('\n\n')}\n}`;
};

const flask: Framework['write'] = (random, screen) => {
	const endpoints = only(screen, 'list').flatMap((control) => ('items' in control && control.name === 'endpoints' ? control.items : []));
	const routes = endpoints
		.slice(0, 3)
		.map(
			(endpoint) =>
				`@bp.route("${endpoint.split(' ')[1]}", methods=["${endpoint.split(' ')[0]}"])\ndef ${snake(endpoint)}():\n    return jsonify(${snake(screen.entity)}_repo.${snake(random.pick(screen.domain.actions))}())`,
		);
	return `from flask import Blueprint, render_template, request\n\nbp = Blueprint("${snake(screen.entity)}", __name__)\n\n\n@bp.route("/${kebab(screen.kind)}", methods=["GET"${fields(screen).length > 0 ? ', "POST"' : ''}])\ndef ${snake(screen.kind)}():\n    """${screen.title}."""\n${fields(
		screen,
	)
		.map((label) => `    ${snake(label)} = request.form.get("${snake(label)}")\n`)
		.join('')}${sources(screen)
		.map((source) => `    ${snake(source)} = ${pascal(singular(source))}.query.all()\n`)
		.join('')}    return render_template("${snake(screen.kind)}.html", title="${screen.title}"${sources(screen)
		.map((source) => `, ${snake(source)}=${snake(source)}`)
		.join('')})\n${routes.map((route) => `\n\n${route}`).join('')}`;
};

export const frameworks: readonly Framework[] = [
	{ name: 'react', on: 'screen', write: react },
	{ name: 'vue', on: 'screen', write: vue },
	{ name: 'svelte', on: 'screen', write: svelte },
	{ name: 'angular', on: 'screen', write: angular },
	{ name: 'dom', on: 'screen', write: dom },
	{ name: 'lumino', on: 'screen', write: lumino },
	{ name: 'flutter', on: 'screen', write: flutter },
	{ name: 'swiftui', on: 'screen', write: swiftui },
	{ name: 'qt', on: 'screen', write: qt },
	{ name: 'streamlit', on: 'screen', write: streamlit },
	{ name: 'textual', on: 'terminal', write: textual },
	{ name: 'console', on: 'terminal', write: console },
	{ name: 'tea', on: 'terminal', write: tea },
	{ name: 'ratatui', on: 'terminal', write: ratatui },
	{ name: 'ink', on: 'terminal', write: ink },
	{ name: 'fastapi', on: 'server', write: fastapi },
	{ name: 'express', on: 'server', write: express },
	{ name: 'flask', on: 'server', write: flask },
];
