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
		const start = row;
		do {
			row++;
		} while (row < lines.length - 1 && !lines[row]?.trim().startsWith(fence));
		found.push({ start, end: Math.min(row, lines.length - 1), language: language.toLowerCase() });
	}
	return found;
}
