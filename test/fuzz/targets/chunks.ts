/** Files of every language and format are cut up whatever stands in them: whole lines of the file, in order, nothing left out. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { termText } from '../../../server/src/domain/terms.ts';
import { linesOf } from '../../../server/src/skills/lines.ts';
import { mentionsIn } from '../../../server/src/skills/pictures.ts';
import { createSkills, type Skills } from '../../../server/src/skills/registry.ts';
import { decode, encodingOf } from '../../../server/src/workspace/decode.ts';
import { Given, giving } from '../given.ts';
import { mutated } from '../mutate.ts';
import { holds, soon, type Target } from '../target.ts';

type Case = { readonly path: string; readonly text: string; readonly row: number; readonly column: number };

/** Milliseconds: a parser that takes too long is stopped, once for each question asked of the file. */
const longest = 10_000;
const root = join(import.meta.dirname, '..', '..', '..');
const languages = join(root, 'server', 'src', 'skills', 'code', 'languages');
const sentence = 'A queue keeps what `retryLater` was given, until `HttpClient` is back.';
const notebook = (cells: readonly object[]): string =>
	JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }, undefined, 1);

const sources: readonly (readonly [path: string, text: string])[] = readdirSync(languages).flatMap((id) => {
	const fixture = join(languages, id, 'fixture.txt');
	const { extensions, filenames = [] } = JSON.parse(readFileSync(join(languages, id, 'language.json'), 'utf8'));
	const name = extensions[0] === undefined ? filenames[0].replace('*', 'x') : `file${extensions[0]}`;
	return existsSync(fixture) ? [[name, readFileSync(fixture, 'utf8')] as const] : [];
});

const documents: readonly (readonly [path: string, text: string])[] = [
	['README.md', readFileSync(join(root, 'README.md'), 'utf8')],
	['model.md', readFileSync(join(root, 'models', 'skillnet', 'README.md'), 'utf8')],
	['a.md', `---\ntitle: "A"\n---\n\n${sentence}\n\nTwo\n===\n\n\`\`\`mermaid\ngraph TD; A-->B\n\`\`\`\n\n![A](a.png)\n`],
	['a.rst', `=====\nTitle\n=====\n\n${sentence}\n\nPart\n----\n\n.. image:: a.png\n   :alt: All of it\n`],
	['a.adoc', `= Title\n\n== Part\n\n${sentence}\n\n----\ncode\n----\n\nimage::a.png[All of it]\n`],
	['a.org', `* TODO Title :tag:\n${sentence}\n** Part\n#+BEGIN_SRC c\nint a;\n#+END_SRC\n`],
	['a.tex', `\\section[S]{Title}\n${sentence}\n\\subsection*{Part}\n\\includegraphics{a.png}\n`],
	['a.txt', `${sentence}\n\n${sentence}\n`.repeat(40)],
	[
		'a.ipynb',
		notebook([
			{ cell_type: 'markdown', metadata: {}, source: ['# Title\n', sentence] },
			{ cell_type: 'code', execution_count: 1, metadata: {}, outputs: [], source: ['def retry():\n', '    return 1'] },
		]),
	],
	['a.mmd', 'sequenceDiagram\n  participant A as Retry queue\n  A->>B: later\n'],
	['a.puml', '@startuml\nclass HttpClient {\n  +retry()\n}\n@enduml\n'],
	['a.dot', 'digraph g { a [label="Retry queue"]; a -> b; }\n'],
	['a.drawio', '<mxfile><diagram name="P">7ZRNb4MwDIZ/TaQ</diagram><mxCell value="Retry &lt;b&gt;queue&lt;/b&gt;"/></mxfile>\n'],
	['a.excalidraw', '{"type": "excalidraw", "elements": [{"type": "text", "text": "Retry queue", "originalText": "Retry queue"}]}\n'],
];

const cut = (name: string, files: readonly (readonly [string, string])[], covers: (path: string) => boolean): Target => {
	const checking =
		(skills: Skills) =>
		async ({ path, text, row, column }: Case): Promise<void> => {
			const skill = skills.for(path);
			assert.ok(skill !== undefined, path);
			const file = { path, hash: text, text };
			const lines = linesOf(text);
			const chunks = await skill.chunk(file);
			let first = 1;
			for (const chunk of chunks) {
				const { startLine, endLine } = chunk;
				assert.ok(
					first <= startLine && startLine <= endLine && endLine <= lines.length,
					`lines ${startLine} to ${endLine} of ${lines.length}`,
				);
				first = startLine;
				assert.equal(skill.textOf(file, chunk), chunk.text, 'the text read again is the text that was cut');
				skill.passage(chunk);
				termText(`${chunk.symbol} ${chunk.text}`);
				assert.ok(!/[\n\r]/.test(chunk.symbol), 'a symbol is one line');
			}
			if (covers(path)) {
				const left = lines.findIndex(
					(line, i) => /[\p{L}\p{N}]/u.test(line) && !chunks.some(({ startLine, endLine }) => startLine <= i + 1 && i < endLine),
				);
				assert.equal(left, -1, `line ${left + 1} is in no chunk`);
			}
			for (const { line, reference } of mentionsIn(text, chunks)) {
				assert.ok(lines[line - 1]?.includes(reference), `line ${line} names ${reference}`);
			}
			for (const { start, end, declared } of await skill.definitions(file)) {
				assert.ok(0 <= start && start <= declared && declared <= end && end < lines.length, `rows ${start}, ${declared}, ${end}`);
			}
			const name = await skill.nameAt(file, { row, column });
			assert.ok(
				name === undefined || lines[row]?.startsWith(name.text, name.column),
				`${name?.text} at ${name?.column} of line ${row + 1}`,
			);
		};
	const paths = files.map(([path]) => path);
	return {
		name,
		batch: 20,
		replayed: 1,
		open: async () => {
			const cases: fc.Arbitrary<Case> = fc.constantFrom(...files).chain(([path, text]) =>
				fc.record({
					path: fc.constant(path),
					text: mutated([text]).map((made) => asRead(Buffer.from(made))),
					row: fc.nat(400),
					column: fc.nat(120),
				}),
			);
			return { property: holds(cases, checking(createSkills()), longest) };
		},
		guided: async () => {
			const check = soon(checking(createSkills()), longest);
			return {
				seeds: files.map(([, text], i) => giving(text.slice(0, 4_000), i, 3, 5)),
				check: (bytes) => {
					const given = new Given(bytes);
					const [path, row, column] = [given.one(paths), given.number(200), given.number(120)];
					return check({ path, text: asRead(given.bytes()), row, column });
				},
			};
		},
	};
};

/** Skills are given what was decoded; bytes that are no text are none of theirs. */
function asRead(bytes: Uint8Array): string {
	const encoding = encodingOf(bytes);
	return encoding === undefined ? '' : decode(bytes, encoding);
}

/** Diagrams of editors, and notebooks, are more than what is written in them. */
const isWhole = (path: string): boolean => !/\.(?:ipynb|drawio|excalidraw|mmd|puml|dot)$/.test(path);

export const code = cut('code', sources, () => true);
export const prose = cut('prose', documents, isWhole);
