/** Listing without git: a walk that obeys ignore files; and everything that is told by looking at a file without opening it. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { never } from '../../../server/src/base/cancel.ts';
import { UserError } from '../../../server/src/base/errors.ts';
import { IgnoreRules } from '../../../server/src/workspace/ignore.ts';
import { type Files, folder, leftOut, list, listWithoutGit, open, paths, repository } from './folders.ts';

type Case = {
	readonly name: string;
	readonly files: Files;
	readonly change?: (root: string) => void;
	readonly lists: string[];
	readonly skips: string[];
};

const cases: Case[] = [
	{
		name: 'nested ignore files, each for its folder',
		files: {
			'.gitignore': 'out/\n*.log\n/only-here\nsub/deep\n',
			'a.ts': 'a',
			'out/b.ts': 'b',
			'c.log': 'c',
			'only-here': 'o',
			'sub/only-here': 'o',
			'sub/deep': 'd',
			'sub/more/deep': 'd',
			'lib/.gitignore': '!*.log\n/*.tmp\n!out/\n',
			'lib/d.log': 'd',
			'lib/e.tmp': 'e',
			'lib/more/e.tmp': 'e',
			'lib/out/f.ts': 'f',
		},
		lists: ['.gitignore', 'a.ts', 'lib/.gitignore', 'lib/d.log', 'lib/more/e.tmp', 'lib/out/f.ts', 'sub/more/deep', 'sub/only-here'],
		skips: [
			'c.log: ignored, `.gitignore` line 2 `*.log`',
			'lib/e.tmp: ignored, `lib/.gitignore` line 2 `/*.tmp`',
			'only-here: ignored, `.gitignore` line 3 `/only-here`',
			'out/: ignored, `.gitignore` line 1 `out/`',
			'sub/deep: ignored, `.gitignore` line 4 `sub/deep`',
		],
	},
	{
		name: 'ignore files with odd lines, in folders with odd names',
		files: {
			'[x]*/.gitignore': '\uFEFF# note\r\n\r\n\\#a\r\n\\!b\r\nc\\ \r\n[z-\r\n',
			'[x]*/#a': '',
			'[x]*/!b': '',
			'[x]*/c ': '',
			'[x]*/keep': '',
			'x/#a': '',
		},
		lists: ['[x]*/.gitignore', '[x]*/keep', 'x/#a'],
		skips: [
			'[x]*/!b: ignored, `[x]*/.gitignore` line 4 `\\!b`',
			'[x]*/#a: ignored, `[x]*/.gitignore` line 3 `\\#a`',
			'[x]*/c : ignored, `[x]*/.gitignore` line 5 `c\\`',
		],
	},
	{
		name: 'packages are left out without a rule, unless a rule asks for them',
		files: { 'node_modules/a/index.js': '', 'app/.gitignore': '!node_modules/\n', 'app/node_modules/own.js': '' },
		lists: ['app/.gitignore', 'app/node_modules/own.js'],
		skips: ['node_modules/: ignored, installed packages or caches of a tool'],
	},
	{
		name: 'links: inside, outside, to folders, broken, in a circle',
		files: { 'a/b.ts': 'b' },
		change: (root) => {
			const links = {
				file: 'a/b.ts',
				folder: 'a',
				up: '..',
				'a/top': '..',
				nothing: 'missing',
				outside: '/etc/hostname',
				circle: 'circle',
				self: '.',
			};
			for (const [name, target] of Object.entries(links)) {
				symlinkSync(target, join(root, name));
			}
		},
		lists: ['a/b.ts'],
		skips: [
			'a/top: symlink, a link to the folder `.`',
			'circle: symlink, a link that leads back to itself',
			'file: symlink, a link to `a/b.ts`',
			'folder: symlink, a link to the folder `a`',
			'nothing: symlink, a link to nothing',
			'outside: symlink, a link to a place outside the folder',
			'self: symlink, a link to the folder `.`',
			'up: symlink, a link to a place outside the folder',
		],
	},
	{
		name: 'a named pipe where a file, or a rule file, is expected',
		files: { 'a.ts': 'a' },
		change: (root) => execFileSync('mkfifo', [join(root, 'pipe.ts'), join(root, '.gitignore'), join(root, '.skilllensignore')]),
		lists: ['a.ts'],
		skips: ['.gitignore: special, a named pipe', '.skilllensignore: special, a named pipe', 'pipe.ts: special, a named pipe'],
	},
	{
		name: 'files too large, by the setting and as data',
		files: { 'rows.json': `[${'1,\n'.repeat(100_000)}1]`, 'few.json': '{}' },
		change: (root) => {
			writeFileSync(join(root, 'sparse.ts'), '');
			truncateSync(join(root, 'sparse.ts'), 200 * 1024 * 1024);
		},
		lists: ['few.json'],
		skips: [
			'rows.json: oversized, 293 kB of data; of data files those up to 256 kB are indexed',
			'sparse.ts: oversized, 200 MB, and files over 1 MB are left out (skilllens.index.maxFileKilobytes)',
		],
	},
	{
		name: 'a name that is not UTF-8',
		files: { 'a.ts': 'a' },
		change: (root) => writeFileSync(Buffer.concat([Buffer.from(`${root}/latin-`), Buffer.from([0xe9])]), 'x'),
		lists: ['a.ts'],
		skips: ['latin-\uFFFD: unreadable, its name is not valid UTF-8'],
	},
];

