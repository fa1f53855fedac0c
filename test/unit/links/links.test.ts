/** Links between pictures and code over a small workspace that is really indexed: suggested, decided, followed, drifted. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { never } from '../../../server/src/base/cancel.ts';
import { silentLog } from '../../../server/src/base/log.ts';
import { type Diagram, linksPath } from '../../../server/src/domain/link.ts';
import { withPictures } from '../../../server/src/indexing/pictureSource.ts';
import { prepare } from '../../../server/src/indexing/prepare.ts';
import { isOther } from '../../../server/src/links/drift.ts';
import { Links } from '../../../server/src/links/links.ts';
import { Pictures } from '../../../server/src/skills/pictures.ts';
import { createSkills } from '../../../server/src/skills/registry.ts';
import { openStore } from '../../../server/src/storage/openStore.ts';
import { readBytes, readSource } from '../../../server/src/workspace/diskWorkspace.ts';
import { isSkipped } from '../../../server/src/workspace/workspace.ts';
import { boxesSvg } from '../../support/pictures.ts';
import { tempFolder } from '../../support/tempFolder.ts';

const picture = 'docs/img/flow.svg';
const files = {
	'src/http/retry.ts': '/** Tries again. */\nexport function retryWithBackoff(request: () => void) {\n\trequest();\n}\n',
	'src/queue.ts': '/** Jobs that wait. */\nexport class RetryQueue {\n\tput(job: string) {\n\t\treturn job;\n\t}\n}\n',
	'src/store/client.ts': 'export class Client {\n\tget(key: string) {\n\t\treturn key;\n\t}\n}\n',
	'test/queue.test.ts': 'export class RetryQueue {}\n',
	'docs/flow.md': '# Flow\n\nHow a job goes.\n\n![flow](img/flow.svg)\n',
	[picture]: boxesSvg(['Retry queue', 'retryWithBackoff()', 'Client', 'Customer pays', 'put']),
};

type Workspace = {
	readonly links: Links;
	readonly path: string;
	write(path: string, text: string): Promise<void>;
	remove(path: string): void;
	diagram(): Promise<Diagram>;
	/** What the regions show, one line each: `label -> symbol state`. */
	told(): Promise<string[]>;
	file(): string;
};

async function open(t: TestContext, given: Readonly<Record<string, string>> = files): Promise<Workspace> {
	const folder = tempFolder(t, given);
	const storage = tempFolder(t).path;
	const skills = createSkills();
	const options = { folder: join(storage, 'index'), workspace: folder.path, static: undefined, skills: undefined, log: silentLog };
	const store = openStore(options);
	t.after(() => store.close());
	const pictures = new Pictures(storage, silentLog);
	t.after(() => pictures.dispose());
	const bytesOf = (path: string) => readBytes(folder.path, path, { maxFileBytes: 1e6 });
	const read = withPictures({
		read: (path) => readSource(folder.path, path, { maxFileBytes: 1e6 }),
		bytes: bytesOf,
		pictures,
		mentions: () => [],
	});
	const index = async (path: string): Promise<void> => {
		const bytes = bytesOf(path);
		if (path.endsWith('.svg') && !isSkipped(bytes)) {
			await pictures.read(bytes.bytes, bytes.hash, 'background', never);
		}
		const prepared = await prepare({ read, skills, embed: undefined }, { stamp: { path, size: 1, mtime: 1 }, known: undefined });
		assert.equal(prepared.kind, 'rows', path);
		store.replace(prepared.kind === 'rows' ? [prepared.rows] : []);
	};
	for (const path of Object.keys(given)) {
		await index(path);
	}
	const source = (path: string) => {
		const file = read(path);
		return isSkipped(file) ? undefined : file;
	};
	const links = new Links({ root: folder.path, store, skills, pictures, read: source });
	const diagram = () => links.diagram(picture, readFileSync(join(folder.path, picture)), never);
	return {
		links,
		path: folder.path,
		write: async (path, text) => {
			folder.write(path, text);
			await index(path);
		},
		remove: (path) => {
			folder.remove(path);
			store.remove([path]);
		},
		diagram,
		told: async () =>
			(await diagram()).regions.flatMap(({ text, links: own }) =>
				own.map(({ path, symbol, line, state }) => `${text} -> ${path}:${line} ${symbol} ${state}`),
			),
		file: () => readFileSync(join(folder.path, linksPath), 'utf8'),
	};
}

