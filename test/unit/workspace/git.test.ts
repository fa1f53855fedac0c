/** Listing with git: what it tracks, what it ignores, repositories in repositories, and workspaces that mean harm. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Cancelled, CancelSource } from '../../../server/src/base/cancel.ts';
import { ignoreRule } from '../../../server/src/workspace/diskWorkspace.ts';
import { commit, type Files, folder, git, home, leftOut, list, open, paths, repository, write } from './folders.ts';

type Case = {
	readonly name: string;
	readonly files: Files;
	readonly change?: (root: string) => void;
	readonly lists: string[];
	readonly skips: string[];
};

const cases: Case[] = [
	{
		name: 'tracked, untracked, and nested ignore files',
		files: {
			'.gitignore': 'out/\n*.log\n',
			'a.ts': 'a',
			'out/x.ts': 'x',
			'b.log': 'b',
			'lib/.gitignore': '!*.log\ntmp/\n',
			'lib/c.log': 'c',
			'lib/tmp/d.ts': 'd',
		},
		change: (root) => write(root, { 'new.ts': 'new' }),
		lists: ['.gitignore', 'a.ts', 'lib/.gitignore', 'lib/c.log', 'new.ts'],
		skips: ['b.log: ignored, ignored by git', 'lib/tmp/: ignored, ignored by git', 'out/: ignored, ignored by git'],
	},
	{
		name: '.git/info/exclude',
		files: { 'a.ts': 'a' },
		change: (root) => write(root, { '.git/info/exclude': 'private.ts\n', 'private.ts': 'p' }),
		lists: ['a.ts'],
		skips: ['private.ts: ignored, ignored by git'],
	},
	{
		name: "the user's own excludes",
		files: { 'a.ts': 'a' },
		change: (root) => {
			write(home, { '.config/git/ignore': '*.orig\n' });
			write(root, { 'a.ts.orig': 'o' });
		},
		lists: ['a.ts'],
		skips: ['a.ts.orig: ignored, ignored by git'],
	},
	{
		name: 'a tracked file that a rule names stays',
		files: { 'kept.log': 'k' },
		change: (root) => write(root, { '.gitignore': '*.log\n' }),
		lists: ['.gitignore', 'kept.log'],
		skips: [],
	},
	{
		name: 'what was deleted is not listed',
		files: { 'a.ts': 'a', 'gone.ts': 'g', 'package-lock.json': '{}' },
		change: (root) => {
			rmSync(join(root, 'gone.ts'));
			rmSync(join(root, 'package-lock.json'));
		},
		lists: ['a.ts'],
		skips: [],
	},
	{
		name: 'packages without a rule are left out unless they are committed',
		files: { 'a.ts': 'a', 'vendored/node_modules/kept.js': 'k' },
		change: (root) => write(root, { 'node_modules/x/index.js': 'x' }),
		lists: ['a.ts', 'vendored/node_modules/kept.js'],
		skips: ['node_modules/: ignored, installed packages or caches of a tool'],
	},
	{
		name: '.skilllensignore on top, at the root and nested',
		files: {
			'.skilllensignore': '# old things\nlegacy/\n*.txt\n',
			'a.ts': 'a',
			'legacy/b.ts': 'b',
			'c.txt': 'c',
			'docs/.skilllensignore': '!*.txt\n/draft.md\n',
			'docs/d.txt': 'd',
			'docs/draft.md': 'x',
			'docs/more/draft.md': 'x',
		},
		lists: ['.skilllensignore', 'a.ts', 'docs/.skilllensignore', 'docs/d.txt', 'docs/more/draft.md'],
		skips: [
			'c.txt: ignored, `.skilllensignore` line 3 `*.txt`',
			'docs/draft.md: ignored, `docs/.skilllensignore` line 2 `/draft.md`',
			'legacy/b.ts: ignored, `.skilllensignore` line 2 `legacy/`',
		],
	},
	{
		name: 'a nested repository, with its own rules',
		files: { 'a.ts': 'a' },
		change: (root) => {
			write(root, { 'inner/.gitignore': 'out/\n', 'inner/b.ts': 'b', 'inner/out/x.ts': 'x' });
			git(join(root, 'inner'), 'init', '-q');
			commit(join(root, 'inner'));
			write(root, { 'inner/new.ts': 'n' });
		},
		lists: ['a.ts', 'inner/.gitignore', 'inner/b.ts', 'inner/new.ts'],
		skips: ['inner/out/: ignored, ignored by git'],
	},
	{
		name: 'a nested repository that is broken is walked through, not answered for by the one around it',
		files: { 'a.ts': 'a' },
		change: (root) => {
			write(root, { 'inner/b.ts': 'b' });
			git(join(root, 'inner'), 'init', '-q');
			commit(join(root, 'inner'));
			git(root, 'add', 'inner');
			rmSync(join(root, 'inner/.git/HEAD'));
		},
		lists: ['a.ts', 'inner/b.ts'],
		skips: [],
	},
	{
		name: 'a submodule',
		files: { 'a.ts': 'a' },
		change: (root) => {
			git(root, 'submodule', '--quiet', 'add', repository({ 'part.ts': 'p' }), 'sub');
			write(root, { 'sub/new.ts': 'n' });
		},
		lists: ['.gitmodules', 'a.ts', 'sub/new.ts', 'sub/part.ts'],
		skips: [],
	},
	{
		name: 'a second work tree of the repository inside it',
		files: { 'a.ts': 'a' },
		change: (root) => git(root, 'worktree', 'add', '-q', 'trees/other'),
		lists: ['a.ts'],
		skips: ['trees/other/: ignored, another work tree of the repository around it'],
	},
	{
		name: 'both sides of a merge are one file',
		files: { 'a.ts': 'a' },
		change: (root) => {
			git(root, 'checkout', '-q', '-b', 'side');
			write(root, { 'a.ts': 'side' });
			commit(root);
			git(root, 'checkout', '-q', '-');
			write(root, { 'a.ts': 'main' });
			commit(root);
			assert.throws(() => git(root, 'merge', 'side'));
		},
		lists: ['a.ts'],
		skips: [],
	},
	{
		name: 'a tracked folder that became a link out of the workspace',
		files: { 'a.ts': 'a', 'lib/b.ts': 'b' },
		change: (root) => {
			rmSync(join(root, 'lib'), { recursive: true });
			symlinkSync(folder({ 'b.ts': 'elsewhere' }), join(root, 'lib'));
		},
		lists: ['a.ts'],
		skips: ['lib: symlink, a link to a place outside the folder'],
	},
	{
		name: 'names with spaces, newlines, quotes, dashes, emoji and bidi marks',
		files: { ' a b .ts': '', 'new\nline.ts': '', '"quoted\'.ts': '', '--flag.ts': '', '😀.ts': '', 'x\u202Ets.exe.ts': '', 'é/ü.ts': '' },
		lists: [' a b .ts', '"quoted\'.ts', '--flag.ts', 'new\nline.ts', 'x\u202Ets.exe.ts', 'é/ü.ts', '😀.ts'],
		skips: [],
	},
];

for (const { name, files, change, lists, skips } of cases) {
	test(name, async () => {
		const root = repository(files);
		change?.(root);
		const listing = await list(root);
		assert.deepEqual(listing.source, { kind: 'git' });
		assert.deepEqual(paths(listing), lists);
		assert.deepEqual(leftOut(listing), skips);
	});
}

test('a folder inside a repository, and a work tree of it', async () => {
	const root = repository({ '.gitignore': 'out/\n', 'a.ts': 'a', 'sub/b.ts': 'b', 'sub/out/c.ts': 'c' });
	const inner = await list(join(root, 'sub'));
	assert.deepEqual([paths(inner), leftOut(inner)], [['b.ts'], ['out/: ignored, ignored by git']]);
	const tree = `${root}-tree`;
	git(root, 'worktree', 'add', '-q', tree);
	const other = await list(tree);
	assert.deepEqual([other.source, paths(other)], [{ kind: 'git' }, ['.gitignore', 'a.ts', 'sub/b.ts']]);
});

test('folders for which git has no answer are walked through, and the reason is told', async () => {
	const root = repository({ '.gitignore': 'out/\n', 'a.ts': 'a', 'out/sub/b.ts': 'b' });
	for (const [path, why, lists] of [
		['out', 'git ignores the whole folder', ['sub/b.ts']],
		['out/sub', 'git ignores the whole folder', ['b.ts']],
	] as const) {
		const listing = await list(join(root, path));
		assert.deepEqual([listing.source, paths(listing)], [{ kind: 'walk', why }, lists]);
	}
	const plain = await list(folder({ 'a.ts': 'a' }));
	assert.deepEqual(plain.source, { kind: 'walk', why: 'the folder is not in a git repository' });
});

test('an owner git does not trust', async (t) => {
	if (process.getuid?.() !== 0) {
		t.skip('only root can give a folder away');
		return;
	}
	const root = repository({ 'a.ts': 'a' });
	chownSync(root, 65534, 65534);
	const listing = await list(root);
	assert.deepEqual(listing.source, { kind: 'walk', why: 'git does not trust the owner of this folder (git config safe.directory)' });
	assert.deepEqual(paths(listing), ['a.ts']);
});

test("the caller's GIT_ variables do not lead elsewhere", async () => {
	const [root, other] = [repository({ 'a.ts': 'a' }), repository({ 'b.ts': 'b' })];
	const foreign = { GIT_DIR: join(other, '.git'), GIT_WORK_TREE: other, GIT_INDEX_FILE: join(other, '.git/index') };
	Object.assign(process.env, foreign);
	try {
		const listing = await list(root);
		assert.deepEqual([listing.source, paths(listing)], [{ kind: 'git' }, ['a.ts']]);
	} finally {
		for (const name of Object.keys(foreign)) {
			delete process.env[name];
		}
	}
});

/** A program that leaves a mark when it is run. */
function trap() {
	const files = folder();
	const [program, mark] = [join(files, 'trap'), join(files, 'executed')];
	write(files, { trap: `#!/bin/sh\ntouch '${mark}'\n` });
	chmodSync(program, 0o755);
	return { program, wasRun: () => existsSync(mark) };
}

