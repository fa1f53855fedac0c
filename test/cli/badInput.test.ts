/** Bad input: a clear sentence, the right status, nothing lost, nothing hung. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, ftruncateSync, mkdirSync, openSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { type CliOptions, type CliResult, skilllens } from '../support/cli.ts';
import { tempFolder } from '../support/tempFolder.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;

const code = 'export function parseInvoice(text: string) {\n\treturn text.split(",");\n}\n';
const noVectors = ['--setting', 'index.skillVectors=onDemand', '--setting', 'search.rerankMilliseconds=0'];

function folder(
	t: TestContext,
	files: Files,
): { path: string; run: (args: string[], options?: Partial<CliOptions>) => Promise<CliResult> } {
	const { path } = tempFolder(t, files);
	const cache = tempFolder(t).path;
	return { path, run: (args, options = {}) => skilllens(['-w', path, ...noVectors, ...args], { cache, ...options }) };
}

async function firstPath(t: TestContext, files: Files, question: string): Promise<string | undefined> {
	const { status, stdout, stderr } = await folder(t, files).run(['search', '--json', question]);
	assert.equal(status, 0, stderr);
	return JSON.parse(stdout).results[0]?.path;
}

test('no such folder', async (t) => {
	const cache = tempFolder(t).path;
	for (const command of [['index'], ['search', 'x'], ['files'], ['why', 'x', 'y']]) {
		const { status, stderr } = await skilllens(['-w', '/no/such/folder', ...command], { cache });
		assert.equal(status, 1, command.join(' '));
		assert.match(stderr, /There is no folder \/no\/such\/folder\. .*--workspace/);
	}
	const { status, stderr } = await folder(t, { 'a.ts': code }).run(['search', 'x', '--root', 'nowhere']);
	assert.equal(status, 1);
	assert.match(stderr, /There is no folder nowhere/);
	assert.equal((await folder(t, { 'a.ts': code }).run(['search', 'x', '--root', '../..'])).status, 1);
});

test('a batch that is no batch', async (t) => {
	for (const [stdin, message] of [
		['{"id": 1', /Line 1 of - is not JSON/],
		['{"query": "x"}\n[1]', /Line 2 of - is not a JSON object/],
		['{"id": 1}', /Line 1 of - is no question/],
	] as const) {
		const { status, stdout, stderr } = await folder(t, { 'a.ts': code }).run(['search', '--batch', '-'], { stdin });
		assert.equal(status, 1);
		assert.equal(stdout, '');
		assert.match(stderr, message);
	}
	assert.match((await folder(t, {}).run(['search', '--batch', '/no/such/file'])).stderr, /\/no\/such\/file cannot be read \(ENOENT\)/);
});

test('files in every state are read or left out with a reason, and the rest is found', async (t) => {
	const { path, run } = folder(t, {
		'good.ts': code,
		'latin.py': Buffer.from('# caf\xe9 \xff\xfe broken\ndef settle_debts():\n    return 1\n', 'latin1'),
		'utf16.cs': Buffer.from('\ufeffclass Ledger { void Balance() { } }\n', 'utf16le'),
		'crlf.go': 'package main\r\n\r\n// Dunning sends reminders.\r\nfunc Dunning() int {\r\n\treturn 1\r\n}\r\n',
		'mini.js': `var a=1;${'function f(x){return x*2}'.repeat(4000)}`,
		'nul.ts': Buffer.from([0, 1, 2, 3, 0, 0, 7]),
		'broken.ts': 'export function half(a: {{{ \n class { (\n',
		'empty.ts': '',
		'data.txt': `${'x'.repeat(300_000)}\n`,
	});
	closeSync(ftruncated(join(path, 'huge.ts'), 200_000_000));
	symlinkSync('.', join(path, 'loop'));
	execFileSync('mkfifo', [join(path, 'pipe.ts')]);
	const files = JSON.parse((await run(['files', '--json'])).stdout);
	const reasons = new Map(files.skipped.map((file: { path: string; reason: string }) => [file.path, file.reason]));
	assert.deepEqual(
		['mini.js', 'nul.ts', 'huge.ts', 'loop', 'pipe.ts'].map((name) => reasons.get(name)),
		['minified', 'binary', 'oversized', 'symlink', 'special'],
	);
	assert.deepEqual(
		['good.ts', 'latin.py', 'utf16.cs', 'crlf.go', 'broken.ts'].filter((name) => reasons.has(name)),
		[],
	);
	for (const [question, expected] of [
		['settle debts', 'latin.py'],
		['Ledger balance', 'utf16.cs'],
		['dunning reminders', 'crlf.go'],
		['half', 'broken.ts'],
	] as const) {
		const answer = JSON.parse((await run(['search', '--json', question])).stdout);
		assert.equal(answer.results[0]?.path, expected, question);
	}
});

function ftruncated(path: string, size: number): number {
	const descriptor = openSync(path, 'w');
	ftruncateSync(descriptor, size);
	return descriptor;
}

test('a folder in place of a file, and a file that vanishes, are no reason to stop', async (t) => {
	const { path, run } = folder(t, { 'a.ts': code });
	mkdirSync(join(path, 'b.ts'));
	symlinkSync('/no/such/target', join(path, 'c.ts'));
	const { status, stdout } = await run(['search', '--json', 'parse invoice']);
	assert.equal(status, 0);
	assert.equal(JSON.parse(stdout).results[0]?.path, 'a.ts');
});

test('questions of every kind', async (t) => {
	const files = {
		'a.ts': code,
		'ja.md': '# 請求書\n\n請求書を検索する機能の説明です。\n',
		'emoji.md': '# Party 🎉\n\nConfetti for everyone.\n',
	};
	assert.equal(await firstPath(t, files, '検索する機能'), 'ja.md');
	assert.equal(await firstPath(t, files, '🎉 confetti'), 'emoji.md');
	assert.equal(await firstPath(t, files, `parse invoice ${'(*:^AND OR NEAR - x) '.repeat(3)}`), 'a.ts');
	assert.equal(await firstPath(t, files, 'parse invoice "(*:^AND OR NEAR -x"'), undefined, 'words in quotes must stand there');
	assert.equal(await firstPath(t, {}, 'anything'), undefined);
	const { run } = folder(t, files);
	const foreign = JSON.parse((await run(['search', '--json', '検索する機能'])).stdout);
	assert.match(foreign.notes.join(' '), /reads English/);
	const signs = JSON.parse((await run(['search', '--json', '🎉'])).stdout);
	assert.match(signs.notes.join(' '), /no word to search for/);
});

test('a question of 100,000 characters', async (t) => {
	const stdin = JSON.stringify({ id: 'long', query: 'parse the invoice text '.repeat(4348) });
	const { status, stdout, stderr } = await folder(t, { 'a.ts': code, 'b.ts': 'export const other = 1;\n' }).run(
		['search', '--batch', '-'],
		{ stdin },
	);
	assert.equal(status, 0, stderr);
	assert.equal(JSON.parse(stdout).results[0]?.path, 'a.ts');
});

test('a folder that disappears while it is indexed', async (t) => {
	const many = Object.fromEntries(Array.from({ length: 800 }, (_, i) => [`src/f${i}.ts`, code.replace('parseInvoice', `parse${i}`)]));
	const { path, run } = folder(t, many);
	const running = run(['--verbose', 'index'], {
		onStderr: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }),
	});
	const { status, stderr } = await running;
	assert.ok(status === 0 || status === 1, stderr);
	assert.doesNotMatch(stderr, /Something went wrong/);
	const after = await run(['search', 'x']);
	assert.equal(after.status, 1);
	assert.match(after.stderr, /There is no folder/);
});

test('an interrupted run ends soon, and the next one goes on where it was', async (t) => {
	const many = Object.fromEntries(Array.from({ length: 1500 }, (_, i) => [`src/f${i}.ts`, code.repeat(10)]));
	const { run } = folder(t, many);
	const { status } = await run(['--verbose', 'index'], { onStderr: (_text, kill) => kill('SIGINT') });
	assert.ok(status === 130 || status === 0);
	const { stdout } = await run(['index', '--json']);
	assert.equal(JSON.parse(stdout).files, 1500);
});

test('a cache folder that cannot be written', async (t) => {
	const { path } = tempFolder(t, { 'a.ts': code });
	const blocked = tempFolder(t, { file: '' });
	const { status, stderr } = await skilllens(['-w', path, 'search', 'x'], { cache: join(blocked.path, 'file') });
	assert.equal(status, 1);
	assert.match(stderr, /XDG_CACHE_HOME/);
	assert.doesNotMatch(stderr, /Something went wrong/);
});

test('a full disk', async (t) => {
	const { path } = tempFolder(
		t,
		Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`f${i}.ts`, code.replaceAll('parseInvoice', `parse${i}`).repeat(30)])),
	);
	const disk = tempFolder(t).path;
	try {
		execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=400k', 'tmpfs', disk], { stdio: 'pipe' });
	} catch {
		t.skip('mounting a small file system is not permitted here');
		return;
	}
	const { status, stderr } = await skilllens(['-w', path, ...noVectors, 'index'], { cache: disk }).finally(() =>
		execFileSync('umount', [disk]),
	);
	assert.equal(status, 1, stderr);
	assert.match(stderr, /disk|space|full/i);
	assert.doesNotMatch(stderr, /Something went wrong/);
});

test('a broken index is put aside, rebuilt, and the user is told', async (t) => {
	const { path } = tempFolder(t, { 'a.ts': code });
	const cache = tempFolder(t).path;
	const run = () => skilllens(['-w', path, ...noVectors, 'search', '--json', 'parse invoice'], { cache });
	assert.equal((await run()).status, 0);
	const [index] = readdirSync(join(cache, 'skilllens'));
	assert.ok(index !== undefined);
	const inside = join(cache, 'skilllens', index);
	for (const name of readdirSync(inside).filter((file) => file.includes('index'))) {
		if (existsSync(join(inside, name))) {
			writeFileSync(join(inside, name), 'this is no database, and long enough to be taken for one '.repeat(100));
		}
	}
	const { status, stdout, stderr } = await run();
	assert.equal(status, 0, stderr);
	const answer = JSON.parse(stdout);
	assert.equal(answer.results[0]?.path, 'a.ts');
	assert.match(answer.notes.join(' '), /rebuilt|put aside/);
});

test('more files than are looked at: every answer says so, with the remedy', async (t) => {
	const { run } = folder(t, { 'a.ts': code, 'b.ts': code, 'c.ts': code });
	const few = (...args: string[]) => run(['--setting', 'index.maxFiles=2', ...args]);
	const told = /This folder has more than 2 files, .* left out of the index\. .*\.skilllensignore.* skilllens\.index\.maxFiles\./;
	assert.match(JSON.parse((await few('search', '--json', 'parse invoice')).stdout).notes.join('\n'), told);
	assert.match((await few('doctor')).stdout, told);
	assert.match((await few('why', 'parse invoice', 'c.ts')).stdout, told);
	assert.doesNotMatch((await run(['search', '--json', 'parse invoice'])).stdout, told, 'with room for all of them it is forgotten');
});
