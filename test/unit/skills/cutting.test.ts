/** Code cut up: what becomes one chunk, what is split, what is joined, and that nothing of a file is lost. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Chunk } from '../../../server/src/domain/chunk.ts';
import { loadLanguages } from '../../../server/src/skills/code/languages.ts';
import { DefinitionReader } from '../../../server/src/skills/code/reader.ts';
import { createSkills } from '../../../server/src/skills/registry.ts';

const skills = createSkills();
const source = new URL('../../../server/src/', import.meta.url);

/** `lines symbol | names`, one a chunk. */
const cases: readonly { readonly name: string; readonly path: string; readonly text: string; readonly chunks: readonly string[] }[] = [
	{ name: 'an empty file has no chunks', path: 'a.ts', text: '', chunks: [] },
	{ name: 'nor has a blank one', path: 'a.ts', text: '\n \n\t\n', chunks: [] },
	{
		name: 'a small file is one chunk, called by its longest definition',
		path: 'a.ts',
		text: `import { b } from 'b';\n\nconst limit = 3;\nexport function run() {\n\tb();\n}\n`,
		chunks: ['1-6 run | limit run'],
	},
	{
		name: 'imports, constants and functions are apart in a longer file; comments and decorators go with what they stand above',
		path: 'a.py',
		text: [
			imports(8),
			'LIMIT = 3\nSIZE = 4\n',
			`# Tries again.\n@retried\ndef run():\n${statements(20)}`,
			`def stop():\n${statements(20)}`,
		].join('\n\n'),
		chunks: ['1-8  | ', '10-11 LIMIT | LIMIT SIZE', '14-36 run | run', '38-58 stop | stop'],
	},
	{
		name: 'a class of many lines gives its head with the fields, then its members; small ones together',
		path: 'a.py',
		text: `class Client:\n    """Talks."""\n    size = 3\n\n    def run(self):\n${statements(30, 8)}\n\n    def a(self):\n        pass\n\n    def b(self):\n        pass\n\n    def stop(self):\n${statements(30, 8)}`,
		chunks: ['1-3 Client | Client size', '5-35 Client.run | run', '37-41 Client.a | a b', '43-73 Client.stop | stop'],
	},
	{
		name: 'a long function becomes even windows that keep its symbol; the first lists the name',
		path: 'a.py',
		text: `def run():\n${Array.from({ length: 12 }, () => statements(9)).join('\n\n')}`,
		chunks: ['1-40 run | run', '42-80 run | ', '82-120 run | '],
	},
	{
		name: 'functions inside a long function are chunks of their own',
		path: 'a.js',
		text: `function outer() {\n${statements(40, 2, ';')}\n  function inner() {\n${statements(30, 4, ';')}\n  }\n${statements(20, 2, ';')}\n}\n`,
		chunks: ['1-41 outer | outer', '42-73 outer.inner | inner', '74-94 outer | '],
	},
	{
		name: 'small neighbours are joined up to some lines',
		path: 'a.go',
		text: `package a\n${Array.from({ length: 12 }, (_, i) => `\nfunc f${i}() int {\n\treturn ${i}\n}`).join('\n')}\n`,
		chunks: ['1-25 f0 | f0 f1 f2 f3 f4 f5', '27-49 f6 | f6 f7 f8 f9 f10 f11'],
	},
	{
		name: 'where the syntax is broken, the look of the lines decides',
		path: 'a.py',
		text: `$$$ <<< ??? (((\n\n\nclass Client:\n    size = 3\n\n    def run(self:\n${statements(30, 8)}\n\n    def stop(self):\n${statements(30, 8)}\n`,
		chunks: ['1-1  | ', '4-5 Client | Client size', '7-37 Client.run | run', '39-69 Client.stop | stop'],
	},
	{
		name: 'a language without a grammar is cut at its definitions',
		path: 'a.swift',
		text: `import Foundation\n\n/// Talks.\nfinal class Client {\n    let base: String\n\n    func run() {\n${statements(40, 8)}\n    }\n\n    func stop() {\n${statements(30, 8)}\n    }\n}\n`,
		chunks: ['1-1  | ', '3-5 Client | Client', '7-48 Client.run | run', '50-82 Client.stop | stop'],
	},
	{
		name: 'what nobody knows is cut into windows',
		path: 'a.unknown',
		text: Array.from({ length: 100 }, (_, i) => `line ${i}`).join('\n'),
		chunks: ['1-50  | ', '51-100  | '],
	},
	{
		name: 'settings are cut at their keys and define no names',
		path: 'a.yml',
		text: `one:\n${statements(30, 2, ': 1')}\ntwo:\n${statements(30, 2, ': 1')}\n`,
		chunks: ['1-31 one | ', '32-62 two | '],
	},
];

for (const { name, path, text, chunks } of cases) {
	test(name, async () => {
		assert.deepEqual((await chunk(path, text)).map(line), chunks);
	});
}