/** Runs git as someone without care would; whether it succeeds does not matter. */
function careless(root: string, ...args: string[]): void {
	spawnSync('git', args, { cwd: root, stdio: 'ignore' });
}

test('no program that a configuration names is run', async () => {
	const root = repository({ 'a.ts': 'a', '.gitattributes': '* filter=evil diff=evil\n' });
	const { program, wasRun } = trap();
	write(root, { '.git/hooks/post-index-change': `#!/bin/sh\n'${program}'\n` });
	chmodSync(join(root, '.git/hooks/post-index-change'), 0o755);
	const settings = ['core.fsmonitor', 'core.pager', 'pager.ls-files', 'diff.external', 'core.sshCommand', 'core.editor', 'core.gitProxy'];
	for (const setting of [...settings, 'filter.evil.clean', 'filter.evil.process', 'diff.evil.command']) {
		git(root, 'config', setting, program);
	}
	git(root, 'config', 'alias.ls-files', `!${program}`);

	assert.deepEqual(paths(await list(root)), ['.gitattributes', 'a.ts']);
	await ignoreRule(root, 'a.ts');
	assert.equal(wasRun(), false);
	careless(root, 'ls-files', '-o');
	assert.equal(wasRun(), true, 'the trap works');
});

test('a partial clone is not completed by the program it names', async () => {
	const root = repository({ 'a.ts': 'a', 'sub/.gitignore': 'x\n' });
	const { program, wasRun } = trap();
	git(root, 'update-index', '--skip-worktree', 'sub/.gitignore');
	rmSync(join(root, 'sub/.gitignore'));
	const blob = git(root, 'rev-parse', 'HEAD:sub/.gitignore').trim();
	rmSync(join(root, '.git/objects', blob.slice(0, 2), blob.slice(2)));
	write(root, { 'sub/y.ts': 'y' });
	const settings = { 'remote.origin.url': folder(), 'remote.origin.uploadpack': program, 'remote.origin.promisor': 'true' };
	for (const [setting, value] of Object.entries({
		...settings,
		'extensions.partialClone': 'origin',
		'core.repositoryFormatVersion': '1',
	})) {
		git(root, 'config', setting, value);
	}

	assert.deepEqual(paths(await list(root)), ['a.ts', 'sub/y.ts']);
	await ignoreRule(root, 'sub/x');
	assert.equal(wasRun(), false);
	careless(root, 'ls-files', '-o', '--exclude-standard');
	assert.equal(wasRun(), true, 'the trap works');
});

