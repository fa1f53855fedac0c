/** What fuzzing found once, made small: each took seconds to hours, or broke what asked for it. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { isQuick, pathTest } from '../../server/src/domain/paths.ts';
import { importOf, receiverOf } from '../../server/src/explain/scope.ts';
import { plain, quoteOf } from '../../server/src/explain/sentence.ts';
import { parseLinks } from '../../server/src/links/linksFile.ts';
import { plainComment } from '../../server/src/skills/code/comments.ts';
import { diagramFences } from '../../server/src/skills/fences.ts';
import { diagramText } from '../../server/src/skills/image/diagram.ts';
import { formatOf } from '../../server/src/skills/image/format.ts';
import { mentionsIn } from '../../server/src/skills/image/mentions.ts';
import { svgTexts } from '../../server/src/skills/image/svg.ts';
import { createSkills } from '../../server/src/skills/registry.ts';
import { markdownHeadings } from '../../server/src/skills/text/markdown.ts';
import { IgnoreRules } from '../../server/src/workspace/ignore.ts';

const page = deflateRawSync(Buffer.alloc(8_000_000, 'value="a" ')).toString('base64');
const rulesOf = (...lines: readonly string[]): IgnoreRules => new IgnoreRules().with('.skilllensignore', '', lines.join('\n'));

/** Milliseconds of processor time; each now takes a few, and took more than this before. */
const most = 4_000;
const cases: Readonly<Record<string, () => unknown>> = {
	'a line of letters before a picture': () => mentionsIn(`${'語'.repeat(3_900)}\n${`${'a'.repeat(1_900)} a.png\n`.repeat(40)}`, []),
	'a document that names very many pictures': () => assert.equal(mentionsIn('a.png '.repeat(600).concat('\n').repeat(40), []).length, 500),
	'many comments before no SVG': () => assert.equal(formatOf(Buffer.from('<!---->'.repeat(580))), undefined),
	'elements of an SVG that never end': () => svgTexts('<text '.repeat(100_000) + '<!--'.repeat(100_000)),
	'a page of draw.io of blanks': () => diagramText('a.drawio', `<diagram>${' '.repeat(200_000)}`),
	'pages of draw.io that begin and never end': () => diagramText('a.drawio', '<diagram'.repeat(20_000)),
	'pages of draw.io that become gigabytes': () => diagramText('a.drawio', `<diagram>${page}</diagram>`.repeat(100)),
	'a rule of more signs than a regular expression takes': () =>
		assert.equal(rulesOf('{'.repeat(20_000), '*.log').ruleFor('a/b.log'), '`.skilllensignore` line 2 `*.log`'),
	'a rule that means every folder many times': () => rulesOf(`${'**/a/'.repeat(8)}[b-c]`).ruleFor(`${'a/'.repeat(900)}d`),
	'a pattern with many stars': () =>
		assert.equal(['**x'.repeat(8), '*x'.repeat(9), 'packages/*/src/**/*.ts'].map(isQuick).join(), 'false,false,true'),
	'a pattern that means any folder again and again': () => pathTest(`${'**/'.repeat(60)}x`)(`${'src/'.repeat(200)}y`),
	'a links file that is something else': () => assert.equal(parseLinks('x\n'.repeat(500_000)).problems.length, 101),
	'a long line before a name': () => receiverOf('語'.repeat(100_000), 100_000),
	'very many empty lines where an import is looked for': () => importOf('Queue', '\n'.repeat(200_000)),
	'a comment of blanks': () => plainComment(' '.repeat(100_000)),
	'a sentence of brackets': () => plain('['.repeat(100_000)),
	'a paragraph of code signs': () => quoteOf('`'.repeat(100_000), '', 'Queue', ''),
	'a heading of brackets': () => markdownHeadings(`# ${'['.repeat(100_000)}`),
	'very many drawn blocks': () => assert.equal(diagramFences('```dot\n```\n'.repeat(90_000).split('\n')).length, 90_000),
	'a syntax tree of very many levels': () =>
		createSkills()
			.for('a.cs')
			?.chunk({ path: 'a.cs', hash: '', text: `${'*'.repeat(50_000)}\nclass A {}\n` }),
	'a name behind a sign that its language does not have': async () => {
		const file = { path: 'a.java', hash: '', text: '@Se\\rvice\npublic class A {}\n' };
		const name = await createSkills().for('a.java')?.nameAt(file, { row: 0, column: 6 });
		assert.ok(name === undefined || file.text.startsWith(name.text, name.column), JSON.stringify(name));
	},
};

for (const [name, work] of Object.entries(cases)) {
	test(name, async () => {
		const start = process.cpuUsage();
		await work();
		const { user, system } = process.cpuUsage(start);
		assert.ok((user + system) / 1000 < most, `${Math.round((user + system) / 1000)} ms`);
	});
}
