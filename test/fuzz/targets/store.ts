/** An index with damage in its files: it is put aside, told to be damaged, or answers in its own shape; the next one can be written. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { UserError } from '../../../server/src/base/errors.ts';
import { silentLog } from '../../../server/src/base/log.ts';
import { Pictures } from '../../../server/src/skills/pictures.ts';
import type { Store } from '../../../server/src/storage/store.ts';
import { along, codeVector, dims, file, floats, openAt } from '../../unit/storage/fixtures.ts';
import { Given } from '../given.ts';
import { type ByteChange, byteChange, changedBytes, mutated } from '../mutate.ts';
import { holds, soon, type Target } from '../target.ts';

type Case = { readonly kind: 'index'; readonly changes: readonly ByteChange[] } | { readonly kind: 'reading'; readonly text: string };

const hash = 'abcdef0123456789';
const word = { text: 'Retry', box: { left: 1, top: 2, width: 30, height: 9 }, confidence: 91 };
const reading = {
	...{ format: 'png', width: 64, height: 48, frames: 1, read: 1, source: 'ocr' },
	look: { dominant: 0.9, ground: 1, colourful: 0, gradual: 0 },
	colours: [{ hex: '#ff8800', share: 0.2 }],
	lines: [{ words: [word, { ...word, text: 'queue' }], box: word.box }],
};
const failed = { failed: 'The picture is empty.', remedy: 'Choose another one.' };

export const store: Target = {
	name: 'store',
	batch: 25,
	replayed: 1,
	open: async () => {
		const folder = mkdtempSync(join(tmpdir(), 'skilllens-fuzzed-store-'));
		const seed = join(folder, 'seed');
		const made = openAt(seed);
		const words = Array.from({ length: 60 }, (_, i) => `alpha word${i} retry${i % 7}`);
		made.replace(words.map((text, i) => file(`src/f${i}.ts`, { words: text, names: `name${i}`, hash: `h${i}`, static: along(i % dims) })));
		made.putVectors(words.slice(0, 40).map((_, i) => codeVector(`h${i}`, i % dims)));
		made.setSkipped([{ path: 'a.bin', reason: 'binary', detail: 'its bytes are not text' }]);
		made.close();
		const any = fc.jsonValue({ maxDepth: 2 });
		const readings = fc.oneof(
			mutated([JSON.stringify(reading), JSON.stringify(failed)], 3),
			fc.tuple(fc.constantFrom(...Object.keys(reading)), any).map(([key, value]) => JSON.stringify({ ...reading, [key]: value })),
			any.map((value) => JSON.stringify({ ...reading, lines: [value, { words: [value], box: value }] })),
			any.map((value) => JSON.stringify(value)),
		);
		const cases: fc.Arbitrary<Case> = fc.oneof(
			{
				weight: 3,
				arbitrary: fc.record({ kind: fc.constant('index' as const), changes: fc.array(byteChange, { minLength: 1, maxLength: 4 }) }),
			},
			{
				weight: 1,
				arbitrary: fc.record({
					kind: fc.constant('reading' as const),
					text: readings,
				}),
			},
		);
		const check = (one: Case): void => (one.kind === 'index' ? damagedIndex(folder, seed, one.changes) : damagedReading(folder, one.text));
		return { property: holds(cases, check, 10_000), close: async () => rmSync(folder, { recursive: true }) };
	},
	// what SQLite reads of an index is no JavaScript: the readings alone
	guided: async () => {
		const folder = mkdtempSync(join(tmpdir(), 'skilllens-fuzzed-readings-'));
		return {
			seeds: [reading, failed].map((kept) => Buffer.from(JSON.stringify(kept))),
			check: (bytes) => soon((text: string) => damagedReading(folder, text))(new Given(bytes).text()),
			close: async () => rmSync(folder, { recursive: true }),
		};
	},
};

function damagedIndex(folder: string, seed: string, changes: readonly ByteChange[]): void {
	const work = join(folder, 'work');
	rmSync(work, { recursive: true, force: true });
	cpSync(seed, work, { recursive: true });
	const database = join(work, 'index', 'index.db');
	writeFileSync(database, changes.reduce(changedBytes, readFileSync(database)));
	// the damage may show in any of the first openings; what it did is then put aside
	for (let opening = 0; opening < 4; opening++) {
		if (usable(work)) {
			return;
		}
	}
	assert.fail('the index stays unusable');
}

function usable(work: string): boolean {
	let opened: Store | undefined;
	try {
		// the folder is another one: the path that the index names must not count
		opened = openAt(work, { workspace: join(work, '..', 'seed') });
		ask(opened);
		opened.replace([file('src/new.ts', { words: 'beta', hash: 'new', static: along(1) })]);
		opened.putVectors([codeVector('new', 1)]);
		assert.equal(opened.words('chunk', ['beta'], 9, {}).length, 1, 'what was written is found');
		opened.remove(['src/new.ts']);
		opened.compact();
		return true;
	} catch (error) {
		assert.ok(error instanceof UserError, error instanceof Error ? error.stack : String(error));
		return false;
	} finally {
		opened?.close();
	}
}

/** Every question that there is. */
function ask(opened: Store): void {
	opened.files();
	opened.skipped();
	opened.stats();
	opened.mentions();
	opened.documentFrequency(['alpha', 'retry1']);
	const found = [
		...(['chunk', 'file', 'names'] as const).flatMap((leg) => opened.words(leg, ['alpha', 'retry1', 'name3'], 20, { kinds: ['code'] })),
		...(['static', 'skills'] as const).flatMap((set) => opened.nearest(set, floats(along(3)), 20, {})),
	];
	assert.ok(
		found.every(({ score }) => Number.isFinite(score)),
		'scores are numbers',
	);
	const ids = found.map(({ id }) => id);
	opened.similarities('skills', floats(along(2)), ids);
	opened.vectorOf('static', ids[0] ?? 1);
	opened.read(ids);
	opened.chunksOf('src/f3.ts');
	opened.defining('name3', 10);
	opened.missingVectors(100);
	opened.count({ root: 'src' });
}

/** What was kept of a picture is what it was, or is as if it had never been kept. */
function damagedReading(folder: string, text: string): void {
	const kept = join(folder, 'pictures', 'pictures-3', hash.slice(0, 2));
	mkdirSync(kept, { recursive: true });
	writeFileSync(join(kept, `${hash}.json`), text);
	const pictures = new Pictures(join(folder, 'pictures'), silentLog);
	assert.equal(typeof pictures.wordsOf(hash), 'string');
	pictures.isKnown(hash);
	const found = pictures.kept(hash);
	assert.ok(found === undefined || found.lines.every(({ words }) => words.every(({ box }) => Number.isFinite(box.left))));
	pictures.dispose();
}
