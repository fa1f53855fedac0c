/** Diagrams in Markdown as chunks. Pure. */
import type { Chunk } from '../../domain/chunk.ts';
import { diagramFences } from '../fences.ts';
import { linesOf, textOfRows } from '../lines.ts';

/** One chunk a block, its fences included; `sections` tell what stands around it. */
export function diagramChunks(text: string, sections: readonly Chunk[]): Chunk[] {
	const lines = linesOf(text);
	return diagramFences(lines).map((rows): Chunk => {
		const startLine = rows.start + 1;
		const symbol = sections.find((section) => section.startLine <= startLine && startLine <= section.endLine)?.symbol ?? '';
		return {
			...{ kind: 'picture', skill: 'text', startLine, endLine: rows.end + 1, symbol, doc: '', names: [] },
			...{ signature: symbol.split(' › ').at(-1) ?? '', text: textOfRows(lines, rows) },
		};
	});
}