test('a chunk knows its declaration and its doc', async () => {
	const text = `${imports(9)}\n\n/**\n * Tries again.\n *\n * @param path where to\n */\nexport async function retry(\n\tpath: string,\n\ttimes = 3,\n): Promise<void> {\n${statements(20, 2, ';')}\n}\n`;
	const found = (await chunk('a.ts', text)).find(({ symbol }) => symbol === 'retry');
	assert.equal(found?.signature, 'export async function retry(path: string, times = 3): Promise<void>');
	assert.equal(found?.doc, 'Tries again.\n@param path where to');
});

test('a passage begins with what tells most, and repeats nothing', async () => {
	const text = `class Client:\n    """Talks."""\n    size = 3\n\n    def retry(self, path):\n        """Tries again."""\n        return path\n${statements(70, 8)}`;
	const found = (await chunk('a.py', text)).find(({ symbol }) => symbol === 'Client.retry');
	const passage = skills.get('code')?.passage(found ?? assert.fail('no chunk for Client.retry')) ?? '';
	assert.ok(passage.startsWith('Client.retry\nTries again.\ndef retry(self, path)\nreturn path\n'), passage);
	assert.equal(passage.split('Tries again.').length, 2);
	assert.ok(passage.length <= 1_500);
});

test('a giant line is one chunk, and no other chunk is large', async () => {
	const text = `const a = '${'x'.repeat(50_000)}';\n${`const b = '${'y'.repeat(900)}';\n`.repeat(30)}`;
	const [first, ...rest] = await chunk('a.js', text);
	assert.equal(line(first ?? assert.fail('no chunk')), '1-1 a | a');
	assert.ok(rest.length > 5 && rest.every((each) => each.text.length <= 8_000));
});

test('deep nesting is no danger', async () => {
	assert.ok((await chunk('a.json', '['.repeat(20_000) + ']'.repeat(20_000))).length > 0);
	assert.ok((await chunk('a.js', `${'if (a) {\n'.repeat(2_000)}${'}\n'.repeat(2_000)}`)).length > 40);
});

test('a file that takes too long to parse is read by the look of its lines', async () => {
	const text = `def run():\n    pass\n\n\n${'a = [1, 2, (3, 4)]\n'.repeat(5_000)}`;
	const languages = loadLanguages();
	const names = async (timeLimit: number) =>
		(await new DefinitionReader(languages, timeLimit).read('a.py', text)).flatMap((each) => each.names);
	assert.deepEqual(await names(-1), ['run']);
	assert.deepEqual((await names(60_000)).slice(0, 2), ['run', 'a']);
});

test('a first line names the language of a file without an ending', async () => {
	const text = `#!/usr/bin/env python3\n${imports(20)}\n\ndef run():\n${statements(20)}`;
	assert.deepEqual((await chunk('bin/tool', text)).map(line).at(-1), '23-43 run | run');
});

test('chunks tile every file: in order, apart, and nothing but blank lines between', async () => {
	let files = 0;
	for (const file of readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(ts|scm|json|txt)$/.test(name))) {
		const text = readFileSync(new URL(file.replaceAll('\\', '/'), source), 'utf8');
		const language = /languages.(?<id>[\w-]+).fixture\.txt$/.exec(file)?.groups?.id;
		const path = language === undefined ? file : `a${endingOf(language)}`;
		checkTiling(path, text, await chunk(path, text.repeat(4)), text.repeat(4));
		files++;
	}
	assert.ok(files > 100);
});

function checkTiling(path: string, text: string, chunks: readonly Chunk[], whole: string): void {
	const lines = whole.split('\n');
	const skill = skills.for(path) ?? assert.fail(`${path} is not read`);
	let last = 0;
	for (const each of chunks) {
		assert.ok(each.startLine > last && each.endLine >= each.startLine, `${path}: lines ${each.startLine}-${each.endLine} after ${last}`);
		assert.ok(
			lines.slice(last, each.startLine - 1).every((between) => between.trim() === ''),
			`${path}: lost before line ${each.startLine}`,
		);
		assert.equal(skill.textOf({ path, hash: '', text: whole }, each), each.text);
		last = each.endLine;
	}
	assert.ok(
		lines.slice(last).every((after) => after.trim() === ''),
		`${path}: lost after line ${last}`,
	);
	assert.ok(chunks.length > 0 || text.trim() === '');
}

async function chunk(path: string, text: string): Promise<readonly Chunk[]> {
	return (skills.for(path) ?? assert.fail(`${path} is not read`)).chunk({ path, hash: '', text });
}

function line({ startLine, endLine, symbol, names }: Chunk): string {
	return `${startLine}-${endLine} ${symbol} | ${names.join(' ')}`;
}

function endingOf(language: string): string {
	const file = new URL(`skills/code/languages/${language}/language.json`, source);
	return (JSON.parse(readFileSync(file, 'utf8')) as { extensions: string[] }).extensions[0] ?? '';
}

function imports(count: number): string {
	return Array.from({ length: count }, (_, i) => `import m${i}`).join('\n');
}

function statements(count: number, indent = 4, end = '()'): string {
	return Array.from({ length: count }, (_, i) => `${' '.repeat(indent)}step${i}${end}`).join('\n');
}
