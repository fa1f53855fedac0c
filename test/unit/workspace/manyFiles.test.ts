/** More files than are looked at: which ones are, that whoever lists is told, and that what is not wanted is not even taken in. */
import assert from 'node:assert/strict';
import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { restOfFolder } from '../../../server/src/domain/file.ts';
import type { Listing } from '../../../server/src/workspace/workspace.ts';
import { type Files, folder, git, list, listWithoutGit, paths, repository, write } from './folders.ts';

const names = (from: string, count: number): Files => Object.fromEntries(Array.from({ length: count }, (_, i) => [`${from}${i}.ts`, '']));
const isCut = ({ skipped }: Listing): boolean => skipped.some(({ path, reason }) => path === restOfFolder && reason === 'tooMany');

type Case = { readonly name: string; readonly root: () => string; readonly most: number; readonly lists: string[]; readonly cut: boolean };

function mixed(): string {
	const root = repository({ ...names('z', 2), '.gitignore': '*.log\n' });
	write(root, { ...names('a', 2), ...Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`${i}.log`, ''])) });
	return root;
}

function nested(): string {
	const root = repository({ 'a.ts': '' });
	write(root, names('inner/b', 3));
	git(join(root, 'inner'), 'init', '-q');
	return root;
}

const cases: Case[] = [
	{
		name: 'all of them fit, ignored ones are not counted',
		root: mixed,
		most: 5,
		lists: ['.gitignore', 'a0.ts', 'a1.ts', 'z0.ts', 'z1.ts'],
		cut: false,
	},
	{ name: 'what is tracked comes first', root: mixed, most: 4, lists: ['.gitignore', 'a0.ts', 'z0.ts', 'z1.ts'], cut: true },
	{ name: 'tracked ones alone are too many', root: mixed, most: 2, lists: ['.gitignore', 'z0.ts'], cut: true },
	{ name: 'a repository inside takes what is left', root: nested, most: 3, lists: ['a.ts', 'inner/b0.ts'], cut: true },
];
for (const { name, root, most, lists, cut } of cases) {
	test(`with git: ${name}`, async () => {
		const listing = await list(root(), most);
		assert.deepEqual(paths(listing), lists);
		assert.equal(isCut(listing), cut);
	});
}

test('without git: those of the uppermost folders', async () => {
	const root = folder({ ...names('deep/er/c', 9), ...names('deep/b', 2), ...names('a', 2), ...names('node_modules/x/', 9) });
	for (const [most, lists, cut] of [
		[4, ['a0.ts', 'a1.ts', 'deep/b0.ts', 'deep/b1.ts'], true],
		[13, undefined, false],
	] as const) {
		const listing = await listWithoutGit(root, most);
		assert.equal(isCut(listing), cut);
		assert.equal(listing.files.length, most);
		if (lists !== undefined) {
			assert.deepEqual(paths(listing), lists);
		}
	}
});

test('of ten million names that git has, it is let say as many as are wanted', { skip: process.platform === 'win32' }, async () => {
	const tools = folder({
		git: `#!${process.execPath}
			const { writeFileSync, writeSync } = require('node:fs');
			const asked = process.argv.slice(2).join(' ');
			if (asked.includes('--is-inside-work-tree')) {
				writeSync(1, 'true');
			} else if (asked.endsWith(' -c')) {
				for (let i = 0; i < 10_000_000; i += 1_000) {
					writeSync(1, Array.from({ length: 1_000 }, (_, j) => 'source/file' + (i + j) + '.ts\\0').join(''));
				}
				writeFileSync(__dirname + '/all', '');
			}`,
	});
	chmodSync(join(tools, 'git'), 0o755);
	const [path, before] = [process.env.PATH, process.memoryUsage().rss];
	process.env.PATH = `${tools}:${path}`;
	try {
		const listing = await list(folder(names('source/file', 3)), 50_000);
		assert.deepEqual(paths(listing), ['source/file0.ts', 'source/file1.ts', 'source/file2.ts']);
		assert.ok(isCut(listing));
		assert.ok(process.memoryUsage().rss - before < 64e6, 'ten million names take ten times that');
		assert.equal(existsSync(join(tools, 'all')), false, 'it was stopped');
	} finally {
		process.env.PATH = path;
	}
});
