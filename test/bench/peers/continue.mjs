// Continue's way (core/indexing and core/context/retrieval, June 2026): its chunks, all-MiniLM-L6-v2 quantised in transformers.js, one text at a time,
// vectors in LanceDB and once more as text in SQLite, trigrams in FTS5. What it does beside that is left out, to its advantage: it rests 10 ms after
// each text, chunks every file twice, keeps a catalogue, and sorts what it found by path.
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { env, pipeline } from '@huggingface/transformers';
import { connect } from '@lancedb/lancedb';
import nlp from 'wink-nlp-utils';
import { chunksOf } from './chunks.mjs';
import { answer, best, sayFirst, work } from './talk.mjs';

const filesAtOnce = 200;
/** Of 25 results a quarter are of words and half of vectors; the others would be files that are open in the editor. */
const [ofWords, ofVectors] = [7, 12];
const [pathWeight, threshold] = [10, -2.5];

env.allowRemoteModels = false;
env.localModelPath = dirname(resolve(work.model));
const database = new DatabaseSync(join(work.storage, 'index.sqlite'));
database.exec(`PRAGMA journal_mode = WAL;
CREATE TABLE chunks (id INTEGER PRIMARY KEY AUTOINCREMENT, cacheKey TEXT NOT NULL, path TEXT NOT NULL, idx INTEGER NOT NULL, startLine INTEGER NOT NULL, endLine INTEGER NOT NULL, content TEXT NOT NULL);
CREATE TABLE lance_db_cache (uuid TEXT PRIMARY KEY, cacheKey TEXT NOT NULL, path TEXT NOT NULL, vector TEXT NOT NULL, startLine INTEGER NOT NULL, endLine INTEGER NOT NULL, contents TEXT NOT NULL);
CREATE VIRTUAL TABLE fts USING fts5 (path, content, tokenize = 'trigram');
CREATE TABLE fts_metadata (id INTEGER PRIMARY KEY, path TEXT NOT NULL, cacheKey TEXT NOT NULL, chunkId INTEGER NOT NULL)`);
const lance = await connect(join(work.storage, 'lancedb'));
let [model, table] = [undefined, undefined];

const chunks = await chunk();
for (let start = 0; start < work.paths.length; start += filesAtOnce) {
	const paths = new Set(work.paths.slice(start, start + filesAtOnce));
	await embedAll(chunks.filter(({ path }) => paths.has(path)));
	if (start === 0) {
		sayFirst(best(await byVectors(work.question)));
	}
}
fillWords(chunks);
await answer(search);

async function chunk() {
	const all = [];
	const insert = database.prepare('INSERT INTO chunks (cacheKey, path, idx, startLine, endLine, content) VALUES (?, ?, ?, ?, ?, ?)');
	for (const path of work.paths) {
		const text = readFileSync(join(work.root, path), 'utf8');
		const cacheKey = createHash('sha256').update(text).digest('hex');
		for (const [index, each] of (await chunksOf(path, text)).entries()) {
			all.push({ ...each, path, cacheKey, index });
		}
	}
	transaction(() => {
		for (const each of all) {
			each.id = insert.run(each.cacheKey, each.path, each.index, each.startLine, each.endLine, each.content).lastInsertRowid;
		}
	});
	return all;
}

async function embedAll(some) {
	const rows = [];
	for (const { path, cacheKey, startLine, endLine, content } of some) {
		rows.push({ uuid: randomUUID(), path, cachekey: cacheKey, vector: await embed(content), startLine, endLine, contents: content });
	}
	const insert = database.prepare('INSERT INTO lance_db_cache VALUES (?, ?, ?, ?, ?, ?, ?)');
	transaction(() => {
		for (const row of rows) {
			insert.run(row.uuid, row.cachekey, row.path, JSON.stringify(row.vector), row.startLine, row.endLine, row.contents);
		}
	});
	if (table !== undefined) {
		await table.add(rows);
	} else if (rows.length > 0) {
		table = await lance.createTable('index', rows);
	}
}

function fillWords(all) {
	const insert = database.prepare('INSERT INTO fts (path, content) VALUES (?, ?)');
	const tell = database.prepare('INSERT INTO fts_metadata (id, path, cacheKey, chunkId) VALUES (?, ?, ?, ?)');
	transaction(() => {
		for (const { id, path, cacheKey, content } of all) {
			tell.run(insert.run(path, content).lastInsertRowid, path, cacheKey, id);
		}
	});
}

async function embed(text) {
	model ??= await pipeline('feature-extraction', basename(resolve(work.model)), { dtype: 'q8' });
	return (await model(text, { pooling: 'mean', normalize: true })).tolist()[0];
}

/** Both legs by their ranks: Continue itself has no common order. */
async function search(question) {
	const scores = new Map();
	for (const leg of [byWords(question), await byVectors(question)]) {
		for (const [rank, place] of leg.entries()) {
			const key = `${place.path}:${place.startLine}`;
			scores.set(key, { place, score: (scores.get(key)?.score ?? 0) + 1 / (60 + rank) });
		}
	}
	return best([...scores.values()].sort((a, b) => b.score - a.score).map(({ place }) => place));
}

async function byVectors({ query, root }) {
	const near = table.search(await embed(query));
	const inside = root === undefined ? near : near.where(`path LIKE '${root}/%'`);
	const found = await inside.limit(root === undefined ? ofVectors : 300).toArray();
	return found.slice(0, ofVectors).map(placed);
}

function byWords({ query, root = '' }) {
	const match = trigrams(query)
		.map((each) => `"${each.replace(/"/g, '""')}"`)
		.join(' OR ');
	if (match === '') {
		return [];
	}
	return database
		.prepare(
			`SELECT chunks.path, startLine, endLine, rank FROM fts JOIN fts_metadata ON fts.rowid = fts_metadata.id JOIN chunks ON chunks.id = chunkId
			WHERE fts MATCH ? AND fts_metadata.path LIKE ? ORDER BY bm25(fts, ${pathWeight}) LIMIT ${ofWords}`,
		)
		.all(match, `${root}%`)
		.filter(({ rank }) => rank <= threshold)
		.map(placed);
}

function trigrams(query) {
	const words = nlp.string
		.tokenize(nlp.string.stem(nlp.string.removeExtraSpaces(query)), true)
		.filter(({ tag }) => tag === 'word')
		.map(({ value }) => value);
	return nlp.string.ngram([...nlp.tokens.setOfWords(nlp.tokens.removeWords(words))].join(' '), 3);
}

function placed({ path, startLine, endLine }) {
	return { path, startLine: Number(startLine) + 1, endLine: Number(endLine) + 1 };
}

function transaction(write) {
	database.exec('BEGIN');
	write();
	database.exec('COMMIT');
}
