/**
 * The signs of a large set's vectors as the index keeps them, in blocks by the ids of chunks: whoever opens the index reads some hundred blocks in
 * place of every vector. Idle time makes them. They need not be current: what is newer than they are is read from the vectors themselves.
 */
import type { VectorSet } from '../store.ts';
import type { Catalogue } from './catalogue.ts';
import type { Database } from './database.ts';
import { bytesOfSigns, writeSigns } from './signBits.ts';
import { type SketchRows, scaleOf } from './sketch.ts';
import type { Spaces } from './spaces.ts';
import { readState } from './state.ts';

/** A set's blocks have what its vectors up to `vector` say of chunks up to `chunk`, and maybe more. `spaces` and `dims` say which set. */
export const signTables = `
CREATE TABLE sign_sets (id INTEGER PRIMARY KEY, spaces TEXT NOT NULL, dims INTEGER NOT NULL, vector INTEGER NOT NULL, chunk INTEGER NOT NULL, UNIQUE (spaces, dims));
CREATE TABLE sign_blocks (owner INTEGER NOT NULL, block INTEGER NOT NULL, rows INTEGER NOT NULL, content BLOB NOT NULL, UNIQUE (owner, block));
`;

/** Ids of chunks in a block. */
const width = 4_096;
/** Blocks are made again when so many of the chunks, or of their vectors, are newer. */
const worthRenewing = 0.01;
/** Blocks that newer vectors belong to are looked for up to so many vectors; of more, all blocks are made again. */
const mostLookups = 20_000;

/** Up to which vector and chunk blocks are current. */
export type Kept = { readonly vector: number; readonly chunk: number };
type Owner = Kept & { readonly id: number };
/** Blocks that are due, ascending, after which all are current up to `target`. */
type Work = { readonly target: Kept; readonly blocks: number[]; owner: number | undefined };

/** Rows of chunks in order of id. */
export type KeptRows = SketchRows & { readonly chunks: Float64Array };

export class KeptSigns {
	private readonly database: Database;
	private readonly spaces: Spaces;
	private readonly set: VectorSet;
	private work: Work | undefined;

	constructor(database: Database, spaces: Spaces, set: VectorSet) {
		this.database = database;
		this.spaces = spaces;
		this.set = set;
	}

	/** Visits all blocks. */
	read(visit: (rows: KeptRows) => void): Kept {
		const owner = this.owner();
		if (owner === undefined) {
			return { vector: 0, chunk: 0 };
		}
		type Row = { block: number; rows: number; content: Uint8Array };
		const sql = 'SELECT block, rows, content FROM sign_blocks WHERE owner = ? ORDER BY block';
		this.database.each<Row>(sql, [owner.id], ({ block, rows, content }) => {
			visit(unpacked(block, rows, content));
			return true;
		});
		return owner;
	}

	/** Makes blocks for some milliseconds, one at least; false where there is nothing left to do. `catalogue` is current. */
	make(catalogue: Catalogue, milliseconds: number): boolean {
		const end = performance.now() + milliseconds;
		this.work ??= this.due(catalogue);
		do {
			this.work = this.work && this.database.write(() => this.makeNext(this.work as Work));
		} while (this.work !== undefined && performance.now() < end);
		return this.work !== undefined;
	}

	private due(catalogue: Catalogue): Work | undefined {
		const { lastVector, lastChunk } = readState(this.database);
		const owner = this.owner();
		const kept = owner ?? { vector: 0, chunk: 0 };
		const fresh = Math.max(lastVector - kept.vector, lastChunk - kept.chunk);
		if (fresh === 0 || fresh < worthRenewing * catalogue.alive) {
			return undefined;
		}
		const stored = new Map(
			this.database
				.all<{ block: number; rows: number }>('SELECT block, rows FROM sign_blocks WHERE owner = ?', owner?.id ?? 0)
				.map(({ block, rows }) => [block, rows]),
		);
		const alive = catalogue.countsBy(width);
		const changed = this.changed(kept, lastVector);
		const isDue = (block: number): boolean => {
			const [rows, chunks] = [stored.get(block), alive.get(block) ?? 0];
			return rows === undefined || rows > 2 * chunks || (block + 1) * width > kept.chunk + 1 || changed?.has(block) !== false;
		};
		const blocks = [...new Set([...stored.keys(), ...alive.keys()])].filter(isDue).sort((a, b) => a - b);
		return { target: { vector: lastVector, chunk: lastChunk }, blocks, owner: owner?.id };
	}

	/** Blocks of chunks that got a vector since; undefined where those are too many to look for. */
	private changed({ vector }: Kept, lastVector: number): Set<number> | undefined {
		if (lastVector - vector > mostLookups) {
			return undefined;
		}
		const sql = `SELECT DISTINCT c.id / ${width} AS block FROM vectors v CROSS JOIN chunks c ON c.hash = v.hash WHERE v.id > ?`;
		return new Set(this.database.all<{ block: number }>(sql, vector).map(({ block }) => block));
	}

