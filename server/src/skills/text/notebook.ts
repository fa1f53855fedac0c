/** Jupyter notebooks: a chunk a cell, at the cell's lines in the file. Outputs are left out. */
import type { Chunk } from '../../domain/chunk.ts';
import { isBlank, linesOf } from '../lines.ts';

type Cell = {
	readonly kind: 'code' | 'doc';
	readonly text: string;
	readonly startLine: number;
	readonly endLine: number;
};

/** Undefined for what is no notebook, or a broken one. */
export function notebookChunks(text: string): Chunk[] | undefined {
	const cells = cellsOf(text);
	let trail: string[] = [];
	return cells?.map((cell) => {
		if (cell.kind === 'doc') {
			trail = under(trail, cell.text);
		}
		return {
			kind: cell.kind,
			skill: cell.kind === 'doc' ? ('text' as const) : ('code' as const),
			startLine: cell.startLine,
			endLine: cell.endLine,
			symbol: trail.filter((title) => title !== '').join(' › '),
			signature: cell.kind === 'doc' ? (trail.at(-1) ?? '') : '',
			doc: '',
			names: cell.kind === 'doc' ? [] : namesIn(cell.text),
			text: cell.text,
		};
	});
}

/** The text of the cell at these lines of the file. */
export function cellText(text: string, lines: { readonly startLine: number; readonly endLine: number }): string | undefined {
	return cellsOf(text)?.find((cell) => cell.startLine === lines.startLine && cell.endLine === lines.endLine)?.text;
}

function cellsOf(text: string): Cell[] | undefined {
	const sources = sourcesOf(text);
	if (sources === undefined) {
		return undefined;
	}
	const lines = linesOf(text);
	const cells: Cell[] = [];
	let row = 0;
	for (const { kind, source } of sources) {
		const found = findSource(lines, row, source);
		if (found === undefined) {
			return undefined;
		}
		row = found.end + 1;
		if (!isBlank(source)) {
			cells.push({ kind, text: source.trimEnd(), startLine: found.start + 1, endLine: found.end + 1 });
		}
	}
	return cells.length === 0 ? undefined : cells;
}

function sourcesOf(text: string): { readonly kind: 'code' | 'doc'; readonly source: string }[] | undefined {
	const notebook = parsed(text);
	if (typeof notebook !== 'object' || notebook === null || !('cells' in notebook) || !Array.isArray(notebook.cells)) {
		return undefined;
	}
	return notebook.cells.map((cell: { readonly cell_type?: unknown; readonly source?: unknown } | null) => {
		const source = cell?.source ?? '';
		return { kind: cell?.cell_type === 'code' ? 'code' : 'doc', source: Array.isArray(source) ? source.join('') : String(source) };
	});
}

/** A notebook that is no JSON is read as the text it is. */
function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		if (error instanceof SyntaxError) {
			return undefined;
		}
		throw error;
	}
}

/** The rows of `"source": …` from `row` on; the array ends where its own indentation returns. */
function findSource(lines: readonly string[], row: number, source: string): { readonly start: number; readonly end: number } | undefined {
	for (let start = row; start < lines.length; start++) {
		const opening = /^(\s*)"source"\s*:\s*(.*)$/.exec(lines[start] ?? '');
		if (opening === null) {
			continue;
		}
		if (!/^\[\s*$/.test(opening[2] ?? '')) {
			return { start, end: start };
		}
		const end = lines.findIndex((line, i) => i > start && /^\s*\],?\s*$/.test(line));
		return end === -1 ? undefined : source === '' ? { start, end } : { start: start + 1, end: end - 1 };
	}
	return undefined;
}

function under(trail: readonly string[], markdown: string): string[] {
	let next = [...trail];
	for (const [, signs = '#', title = ''] of markdown.matchAll(/^(#{1,6})\s+(.+?)\s*#*$/gm)) {
		next = [...Array.from({ length: signs.length - 1 }, (_, i) => next[i] ?? ''), title];
	}
	return next;
}

function namesIn(code: string): string[] {
	return [...code.matchAll(/^(?:async\s+)?(?:def|class|function|func)\s+([A-Za-z_]\w*)/gm)].map((found) => found[1] ?? '');
}
