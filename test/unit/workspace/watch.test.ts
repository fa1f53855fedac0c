/** Watching: what is made, changed, renamed and deleted is told; git's own traffic is not. */
import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { UserError } from '../../../server/src/base/errors.ts';
import { silentLog } from '../../../server/src/base/log.ts';
import { meaning, plainWatch } from '../../../server/src/workspace/watch.ts';
import { folder, git, open, repository } from './folders.ts';

/** Collects what is told, and waits until a path was. */
async function watching(root: string) {
	const told: string[] = [];
	let wake: () => void = () => undefined;
	const watch = await open(root).watch((paths) => {
		told.push(...paths);
		wake();
	});
	return {
		told,
		dispose: () => watch.dispose(),
		async until(path: string): Promise<void> {
			while (!told.includes(path)) {
				await new Promise<void>((resolve) => {
					wake = resolve;
				});
			}
			told.length = 0;
		},
	};
}

test('what happens in a folder is told', { timeout: 10_000 }, async () => {
	const root = folder({ 'old.ts': 'old', 'lib/a.ts': 'a' });
	const watch = await watching(root);
	const steps: [string, () => void][] = [
		['new.ts', () => writeFileSync(join(root, 'new.ts'), 'new')],
		['old.ts', () => writeFileSync(join(root, 'old.ts'), 'newer')],
		['lib/b c 😀.ts', () => renameSync(join(root, 'lib/a.ts'), join(root, 'lib/b c 😀.ts'))],
		['deep', () => mkdirSync(join(root, 'deep'))],
		['deep/c.ts', () => writeFileSync(join(root, 'deep/c.ts'), 'c')],
		['new.ts', () => rmSync(join(root, 'new.ts'))],
	];
	for (const [path, act] of steps) {
		act();
		await watch.until(path);
	}
	watch.dispose();
});

test('many changes come gathered', { timeout: 10_000 }, async () => {
	const root = folder();
	const missing = new Set(Array.from({ length: 200 }, (_, index) => `f${index}.ts`));
	let batches = 0;
	let finish: () => void = () => undefined;
	const finished = new Promise<void>((resolve) => {
		finish = resolve;
	});
	const watch = await open(root).watch((paths) => {
		batches++;
		for (const path of paths) {
			missing.delete(path);
		}
		if (missing.size === 0) {
			finish();
		}
	});
	for (const name of [...missing]) {
		writeFileSync(join(root, name), '');
	}
	await finished;
	watch.dispose();
	assert.ok(batches < 20, `${batches} batches`);
});

test("a change of git's index is a hint that everything may have changed", { timeout: 10_000 }, async () => {
	const root = repository({ 'a.ts': 'a', 'b.ts': 'b' });
	const watch = await watching(root);
	git(root, 'rm', '-q', '--cached', 'b.ts');
	await watch.until('');
	watch.dispose();
});

test('nothing is told after the end', { timeout: 10_000 }, async () => {
	const root = folder();
	const [ended, other] = [await watching(root), await watching(root)];
	ended.dispose();
	writeFileSync(join(root, 'a.ts'), 'a');
	await other.until('a.ts');
	other.dispose();
	assert.deepEqual(ended.told, []);
});

test("Node's watcher, where the system's is not to be had", { timeout: 10_000 }, async () => {
	const root = folder({ 'lib/a.ts': 'a' });
	await new Promise<void>((resolve) => {
		const add = (path: string) => {
			if (path === 'lib/b.ts') {
				watch.dispose();
				resolve();
			}
		};
		const watch = plainWatch({ root, log: silentLog }, { add });
		writeFileSync(join(root, 'lib/b.ts'), 'b');
	});
});

test('a folder that is missing', async () => {
	await assert.rejects(
		open(join(folder(), 'missing')).watch(() => undefined),
		UserError,
	);
});

test('what an event means', () => {
	const meanings: [string, string | undefined][] = [
		['src/a.ts', 'src/a.ts'],
		['', ''],
		['.gitignore', '.gitignore'],
		['.git', ''],
		['.git/HEAD', ''],
		['.git/index', ''],
		['.git/info/exclude', ''],
		['sub/.git/HEAD', ''],
		['.git/index.lock', undefined],
		['.git/objects/ab/cd', undefined],
		['.git/refs/heads/main', undefined],
		['node_modules/x/index.js', undefined],
		['.github/workflows/ci.yml', '.github/workflows/ci.yml'],
	];
	for (const [path, expected] of meanings) {
		assert.equal(meaning(path), expected, path);
	}
});
