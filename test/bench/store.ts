/**
 * What the store costs on made-up chunks: `node test/bench/store.ts [chunks…]`, 10,000 and 100,000 unless told.
 * Beside it, in the same run and process: a plain loop over the vectors, and one FTS5 query that asks for every term.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { silentLog } from '../../server/src/base/log.ts';
import { quantize } from '../../server/src/domain/vector.ts';
import { openStore } from '../../server/src/storage/openStore.ts';
import type { ChunkRow, FileRows, Store, VectorEntry } from '../../server/src/storage/store.ts';

const chunksInFile = 10;
const termsInChunk = 100;
const vocabulary = 60_000;
const topics = 500;
const top = 50;
const dims = { static: 256, skills: 384 } as const;
const sets = { static: { dims: 256, versions: { static: 'v1' } }, skills: { dims: 384, versions: { code: 'v1' } } };

/** Uniform in [0, 1), the same in every run. */
function randomFrom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return state / 2 ** 32;
	};
}

/** Ranks follow Zipf's law, roughly as words of code do. */
function term(random: () => number): string {
	return `w${Math.floor(vocabulary ** random()) - 1}`;
}

function centres(size: number, random: () => number): Float32Array[] {
	return Array.from({ length: topics }, () => Float32Array.from({ length: size }, () => random() + random() - 1));
}

function near(centre: Float32Array, random: () => number): Float32Array {
	return centre.map((value) => value + 0.8 * (random() + random() - 1));
}

type Made = { readonly files: FileRows[]; readonly words: string[]; readonly statics: Int8Array[]; readonly skills: VectorEntry[] };

function make(chunks: number): Made {
	const random = randomFrom(chunks);
	const [ofStatic, ofSkills] = [centres(dims.static, random), centres(dims.skills, random)];
	const made: Made = { files: [], words: [], statics: [], skills: [] };
	for (let file = 0; file < chunks / chunksInFile; file++) {
		const rows: ChunkRow[] = [];
		const topic = Math.floor(random() * topics);
		for (let i = 0; i < chunksInFile; i++) {
			const words = Array.from({ length: termsInChunk }, () => term(random)).join(' ');
			const hash = (file * chunksInFile + i).toString(16).padStart(32, '0');
			const vector = quantize(near(ofStatic[topic] as Float32Array, random));
			made.words.push(words);
			made.statics.push(vector);
			made.skills.push({ hash, kind: 'code', version: 'v1', vector: quantize(near(ofSkills[topic] as Float32Array, random)) });
			rows.push(chunkRow(words, hash, vector));
		}
		made.files.push(fileRows(`src/part${Math.floor((file * 40 * chunksInFile) / chunks)}/file${file}.ts`, rows));
	}
	return made;
}

function chunkRow(words: string, hash: string, vector: Int8Array): ChunkRow {
	const names = words.split(' ').slice(0, 2);
	return {
		...{ kind: 'code', skill: 'code', startLine: 1, endLine: 30, symbol: names.join('.'), doc: '', names, hash, words },
		...{ signature: `function ${names[1]}(a: string, b: number): void`, nameWords: names.join(' '), static: vector },
	};
}

function fileRows(path: string, chunks: ChunkRow[]): FileRows {
	return {
		stamp: { path, size: 10_000, mtime: 1_700_000_000_000.5 },
		...{ hash: 'f'.repeat(32), language: 'typescript', pathWords: path.replaceAll(/[/.]/g, ' ') },
		...{ fileWords: chunks.map((chunk) => chunk.words).join(' '), chunks },
	};
}

function timed(work: () => void): number {
	const start = performance.now();
	work();
	return performance.now() - start;
}

/** Milliseconds at the median and the 95th percentile, after a tenth of the runs to warm up. */
function spread(runs: number, work: (run: number) => void): string {
	const times = Array.from({ length: runs }, (_, run) => timed(() => work(run))).slice(Math.ceil(runs / 10));
	times.sort((a, b) => a - b);
	return `${(times[times.length >> 1] ?? 0).toFixed(2)} / ${(times[Math.floor(times.length * 0.95)] ?? 0).toFixed(2)} ms`;
}

function say(what: string, figure: string): void {
	console.log(`  ${what.padEnd(58)} ${figure}`);
}

function inBatches<T>(items: readonly T[], size: number, work: (batch: T[]) => void): void {
	for (let i = 0; i < items.length; i += size) {
		work(items.slice(i, i + size));
	}
}

function benchWrites(store: Store, made: Made): void {
	const chunks = made.words.length;
	const replaceTime = timed(() => inBatches(made.files, 100, (batch) => store.replace(batch)));
	const vectorTime = timed(() => inBatches(made.skills, 256, (batch) => store.putVectors(batch)));
	say('replace, 1,000 chunks a transaction', `${Math.round((chunks / replaceTime) * 1000)} chunks/s`);
	say('putVectors, 256 a transaction', `${Math.round((chunks / vectorTime) * 1000)} vectors/s`);
	say('on disk, vectors of both sets included', `${Math.round(store.stats().bytes / chunks)} bytes a chunk`);
	say(
		`replace one file of ${chunksInFile} chunks`,
		spread(100, (run) => store.replace(made.files.slice(run, run + 1))),
	);
}

