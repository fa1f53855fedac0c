/** Chunks read back from their rows. */
import type { ChunkKind, StoredChunk } from '../../domain/chunk.ts';
import type { SkillId } from '../../domain/skill.ts';
import { terms } from '../../domain/terms.ts';
import type { Database } from './database.ts';
import { unpackHash } from './hashes.ts';
import { allOf, tokensOf } from './terms.ts';

type Row = Omit<StoredChunk, 'names' | 'hash' | 'kind' | 'skill'> & {
	readonly kind: ChunkKind;
	readonly skill: SkillId;
	readonly names: string;
	readonly hash: Uint8Array | string;
};

const columns = `c.id AS id, c.file AS file, f.path AS path, c.kind AS kind, c.skill AS skill, c.start_line AS startLine,
	c.end_line AS endLine, c.symbol AS symbol, c.signature AS signature, c.doc AS doc, c.names AS names, c.hash AS hash`;

/** In the order asked; ids that are gone are missing. */
export function readChunks(database: Database, ids: readonly number[]): StoredChunk[] {
	const sql = `SELECT ${columns} FROM json_each(?) i CROSS JOIN chunks c ON c.id = i.value CROSS JOIN files f ON f.id = c.file ORDER BY i.key`;
	return database.all<Row>(sql, JSON.stringify(ids)).map(chunkOf);
}

export function chunksOfFile(database: Database, path: string): StoredChunk[] {
	const sql = `SELECT ${columns} FROM files f CROSS JOIN chunks c ON c.id BETWEEN f.first_chunk AND f.first_chunk + f.chunks - 1
		WHERE f.path = ? ORDER BY c.id`;
	return database.all<Row>(sql, path).map(chunkOf);
}

/** The words of names find the rows; the list of names, as it is kept, decides. */
export function chunksDefining(database: Database, name: string, limit: number): StoredChunk[] {
	const asked = tokensOf(terms(name));
	if (asked.length === 0) {
		return [];
	}
	const sql = `SELECT ${columns} FROM name_words n CROSS JOIN chunks c ON c.id = n.rowid CROSS JOIN files f ON f.id = c.file
		WHERE name_words MATCH ? AND instr(c.names, ?) > 0 ORDER BY n.rowid LIMIT ?`;
	return database.all<Row>(sql, allOf(asked), JSON.stringify(name), limit).map(chunkOf);
}

function chunkOf(row: Row): StoredChunk {
	return { ...row, names: JSON.parse(row.names) as string[], hash: unpackHash(row.hash) };
}
