/** Small files for the store, written as tests read best. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { silentLog } from '../../../server/src/base/log.ts';
import type { ChunkKind } from '../../../server/src/domain/chunk.ts';
import type { SkillId } from '../../../server/src/domain/skill.ts';
import { openStore, type StoreOptions } from '../../../server/src/storage/openStore.ts';
import type { ChunkRow, FileRows, Store, VectorEntry, VectorSet } from '../../../server/src/storage/store.ts';

export const dims = 16;
export const staticSet: VectorSet = { dims, versions: { static: 's1' } };
export const skillSet: VectorSet = { dims, versions: { code: 'c1', text: 't1' } };

export type ChunkSketch = {
	readonly words: string;
	readonly names?: string;
	readonly kind?: ChunkKind;
	readonly skill?: SkillId;
	readonly hash?: string;
	readonly static?: Int8Array;
};

export function chunk(sketch: ChunkSketch | string): ChunkRow {
	const {
		words,
		names = '',
		kind = 'code',
		skill = 'code',
		hash = words,
		static: vector,
	}: ChunkSketch = typeof sketch === 'string' ? { words: sketch } : sketch;
	return {
		...{ kind, skill, startLine: 1, endLine: 9, symbol: `symbol of ${words}`.slice(0, 40), signature: 'signature', doc: 'doc' },
		...{ names: names.split(' '), hash, words, nameWords: names, static: vector },
	};
}

export function file(path: string, ...chunks: (ChunkSketch | string)[]): FileRows {
	const rows = chunks.map(chunk);
	return {
		stamp: { path, size: 100, mtime: 1_700_000_000_000.25 },
		...{ hash: `hash of ${path}`, language: 'typescript', pathWords: path.split(/[/.]/).join(' ') },
		...{ fileWords: rows.map((row) => row.words).join(' '), chunks: rows },
	};
}

/** A vector that points mostly along one axis. */
export function along(axis: number, size = dims): Int8Array {
	return Int8Array.from({ length: size }, (_, i) => (i === axis ? 127 : 3));
}

export function floats(vector: ArrayLike<number>): Float32Array {
	return Float32Array.from(vector, (value) => value / 127);
}

export function codeVector(hash: string, axis: number, version = 'c1'): VectorEntry {
	return { hash, kind: 'code', version, vector: along(axis) };
}

export function temporaryFolder(t: TestContext): string {
	const folder = mkdtempSync(join(tmpdir(), 'skilllens-store-'));
	t.after(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

export function openAt(folder: string, options: Partial<StoreOptions> = {}): Store {
	return openStore({ folder: join(folder, 'index'), workspace: folder, static: staticSet, skills: skillSet, log: silentLog, ...options });
}

/** Opens a store that the test closes. */
export function opened(t: TestContext, folder = temporaryFolder(t), options: Partial<StoreOptions> = {}): Store {
	const store = openAt(folder, options);
	t.after(() => store.close());
	return store;
}

/** Numbers in [0, 1), the same in every run. */
export function randomFrom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return state / 2 ** 32;
	};
}

/** `path:words` of the chunks with these ids. */
export function told(store: Store, found: readonly { readonly id: number }[]): string[] {
	return store.read(found.map(({ id }) => id)).map(({ path, hash }) => `${path}:${hash}`);
}
