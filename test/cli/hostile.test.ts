/** Workspaces that mean harm, through what ships: nothing of them is run, followed out of the folder, waited for, or obeyed by a terminal. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';
import {
	decideRequest,
	diagramRequest,
	explainRequest,
	filesRequest,
	matchRequest,
	searchRequest,
} from '../../server/protocol/messages.ts';
import { type Hostile, hostileWorkspace, words } from '../support/hostile.ts';
import { serve } from '../support/serve.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { canTrace, traced } from '../support/trace.ts';

const shipped = join(import.meta.dirname, '..', '..', 'dist', 'skilllens.mjs');
const skip = existsSync(shipped) ? false : 'npm run build comes first';
/** What a terminal obeys, and what turns the direction of text. */
const obeyed = /[^\P{Cc}\n\t]|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const patience = 120_000;
const quick = ['--setting', 'index.skillVectors=onDemand', '--setting', 'search.rerankMilliseconds=0'];

type Run = { readonly status: number | null; readonly stdout: string; readonly stderr: string };

/** In the workspace, as a person would; its log of programs that were run goes to `log`. */
function run({ root }: Hostile, cache: string, args: readonly string[], log?: string): Run {
	const all = [shipped, ...quick, ...args];
	const [program = '', ...rest] = log === undefined ? [process.execPath, ...all] : traced('execve', log, ...all);
	const env = { ...process.env, XDG_CACHE_HOME: cache, NO_COLOR: '1' };
	return spawnSync(program, rest, { cwd: root, env, encoding: 'utf8', timeout: patience, maxBuffer: 1 << 28 });
}

const commands: readonly (readonly string[])[] = [
	['index'],
	['search', words.inside],
	['search', words.outside],
	['search', 'run terminal command'],
	['files'],
	['files', '--skipped'],
	['why', words.inside, 'good.ts'],
	['why', words.inside, '.skilllensignore'],
	['explain', 'good.ts:2:18'],
	['pictures', 'good.ts'],
	['match', 'docs/shown.svg'],
	['check'],
	['-v', 'index'],
	['doctor'],
];

test('nothing of the workspace is run, told from outside, or obeyed; every command ends', { skip, timeout: 600_000 }, async (t) => {
	const hostile = await hostileWorkspace(t);
	const [cache, logs] = [tempFolder(t).path, tempFolder(t).path];
	for (const [i, command] of commands.entries()) {
		const log = canTrace ? join(logs, `${i}.log`) : undefined;
		const { status, stdout, stderr } = run(hostile, cache, command, log);
		const name = command.join(' ');
		assert.ok(status === 0 || status === 1, `${name}: ${status} ${stderr}`);
		assert.doesNotMatch(stderr, /Something went wrong/, name);
		assert.doesNotMatch(stdout + stderr, obeyed, name);
		assert.ok(name.includes(words.outside) || !(stdout + stderr).includes(words.outside), `${name} tells what stands outside`);
		const programs = log === undefined ? [] : programsIn(readFileSync(log, 'utf8'));
		assert.deepEqual(
			[...new Set(programs.map((path) => basename(path)))].filter((program) => program !== 'node' && program !== 'git'),
			[],
			name,
		);
		assert.deepEqual(
			programs.filter((path) => path.startsWith(hostile.root)),
			[],
			name,
		);
	}
	assert.equal(hostile.wasRun(), false);
	assert.deepEqual(filesWith(cache, words.outside), [], 'nothing from outside is in the index');
	const found = JSON.parse(run(hostile, cache, ['search', '--json', words.inside]).stdout);
	assert.ok(found.results.some(({ path }: { path: string }) => path === 'good.ts'));
	const skipped = reasons(run(hostile, cache, ['files', '--skipped', '--json']).stdout);
	const wanted = ['file.ts', 'shot.svg', 'loop', 'zero.ts'].map((path) => skipped.get(path));
	assert.deepEqual(wanted, ['symlink', 'symlink', 'symlink', 'symlink']);
	hostile.careless();
	assert.equal(hostile.wasRun(), true, 'the traps work');
});

