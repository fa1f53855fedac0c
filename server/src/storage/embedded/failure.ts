/** What went wrong with the index on disk, told to a person. */
import { errorCode, UserError } from '../../base/errors.ts';

/** Primary result codes of SQLite (https://www.sqlite.org/rescode.html). */
const result = { BUSY: 5, LOCKED: 6, READONLY: 8, IOERR: 10, CORRUPT: 11, FULL: 13, CANTOPEN: 14, NOTADB: 26 } as const;
const refused = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOENT'];

export function isCorrupt(error: unknown): boolean {
	return [result.CORRUPT, result.NOTADB].includes(resultCode(error) as 11 | 26);
}

export function isBusy(error: unknown): boolean {
	return [result.BUSY, result.LOCKED].includes(resultCode(error) as 5 | 6);
}

/** The same failure as a UserError; whatever is not about disk, folder or lock is a programming error and stays as it is. */
export function explainFailure(error: unknown, folder: string): unknown {
	const told = messageFor(error, folder);
	return told === undefined ? error : new UserError(told.message, told.remedy, { cause: error });
}

function messageFor(error: unknown, folder: string): { message: string; remedy: string } | undefined {
	const [sqlite, system] = [resultCode(error), errorCode(error)];
	if (isCorrupt(error)) {
		return {
			message: `The index in ${folder} is damaged.`,
			remedy: 'Reload the window, or run the command again: a damaged index is put aside and built anew. Your files are not affected.',
		};
	}
	if (isBusy(error)) {
		return {
			message: `The index in ${folder} is in use by another process, which did not give it free in time.`,
			remedy: 'Try again; if it stays so, close other windows or commands that index this folder.',
		};
	}
	if (sqlite === result.FULL || system === 'ENOSPC' || system === 'EDQUOT') {
		return {
			message: `The disk that holds the index is full (${folder}). The last change was not stored.`,
			remedy: 'Free some space there and run indexing again; what was stored before is kept.',
		};
	}
	if (sqlite === result.READONLY || sqlite === result.CANTOPEN || (system !== undefined && refused.includes(system))) {
		return {
			message: `The index cannot be written in ${folder}.`,
			remedy: 'Make that folder writable, or choose another one: on the command line, set XDG_CACHE_HOME to a folder you can write to.',
		};
	}
	if (sqlite === result.IOERR) {
		return {
			message: `The disk reported an error while the index in ${folder} was read or written.`,
			remedy: 'Check the free space and the health of that disk, then try again; the index is safe to delete.',
		};
	}
	return undefined;
}

/** The primary code of an error of `node:sqlite`; extended codes keep it in their lowest byte. */
function resultCode(error: unknown): number | undefined {
	return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}
