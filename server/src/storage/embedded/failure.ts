/** What went wrong with the index on disk, told to a person. */
import { explainDisk, fullDisk, NotStoredError, StorageError, unwritable } from '../../base/disk.ts';

/** Primary result codes of SQLite (https://www.sqlite.org/rescode.html). */
const result = { BUSY: 5, LOCKED: 6, READONLY: 8, IOERR: 10, CORRUPT: 11, FULL: 13, CANTOPEN: 14, NOTADB: 26 } as const;

export function isCorrupt(error: unknown): boolean {
	return [result.CORRUPT, result.NOTADB].includes(resultCode(error) as 11 | 26);
}

export function isBusy(error: unknown): boolean {
	return [result.BUSY, result.LOCKED].includes(resultCode(error) as 5 | 6);
}

/** Whether SQLite said so. */
export function isSqlite(error: unknown): boolean {
	return fullCode(error) !== undefined;
}

/** There is no room for the memory that processes share over a write-ahead log: SQLITE_IOERR_SHMSIZE. */
export function lacksSharedMemory(error: unknown): boolean {
	return fullCode(error) === (result.IOERR | (19 << 8));
}

/** The same failure as a StorageError; whatever is not about disk, folder or lock is a programming error and stays as it is. */
export function explainFailure(error: unknown, folder: string): unknown {
	if (isCorrupt(error)) {
		return new StorageError(
			`The index in ${folder} is damaged.`,
			'Reload the window, or run the command again: a damaged index is put aside and built anew. Your files are not affected.',
			{ cause: error },
		);
	}
	if (isBusy(error)) {
		return new NotStoredError(
			`The index in ${folder} is in use by another process, which did not give it free in time.`,
			'Try again; if it stays so, close other windows or commands that index this folder.',
			{ cause: error },
		);
	}
	switch (resultCode(error)) {
		case result.FULL:
			return fullDisk(folder, error);
		case result.READONLY:
		case result.CANTOPEN:
			return unwritable(folder, error);
		case result.IOERR:
			return new StorageError(
				`The disk reported an error while the index in ${folder} was read or written.`,
				'Check the free space and the health of that disk, then try again; the index is safe to delete.',
				{ cause: error },
			);
		default:
			return explainDisk(error, folder);
	}
}

/** The primary code of an error of `node:sqlite`; extended codes keep it in their lowest byte. */
function resultCode(error: unknown): number | undefined {
	const code = fullCode(error);
	return code === undefined ? undefined : code & 0xff;
}

function fullCode(error: unknown): number | undefined {
	return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : undefined;
}
