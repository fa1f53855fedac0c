/** The trace panel: how an answer came about, as tables that a screen reader reads as such. */
import type { FromTrace, ToTrace, TraceBar, TraceHit, TraceTable } from '../src/views/traceMessages.ts';
import { button, element } from './elements.ts';

declare function acquireVsCodeApi(): { postMessage(message: FromTrace): void };

type Trace = Extract<ToTrace, { kind: 'trace' }>;

const editor = acquireVsCodeApi();

addEventListener('message', ({ data }: MessageEvent<ToTrace>) => {
	document.body.classList.add('trace');
	document.body.replaceChildren(
		...(data.kind === 'problem' ? [element('p', { role: 'alert', class: 'problem' }, data.message)] : [header(data), body(data)]),
	);
});
editor.postMessage({ kind: 'ready' });

function header({ title, cost, read, notes, copyMarkdown, copyJson }: Trace): HTMLElement {
	document.title = title;
	return element(
		'header',
		{},
		element('h1', {}, title),
		element('p', {}, cost),
		element('p', { class: 'where' }, read),
		...notes.map((note) => element('p', { class: 'note' }, note)),
		element(
			'p',
			{ class: 'actions' },
			button(copyMarkdown, 'action', () => editor.postMessage({ kind: 'copy', as: 'markdown' })),
			' ',
			button(copyJson, 'action', () => editor.postMessage({ kind: 'copy', as: 'json' })),
		),
	);
}

function body({ skills, sharesCaption, shares, hitsCaption, hitsHead, hits, legend }: Trace): HTMLElement {
	return element(
		'main',
		{ class: 'trace' },
		table(skills),
		element('h2', {}, sharesCaption),
		element('ul', { class: 'shares' }, ...shares.map(bar)),
		hitTable(hitsCaption, hitsHead, hits),
		element('p', { class: 'where' }, legend),
	);
}

function table({ caption, head, rows }: TraceTable): HTMLElement {
	const row = ([first = '', ...cells]: readonly string[]): HTMLElement =>
		element('tr', {}, element('th', { scope: 'row' }, first), ...cells.map((cell) => element('td', {}, cell)));
	return element('table', {}, element('caption', {}, caption), headOf(head), element('tbody', {}, ...rows.map(row)));
}

function headOf(cells: readonly string[]): HTMLElement {
	return element('thead', {}, element('tr', {}, ...cells.map((cell) => element('th', { scope: 'col' }, cell))));
}

function bar({ name, share, text }: TraceBar): HTMLElement {
	const drawn = element('span', { class: 'bar', 'aria-hidden': 'true' });
	drawn.style.width = `${(share * 100).toFixed(1)}%`;
	return element('li', {}, element('span', { class: 'name' }, `${name} ${text}`), element('span', { class: 'track' }, drawn));
}

function hitTable(caption: string, head: readonly string[], hits: readonly TraceHit[]): HTMLElement {
	const rows = hits.map(({ name, where, cells, rules, passage }, i) => {
		const open = button(name, 'target', (event) => editor.postMessage({ kind: 'open', hit: i, side: event.ctrlKey || event.metaKey }));
		const said = [...rules, ...(passage === '' ? [] : [passage])].map((text) => element('li', {}, text));
		return element(
			'tr',
			{},
			...cells.map((cell) => element('td', { class: 'figure' }, cell)),
			element('th', { scope: 'row' }, open, element('div', { class: 'where' }, where)),
			element('td', {}, element('ul', {}, ...said)),
		);
	});
	return element('div', { class: 'wide', tabindex: '0' }, element('table', {}, element('caption', {}, caption), headOf(head), element('tbody', {}, ...rows)));
}