const queue = { path: 'src/queue.ts', symbol: 'RetryQueue' };

test('labels suggest what they name; a common word that is no type, and what nothing is called by, suggest nothing', async (t) => {
	const { told, diagram } = await open(t);
	assert.deepEqual(await told(), [
		'Retry queue -> src/queue.ts:2 RetryQueue suggested',
		'retryWithBackoff() -> src/http/retry.ts:2 retryWithBackoff suggested',
		'Client -> src/store/client.ts:1 Client suggested',
	]);
	const { regions, kind, width, height } = await diagram();
	assert.deepEqual([kind, width, height, regions.length], ['diagram', 300, 580, 6]);
	assert.ok(regions.every(({ box }) => box.left >= 0 && box.left + box.width <= width && box.top + box.height <= height));
});

test('diagrams that are kept as text: nodes with their lines suggest code, are decided and drift as labels of pictures do', async (t) => {
	const { links, write } = await open(t, {
		...files,
		'docs/flow.mmd': 'flowchart LR\n  Q[Retry queue] --> RetryPolicy\n',
		'docs/parts.md': '# Parts\n\n```mermaid\nsequenceDiagram\n  participant C as Client\n  C->>RetryQueue: put(job)\n```\n',
		'src/policy.ts': '/** How often. */\nexport class RetryPolicy {}\n',
	});
	const told = async (path: string): Promise<string[]> =>
		(await links.drawn(path, never)).regions.map(
			({ text, line, links: own }) => `${line ?? '-'} ${text} -> ${own.map(({ symbol, state }) => `${symbol} ${state}`).join(', ')}`,
		);
	assert.deepEqual(await told('docs/flow.mmd'), [
		'-  -> ',
		'2 Retry queue -> RetryQueue suggested',
		'2 RetryPolicy -> RetryPolicy suggested',
	]);
	assert.deepEqual(await told('docs/parts.md'), ['-  -> ', '5 Client -> Client suggested', '6 RetryQueue -> RetryQueue suggested']);
	assert.deepEqual(
		(await links.pictures()).map(({ path, width }) => [path, width > 0]),
		[
			[picture, true],
			['docs/flow.mmd', false],
			['docs/parts.md', false],
		],
	);
	await links.decide('docs/parts.md', 'RetryQueue', queue, 'confirmed');
	const shown = await links.shownIn(queue.path, queue.symbol, never);
	assert.deepEqual(
		shown.map(({ picture: own, state }) => `${own} ${state}`),
		['docs/parts.md confirmed', `${picture} suggested`, 'docs/flow.mmd suggested'],
	);
	assert.deepEqual(await links.drift(never), []);
	await write('src/queue.ts', '/** Jobs. */\nexport class JobList {\n\tput(job: string) {\n\t\treturn [job];\n\t}\n}\n');
	await write('src/policy.ts', '/** How often. */\nexport class RetryPolicies {}\n');
	await write('docs/flow.mmd', 'flowchart LR\n  C[retryWithBackoff]\n\n  C --> RetryPolicy\n');
	assert.deepEqual(
		(await links.drift(never)).map(({ kind, region, places }) => [kind, region, places]),
		[
			['symbolGone', 'RetryQueue', [{ path: 'docs/parts.md', line: 6 }]],
			['nameGone', 'RetryPolicy', [{ path: 'docs/flow.mmd', line: 4 }]],
		],
	);
	await write('docs/parts.md', '# Parts\n\nNo drawing any more.\n');
	assert.deepEqual((await told('docs/parts.md')).length, 1);
});

test('a short label that was confirmed is known again', async (t) => {
	const { links } = await open(t, { ...files, [picture]: boxesSvg(['Retry queue', 'DB']) });
	await links.decide(picture, 'DB', queue, 'confirmed');
	assert.deepEqual(await links.drift(never), []);
});

