/** Fenced blocks of Markdown that a viewer draws as diagrams. Pure. */
import type { Rows } from './lines.ts';

const opening = /^\s{0,3}(`{3,}|~{3,})\s*\{?\.?(mermaid|plantuml|puml|dot|graphviz)\b/i;

/** Its rows, the fences included, and the language it is written in, lower case. */
export type DiagramFence = Rows & { readonly language: string };

export function diagramFences(lines: readonly string[]): DiagramFence[] {
	const found: DiagramFence[] = [];
	for (let row = 0; row < lines.length; row++) {
		const [, fence, language = ''] = opening.exec(lines[row] ?? '') ?? [];
		if (fence === undefined) {
			continue;
		}
		const end = lines.findIndex((line, i) => i > row && line.trim().startsWith(fence));
		found.push({ start: row, end: end === -1 ? lines.length - 1 : end, language: language.toLowerCase() });
		row = found.at(-1)?.end ?? row;
	}
	return found;
}
