/** Diagrams in Markdown: fenced blocks that a viewer draws. Pure. */
import type { Chunk } from '../../domain/chunk.ts';
import { linesOf } from '../lines.ts';

const opening = /^\s{0,3}(`{3,}|~{3,})\s*\{?\.?(mermaid|plantuml|puml|dot|graphviz)\b/i;

/** One chunk a block, its fences included; `sections` tell what stands around it. */
export function diagramChunks(text: string, sections: readonly Chunk[]): Chunk[] {
	const lines = linesOf(text);
	const found: Chunk[] = [];
	for (let row = 0; row < lines.length; row++) {
		const fence = opening.exec(lines[row] ?? '')?.[1];
		if (fence === undefined) {
			continue;
		}
		const end = lines.findIndex((line, i) => i > row && line.trim().startsWith(fence));
		const last = end === -1 ? lines.length - 1 : end;
		const symbol = sections.find(({ startLine, endLine }) => startLine <= row + 1 && row < endLine)?.symbol ?? '';
		const block = lines.slice(row, last + 1);
		found.push({
			...{ kind: 'picture', skill: 'text', startLine: row + 1, endLine: last + 1, symbol, doc: '', names: [] },
			...{ signature: symbol.split(' › ').at(-1) ?? '', text: block.join('\n') },
		});
		row = last;
	}
	return found;
}