test('a decision is written one line a link, outranks suggestions and is taken back', async (t) => {
	const { links, told, file } = await open(t);
	assert.equal(await links.decide(picture, 'Client', { path: 'src/store/client.ts', symbol: 'Client' }, 'rejected'), undefined);
	assert.equal(await links.decide(picture, 'Retry queue', queue, 'confirmed'), undefined);
	const lines = file().split('\n');
	assert.deepEqual([lines[0], lines.at(-3), lines.at(-2)], ['[', '{"version":1}', ']']);
	assert.match(
		lines[2] ?? '',
		/^\{"picture":"docs\/img\/flow\.svg","region":"Retry queue","path":"src\/queue\.ts","symbol":"RetryQueue","decision":"confirmed","pictureHash":"[\da-f]{32}","symbolHash":"[\da-f]{32}"\},$/,
	);
	assert.deepEqual(
		(await told()).filter((line) => !line.startsWith('retryWith')),
		['Retry queue -> src/queue.ts:2 RetryQueue confirmed', 'Client -> src/store/client.ts:1 Client rejected'],
	);
	assert.equal(await links.decide(picture, 'Retry queue', queue, 'rejected'), 'confirmed');
	assert.equal(await links.decide(picture, 'Retry queue', queue, undefined), 'rejected');
	assert.ok((await told()).includes('Retry queue -> src/queue.ts:2 RetryQueue suggested'));
	await Promise.all(['Client', 'put', 'Customer pays'].map((label) => links.decide(picture, label, queue, 'rejected')));
	assert.equal(file().match(/"rejected"/g)?.length, 4, 'decisions at one time do not undo each other');
	await links.decide(picture, 'Retry queue', { path: 'src/store/client.ts', symbol: 'Client.get' }, 'confirmed');
	assert.deepEqual((await told())[0], 'Retry queue -> src/store/client.ts:2 Client.get confirmed', 'the suggestion is outranked');
});

test('the other way: pictures of a symbol and of a whole file, confirmed ones first', async (t) => {
	const { links } = await open(t);
	const told = async (path: string, symbol?: string) =>
		(await links.shownIn(path, symbol, never)).map((shown) => `${shown.symbol} in ${shown.picture} "${shown.region}" ${shown.state}`);
	assert.deepEqual(await told('src/queue.ts', 'RetryQueue'), ['RetryQueue in docs/img/flow.svg "Retry queue" suggested']);
	assert.deepEqual(await told('src/store/client.ts', 'Client.get'), []);
	await links.decide(picture, '', { path: 'src/store/client.ts', symbol: 'Client.get' }, 'confirmed');
	await links.decide(picture, 'Client', { path: 'src/store/client.ts', symbol: 'Client' }, 'rejected');
	assert.deepEqual(await told('src/store/client.ts'), ['Client.get in docs/img/flow.svg "" confirmed']);
	assert.deepEqual(await told('test/queue.test.ts'), [], 'the test of the same name stands behind');
});

test('links follow files that are renamed, symbols that move or are renamed, and pictures that move', async (t) => {
	const { links, write, remove, told, file } = await open(t);
	await links.decide(picture, 'Retry queue', queue, 'confirmed');
	const renamed = files['src/queue.ts'].replace('RetryQueue', 'WaitingJobs');
	await write('src/queue.ts', renamed);
	assert.equal((await told())[0], 'Retry queue -> src/queue.ts:2 WaitingJobs confirmed', 'known again by its lines');
	await links.decide(picture, 'Client', { path: 'src/store/client.ts', symbol: 'Client' }, 'confirmed');
	assert.match(
		file(),
		/"region":"Retry queue","path":"src\/queue\.ts","symbol":"WaitingJobs"/,
		'written as it is when something is decided',
	);
	remove('src/queue.ts');
	await write('src/jobs/waiting.ts', `const limit = 3;\n\n${renamed}`);
	assert.equal((await told())[0], 'Retry queue -> src/jobs/waiting.ts:4 WaitingJobs confirmed');
	remove(picture);
	await write('docs/moved.svg', files[picture]);
	const shown = await links.shownIn('src/jobs/waiting.ts', undefined, never);
	assert.deepEqual(
		shown.map(({ picture: at, symbol, state }) => [at, symbol, state]),
		[['docs/moved.svg', 'WaitingJobs', 'confirmed']],
	);
	assert.deepEqual(await links.drift(never), []);
});

