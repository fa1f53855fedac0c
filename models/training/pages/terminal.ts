/** Terminal programs: rows of coloured characters, as boxes, tables, trees, progress bars, choices and prompts. */
import type { Control } from './frameworks.ts';
import type { Random } from './random.ts';
import { type Domain, kebab, plural, sentence, shown, snake, thing } from './words.ts';

export interface TerminalBlock {
	readonly lines: readonly string[];
	readonly controls: readonly Control[];
}

interface Around {
	readonly random: Random;
	readonly domain: Domain;
	readonly entity: string;
	readonly paint: (text: string) => string;
	readonly faint: (text: string) => string;
}

type Maker = (around: Around) => TerminalBlock;

const table: Maker = ({ random, domain, entity, paint, faint }) => {
	const columns = random.some(['id', 'name', 'status', ...domain.fields], random.int(2, 4));
	const rows = random.many(random.int(3, 8), () =>
		columns.map((column) => (column === 'status' ? random.pick(domain.states) : shown(random, column)).slice(0, 16)),
	);
	const widths = columns.map((column, index) => Math.max(column.length, ...rows.map((row) => row[index]?.length ?? 0)) + 2);
	const [bar, cross, line] = random.pick([
		['│', '┼', '─'],
		['┃', '╋', '━'],
		['|', '+', '-'],
		[' ', ' ', '─'],
	] as const);
	const row = (cells: readonly string[], dye: (text: string) => string): string =>
		cells.map((cell, index) => dye(` ${cell}`.padEnd(widths[index] ?? 0))).join(faint(bar));
	return {
		lines: [
			row(columns.map(sentence), paint),
			faint(widths.map((width) => line.repeat(width)).join(cross)),
			...rows.map((cells) => row(cells, random.chance(0.25) ? paint : (text) => text)),
		],
		controls: [{ kind: 'table', name: plural(entity), columns }],
	};
};

const choices: Maker = ({ random, domain, entity, paint, faint }) => {
	const items = random.many(random.int(3, 8), () => thing(random, domain));
	const at = random.int(0, items.length - 1);
	const [off, on] = random.pick([
		['  ', '> '],
		['[ ] ', '[x] '],
		['○ ', '● '],
		['  ', '❯ '],
		['│ ', '┃ '],
	] as const);
	return {
		lines: [
			...items.map((item, index) => (index === at ? paint(on + sentence(item)) : off + sentence(item))),
			...(random.chance(0.5) ? ['', faint('↑/k up • ↓/j down • enter select • q quit')] : []),
		],
		controls: [{ kind: 'list', name: plural(entity), items }],
	};
};

const progress: Maker = ({ random, domain, paint, faint }) => {
	const tasks = random.some([...domain.actions, ...domain.services], random.int(1, 5));
	const [full, empty] = random.pick([
		['█', '░'],
		['━', '━'],
		['#', '.'],
		['▰', '▱'],
		['=', ' '],
	] as const);
	return {
		lines: tasks.map((task) => {
			const share = random.next();
			const done = Math.round(share * 30);
			return `${sentence(task).padEnd(20)} ${paint(full.repeat(done))}${faint(empty.repeat(30 - done))} ${Math.round(share * 100)}%`;
		}),
		controls: tasks.map((text) => ({ kind: 'image', text })),
	};
};

const tree: Maker = ({ random, domain, entity, paint, faint }) => {
	const items = random.some(domain.entities, random.int(2, 5));
	return {
		lines: [
			paint(sentence(entity)),
			...items.flatMap((item, index) => {
				const last = index === items.length - 1;
				const below = random.some(domain.fields, random.int(0, 3));
				return [
					`${faint(last ? '└── ' : '├── ')}${item}`,
					...below.map((name, place) => `${faint(`${last ? '    ' : '│   '}${place === below.length - 1 ? '└── ' : '├── '}`)}${name}`),
				];
			}),
		],
		controls: [{ kind: 'list', name: `${entity} tree`, items }],
	};
};

const panel: Maker = ({ random, domain, entity, paint }) => {
	const text = random.pick([
		`${sentence(random.pick(domain.actions))} the ${entity} first`,
		`${random.int(1, 99)} ${plural(entity)} ${random.pick(domain.states)}`,
		`Press enter to ${random.pick(domain.actions)}`,
	]);
	const width = text.length + random.int(4, 16);
	const [corner, , right, low, end, line, side] = random.pick(['╭ ╮╰╯─│', '┌ ┐└┘─│', '╔ ╗╚╝═║', '┏ ┓┗┛━┃'].map((set) => [...set]));
	return {
		lines: [
			paint(`${corner}${line?.repeat(width)}${right}`),
			`${paint(side ?? '')}${`  ${text}`.padEnd(width)}${paint(side ?? '')}`,
			paint(`${low}${line?.repeat(width)}${end}`),
		],
		controls: [{ kind: 'text', text }],
	};
};

