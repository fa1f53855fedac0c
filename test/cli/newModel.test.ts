/** A model folder whose manifest names a new version of one part: `skilllens index` redoes that part of the index and says how much it was. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { skilllens } from '../support/cli.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { copyOfTinyModel, type Json, writeManifest } from '../unit/inference/tinyModel.ts';

const files = {
	'get.ts': 'export function get(url: string) {\n\treturn fetch(url);\n}\n',
	'put.ts': 'export function put(url: string) {\n\treturn fetch(url, { method: "PUT" });\n}\n',
	'guide.md': '# Guide\n\nCall get to read and put to write.\n',
};
const newCode = (manifest: Json): Json => ({
	...manifest,
	skills: (manifest.skills as Json[]).map((skill) => (skill.id === 'code' ? { ...skill, version: 'c2' } : skill)),
});
const newStatic = (manifest: Json): Json => ({ ...manifest, static: { ...(manifest.static as Json), version: 's2' } });
const same = (manifest: Json): Json => manifest;

const cases: readonly [what: string, change: (manifest: Json) => Json, skills: number, looked: number][] = [
	['nothing', same, 0, 0],
	['the code skill', newCode, 2, 0],
	['the static tier', newStatic, 0, 3],
];

for (const [what, change, skills, looked] of cases) {
	test(`a new version of ${what}: ${skills} vectors of the skills and ${looked} static ones are made, no file is written again`, async (t) => {
		let manifest: Json = {};
		const model = copyOfTinyModel(t, (found) => {
			manifest = found;
		});
		const [workspace, cache] = [tempFolder(t, files).path, tempFolder(t).path];
		const index = () => skilllens(['-v', '-w', workspace, '--setting', `model.folder=${model}`, 'index', '--json'], { cache });
		const before = JSON.parse((await index()).stdout);
		assert.deepEqual([before.written, before.vectors], [3, { static: 3, skills: 3 }]);
		writeManifest(model, change(manifest));
		const { stdout, stderr } = await index();
		const after = JSON.parse(stdout);
		assert.deepEqual([after.written, after.removed, after.vectors], [0, 0, { static: 3, skills: 3 }]);
		const count = (pattern: RegExp): number => Number(pattern.exec(stderr)?.[1] ?? 0);
		assert.deepEqual([count(/(\d+) vectors computed/), count(/(\d+) static vectors looked up anew/)], [skills, looked], stderr);
	});
}