test('drift: what was linked is gone, a label is gone, a name is nearly so', async (t) => {
	const { links, write, remove } = await open(t);
	await links.decide(picture, 'Retry queue', queue, 'confirmed');
	await links.decide(picture, 'Client', { path: 'src/store/client.ts', symbol: 'Client' }, 'confirmed');
	assert.deepEqual(await links.drift(never), []);
	await write('src/queue.ts', 'export class RetryQueues {\n\tother() {\n\t\treturn 3;\n\t}\n}\n');
	await write('src/http/retry.ts', 'export function retryWithBackoffs(request: () => void) {\n\trequest();\n}\n');
	const told = async () =>
		(await links.drift(never)).map(({ kind, region, places, near }) => ({ kind, region, places, near: near.map(({ symbol }) => symbol) }));
	const places = [{ path: 'docs/flow.md', line: 5 }];
	assert.deepEqual(await told(), [
		{ kind: 'symbolGone', region: 'Retry queue', places, near: ['RetryQueues'] },
		{ kind: 'nameGone', region: 'retryWithBackoff()', places, near: ['retryWithBackoffs'] },
	]);
	await links.decide(picture, 'retryWithBackoff()', { path: '', symbol: '' }, 'rejected');
	await links.decide(picture, 'Retry queue', queue, undefined);
	assert.deepEqual(await told(), [], 'dismissed and forgotten');
	await write(picture, boxesSvg(['Retry queue']));
	assert.deepEqual(
		(await told()).map(({ kind, region }) => [kind, region]),
		[['regionGone', 'Client']],
	);
	remove(picture);
	remove('docs/flow.md');
	assert.deepEqual(
		(await told()).map(({ kind, places: at }) => [kind, at]),
		[['pictureGone', [{ path: linksPath, line: 2 }]]],
	);
});

test('what shows something does not show nothing any more', async (t) => {
	const { links, file } = await open(t);
	await links.decide(picture, 'Customer pays', { path: '', symbol: '' }, 'rejected');
	await links.decide(picture, 'Customer pays', queue, 'confirmed');
	assert.deepEqual(file().match(/"decision":"\w+"/g), ['"decision":"confirmed"']);
});

test('a name was changed, not misread: OCR errs in letters, people rename by words', () => {
	for (const [label, name, isCertain, expected] of [
		['GEpsonPrinter', 'EpsonPrinter', false, false],
		['fleeBattie', 'fleeBattle', false, false],
		['parseHttpHeader', 'parseWebHeader', false, true],
		['reportStatus', 'getStatus', false, false],
		['RetryQueues', 'RetryQueue', true, true],
		['reportStatus', 'getStatus', true, false],
	] as const) {
		assert.equal(isOther(label, name, isCertain), expected, `${label} ${name}`);
	}
});

test('a links file with a conflict loses nothing: good lines count, the bad one is named, nothing is written over it', async (t) => {
	const { links, told, file, path } = await open(t);
	await links.decide(picture, 'Retry queue', queue, 'confirmed');
	const broken = file().replace('[\n', '[\n<<<<<<< ours\n').replace('{"version":1}', '{"version":1},\n{"odd":true}');
	writeFileSync(join(path, linksPath), broken);
	assert.equal((await told())[0], 'Retry queue -> src/queue.ts:2 RetryQueue confirmed');
	assert.match(links.notes.join('\n'), /Line 2 .* a merge left a conflict there\.\nLine 5 .* it is no link\./);
	await assert.rejects(links.decide(picture, 'Client', queue, 'confirmed'), /Line 2 of \.skilllens\/links\.json cannot be read/);
	assert.equal(file(), broken);
});

test('a folder that leads out of the workspace is not written to', async (t) => {
	const { links, path } = await open(t);
	const outside = tempFolder(t).path;
	mkdirSync(join(outside, 'x'));
	symlinkSync(join(outside, 'x'), join(path, '.skilllens'));
	await assert.rejects(links.decide(picture, 'Retry queue', queue, 'confirmed'), /leads out of the workspace/);
});