const prompts: Maker = ({ random, domain, paint, faint }) => {
	const labels = random.some(domain.fields, random.int(1, 4));
	return {
		lines: labels.map(
			(label, index) =>
				`${paint(random.pick(['? ', '> ', '❯ ', '']))}${sentence(label)}: ${index === labels.length - 1 ? faint('▌') : shown(random, label)}`,
		),
		controls: labels.map((label) => ({ kind: 'input', label, type: /password|secret/.test(label) ? 'password' : 'text' })),
	};
};

const log: Maker = ({ random, domain, entity, paint, faint }) => {
	const lines = random.many(
		random.int(3, 9),
		() =>
			`${faint(`${random.int(10, 23)}:${random.int(10, 59)}:${random.int(10, 59)}`)} ${paint(random.pick(['INFO ', 'WARN ', 'ERROR', 'DEBUG', '✔', '⠋', '•']))} ${random.pick(domain.actions)} ${thing(random, domain)} ${random.chance(0.5) ? `${snake(random.pick(domain.fields))}=${random.int(1, 999)}` : ''}`,
	);
	return {
		lines: [
			...(random.chance(0.4)
				? [`$ ${kebab(entity)} ${kebab(random.pick(domain.actions))} --${kebab(random.pick(domain.fields))} ${random.int(1, 99)}`]
				: []),
			...lines,
		],
		controls: [{ kind: 'list', name: `${entity} log`, items: [] }],
	};
};

const tabs: Maker = ({ random, domain, entity, paint, faint }) => {
	const items = random.some([...domain.entities, ...domain.services], random.int(3, 4)).map(sentence);
	return {
		lines: [items.map((item, index) => (index === 0 ? paint(`[ ${item} ]`) : faint(`  ${item}  `))).join('')],
		controls: [{ kind: 'tabs', name: `${entity} tabs`, items }],
	};
};

const makers = [table, choices, progress, tree, panel, prompts, log, tabs];

const themes = [
	['#1e1e1e', '#d4d4d4', '#777777'],
	['#000000', '#e5e5e5', '#808080'],
	['#282a36', '#f8f8f2', '#6272a4'],
	['#002b36', '#93a1a1', '#586e75'],
	['#0c0c0c', '#cccccc', '#6a6a6a'],
	['#ffffff', '#333333', '#999999'],
	['#171717', '#dddddd', '#626262'],
] as const;

/** A terminal's window of `width` x `height` pixels as HTML, and the controls in it. */
export function terminalOf(
	random: Random,
	{ domain, entity, title, width, height }: { domain: Domain; entity: string; title: string; width: number; height: number },
): { html: string; controls: Control[] } {
	const [ground, ink, dim] = random.pick(themes);
	const colors = random.pick([
		['#ff5fd2', '#7d56f4'],
		['#50fa7b', '#8be9fd'],
		['#f1fa8c', '#ff5555'],
		['#98c379', '#e5c07b'],
		['#3b78ff', '#c19c00'],
		['#b58900', '#2aa198'],
	] as const);
	const paint = (text: string): string =>
		`<span style="color:${random.pick(colors)};font-weight:${random.pick([400, 700])}">${text}</span>`;
	const faint = (text: string): string => `<span style="color:${dim}">${text}</span>`;
	const size = random.pick([13, 14, 15, 16, 18, 20]);
	const blocks = random
		.some(makers, random.int(1, Math.max(1, Math.round(height / size / 9))))
		.map((make) => make({ random, domain, entity, paint, faint }));
	const head = random.chance(0.6)
		? [random.chance(0.5) ? paint(title) : `<span style="background:${colors[1]};color:#fff"> ${title} </span>`, '']
		: [];
	const lines = [...head, ...blocks.flatMap((block) => [...block.lines, ''])];
	const bar = random.chance(0.5)
		? `<div style="height:30px;background:${dim}55;padding:9px 12px">${['#ff5f57', '#febc2e', '#28c840'].map((color) => `<i style="display:inline-block;width:12px;height:12px;border-radius:6px;margin-right:8px;background:${color}"></i>`).join('')}</div>\n`
		: '';
	const html = `<div style="width:${width}px;height:${height}px;overflow:hidden;background:${ground};color:${ink};border-radius:${random.pick([0, 8])}px">\n${bar}<pre style="margin:0;padding:${random.int(8, 24)}px;font:${size}px/${random.pick([1.2, 1.35])} 'DejaVu Sans Mono', monospace">${lines.join('\n')}</pre>\n</div>`;
	return {
		html,
		controls: [...(head.length > 0 ? [{ kind: 'heading', text: title } as const] : []), ...blocks.flatMap((block) => block.controls)],
	};
}
