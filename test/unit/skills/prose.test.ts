/** Prose cut by its headings, and notebooks by their cells. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Chunk } from '../../../server/src/domain/chunk.ts';
import { createSkills } from '../../../server/src/skills/registry.ts';

const skills = createSkills();
const long = Array.from({ length: 12 }, (_, i) => `Sentence ${i} of a paragraph.`).join('\n');

/** `lines symbol`, one a chunk. */
const cases: readonly { readonly name: string; readonly path: string; readonly text: string; readonly chunks: readonly string[] }[] = [
	{ name: 'an empty document has no chunks', path: 'a.md', text: '\n\n', chunks: [] },
	{
		name: 'Markdown by its headings, underlined ones too, with the way that leads there',
		path: 'a.md',
		text: `# Guide\n\n${long}\n\nRetries\n-------\n\n${long}\n\n### \`back_off\` [now](x.md) {#b}\n\n${long}\n\n## Next\n\n${long}\n`,
		chunks: ['1-14 Guide', '16-30 Guide › Retries', '32-45 Guide › Retries › back_off now', '47-60 Guide › Next'],
	},
	{
		name: 'what looks like a heading inside a fence is none',
		path: 'a.md',
		text: `# Guide\n\n\`\`\`sh\n# not a heading\n\`\`\`\n\n${long}\n`,
		chunks: ['1-18 Guide'],
	},
	{
		name: 'front matter names a page that has no first heading, and stays with what follows',
		path: 'a.md',
		text: `---\ntitle: "Guide"\n---\n\n${long}\n\n## Retries\n\n${long}\n`,
		chunks: ['1-16 Guide', '18-31 Guide › Retries'],
	},
	{
		name: 'tiny neighbours under one heading are joined',
		path: 'a.md',
		text: '# Guide\n\n## One\n\nFirst.\n\n## Two\n\nSecond.\n\n## Three\n\nThird.\n',
		chunks: ['1-13 Guide'],
	},
	{
		name: 'long sections are cut at paragraphs',
		path: 'a.md',
		text: `# Guide\n\n${[long, long, long, long, long, long].join('\n\n')}\n`,
		chunks: ['1-40 Guide', '42-79 Guide'],
	},
	{
		name: 'reStructuredText by its underlines, in the order they come',
		path: 'a.rst',
		text: `=====\nGuide\n=====\n\n${long}\n\nRetries\n=======\n\n${long}\n\n:class:\`Client\`\n---------------\n\n${long}\n\nNext\n====\n\n${long}\n`,
		chunks: ['1-16 Guide', '18-32 Guide › Retries', '34-48 Guide › Retries › Client', '50-64 Guide › Next'],
	},
	{
		name: 'AsciiDoc by its equals signs, outside blocks',
		path: 'a.adoc',
		text: `= Guide\n\n${long}\n\n----\n== not a heading\n----\n\n== Retries\n\n${long}\n`,
		chunks: ['1-18 Guide', '20-33 Guide › Retries'],
	},
	{
		name: 'Org by its stars',
		path: 'a.org',
		text: `* Guide\n${long}\n** TODO Retries :net:\n${long}\n`,
		chunks: ['1-13 Guide', '14-26 Guide › Retries'],
	},
	{
		name: 'LaTeX by its sections',
		path: 'a.tex',
		text: `\\section{Guide}\n${long}\n\\subsection*{Retries}\n${long}\n`,
		chunks: ['1-13 Guide', '14-26 Guide › Retries'],
	},
	{
		name: 'plain text by its paragraphs',
		path: 'LICENSE',
		text: `${[long, long, long, long, long].join('\n\n')}\n`,
		chunks: ['1-25 ', '27-64 '],
	},
];

for (const { name, path, text, chunks } of cases) {
	test(name, async () => {
		const found = await chunk(path, text);
		assert.deepEqual(
			found.map(({ startLine, endLine, symbol }) => `${startLine}-${endLine} ${symbol}`),
			chunks,
		);
		assert.ok(found.every(({ kind, skill }) => kind === 'doc' && skill === 'text'));
	});
}

test('a passage of prose says the way, then the text without its heading', async () => {
	const [, second] = await chunk('a.md', `# Guide\n\n${long}\n\n## Retries\n\nThey back off.\n\n${long}\n`);
	assert.ok(
		skills
			.get('text')
			?.passage(second ?? assert.fail('no second chunk'))
			.startsWith('Guide › Retries\nThey back off.\nSentence 0'),
	);
});

const notebook = JSON.stringify(
	{
		cells: [
			{ cell_type: 'markdown', metadata: {}, source: ['# Guide\n', '\n', 'All of it.'] },
			{
				cell_type: 'code',
				execution_count: 1,
				outputs: [{ output_type: 'stream', text: ['"source": [\n', 'lots of output\n'] }],
				source: ['def retry(path):\n', '    return "\\n"\n'],
			},
			{ cell_type: 'code', outputs: [], source: [] },
			{ cell_type: 'markdown', source: '## Next' },
		],
		nbformat: 4,
	},
	undefined,
	1,
);

test('a notebook by its cells, at their lines in the file, without outputs', async () => {
	const found = await chunk('a.ipynb', notebook);
	const lines = notebook.split('\n');
	assert.deepEqual(
		found.map(({ kind, skill, symbol, names, text }) => ({ kind, skill, symbol, names, text })),
		[
			{ kind: 'doc', skill: 'text', symbol: 'Guide', names: [], text: '# Guide\n\nAll of it.' },
			{ kind: 'code', skill: 'code', symbol: 'Guide', names: ['retry'], text: 'def retry(path):\n    return "\\n"' },
			{ kind: 'doc', skill: 'text', symbol: 'Guide › Next', names: [], text: '## Next' },
		],
	);
	assert.deepEqual(
		found.map(({ startLine, endLine }) => [lines[startLine - 1]?.trim(), lines[endLine - 1]?.trim()]),
		[
			['"# Guide\\n",', '"All of it."'],
			['"def retry(path):\\n",', '"    return \\"\\\\n\\"\\n"'],
			['"source": "## Next"', '"source": "## Next"'],
		],
	);
});

test('the text of a cell is found again', async () => {
	const file = { path: 'a.ipynb', hash: '', text: notebook };
	for (const each of await chunk('a.ipynb', notebook)) {
		assert.equal(skills.get('text')?.textOf(file, each), each.text);
	}
});

test('a notebook that is broken, or no notebook, is read as the text it is', async () => {
	for (const text of [notebook.slice(0, -20), '{ "cells": 3 }', '[]', 'null', 'plain', '{ "cells": [null, 3] }']) {
		const found = await chunk('a.ipynb', text);
		assert.equal(found[0]?.startLine, 1, text);
		assert.equal(found.at(-1)?.endLine, text.trimEnd().split('\n').length);
	}
});

async function chunk(path: string, text: string): Promise<readonly Chunk[]> {
	return (skills.for(path) ?? assert.fail(`${path} is not read`)).chunk({ path, hash: '', text });
}