	/**
	 * The next block, read under the write lock: it is never older than what another process wrote there. Where the set's row went away meanwhile,
	 * so did its blocks, and the work begins anew.
	 */
	private makeNext(work: Work): Work | undefined {
		const { target, blocks } = work;
		const owner = this.owner() ?? (work.owner === undefined ? this.begin(target) : undefined);
		const block = blocks.shift();
		if (owner === undefined || (work.owner !== undefined && work.owner !== owner.id)) {
			return undefined;
		}
		const done = blocks.length === 0;
		if (block !== undefined) {
			this.put(owner.id, block);
		}
		const [first = Number.POSITIVE_INFINITY] = blocks;
		const chunk = Math.max(owner.chunk, Math.min(target.chunk, first * width - 1));
		this.database.run(
			'UPDATE sign_sets SET vector = ?, chunk = ? WHERE id = ?',
			done ? Math.max(owner.vector, target.vector) : owner.vector,
			chunk,
			owner.id,
		);
		return done ? undefined : { ...work, owner: owner.id };
	}

	private put(owner: number, block: number): void {
		const rows = this.rowsOf(block);
		if (rows.length === 0) {
			this.database.run('DELETE FROM sign_blocks WHERE owner = ? AND block = ?', owner, block);
			return;
		}
		const content = packed(block, rows, this.set.dims);
		this.database.run('INSERT OR REPLACE INTO sign_blocks VALUES (?, ?, ?, ?)', owner, block, rows.length, content);
	}

	private rowsOf(block: number): Row[] {
		const found = this.spaces.of(this.set).flatMap(({ space, skill }) => {
			const [ofSkill, skills] = skill === undefined ? ['', []] : [' AND c.skill = ?', [skill]];
			const sql = `SELECT c.id AS chunk, v.id AS number, v.vector AS vector FROM chunks c CROSS JOIN vectors v ON v.hash = c.hash AND v.space = ?
				WHERE c.id BETWEEN ? AND ?${ofSkill}`;
			return this.database.all<Row>(sql, space, block * width, (block + 1) * width - 1, ...skills);
		});
		return found.filter(({ vector }) => vector.length === this.set.dims).sort((a, b) => a.chunk - b.chunk);
	}

	/** Nothing is kept yet, so blocks count as they are made. */
	private begin({ vector }: Kept): Owner | undefined {
		this.database.run('INSERT INTO sign_sets (spaces, dims, vector, chunk) VALUES (?, ?, ?, 0)', this.key(), this.set.dims, vector);
		return this.owner();
	}

	private owner(): Owner | undefined {
		return this.database.get<Owner>('SELECT id, vector, chunk FROM sign_sets WHERE spaces = ? AND dims = ?', this.key(), this.set.dims);
	}

	private key(): string {
		return JSON.stringify(this.spaces.of(this.set).map(({ space }) => space));
	}
}

/** After vectors of a space were dropped. */
export function forgetSigns(database: Database, space: number): void {
	const owners = 'SELECT id FROM sign_sets WHERE EXISTS (SELECT 1 FROM json_each(spaces) WHERE value = ?)';
	database.run(`DELETE FROM sign_blocks WHERE owner IN (${owners})`, space);
	database.run(`DELETE FROM sign_sets WHERE id IN (${owners})`, space);
}

type Row = { readonly chunk: number; readonly number: number; readonly vector: Uint8Array };

/** Numbers, scales, places within the block and signs, one after the other: 8, 4, 2 and some 32 bytes a row. */
function packed(block: number, rows: readonly Row[], dims: number): Uint8Array {
	const stride = bytesOfSigns(dims);
	const content = new Uint8Array(rows.length * (14 + stride));
	const { numbers, scales, places, signs } = parts(content, rows.length);
	rows.forEach(({ chunk, number, vector }, i) => {
		const components = new Int8Array(vector.buffer, vector.byteOffset, dims);
		numbers[i] = number;
		scales[i] = scaleOf(components);
		places[i] = chunk - block * width;
		writeSigns(signs, i * stride, components);
	});
	return content;
}

function unpacked(block: number, rows: number, content: Uint8Array): KeptRows {
	const { places, ...kept } = parts(content.byteOffset % 8 === 0 ? content : content.slice(), rows);
	return { ...kept, chunks: Float64Array.from(places, (place) => block * width + place) };
}

function parts({ buffer, byteOffset, byteLength }: Uint8Array, rows: number): SketchRows & { readonly places: Uint16Array } {
	return {
		numbers: new Float64Array(buffer, byteOffset, rows),
		scales: new Float32Array(buffer, byteOffset + 8 * rows, rows),
		places: new Uint16Array(buffer, byteOffset + 12 * rows, rows),
		signs: new Uint8Array(buffer, byteOffset + 14 * rows, byteLength - 14 * rows),
	};
}
