/** The diagram panel: the picture with its regions, and a list beside it that says the same. It shows and asks; the extension decides. */
import { button, element } from './elements.ts';
import type { FromPanel, ShownLink, ShownRegion, ToPanel, Words } from '../src/views/diagramMessages.ts';

declare function acquireVsCodeApi(): { postMessage(message: FromPanel): void; setState(state: unknown): void };

type Diagram = Extract<ToPanel, { kind: 'diagram' }>;

const editor = acquireVsCodeApi();
const root = document.body;
let current: Diagram | undefined;
/** The region that keys work on. */
let chosen = 0;

addEventListener('message', ({ data }: MessageEvent<ToPanel>) => {
	if (data.kind === 'problem') {
		root.replaceChildren(element('p', { role: 'alert', class: 'problem' }, data.message));
	} else {
		show(data);
	}
});
addEventListener('keydown', (event) => {
	if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z') {
		event.preventDefault();
		editor.postMessage({ kind: 'undo' });
	}
});
// what the editor gives back to the extension when it opens the panel again
editor.setState(JSON.parse(root.dataset.state ?? 'null'));
editor.postMessage({ kind: 'ready' });

function show(diagram: Diagram): void {
	const isFirst = current === undefined;
	const hadFocus = root.contains(document.activeElement) && document.activeElement !== root;
	const scroll = document.querySelector('.regions')?.scrollTop ?? 0;
	current = diagram;
	chosen = Math.min(chosen, diagram.regions.length - 1);
	document.title = diagram.title;
	root.replaceChildren(header(diagram), main(diagram), element('p', { role: 'status', class: 'said' }, diagram.said));
	document.querySelector('.regions')?.scrollTo(0, scroll);
	choose(chosen, isFirst || hadFocus);
}

function header({ title, summary, notes, canUndo, words }: Diagram): HTMLElement {
	const undo = button(words.undo, 'undo', () => editor.postMessage({ kind: 'undo' }));
	undo.disabled = !canUndo;
	return element(
		'header',
		{},
		element('h1', {}, title),
		element('p', {}, summary),
		...notes.map((note) => element('p', { class: 'note' }, note)),
		element('p', { class: 'keys', id: 'keys' }, words.keys),
		undo,
	);
}

function main(diagram: Diagram): HTMLElement {
	const { regions, words } = diagram;
	const shown = diagram.source === '' ? text(diagram) : picture(diagram);
	const list = element('ol', { class: 'regions', 'aria-label': words.regions }, ...regions.map((region, i) => item(region, i, words)));
	return element('main', {}, element('div', { class: 'stage' }, shown), list);
}

function picture({ title, source, regions, words }: Diagram): HTMLElement {
	const boxes = regions.flatMap((region, i) => (region.text === '' ? [] : [box(region, i, words)]));
	return element('div', { class: 'picture' }, element('img', { src: source, alt: title }), ...boxes);
}

/** The lines of a diagram that is kept as text, each with the nodes that it names. */
function text({ title, lines, regions }: Diagram): HTMLElement {
	const rows = lines.map(({ text: said, line }) => {
		const own = regions.flatMap((region, i) => (region.line === line ? [{ region, i }] : []));
		const marks = own.map(({ region: { links }, i }) => element('span', { class: `mark ${stateOf(links)}`, 'data-region': String(i) }, `${i} ${sign(stateOf(links))}`));
		const row = element('div', { class: 'line' }, element('span', { class: 'at', 'aria-hidden': 'true' }, String(line)), element('code', {}, said), element('span', { class: 'marks' }, ...marks));
		const [first] = own;
		if (first !== undefined) {
			row.addEventListener('click', () => choose(first.i, true));
		}
		return row;
	});
	return element('div', { class: 'text', role: 'group', 'aria-label': title }, ...rows);
}

/** Drawn over the picture; the list is where keys and screen readers go. */
function box({ text, box: { left, top, width, height }, links }: ShownRegion, i: number, words: Words): HTMLElement {
	const label = element('span', { class: 'number' }, `${i} ${sign(stateOf(links))}`);
	const made = element('button', { class: `box ${stateOf(links)}`, tabindex: '-1', 'aria-hidden': 'true', 'data-region': String(i), title: `${i} ${text}: ${told(links, words)}` }, label);
	// room around the words, as the box of a diagram has
	const room = { x: Math.min(0.012, left), y: Math.min(0.012, top) };
	made.style.left = percent(left - room.x);
	made.style.top = percent(top - room.y);
	made.style.width = percent(width + 2 * room.x);
	made.style.height = percent(height + 2 * room.y);
	made.addEventListener('click', () => choose(i, true));
	made.addEventListener('dblclick', () => open(i, false));
	return made;
}