test('pictures and places that are no files, or are bombs, are answered with a sentence', { skip, timeout: 300_000 }, async (t) => {
	const hostile = await hostileWorkspace(t);
	const cache = tempFolder(t).path;
	for (const [picture, sentence] of [
		['pipe.png', /is no plain file/],
		['zero.png', /is no plain file/],
		['/dev/zero', /is no plain file/],
		['up', /is no plain file/],
		['huge.png', /too large: 60000 × 60000/],
		['huge.svg', /too large|damaged/],
		['comments.svg', /no picture that can be read/],
		['billion.svg', /entities within entities/],
	] as const) {
		const { status, stderr } = run(hostile, cache, ['match', picture]);
		assert.equal(status, 1, `${picture}: ${stderr}`);
		assert.match(stderr, sentence, picture);
	}
	for (const place of ['../outside.ts:1', 'up/outside.ts:1', 'file.ts:1']) {
		const { stdout, stderr } = run(hostile, cache, ['explain', place]);
		assert.ok(!(stdout + stderr).includes(words.outside), place);
	}
});

test('the language server lives on beside it, and what it says runs nothing', { skip, timeout: 300_000 }, async (t) => {
	const hostile = await hostileWorkspace(t);
	const indexed = JSON.parse(run(hostile, tempFolder(t).path, ['files', '--json']).stdout).files.length;
	const { connection, stop } = await serve(t, [process.execPath, shipped, 'serve', '--stdio'], hostile.root, indexed);
	const uri = (path: string): string => pathToFileURL(join(hostile.root, path)).href;
	for (const picture of ['pipe.png', 'zero.png', 'huge.png', '../outside.svg', 'shot.svg', '..', 'gone.png']) {
		const answer = await connection.sendRequest(matchRequest, { uri: uri(picture) }).then(JSON.stringify, String);
		assert.ok(/^(?:\w*Error: |\{)/.test(answer) && !answer.includes('Something went wrong'), `${picture}: ${answer}`);
	}
	for (const picture of ['../outside.svg', 'shot.svg', 'pipe.png']) {
		await assert.rejects(connection.sendRequest(diagramRequest, { uri: uri(picture) }), picture);
	}
	const target = { uri: uri('../outside.ts'), symbol: 'key' };
	await assert.rejects(
		connection.sendRequest(decideRequest, { uri: uri('docs/shown.svg'), region: words.inside, target, decision: 'confirmed' }),
	);
	const { files } = await connection.sendRequest(filesRequest, {});
	const turned = files.find(({ path }) => path.startsWith('bidi'));
	const hover = await connection.sendRequest(explainRequest, { uri: turned?.uri ?? '', position: { line: 1, character: 20 } });
	assert.match(hover?.markdown ?? '', /settleInvoicesTurned/);
	assert.doesNotMatch(hover?.markdown ?? '', /(?<!\\)\]\((?!file:)|[\u202a-\u202e\u2066-\u2069]/, 'only our own links, to files');
	const { results } = await connection.sendRequest(searchRequest, { query: words.outside });
	assert.ok(!JSON.stringify(results).includes(words.outside));
	assert.deepEqual(await stop(), [0, null]);
	assert.equal(hostile.wasRun(), false);
});

test('decisions are written into the workspace only, and through nothing that lies there', { skip, timeout: 120_000 }, async (t) => {
	const outside = tempFolder(t, { 'victim.json': 'precious' });
	const folder = tempFolder(t, {
		'a.ts': 'export class Queue {}\n',
		'a.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90"><text y="20">Queue</text></svg>',
	});
	const { connection, stop } = await serve(t, [process.execPath, shipped, 'serve', '--stdio'], folder.path, 2);
	const uri = (path: string): string => pathToFileURL(join(folder.path, path)).href;
	const decide = () =>
		connection.sendRequest(decideRequest, {
			uri: uri('a.svg'),
			region: 'Queue',
			target: { uri: uri('a.ts'), symbol: 'Queue' },
			decision: 'confirmed',
		});
	symlinkSync(outside.path, join(folder.path, '.skilllens'));
	await assert.rejects(decide(), /leads out of the workspace/);
	rmSync(join(folder.path, '.skilllens'));
	mkdirSync(join(folder.path, '.skilllens'));
	symlinkSync(join(outside.path, 'victim.json'), join(folder.path, '.skilllens', 'links.json'));
	await assert.rejects(decide(), /no plain file/);
	rmSync(join(folder.path, '.skilllens', 'links.json'));
	await decide();
	assert.match(readFileSync(join(folder.path, '.skilllens', 'links.json'), 'utf8'), /"Queue"/);
	assert.equal(readFileSync(join(outside.path, 'victim.json'), 'utf8'), 'precious');
	assert.deepEqual(await stop(), [0, null]);
});

test("a repository of another owner is walked through without git's word", {
	skip: skip || process.getuid?.() !== 0,
	timeout: 120_000,
}, async (t) => {
	const folder = tempFolder(t, { 'a.ts': 'export class Queue {}\n' });
	spawnSync('git', ['init', '-q'], { cwd: folder.path });
	chownSync(folder.path, 65534, 65534);
	const { status, stderr } = run({ root: folder.path } as Hostile, tempFolder(t).path, ['-v', 'index']);
	assert.equal(status, 0, stderr);
	assert.match(stderr, /git does not trust the owner of this folder/);
});

test('a folder of very many files, and one that is nested very deeply', { skip, timeout: 300_000 }, async (t) => {
	const folder = tempFolder(t, { 'good.ts': `export function ${words.inside}() {}\n` });
	mkdirSync(join(folder.path, 'many'));
	for (let i = 0; i < 20_000; i++) {
		writeFileSync(join(folder.path, 'many', `${i}.ts`), '');
	}
	mkdirSync(join(folder.path, 'a/'.repeat(900)), { recursive: true });
	writeFileSync(join(folder.path, '.skilllensignore'), `${'**/a/'.repeat(3)}[b-c]\n${'x'.repeat(5_000)}{{{{\n*.log\n`);
	const { status, stdout, stderr } = run({ root: folder.path } as Hostile, tempFolder(t).path, ['search', words.inside]);
	assert.equal(status, 0, stderr);
	assert.match(stdout, /good\.ts/);
});

test('git is not waited for where it waits for a pipe itself', { skip, timeout: 120_000 }, async (t) => {
	const folder = tempFolder(t, { 'a.ts': 'export class Queue {}\n', 'sub/b.ts': 'export class Other {}\n' });
	spawnSync('git', ['init', '-q'], { cwd: folder.path });
	spawnSync('mkfifo', [join(folder.path, 'sub', '.gitignore')]);
	const start = performance.now();
	const { status, stderr } = run({ root: folder.path } as Hostile, tempFolder(t).path, ['-v', 'index']);
	assert.equal(status, 0, stderr);
	assert.match(stderr, /git would wait for `sub\/\.gitignore`, which is a pipe/);
	assert.ok(performance.now() - start < 45_000, 'long before git would be given up');
});

function programsIn(log: string): string[] {
	return [...log.matchAll(/execve\("((?:[^"\\]|\\.)*)".*\) = 0$/gm)].map(([, path = '']) => path);
}

function reasons(listed: string): Map<string, string> {
	return new Map(JSON.parse(listed).skipped.map(({ path, reason }: { path: string; reason: string }) => [path, reason]));
}

/** Files below a folder in which a word stands. */
function filesWith(folder: string, word: string): string[] {
	return readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.map((name) => join(folder, name))
		.filter((file) => statSync(file).isFile() && readFileSync(file).includes(word));
}