for (const { name, files, change, lists, skips } of cases) {
	test(name, async () => {
		const root = folder(files);
		change?.(root);
		const listing = await list(root);
		assert.equal(listing.source.kind, 'walk');
		assert.deepEqual(paths(listing), lists);
		assert.deepEqual(leftOut(listing), skips);
	});
}

test('a name that is not UTF-8, told by git', async () => {
	const root = repository({ 'a.ts': 'a' });
	writeFileSync(Buffer.concat([Buffer.from(`${root}/latin-`), Buffer.from([0xe9])]), 'x');
	assert.deepEqual(leftOut(await list(root)), ['latin-\uFFFD: unreadable, its name is not valid UTF-8']);
});

test('a socket', async () => {
	const root = folder({ 'a.ts': 'a' });
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(join(root, 's'), resolve));
	try {
		assert.deepEqual(leftOut(await list(root)), ['s: special, a socket']);
	} finally {
		server.close();
	}
});

test('without git on the machine the repository is walked through by the same rules', async () => {
	const root = repository({ '.gitignore': 'out/\n', 'a.ts': 'a', 'out/b.ts': 'b', '.git-notes/c.md': 'c' });
	mkdirSync(join(root, '.git/info'), { recursive: true });
	writeFileSync(join(root, '.git/info/exclude'), '*.private\n');
	writeFileSync(join(root, 'x.private'), 'x');
	const [with_, without] = [await list(root), await listWithoutGit(root)];
	assert.deepEqual(without.source, { kind: 'walk', why: 'git is not installed' });
	assert.deepEqual(without.files, with_.files);
	assert.deepEqual(leftOut(without), [
		'out/: ignored, `.gitignore` line 1 `out/`',
		'x.private: ignored, `.git/info/exclude` line 1 `*.private`',
	]);
});

test('a folder that is missing, is a file, or goes away meanwhile', async () => {
	const root = folder({ 'a.ts': 'a' });
	await assert.rejects(list(join(root, 'missing')), (error) => error instanceof UserError && error.message.includes(join(root, 'missing')));
	await assert.rejects(list(join(root, 'a.ts')), (error) => error instanceof UserError && error.message.includes('is not a folder'));
	const listing = open(root).list(never);
	rmSync(root, { recursive: true });
	await assert.rejects(listing, UserError);
});

test('stamps tell size and time', async () => {
	const [stamp] = (await list(folder({ 'a.ts': 'four' }))).files;
	assert.equal(stamp?.size, 4);
	assert.ok(Math.abs(Date.now() - (stamp?.mtime ?? 0)) < 60_000);
});

test('a rule of a nested file wins over one above it, for what lies below too', () => {
	const rules = new IgnoreRules().with('.gitignore', '', 'b/\n').with('a/.gitignore', 'a', '!b/\n');
	assert.equal(rules.ruleFor('a/b/c.ts'), undefined);
	assert.equal(rules.ruleFor('b/c.ts'), '`.gitignore` line 1 `b/`');
});
