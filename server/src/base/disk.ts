/** What the disk refuses, told to a person; and files that are found whole whatever happens while they are written. */
import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isRunning } from './childProcess.ts';
import { errorCode, UserError } from './errors.ts';

/** The index, or the disk it lies on, cannot be used now. What has to be done is told; later it may work again by itself. */
export class StorageError extends UserError {}

/** Nothing can be stored now; what was stored before can be read. */
export class NotStoredError extends StorageError {}

const refused = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOENT'];

export function fullDisk(folder: string, cause: unknown): NotStoredError {
	return new NotStoredError(
		`The disk that holds the index is full (${folder}). The last change was not stored.`,
		'Free some space there and run indexing again; what was stored before is kept.',
		{ cause },
	);
}

export function unwritable(folder: string, cause: unknown): NotStoredError {
	return new NotStoredError(
		`The index cannot be written in ${folder}.`,
		'Make that folder writable, or choose another one: on the command line, set XDG_CACHE_HOME to a folder you can write to.',
		{ cause },
	);
}

/** The error to throw in place of what the system says of a folder of the index; anything else stays as it is. */
export function explainDisk(error: unknown, folder: string): unknown {
	const code = errorCode(error) ?? '';
	if (code === 'ENOSPC' || code === 'EDQUOT') {
		return fullDisk(folder, error);
	}
	return refused.includes(code) ? unwritable(folder, error) : error;
}

/**
 * In one step: who reads the file finds the former content or this one, and so does who looks after the process was killed or the power was cut.
 * Folders on the way are made. Throws what the system says.
 */
export function writeWhole(file: string, content: string | Uint8Array): void {
	mkdirSync(dirname(file), { recursive: true });
	const draft = `${file}.${process.pid}.draft`;
	try {
		rmSync(draft, { force: true });
		const descriptor = openSync(draft, 'wx'); // nothing that lies there by that name is written through
		try {
			writeFileSync(descriptor, content);
			fsyncSync(descriptor);
		} finally {
			closeSync(descriptor);
		}
		renameSync(draft, file);
	} catch (error) {
		rmSync(draft, { force: true });
		throw error;
	}
}

/** Removes from a folder what processes that are no more were writing (`writeWhole`). What cannot be removed stays. */
export function clearDrafts(folder: string): void {
	try {
		for (const name of readdirSync(folder)) {
			const [, pid] = /\.(\d+)\.draft$/.exec(name) ?? [];
			if (pid !== undefined && !isRunning(Number(pid))) {
				rmSync(join(folder, name), { force: true });
			}
		}
	} catch (error) {
		if (errorCode(error) === undefined) {
			throw error;
		}
	}
}