function benchWords(store: Store, made: Made): void {
	const random = randomFrom(7);
	const questions = made.words.map((words) => words.split(' '));
	const ask = () => Array.from({ length: 7 }, () => pick(pick(questions, random), random));
	for (const leg of ['chunk', 'names', 'file'] as const) {
		say(
			`words over ${leg}, 7 terms of a chunk, best ${top}`,
			spread(200, () => store.words(leg, ask(), top, {})),
		);
	}
	say(
		'the same over chunks inside one folder of 40',
		spread(100, () => store.words('chunk', ask(), top, { root: 'src/part3' })),
	);
	const common = Array.from({ length: 6 }, (_, i) => `w${i}`);
	say(
		'the six most common terms over chunks',
		spread(20, () => store.words('chunk', common, top, {})),
	);
	const long = Array.from({ length: 15_000 }, () => term(random));
	say(
		'a question of 15,000 terms',
		spread(10, () => store.words('chunk', long, top, {})),
	);
	benchPlainWords(store.folder, ask);
}

/** FTS5 as it comes: all terms, no frequencies looked at. */
function benchPlainWords(folder: string, ask: () => string[]): void {
	const database = new DatabaseSync(join(folder, 'index.db'));
	const sql = 'SELECT rowid FROM chunk_words WHERE chunk_words MATCH ? ORDER BY rank LIMIT ?';
	const statement = database.prepare(sql);
	const match = (terms: string[]) => terms.map((word) => `"${word}"`).join(' OR ');
	say(
		'  beside it: plain FTS5, all terms',
		spread(60, () => statement.all(match(ask()), top)),
	);
	database.close();
}

function benchVectors(store: Store, made: Made): void {
	const random = randomFrom(9);
	const ask = () =>
		near(
			Float32Array.from(pick(made.statics, random), (value) => value / 90),
			random,
		);
	const askSkills = () =>
		near(
			Float32Array.from(pick(made.skills, random).vector, (value) => value / 90),
			random,
		);
	say('static set: reading it and the catalogue on first use', `${Math.round(timed(() => store.nearest('static', ask(), top, {})))} ms`);
	say('skills set: reading it on first use', `${Math.round(timed(() => store.nearest('skills', askSkills(), top, {})))} ms`);
	say(
		`nearest ${top}, 256 dimensions`,
		spread(200, () => store.nearest('static', ask(), top, {})),
	);
	say(
		`nearest ${top}, 384 dimensions`,
		spread(200, () => store.nearest('skills', askSkills(), top, {})),
	);
	say(
		'nearest inside one folder of 40',
		spread(100, () => store.nearest('static', ask(), top, { root: 'src/part3' })),
	);
	say(
		'  beside it: plain loop, 256 dimensions',
		spread(10, () => plainNearest(made.statics, ask())),
	);
}

function plainNearest(rows: readonly Int8Array[], query: Float32Array): unknown {
	const asked = quantize(query);
	const scores = rows.map((row, id) => {
		let [dot, square] = [0, 0];
		for (let i = 0; i < row.length; i++) {
			const value = row[i] as number;
			dot += value * (asked[i] as number);
			square += value * value;
		}
		return { id, score: dot / Math.sqrt(square) };
	});
	return scores.sort((a, b) => b.score - a.score).slice(0, top);
}

function pick<T>(items: readonly T[], random: () => number): T {
	return items[Math.floor(random() * items.length)] as T;
}

function bench(chunks: number): void {
	const storage = mkdtempSync(join(tmpdir(), 'skilllens-bench-'));
	const made = make(chunks);
	console.log(`${chunks} chunks in ${made.files.length} files, ${termsInChunk} terms each`);
	const options = { folder: join(storage, 'index'), workspace: storage, ...sets, log: silentLog };
	const writing = openStore(options);
	benchWrites(writing, made);
	writing.close();
	const store = openStore(options);
	benchVectors(store, made);
	benchWords(store, made);
	say('missingVectors where nothing is missing: the first call', `${Math.round(timed(() => store.missingVectors(64)))} ms`);
	say(
		'  and later ones',
		spread(20, () => store.missingVectors(64)),
	);
	say('compact', `${Math.round(timed(() => store.compact()))} ms, ${Math.round(store.stats().bytes / chunks)} bytes a chunk`);
	store.close();
	rmSync(storage, { recursive: true });
}

const asked = process.argv.slice(2).map(Number);
for (const chunks of asked.length > 0 ? asked : [10_000, 100_000]) {
	bench(chunks);
}
