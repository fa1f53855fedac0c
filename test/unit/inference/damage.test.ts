/** A damaged model folder is named in one sentence; what is whole in it goes on working. */
import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { never } from '../../../server/src/base/cancel.ts';
import { UserError } from '../../../server/src/base/errors.ts';
import { silentLog } from '../../../server/src/base/log.ts';
import { loadModel, loadStaticEncoder } from '../../../server/src/inference/loadModel.ts';
import { readManifest } from '../../../server/src/inference/manifest.ts';
import { Checked } from '../../../server/src/inference/modelFiles.ts';
import { copyOfTinyModel, type Json, writeManifest } from './tinyModel.ts';

type Case = {
	readonly name: string;
	readonly damage: (folder: string, manifest: Json) => void;
	readonly problem: RegExp;
	/** What still works. */
	readonly left: readonly ('static' | 'text' | 'code')[];
};

const set =
	(change: Json) =>
	(folder: string, manifest: Json): void =>
		writeManifest(folder, { ...manifest, ...change });

/** Same size, one bit another. */
function flip(folder: string, name: string): void {
	const content = readFileSync(join(folder, name));
	content[0] = (content[0] ?? 0) ^ 1;
	writeFileSync(join(folder, name), content);
}

const activation = { skills: ['text'], weights: ['shared.bin', 'text.bin'], activatedParameters: 1, flopsPerToken: 1 };
const cases: readonly Case[] = [
	{ name: 'nothing', damage: () => undefined, problem: /^$/, left: ['static', 'text', 'code'] },
	{ name: 'no folder', damage: (folder) => rmSync(folder, { recursive: true }), problem: /no model in the folder .*ENOENT/, left: [] },
	{
		name: 'broken JSON',
		damage: (folder) => writeFileSync(join(folder, 'manifest.json'), '{ "schema": 1,'),
		problem: /damaged: manifest\.json is not valid JSON/,
		left: [],
	},
	{ name: 'a list', damage: (folder) => writeFileSync(join(folder, 'manifest.json'), '[]'), problem: /is not an object/, left: [] },
	{
		name: 'unknown schema',
		damage: set({ schema: 3 }),
		problem: /of a kind this version cannot read: its manifest has schema 3/,
		left: [],
	},
	{ name: 'no dims', damage: set({ dims: 0 }), problem: /no usable "dims"/, left: [] },
	{ name: 'no precision', damage: set({ precision: 8 }), problem: /no usable "precision"/, left: [] },
	{ name: 'another precision', damage: set({ precision: 'float16' }), problem: /^$/, left: ['static', 'text', 'code'] },
	{ name: 'unknown skill', damage: set({ skills: [{ id: 'smell' }] }), problem: /no usable "skills\[0\]\.id"/, left: [] },
	{
		name: 'a graph outside',
		damage: set({ activations: [{ ...activation, graph: '../model/text.onnx' }] }),
		problem: /no usable "activations\[0\]\.graph"/,
		left: [],
	},
	{
		name: 'weights outside',
		damage: set({ activations: [{ ...activation, graph: 'text.onnx', weights: ['/etc/passwd'] }] }),
		problem: /no usable "activations\[0\]\.weights"/,
		left: [],
	},
	{
		name: 'a file outside',
		damage: set({ files: { '..\\text.bin': { bytes: 1, sha256: '0' } } }),
		problem: /no usable "files"/,
		left: [],
	},
	{
		name: 'a file without checksum',
		damage: set({ files: {} }),
		problem: /manifest\.json names no size and checksum of tokenizer\.json/,
		left: [],
	},
	{
		name: 'tokenizer of another kind',
		damage: set({ tokenizer: { file: 'tokenizer.json', lowercase: false } }),
		problem: /no usable "tokenizer\.lowercase"/,
		left: [],
	},
	{
		name: 'tokenizer checksum',
		damage: (folder) => flip(folder, 'tokenizer.json'),
		problem: /tokenizer\.json does not have the checksum its manifest names/,
		left: [],
	},
	{
		name: 'static checksum',
		damage: (folder) => flip(folder, 'static.bin'),
		problem: /static\.bin does not have the checksum/,
		left: ['text', 'code'],
	},
	{
		name: 'static missing',
		damage: (folder) => rmSync(join(folder, 'static.bin')),
		problem: /static\.bin is missing/,
		left: ['text', 'code'],
	},
	{
		name: 'static rows fewer than tokens',
		damage: (folder, manifest) => set({ static: { ...(manifest.static as Json), rows: 50 } })(folder, manifest),
		problem: /static\.bin has no row for every token/,
		left: ['text', 'code'],
	},
	{
		name: 'graph missing',
		damage: (folder) => rmSync(join(folder, 'code.onnx')),
		problem: /code\.onnx is missing/,
		left: ['static', 'text'],
	},
	{
		name: 'weights of another size',
		damage: (folder) => appendFileSync(join(folder, 'code.bin'), 'x'),
		problem: /code\.bin has 33 bytes where its manifest names 32/,
		left: ['static', 'text'],
	},
	{
		name: 'weights checksum',
		damage: (folder) => flip(folder, 'code.bin'),
		problem:
			/code\.bin does not have the checksum its manifest names\. Search goes on with words alone\. Run `skilllens doctor`, or reinstall/,
		left: ['static', 'text'],
	},
	{ name: 'graph checksum', damage: (folder) => flip(folder, 'text.onnx'), problem: /text\.onnx does not have/, left: ['static', 'code'] },
];

for (const { name, damage, problem, left } of cases) {
	test(`damage: ${name}`, async (context) => {
		const folder = copyOfTinyModel(context, (manifest, copy) => damage(copy, manifest));
		const model = loadModel({ folder, device: 'auto', threads: 1, idleSeconds: 60, log: silentLog });
		context.after(() => model.dispose());
		const works: string[] = model.static === undefined ? [] : ['static'];
		for (const skill of ['text', 'code'] as const) {
			const encoded = await model.encoder?.encode([skill], ['get'], 'interactive', never).catch((error: unknown) => {
				assert.ok(error instanceof UserError, String(error));
			});
			works.push(...(encoded ? [skill] : []));
		}
		assert.deepEqual(works, left);
		assert.match(model.problem() ?? '', problem);
		assert.equal((await model.status()).folder, folder);
		if (left.includes('static')) {
			assert.equal(loadStaticEncoder(folder).dims, 4);
		} else {
			assert.throws(() => loadStaticEncoder(folder), UserError);
		}
	});
}

test('status names the file that is damaged', async (context) => {
	const folder = copyOfTinyModel(context, (_manifest, copy) => flip(copy, 'code.bin'));
	const model = loadModel({ folder, device: 'auto', threads: 1, idleSeconds: 60, log: silentLog });
	context.after(() => model.dispose());
	const { files } = await model.status();
	assert.deepEqual(
		files.filter(({ ok }) => !ok).map(({ name }) => name),
		['code.bin'],
	);
});

test('weights that several activations share are read for their checksum once, and again when they changed', (t) => {
	const folder = copyOfTinyModel(t);
	const { files } = readManifest(folder);
	const [checked, path] = [new Checked(), join(folder, 'shared.bin')];
	utimesSync(path, 1, 1);
	const check = (): void => checked.check(folder, files, 'shared.bin');
	check();
	flip(folder, 'shared.bin');
	utimesSync(path, 1, 1);
	check();
	utimesSync(path, 2, 2);
	assert.throws(check, /checksum/);
	assert.throws(check, /checksum/);
	assert.equal(statSync(path).size, files['shared.bin']?.bytes);
});