test('a bare repository lying in the workspace does not speak for it', async () => {
	const root = folder({ 'a.ts': 'a' });
	git(root, 'init', '-q', '--bare', 'trap');
	git(join(root, 'trap'), 'config', 'core.bare', 'false');
	git(join(root, 'trap'), 'config', 'core.worktree', root);
	assert.equal((await list(join(root, 'trap'))).source.kind, 'walk');
});

test('a cancelled listing stops', async () => {
	const source = new CancelSource();
	source.cancel();
	await assert.rejects(open(repository({ 'a.ts': 'a' })).list(source.token), Cancelled);
});

test('the rule that leaves a path out', async () => {
	const root = repository({ '.gitignore': '# built\nout/\n', '.skilllensignore': 'legacy/\n', 'lib/.gitignore': '*.log\n', 'a.ts': 'a' });
	const rules = {
		'out/x/y.ts': '`.gitignore` line 2 `out/`',
		'lib/a.log': '`lib/.gitignore` line 1 `*.log`',
		'legacy/a.ts': '`.skilllensignore` line 1 `legacy/`',
	};
	for (const [path, rule] of [...Object.entries(rules), ['a.ts', undefined] as const]) {
		assert.equal(await ignoreRule(root, path), rule);
		assert.equal(
			await ignoreRule(folder({ '.gitignore': '# built\nout/\n', '.skilllensignore': 'legacy/\n', 'lib/.gitignore': '*.log\n' }), path),
			rule,
		);
	}
});