function item({ text, links }: ShownRegion, i: number, words: Words): HTMLElement {
	const name = text === '' ? words.whole : text;
	const head = button(`${text === '' ? '' : `${i} `}${name}`, 'region', () => choose(i, false));
	head.setAttribute('aria-label', `${text === '' ? '' : `${i}, `}${name}: ${told(links, words)}`);
	head.setAttribute('aria-describedby', 'keys');
	head.addEventListener('keydown', (event) => key(event, i));
	const row = element('li', { 'data-region': String(i) }, head);
	const rows = links.map((link) => linkRow(link, i, words, name));
	const last = rows.at(-1) ?? element('div', { class: 'link' }, element('span', { class: 'state' }, words.unknown));
	row.append(...rows, last);
	const other = button(words.other, 'action', () => editor.postMessage({ kind: 'other', region: i }));
	other.setAttribute('aria-label', `${words.other} ${name}`);
	last.append(other);
	return row;
}

function linkRow({ id, symbol, where, state, because }: ShownLink, region: number, words: Words, name: string): HTMLElement {
	const target = button(symbol === '' ? where : symbol, 'target', (event) => open(region, event.ctrlKey || event.metaKey, id));
	target.title = `${words.open}: ${where}\n${because}`;
	const decide = (label: string, decision: 'confirmed' | 'rejected'): HTMLButtonElement => {
		const made = button(label, 'action', () => editor.postMessage({ kind: 'decide', region, link: id, decision }));
		made.setAttribute('aria-label', `${label} ${symbol === '' ? where : symbol}, ${name}`);
		return made;
	};
	const stateName = { confirmed: words.confirmed, suggested: words.probably, rejected: words.rejected }[state];
	return element(
		'div',
		{ class: `link ${state}` },
		element('span', { class: 'state' }, `${sign(state)} ${stateName}`),
		target,
		element('span', { class: 'where' }, symbol === '' ? '' : where),
		...(state === 'confirmed' ? [] : [decide(words.confirm, 'confirmed')]),
		...(state === 'rejected' ? [] : [decide(words.reject, 'rejected')]),
	);
}

function key(event: KeyboardEvent, i: number): void {
	if (event.ctrlKey || event.metaKey || event.altKey) {
		if (event.key === 'Enter') {
			event.preventDefault();
			open(i, true);
		}
		return;
	}
	const first = current?.regions[i]?.links.find(({ state }) => state !== 'rejected');
	const last = (current?.regions.length ?? 1) - 1;
	const actions: Readonly<Record<string, () => void>> = {
		ArrowDown: () => choose(Math.min(i + 1, last), true),
		ArrowUp: () => choose(Math.max(i - 1, 0), true),
		Home: () => choose(0, true),
		End: () => choose(last, true),
		Enter: () => open(i, false),
		c: () => first?.state === 'suggested' && editor.postMessage({ kind: 'decide', region: i, link: first.id, decision: 'confirmed' }),
		x: () => first && editor.postMessage({ kind: 'decide', region: i, link: first.id, decision: 'rejected' }),
		o: () => editor.postMessage({ kind: 'other', region: i }),
	};
	const action = actions[event.key] ?? actions[event.key.toLowerCase()];
	if (action !== undefined) {
		event.preventDefault();
		action();
	}
}

function open(region: number, side: boolean, link?: number): void {
	const id = link ?? current?.regions[region]?.links.find(({ state }) => state !== 'rejected')?.id;
	if (id !== undefined) {
		editor.postMessage({ kind: 'open', region, link: id, side });
	}
}

/** One region of the list is in the order of the Tab key; the same one is marked in the picture. */
function choose(i: number, focus: boolean): void {
	chosen = i;
	for (const each of document.querySelectorAll<HTMLElement>('[data-region]')) {
		each.classList.toggle('chosen', each.dataset.region === String(i));
	}
	const heads = document.querySelectorAll<HTMLButtonElement>('.regions > li > .region');
	for (const [at, head] of heads.entries()) {
		head.tabIndex = at === i ? 0 : -1;
	}
	const head = heads[i];
	if (focus) {
		head?.focus({ preventScroll: true });
	}
	head?.parentElement?.scrollIntoView({ block: 'nearest' });
	document.querySelector('.box.chosen, .mark.chosen')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

type State = ShownLink['state'] | 'unknown';

function stateOf(links: readonly ShownLink[]): State {
	return links.find(({ state }) => state !== 'rejected')?.state ?? 'unknown';
}

/** No colour carries the meaning alone. */
function sign(state: State): string {
	return { confirmed: '✓', suggested: '?', rejected: '✗', unknown: '–' }[state];
}

function told(links: readonly ShownLink[], words: Words): string {
	const first = links.find(({ state }) => state !== 'rejected');
	if (first === undefined) {
		return words.unknown;
	}
	return `${first.state === 'confirmed' ? words.confirmed : words.probably} ${first.symbol === '' ? first.where : first.symbol}`;
}

function percent(share: number): string {
	return `${(100 * share).toFixed(3)}%`;
}
