/** What is known by its content is not computed again, wherever git moves it; what changed while nothing ran is found without reading the rest. */
import assert from 'node:assert/strict';
import { renameSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { defaultSettings } from '../../../server/protocol/settings.ts';
import { never } from '../../../server/src/base/cancel.ts';
import { silentLog } from '../../../server/src/base/log.ts';
import { type Folder, openFolder } from '../../../server/src/folder/folder.ts';
import { fakeModel } from '../../support/fakeModel.ts';
import { noteOpens, opened } from '../../support/opens.ts';
import { tempFolder } from '../../support/tempFolder.ts';
import { commit, folder as emptyFolder, type Files, git, repository, write } from '../workspace/folders.ts';

/** Long enough to be a chunk of its own. */
const adds = (name: string, by: string): string =>
	[
		...[`/** Adds to ${name}. */`, `export function ${name}(value: number) {`],
		...Array.from({ length: 12 }, (_, i) => `\tcheck(value, 'the ${name} of shelf ${i} are counted before they are sold');`),
		...[`\treturn value + ${by};`, '}', ''],
	].join('\n');
const files: Files = {
	'src/basket.ts': `${adds('apples', 'one')}\n${adds('pears', 'two')}`,
	'src/till.ts': adds('coins', 'three'),
	'src/stock.ts': adds('crates', 'four'),
	'docs/basket.md': '# Basket\n\nWhat is in the basket is counted.\n\n## Pears\n\nPears are counted twice.\n',
	'README.md': '# Shop\n\nA small shop.\n',
};
const topic: Files = {
	'src/basket.ts': `${adds('apples', 'one')}\n${adds('pears', 'seven')}`,
	'src/plums.ts': adds('plums', 'eight'),
};
const inTopic = [/return value \+ seven/, /return value \+ eight/];

/** What bringing the index up to date took. */
type Done = { readonly written: number; readonly read: readonly string[]; readonly asked: readonly string[] };

/** A machine: one place for indexes, one model, any number of folders. */
function machine(t: TestContext) {
	const storage = tempFolder(t).path;
	const log = join(storage, 'opens.log');
	const model = fakeModel();
	const open = (root: string): Folder => {
		noteOpens(root, log);
		const folder = openFolder({
			...{ root, storage, settings: { ...defaultSettings, 'index.threads': 1 }, model, modelFolder: '', log: silentLog },
			workerScript: new URL('../../support/notingWorker.ts', import.meta.url),
			onStale: () => undefined,
		});
		t.after(() => folder.dispose());
		return folder;
	};
	const bring = async (folder: Folder): Promise<Done> => {
		const before = model.seen.length;
		opened(log);
		const { written } = await folder.indexer.update('test', never);
		await folder.indexer.computeVectors(never);
		const { chunks, vectors } = folder.store.count({});
		assert.equal(vectors.skills, chunks, 'every chunk has its vector');
		return { written, read: opened(log), asked: model.seen.slice(before).flatMap(({ texts }) => texts) };
	};
	return { open, bring };
}

/** A repository with the branches `main`, which is checked out, and `topic`. */
function shop(): string {
	const root = repository(files);
	git(root, 'checkout', '-q', '-b', 'topic');
	write(root, topic);
	commit(root);
	git(root, 'checkout', '-q', 'main');
	return root;
}

function assertAsked({ asked }: Done, patterns: readonly RegExp[]): void {
	assert.equal(asked.length, patterns.length, asked.join('\n---\n'));
	for (const pattern of patterns) {
		assert.equal(asked.filter((text) => pattern.test(text)).length, 1, String(pattern));
	}
}

test('a branch that was looked at before costs the model nothing, there and back', async (t) => {
	const root = shop();
	const { open, bring } = machine(t);
	const folder = open(root);
	assert.equal((await bring(folder)).asked.length, 6);
	git(root, 'checkout', '-q', 'topic');
	assertAsked(await bring(folder), inTopic);
	for (const branch of ['main', 'topic', 'main']) {
		git(root, 'checkout', '-q', branch);
		const { written, asked } = await bring(folder);
		assert.deepEqual([written > 0, asked], [true, []], branch);
	}
	folder.dispose();
	git(root, 'checkout', '-q', 'topic');
	assert.deepEqual((await bring(open(root))).asked, [], 'after the next start, too');
});

test('what is stashed and comes back costs the model nothing', async (t) => {
	const root = shop();
	const { open, bring } = machine(t);
	const folder = open(root);
	await bring(folder);
	write(root, topic);
	assertAsked(await bring(folder), inTopic);
	git(root, 'stash', 'push', '-q', '--include-untracked');
	const away = await bring(folder);
	assert.deepEqual([folder.store.chunksOf('src/plums.ts').length, away.asked], [0, []]);
	git(root, 'stash', 'pop', '-q');
	const back = await bring(folder);
	assert.deepEqual([folder.store.chunksOf('src/plums.ts').length, back.asked], [1, []]);
});

test('a rebase costs the model nothing, also where both sides changed a file', async (t) => {
	const root = shop();
	const { open, bring } = machine(t);
	const folder = open(root);
	git(root, 'checkout', '-q', 'topic');
	await bring(folder);
	git(root, 'checkout', '-q', 'main');
	write(root, { 'src/basket.ts': `${adds('apples', 'nine')}\n${adds('pears', 'two')}`, 'src/till.ts': adds('coins', 'ten') });
	commit(root);
	assertAsked(await bring(folder), [/value \+ nine/, /value \+ two/, /value \+ ten/]);
	git(root, 'checkout', '-q', 'topic');
	git(root, 'rebase', '-q', 'main');
	const { written, read, asked } = await bring(folder);
	assert.ok(written > 0 && read.includes('src/basket.ts'), 'the file with the changes of both was never there before');
	assert.deepEqual(asked, [], 'its parts were');
});

test('a work tree takes over what the index of its repository knows, and the other way round', async (t) => {
	const root = shop();
	const { open, bring } = machine(t);
	const [folder, tree] = [open(root), join(emptyFolder(), 'tree')];
	await bring(folder);
	git(root, 'worktree', 'add', '-q', tree, 'topic');
	const beside = open(tree);
	const { written, asked } = await bring(beside);
	assert.equal(written, 6);
	assertAsked({ written, read: [], asked }, inTopic);
	git(root, 'worktree', 'remove', '--force', tree);
	beside.dispose();
	git(root, 'checkout', '-q', 'topic');
	assert.deepEqual((await bring(folder)).asked, [], 'the work tree is gone, what was computed for it is not');
});

test('what changed while nothing ran is found at the next start, and nothing else is read', async (t) => {
	const root = shop();
	const { open, bring } = machine(t);
	const first = open(root);
	await bring(first);
	first.dispose();

	write(root, { 'src/till.ts': adds('coins', 'eleven'), 'src/new.ts': adds('figs', 'twelve') });
	rmSync(join(root, 'README.md'));
	renameSync(join(root, 'docs/basket.md'), join(root, 'docs/cart.md'));
	utimesSync(join(root, 'src/stock.ts'), new Date(), new Date(Date.now() - 60_000));
	const again = open(root);
	const { written, read, asked } = await bring(again);
	assert.deepEqual(read, ['docs/cart.md', 'src/new.ts', 'src/stock.ts', 'src/till.ts']);
	assert.equal(written, 3, 'a stamp alone changes nothing but the stamp');
	assertAsked({ written, read, asked }, [/value \+ eleven/, /value \+ twelve/]);
	assert.deepEqual(
		again.store
			.files()
			.map(({ path }) => path)
			.sort(),
		['docs/cart.md', 'src/basket.ts', 'src/new.ts', 'src/stock.ts', 'src/till.ts'],
	);
	again.dispose();
	assert.deepEqual(await bring(open(root)), { written: 0, read: [], asked: [] }, 'then all is known');
});
