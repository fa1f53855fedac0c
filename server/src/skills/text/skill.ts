/** The text skill: prose by its headings, notebooks by their cells. */
import type { Chunk } from '../../domain/chunk.ts';
import type { SourceFile } from '../../domain/file.ts';
import { linesOf, sliceLines } from '../lines.ts';
import { type Name, wordAt } from '../name.ts';
import { passageOf } from '../passage.ts';
import type { Skill } from '../skill.ts';
import { diagramChunks } from './fences.ts';
import { asciidocHeadings, latexHeadings, orgHeadings } from './headings.ts';
import { markdownHeadings } from './markdown.ts';
import { cellText, notebookChunks } from './notebook.ts';
import { restructuredHeadings } from './restructured.ts';
import { type Heading, sectionChunks } from './sections.ts';

type Format = {
	readonly id: string;
	readonly endings: RegExp;
	readonly headings: (text: string) => readonly Heading[];
};

const plain: Format = { id: 'text', endings: /\.(?:txt|text|log)$/i, headings: () => [] };
/** Prose without an ending, perhaps with a variant: `LICENSE-MIT`, `LICENSE.MIT`. */
const proseNames =
	/(?:^|\/)(?:LICEN[SC]E|License|COPYING|NOTICE|AUTHORS|CONTRIBUTORS|CHANGELOG|Changelog|CHANGES|HISTORY|NEWS|README|Readme|TODO|INSTALL|CREDITS|MAINTAINERS|THANKS|UPGRADING)(?:[-.][A-Z\d][A-Z\d.-]*)?$|(?:^|\/)(?:licen[sc]e|readme|changelog|authors|copying|notice|todo)$/;
const formats: readonly Format[] = [
	{ id: 'markdown', endings: /\.(?:md|markdown|mdx|mdc|mkd|mdown|qmd|rmd|livemd)$/i, headings: markdownHeadings },
	{ id: 'restructuredtext', endings: /\.(?:rst|rest)$/i, headings: restructuredHeadings },
	{ id: 'asciidoc', endings: /\.(?:adoc|asciidoc|asc)$/i, headings: asciidocHeadings },
	{ id: 'org', endings: /\.org$/i, headings: orgHeadings },
	{ id: 'latex', endings: /\.tex$/i, headings: latexHeadings },
	plain,
];
/** Code in spite of their endings. */
const notProse = /(?:^|\/)(?:CMakeLists|CMakeCache|requirements[\w-]*|constraints[\w-]*|robots)\.txt$/i;
const notebook = /\.ipynb$/i;

/** What `textFormatOf` may answer. */
export const textFormats: readonly string[] = [...formats.map(({ id }) => id), 'notebook'];

/** `markdown`, `notebook`, …; undefined where the text skill does not read the file. */
export function textFormatOf(path: string): string | undefined {
	return notebook.test(path) ? 'notebook' : formatOf(path)?.id;
}

export function createTextSkill(): Skill {
	return {
		id: 'text',
		accepts: (path) => textFormatOf(path) !== undefined,
		chunk: async (file) => chunksOf(file),
		textOf: (file, lines) => (notebook.test(file.path) ? cellText(file.text, lines) : undefined) ?? sliceLines(file.text, lines),
		passage: passageOf,
		definitions: async () => [],
		nameAt: async ({ text }, { row, column }) => mentionAt(linesOf(text)[row] ?? '', column),
	};
}

/** A name that is marked as code. */
function mentionAt(line: string, column: number): Name | undefined {
	const span = [...line.matchAll(/(`+)([^`]+)\1/g)].find(({ index, 0: whole }) => index < column && column < index + whole.length);
	const word = span === undefined ? undefined : wordAt(line, column);
	return word && { ...word, role: 'mention' };
}

function formatOf(path: string): Format | undefined {
	if (notProse.test(path)) {
		return undefined;
	}
	return formats.find((format) => format.endings.test(path)) ?? (proseNames.test(path) ? plain : undefined);
}

function chunksOf(file: SourceFile): readonly Chunk[] {
	const cells = notebook.test(file.path) ? notebookChunks(file.text) : undefined;
	const format = formatOf(file.path) ?? plain;
	const sections = sectionChunks(linesOf(file.text), format.headings(file.text));
	const all = format.id === 'markdown' ? [...sections, ...diagramChunks(file.text, sections)] : sections;
	return cells ?? all.sort((a, b) => a.startLine - b.startLine);
}
