/** Prose cut by its headings: each section with the breadcrumb that leads to it, long ones at paragraphs, tiny neighbours joined. */
import type { Chunk } from '../../domain/chunk.ts';
import { charactersOf, lengthOf, type Rows, textOfRows, trimRows } from '../lines.ts';
import { type Limits, windows } from '../windows.ts';

export type Heading = {
	/** Row from 0 where the heading begins. */
	readonly row: number;
	/** From 1, outermost. */
	readonly level: number;
	readonly title: string;
};

type Section = Rows & { readonly trail: readonly string[] };

const limits: Limits = { target: 50, most: 60, characters: 2_500 };
/** Sections up to this size may be joined with their neighbours. */
const tiny = { lines: 8, together: 25, characters: 1_200 };

/** Signs between the parts of a breadcrumb. */
const separator = ' › ';

export function sectionChunks(lines: readonly string[], headings: readonly Heading[]): Chunk[] {
	return join(lines, sectionsOf(lines, headings)).flatMap((section) =>
		windows(lines, section, limits).map((rows) => ({
			kind: 'doc' as const,
			skill: 'text' as const,
			startLine: rows.start + 1,
			endLine: rows.end + 1,
			symbol: section.trail.join(separator),
			signature: section.trail.at(-1) ?? '',
			doc: '',
			names: [],
			text: textOfRows(lines, rows),
		})),
	);
}

function sectionsOf(lines: readonly string[], headings: readonly Heading[]): Section[] {
	const open: Heading[] = [];
	const sections: (Section | undefined)[] = [section(lines, 0, (headings[0]?.row ?? lines.length) - 1, [])];
	headings.forEach((heading, i) => {
		while ((open.at(-1)?.level ?? 0) >= heading.level) {
			open.pop();
		}
		open.push(heading);
		const trail = open.map(({ title }) => title).filter((title) => title !== '');
		sections.push(section(lines, heading.row, (headings[i + 1]?.row ?? lines.length) - 1, trail));
	});
	return sections.filter((each) => each !== undefined);
}

function section(lines: readonly string[], start: number, end: number, trail: readonly string[]): Section | undefined {
	const rows = trimRows(lines, { start, end });
	return rows === undefined ? undefined : { ...rows, trail };
}

/** Tiny neighbours become one section under what they have in common; a heading without text goes with its first section. */
function join(lines: readonly string[], sections: readonly Section[]): Section[] {
	const joined: Section[] = [];
	for (const next of sections) {
		const last = joined.at(-1);
		const together = last === undefined ? undefined : { start: last.start, end: next.end };
		if (last !== undefined && together !== undefined && belong(last, next) && isShort(lines, together)) {
			joined[joined.length - 1] = { ...together, trail: trailOf(last, next) };
		} else {
			joined.push(next);
		}
	}
	return joined;
}

function belong(last: Section, next: Section): boolean {
	const isParent = next.trail.length > last.trail.length && last.trail.every((title, i) => next.trail[i] === title);
	const shared = common(last.trail, next.trail).length;
	const areSiblings = shared >= 1 && next.trail.length - shared <= 1 && last.trail.length - shared <= 1;
	return lengthOf(last) <= 2 ? isParent : areSiblings && lengthOf(next) <= tiny.lines && lengthOf(last) <= tiny.together;
}

function isShort(lines: readonly string[], rows: Rows): boolean {
	return lengthOf(rows) <= tiny.together && charactersOf(lines, rows) <= tiny.characters;
}

function trailOf(last: Section, next: Section): readonly string[] {
	return lengthOf(last) <= 2 ? next.trail : common(last.trail, next.trail);
}

function common(a: readonly string[], b: readonly string[]): readonly string[] {
	let i = 0;
	while (i < a.length && a[i] === b[i]) {
		i++;
	}
	return a.slice(0, i);
}
