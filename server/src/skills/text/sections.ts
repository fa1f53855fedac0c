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
		const both = last === undefined ? undefined : together(lines, last, next);
		if (both === undefined) {
			joined.push(next);
		} else {
			joined[joined.length - 1] = both;
		}
	}
	return joined;
}

function together(lines: readonly string[], last: Section, next: Section): Section | undefined {
	const rows = { start: last.start, end: next.end };
	const shared = common(last.trail, next.trail);
	const isParent = shared.length === last.trail.length && next.trail.length > shared.length;
	if (isParent && lengthOf(last) <= (last.trail.length === 0 ? tiny.lines : 2) && fits(lines, rows, limits.most, limits.characters)) {
		return { ...rows, trail: next.trail };
	}
	const areSiblings = shared.length >= 1 && next.trail.length - shared.length <= 1 && last.trail.length - shared.length <= 1;
	const areTiny = lengthOf(next) <= tiny.lines && fits(lines, rows, tiny.together, tiny.characters);
	return areSiblings && areTiny ? { ...rows, trail: shared } : undefined;
}

function fits(lines: readonly string[], rows: Rows, most: number, characters: number): boolean {
	return lengthOf(rows) <= most && charactersOf(lines, rows) <= characters;
}

function common(a: readonly string[], b: readonly string[]): readonly string[] {
	let i = 0;
	while (i < a.length && a[i] === b[i]) {
		i++;
	}
	return a.slice(0, i);
}
