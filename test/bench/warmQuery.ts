/** One question after another over a large index with all its vectors, beside encoding the question alone and a plain full-text query. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { defaultSettings } from '../../server/protocol/settings.ts';
import { never } from '../../server/src/base/cancel.ts';
import { silentLog } from '../../server/src/base/log.ts';
import type { SourceFile } from '../../server/src/domain/file.ts';
import { parts, terms } from '../../server/src/domain/terms.ts';
import { modelFolder } from '../../server/src/folder/folder.ts';
import type { Encoder, Model, StaticEncoder } from '../../server/src/inference/encoder.ts';
import { loadModel } from '../../server/src/inference/loadModel.ts';
import { Search } from '../../server/src/search/search.ts';
import { createSkills } from '../../server/src/skills/registry.ts';
import { openStore } from '../../server/src/storage/openStore.ts';
import type { FileRows, Store } from '../../server/src/storage/store.ts';
import { readSource } from '../../server/src/workspace/diskWorkspace.ts';
import { isSkipped } from '../../server/src/workspace/workspace.ts';
import { median, type Row, spread, timed, timedAsync } from './figures.ts';
import { fill, rowsOf } from './madeUp.ts';
import { evenly, maxFileBytes, type Sources } from './sources.ts';

export type QueryOptions = { readonly chunks: number; readonly questions: number };

const rerankMs = defaultSettings['search.rerankMilliseconds'];
const top = 20;
const warmUp = 10;

export async function warmQuery(sources: Sources, { chunks, questions }: QueryOptions): Promise<Row[]> {
	const model = loadModel({ folder: modelFolder(defaultSettings), device: 'cpu', threads: 0, idleSeconds: 600, log: silentLog });
	const folder = mkdtempSync(join(tmpdir(), 'skilllens-query-'));
	const { encoder, static: table } = present(model);
	const open = (): Store => openIndex(folder, model);
	const rows = await rowsOf(sources, table);
	const filling = timed(() => {
		const filled = open();
		fill(filled, rows, { chunks, dims: encoder.dims, versions: encoder.versions });
		filled.close();
	});
	const store = open();
	try {
		const { bytes } = store.stats();
		const { chunks: stored, vectors } = store.count({});
		if (vectors.skills < stored) {
			throw new Error(`only ${vectors.skills} of ${stored} chunks have skill vectors`);
		}
		const search = searchOver(store, sources, model);
		const times = await ask(questionsFrom(rows, warmUp + questions), { search, encoder, folder });
		const parts = median(times.encoding) + median(times.fullText);
		return [
			{
				what: `search, ${rerankMs} ms to re-rank, ${top} hits`,
				figure: spread(times.search),
				ratio: median(times.search) / parts,
				beside: 'of encoding and the plain query together',
				aim: `${chunks <= 10_000 ? 15 : 40} ms`,
			},
			{
				what: '  encoding the question alone',
				figure: spread(times.encoding),
				ratio: median(times.encoding) / median(times.search),
				beside: 'of the search',
			},
			{
				what: '  plain FTS5, any of its words, best 50',
				figure: spread(times.fullText),
				ratio: median(times.fullText) / median(times.search),
				beside: 'of the search',
			},
			{
				what: '  the index on disk, all vectors included',
				figure: `${Math.round(bytes / stored)} bytes a chunk`,
				beside: `filled at ${Math.round((stored / filling) * 1000)} chunks a second`,
			},
		];
	} finally {
		store.close();
		model.dispose();
		rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
	}
}

export function openIndex(folder: string, model: Model): Store {
	const { encoder, static: table } = present(model);
	return openStore({
		folder,
		workspace: folder,
		static: { dims: table.dims, versions: { static: table.version } },
		skills: { dims: encoder.dims, versions: encoder.versions },
		log: silentLog,
	});
}

export function present(model: Model): { readonly encoder: Encoder; readonly static: StaticEncoder } {
	const { encoder, static: table } = model;
	if (encoder === undefined || table === undefined) {
		throw new Error(`the model is not whole: ${model.problem()}`);
	}
	return { encoder, static: table };
}

/** As a folder is searched; a copy's text is read from the file that it is a copy of. */
export function searchOver(store: Store, { root }: Pick<Sources, 'root'>, model: Model): Search {
	const { encoder, static: table } = model;
	return new Search({
		shown: undefined,
		store,
		skills: createSkills(),
		model: {
			encode:
				encoder &&
				(async (ids, text, token) => {
					const { vectors, costs, device } = await encoder.encode(ids, [text], 'interactive', token);
					return { vector: vectors[0] ?? new Float32Array(encoder.dims), costs, device };
				}),
			encodeStatic: table && ((text) => table.encode(text)),
			problem: () => model.problem(),
		},
		embed: () => Promise.reject(new Error('a chunk has no vector')),
		read: (path): SourceFile | undefined => {
			const file = readSource(root, path.replace(/^copy\d+\//, ''), { maxFileBytes });
			return isSkipped(file) ? undefined : { ...file, path };
		},
		onStale: (paths) => {
			throw new Error(`not what was indexed: ${paths.join(', ')}`);
		},
		waiting: () => 0,
		log: silentLog,
	});
}

/** First sentences of doc comments and, one in four, names: what people type. */
export function questionsFrom(rows: readonly FileRows[], count: number): string[] {
	const chunks = rows.flatMap((file) => file.chunks);
	const sentences = chunks
		.map(({ doc }) => (/^[\w ,'-]{20,90}(?=[.\n]|$)/.exec(doc)?.[0] ?? '').trim())
		.filter((sentence) => sentence.split(' ').length >= 4);
	const names = chunks.flatMap(({ names: [first = ''] }) => (parts(first).length > 1 ? [first] : []));
	const [some, few] = [evenly([...new Set(sentences)], count), evenly([...new Set(names)], count)];
	return Array.from({ length: count }, (_, i) => (i % 4 === 3 ? few[i] : some[i]) ?? 'open a file and read its lines');
}

type Times = { readonly search: number[]; readonly encoding: number[]; readonly fullText: number[] };
type Asked = { readonly search: Search; readonly encoder: Encoder; readonly folder: string };

/** All three in turn for every question. */
async function ask(questions: readonly string[], { search, encoder, folder }: Asked): Promise<Times> {
	const database = new DatabaseSync(join(folder, 'index.db'));
	const plain = database.prepare('SELECT rowid FROM chunk_words WHERE chunk_words MATCH ? ORDER BY rank LIMIT 50');
	const times: Times = { search: [], encoding: [], fullText: [] };
	try {
		for (const [i, text] of questions.entries()) {
			const whole = await timedAsync(() => search.run({ text, top }, { rerankMs }, never));
			const encoding = await timedAsync(() => encoder.encode(['text'], [text], 'interactive', never));
			const fullText = timed(() => plain.all([...new Set(terms(text))].map((word) => `"${word}"`).join(' OR ')));
			if (i >= warmUp) {
				times.search.push(whole);
				times.encoding.push(encoding);
				times.fullText.push(fullText);
			}
		}
	} finally {
		database.close();
	}
	return times;
}
