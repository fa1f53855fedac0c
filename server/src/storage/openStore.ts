/** The second door to storage: opens the index of one workspace folder, and says where it lies. */
import { realpathSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { errorCode } from '../base/errors.ts';
import { contentHash } from '../base/hash.ts';
import type { Log } from '../base/log.ts';
import { EmbeddedStore } from './embedded/embeddedStore.ts';
import { openDatabase } from './embedded/openDatabase.ts';
import type { Store, VectorSet } from './store.ts';

export type StoreOptions = {
	/** The index folder of this workspace; created if it is missing. */
	readonly folder: string;
	/** Absolute root of the workspace, recorded in the index. */
	readonly workspace: string;
	/** What counts as a vector of each set; missing where there is no such encoder. */
	readonly static: VectorSet | undefined;
	readonly skills: VectorSet | undefined;
	readonly log: Log;
	/** From so many chunks on the index is large: only the signs of vectors are held in memory, and common words have lists. */
	readonly large?: number;
	/** Milliseconds that a writer waits for another process. */
	readonly lockTimeout?: number;
};

const patience = 5_000;
const large = 200_000;

/** Throws a UserError where the folder cannot be written or this Node has no SQLite. */
export function openStore(options: StoreOptions): Store {
	const opened = openDatabase({ ...options, workspace: realPath(options.workspace), lockTimeout: options.lockTimeout ?? patience });
	return new EmbeddedStore(options.folder, opened, {
		sets: { static: options.static, skills: options.skills },
		large: options.large ?? large,
	});
}

/** The folder for the index of the workspace `root` inside `storage`: the same for every way to write its path. */
export function indexFolder(storage: string, root: string): string {
	const real = realPath(root);
	const name =
		basename(real)
			.replace(/[^\p{L}\p{N}._-]+/gu, '_')
			.slice(0, 60) || 'root';
	return join(storage, `${name}-${contentHash(real).slice(0, 12)}`);
}

/** Links resolved; a folder that is not there keeps the path it was given. */
function realPath(path: string): string {
	try {
		return realpathSync.native(path);
	} catch (error) {
		if (errorCode(error) === 'ENOENT') {
			return resolve(path);
		}
		throw error;
	}
}
