/** Headings of formats whose headings are single lines. */
import { linesOf } from '../lines.ts';
import type { Heading } from './sections.ts';

/** `== Title`, outside delimited blocks. */
export function asciidocHeadings(text: string): Heading[] {
	const heading = /^(={1,6}|#{1,6})\s+(\S.*?)(?:\s+\1)?$/;
	const block = /^(-{4,}|={4,}|\.{4,}|\*{4,}|_{4,}|\+{4,}|\/{4,}|`{3,})$/;
	return lineHeadings(text, heading, block);
}

/** `** Title`, outside `#+BEGIN` blocks. */
export function orgHeadings(text: string): Heading[] {
	return lineHeadings(text, /^(\*+)\s+(?:(?:TODO|DONE)\s+)?(\S.*?)(?:\s+:[\w@:]+:)?$/, undefined);
}

export function latexHeadings(text: string): Heading[] {
	const levels = ['part', 'chapter', 'section', 'subsection', 'subsubsection', 'paragraph'];
	return linesOf(text).flatMap((line, row) => {
		const found = /^\s*\\(part|chapter|(?:sub){0,2}section|paragraph)\*?(?:\[[^\]]*\])?\{(.+?)\}/.exec(line);
		return found === null ? [] : [{ row, level: levels.indexOf(found[1] ?? '') + 1, title: found[2] ?? '' }];
	});
}

/** The first group of `heading` is as long as its level is deep; `block` opens and closes what is not read. */
function lineHeadings(text: string, heading: RegExp, block: RegExp | undefined): Heading[] {
	const headings: Heading[] = [];
	let open: string | undefined;
	linesOf(text).forEach((line, row) => {
		const fence = block?.exec(line.trimEnd())?.[1];
		if (fence !== undefined && (open === undefined || open === fence)) {
			open = open === undefined ? fence : undefined;
			return;
		}
		const found = open === undefined ? heading.exec(line.trimEnd()) : null;
		if (found !== null) {
			headings.push({ row, level: found[1]?.length ?? 1, title: found[2] ?? '' });
		}
	});
	return headings;
}
