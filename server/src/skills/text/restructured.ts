/** Headings of reStructuredText: a line under the title, and perhaps above it; levels in the order their signs first appear. */
import { isBlank, linesOf } from '../lines.ts';
import type { Heading } from './sections.ts';

export function restructuredHeadings(text: string): Heading[] {
	const lines = linesOf(text);
	const styles: string[] = [];
	const headings: Heading[] = [];
	for (let row = 1; row < lines.length; row++) {
		const title = lines[row - 1] ?? '';
		const under = rulerOf(lines[row]);
		if (under === undefined || isBlank(title) || rulerOf(title) !== undefined || under.length < Math.min(title.trimEnd().length, 4)) {
			continue;
		}
		const isOver = rulerOf(lines[row - 2]) === under;
		if (!isOver && (/^\s/.test(title) || !isBlank(lines[row - 2]))) {
			continue;
		}
		const style = `${under[0]}${isOver ? '=' : ''}`;
		if (!styles.includes(style)) {
			styles.push(style);
		}
		headings.push({ row: isOver ? row - 2 : row - 1, level: styles.indexOf(style) + 1, title: plainTitle(title) });
	}
	return headings;
}

/** A line of one repeated sign. */
function rulerOf(line: string | undefined): string | undefined {
	return /^([=\-`:.'"~^_*+#<>!$%&,;?@|/\\])\1{2,}\s*$/.test(line ?? '') ? line?.trimEnd() : undefined;
}

/** Characters of a heading. */
const longestTitle = 500;

function plainTitle(title: string): string {
	return title
		.slice(0, longestTitle)
		.replace(/:[\w:]+:`~?([^`<]*?)(?:\s*<[^>]*>)?`/g, '$1')
		.replace(/[`*]/g, '')
		.trim();
}
