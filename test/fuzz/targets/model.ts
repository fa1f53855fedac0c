/** A model folder with damage in one file: what is damaged is named, what is whole answers as before, and nothing else is answered. */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { never } from '../../../server/src/base/cancel.ts';
import { UserError } from '../../../server/src/base/errors.ts';
import { silentLog } from '../../../server/src/base/log.ts';
import { loadModel } from '../../../server/src/inference/loadModel.ts';
import { tinyFolder } from '../../unit/inference/tinyModel.ts';
import { type ByteChange, byteChange, changedBytes, mutated } from '../mutate.ts';
import { holds, type Target } from '../target.ts';

type Case = { readonly name: string; readonly changes: readonly ByteChange[] } | { readonly name: 'manifest.json'; readonly text: string };
/** What a question gets of each part; undefined where the part is refused. */
type Told = { readonly static: number[] | undefined; readonly text: number[] | undefined };

const question = 'get the retry queue';

export const model: Target = {
	name: 'model',
	batch: 4,
	replayed: 1,
	open: async () => {
		const folder = mkdtempSync(join(tmpdir(), 'skilllens-fuzzed-model-'));
		const names = readdirSync(tinyFolder).filter((name) => /\.(?:bin|onnx|json)$/.test(name) && !/^image/.test(name));
		const whole = await told(tinyFolder);
		const cases: fc.Arbitrary<Case> = fc.oneof(
			fc.record({ name: fc.constantFrom(...names), changes: fc.array(byteChange, { minLength: 1, maxLength: 4 }) }),
			fc.record({
				name: fc.constant('manifest.json' as const),
				text: mutated([readFileSync(join(tinyFolder, 'manifest.json'), 'utf8')], 3),
			}),
		);
		const check = async (one: Case): Promise<void> => {
			cpSync(tinyFolder, folder, { recursive: true });
			const file = join(folder, one.name);
			writeFileSync(file, 'text' in one ? one.text : one.changes.reduce(changedBytes, readFileSync(file)));
			const now = await told(folder);
			// a manifest that was changed may rightly say something else; every other file is held against it
			if (one.name !== 'manifest.json') {
				for (const part of ['static', 'text'] as const) {
					assert.ok(now[part] === undefined || String(now[part]) === String(whole[part]), `${part} answers otherwise`);
				}
			}
		};
		return { property: holds(cases, check, 10_000), close: async () => rmSync(folder, { recursive: true, force: true }) };
	},
};

async function told(folder: string): Promise<Told> {
	const loaded = loadModel({ folder, device: 'cpu', threads: 1, idleSeconds: 60, log: silentLog });
	try {
		await loaded.status();
		const encoded = await loaded.encoder?.encode(['text'], [question], 'interactive', never).catch((error: unknown) => {
			assert.ok(error instanceof UserError, error instanceof Error ? error.stack : String(error));
		});
		const vector = encoded?.vectors[0];
		assert.ok(vector === undefined || vector.every(Number.isFinite) || loaded.problem() !== undefined, 'a vector of numbers');
		return { static: loaded.static && [...loaded.static.encode(question)], text: vector && [...vector] };
	} finally {
		loaded.dispose();
	}
}
