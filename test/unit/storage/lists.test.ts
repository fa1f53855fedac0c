/** Lists of common words: with them every row is scored, as one FTS5 query for all terms would, whatever was written since they were made. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { levels, packed } from '../../../server/src/storage/embedded/lists.ts';
import type { FileRows, Scored, Store, WordLeg } from '../../../server/src/storage/store.ts';
import { type ChunkSketch, file, openAt, opened, randomFrom, temporaryFolder } from './fixtures.ts';

const tables = { chunk: ['chunk_words', '1, 0.5, 1.5'], names: ['name_words', '1'], file: ['file_words', '1'] } as const;
const [files, chunksInFile, vocabulary] = [150, 8, 200];
const random = randomFrom(5);
const word = (): string => `w${Math.floor(vocabulary ** random()) - 1}`;
const words = (count: number): string => Array.from({ length: count }, word).join(' ');
const made = (path: string): FileRows => {
	const chunks = Array.from(
		{ length: chunksInFile },
		(): ChunkSketch => ({ words: words(5 + Math.floor(60 * random())), names: words(2) }),
	);
	const rows = file(path, ...chunks);
	return { ...rows, fileWords: [...new Set(rows.fileWords.split(' '))].join(' ') };
};
const large = 1_000;
/** Lists tell a part in 255 steps; young chunks are scored by their own mean length, and terms are counted when lists are made. */
const [settled, young] = [
	{ tolerance: 0.05, share: 0.97 },
	{ tolerance: 0.8, share: 0.9 },
];

/** What the word index itself says, every term asked for. */
function plain(folder: string, leg: WordLeg, terms: readonly string[], limit: number): Scored[] {
	const database = new DatabaseSync(join(folder, 'index', 'index.db'), { readOnly: true });
	const [table, weights] = tables[leg];
	const sql = `SELECT rowid AS id, -bm25(${table}, ${weights}) AS score FROM ${table} WHERE ${table} MATCH ? ORDER BY score DESC, rowid LIMIT ?`;
	const found = database.prepare(sql).all(terms.map((term) => `"${term}"`).join(' OR '), limit);
	database.close();
	return found.map(({ id, score }) => ({ id: Number(id), score: Number(score) }));
}

/** Every place has the score it should have, but for the rounding of lists; `share` of ids must be the same. */
function check(store: Store, folder: string, leg: WordLeg, { tolerance, share }: typeof settled): void {
	let [same, all] = [0, 0];
	for (let question = 0; question < 40; question++) {
		const terms = [...new Set(words(5).split(' '))];
		const [found, expected] = [store.words(leg, terms, 30, {}), plain(folder, leg, terms, 30)];
		assert.equal(found.length, expected.length, `${leg}: ${terms}`);
		const ids = new Set(expected.map(({ id }) => id));
		same += found.filter(({ id }) => ids.has(id)).length;
		all += expected.length;
		found.forEach(({ score }, i) => {
			const right = expected[i]?.score ?? 0;
			assert.ok(Math.abs(score - right) <= tolerance, `${leg} ${i}: ${score} instead of ${right}`);
		});
	}
	assert.ok(same / all >= share, `${leg}: ${same} of ${all}`);
}

function compactWhole(store: Store): number {
	let calls = 1;
	while (store.compact()) {
		calls++;
	}
	return calls;
}

test('with lists, words are scored as by one query for all of them, before and after changes', (t) => {
	const folder = temporaryFolder(t);
	const store = opened(t, folder, { large });
	const paths = Array.from({ length: files }, (_, i) => `src/f${i}.ts`);
	store.replace(paths.map(made));
	compactWhole(store);
	for (const leg of ['chunk', 'names', 'file'] as const) {
		check(store, folder, leg, settled);
	}
	store.replace(paths.slice(0, 3).map(made));
	store.remove(paths.slice(20, 22));
	check(store, folder, 'chunk', young);
	const fresh = file('src/new.ts', { words: 'w1 w2 brandnew', names: 'brandnew' });
	store.replace([fresh]);
	assert.deepEqual(
		store.words('names', ['brandnew'], 9, {}).map(({ id }) => id),
		store.chunksOf('src/new.ts').map(({ id }) => id),
	);
	store.replace(paths.slice(30, 60).map(made));
	compactWhole(store);
	for (const leg of ['chunk', 'names', 'file'] as const) {
		check(store, folder, leg, settled);
	}
});

test('lists are made in steps, go on after a restart, and serve every process', (t) => {
	const folder = temporaryFolder(t);
	const first = openAt(folder, { large });
	first.replace(Array.from({ length: files }, (_, i) => made(`src/f${i}.ts`)));
	assert.equal(first.compact(), true, 'more to do');
	first.close();
	const [one, other] = [opened(t, folder, { large }), opened(t, folder, { large })];
	compactWhole(one);
	assert.equal(one.compact(), false);
	check(other, folder, 'chunk', settled);
	other.replace([made('src/f3.ts')]);
	check(one, folder, 'chunk', young);
});

test('filters hold, and what is gone is not found', (t) => {
	const folder = temporaryFolder(t);
	const store = opened(t, folder, { large });
	store.replace(Array.from({ length: files }, (_, i) => made(`${i % 2 === 0 ? 'even' : 'odd'}/f${i}.ts`)));
	compactWhole(store);
	store.remove(['odd/f1.ts']);
	const paths = (found: readonly Scored[]): string[] => store.read(found.map(({ id }) => id)).map(({ path }) => path);
	const all = paths(store.words('chunk', ['w0', 'w1'], 3_000, {}));
	assert.ok(all.length > 600);
	assert.ok(!all.includes('odd/f1.ts'));
	const inside = paths(store.words('chunk', ['w0', 'w1'], 3_000, { root: 'even' }));
	assert.ok(inside.length > 300 && inside.every((path) => path.startsWith('even/')));
	assert.ok(store.words('file', ['w0'], 500, { root: 'odd' }).every(({ id }) => store.file(id)?.path.startsWith('odd/')));
});

test('rows far apart are packed with rows between them to which nothing is given', () => {
	const { gaps, parts } = packed([3, 70_000, 200_001], (i) => [0.5, 1, 0.0001][i] ?? 0);
	let at = 0;
	const told = [...new Uint16Array(gaps.buffer)].flatMap((gap, i) => {
		at += gap;
		return parts[i] === 0 ? [] : [[at, ((parts[i] ?? 0) / levels).toFixed(2)]];
	});
	assert.deepEqual(told, [
		[3, '0.50'],
		[70_000, '1.00'],
		[200_001, '0.00'],
	]);
});
