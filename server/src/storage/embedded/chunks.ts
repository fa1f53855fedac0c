/** Chunks read back from their rows. */
import type { ChunkKind, StoredChunk } from '../../domain/chunk.ts';
import type { SkillId } from '../../domain/skill.ts';
import type { Database } from './database.ts';
import { unpackHash } from './hashes.ts';

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

function chunkOf(row: Row): StoredChunk {
	return { ...row, names: JSON.parse(row.names) as string[], hash: unpackHash(row.hash) };
}
