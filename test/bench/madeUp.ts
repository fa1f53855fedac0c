/** A large index out of a small folder: its real rows again and again, words and vectors shuffled so that no two copies are alike. */
import type { SkillId } from '../../server/src/domain/skill.ts';
import { quantize } from '../../server/src/domain/vector.ts';
import { prepare } from '../../server/src/indexing/prepare.ts';
import type { StaticEncoder } from '../../server/src/inference/encoder.ts';
import { createSkills } from '../../server/src/skills/registry.ts';
import type { ChunkRow, FileRows, Store, VectorEntry } from '../../server/src/storage/store.ts';
import { readSource } from '../../server/src/workspace/diskWorkspace.ts';
import { maxFileBytes, type Sources } from './sources.ts';

/** The rows of every file, as indexing makes them. */
export async function rowsOf({ root, paths }: Sources, table: StaticEncoder | undefined): Promise<FileRows[]> {
	const preparer = {
		read: (path: string) => readSource(root, path, { maxFileBytes }),
		skills: createSkills(),
		embed: table && ((passage: string) => table.encode(passage)),
	};
	const rows: FileRows[] = [];
	for (const path of paths) {
		const prepared = await prepare(preparer, { stamp: { path, size: 0, mtime: 0 }, known: undefined });
		rows.push(...(prepared.kind === 'rows' ? [prepared.rows] : []));
	}
	return rows;
}

export type Filling = {
	readonly chunks: number;
	readonly dims: number;
	readonly versions: Readonly<Partial<Record<SkillId, string>>>;
};

/** Chunks written at once. */
const transaction = 2_000;
/** Skill vectors lie around so many centres, one of them for each chunk of the folder. */
const topics = 300;

/** Fills the store with about `chunks` chunks, all of their vectors included. */
export function fill(store: Store, real: readonly FileRows[], { chunks, dims, versions }: Filling): void {
	const random = randomFrom(chunks);
	const centres = Array.from({ length: topics }, () => Float32Array.from({ length: dims }, () => random() - 0.5));
	const vectorOf = ({ hash, skill }: ChunkRow): VectorEntry => {
		const centre = centres[Math.floor(random() * topics)] as Float32Array;
		return { hash, kind: skill, version: versions[skill] ?? '', vector: quantize(near(centre, random)) };
	};
	let [files, entries, written]: [FileRows[], VectorEntry[], number] = [[], [], 0];
	for (const file of copies(real, random)) {
		files.push(file);
		entries.push(...file.chunks.map(vectorOf));
		written += file.chunks.length;
		if (entries.length >= transaction || written >= chunks) {
			store.replace(files);
			store.putVectors(entries);
			[files, entries] = [[], []];
		}
		if (written >= chunks) {
			return;
		}
	}
}

/** The files again and again, without end. */
function* copies(real: readonly FileRows[], random: () => number): Generator<FileRows> {
	const all = real.flatMap((file) => file.chunks);
	for (let copy = 0; ; copy++) {
		for (const file of real) {
			yield copyOf(file, copy, all, random);
		}
	}
}

/** The first copy is the folder itself; in others every third word is another chunk's. */
function copyOf(file: FileRows, copy: number, all: readonly ChunkRow[], random: () => number): FileRows {
	if (copy === 0) {
		return file;
	}
	const chunks = file.chunks.map((chunk): ChunkRow => {
		const other = all[Math.floor(random() * all.length)] as ChunkRow;
		const words = mixed(chunk.words, other.words);
		const fixed = chunk.static && quantize(near(Float32Array.from(chunk.static), random, 60));
		return { ...chunk, hash: `${copy.toString(16).padStart(4, '0')}${chunk.hash.slice(4)}`, words, static: fixed };
	});
	const path = `copy${copy}/${file.stamp.path}`;
	return { ...file, stamp: { ...file.stamp, path }, fileWords: chunks.map(({ words }) => words).join(' '), chunks };
}

function mixed(words: string, others: string): string {
	const other = others.split(' ');
	return words
		.split(' ')
		.map((word, i) => (i % 3 === 2 ? (other[i % other.length] ?? word) : word))
		.join(' ');
}

function near(centre: Float32Array, random: () => number, spread = 1): Float32Array {
	return centre.map((value) => value + spread * (random() - 0.5));
}

/** Uniform in [0, 1), the same in every run. */
export function randomFrom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return state / 2 ** 32;
	};
}
