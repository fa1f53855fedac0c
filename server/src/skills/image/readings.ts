/** Readings kept on disk by the hash of the picture's bytes: nothing is read twice, whatever branch or folder it is in. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { explainDisk, writeWhole } from '../../base/disk.ts';
import { errorCode } from '../../base/errors.ts';
import type { Reading } from '../../domain/picture.ts';

/** Goes up whenever reading gives something else. */
const version = 3;
/** Readings of this version say all but the colours: they are completed, since OCR is dear. */
const earlier = 2;

/** A reading of an earlier version. */
export type Incomplete = Omit<Reading, 'colours'>;
/** What became of a picture: what was read of it, or why it cannot be read. */
export type Kept = Reading | Incomplete | { readonly failed: string; readonly remedy: string };

export class Readings {
	private readonly storage: string;

	constructor(storage: string) {
		this.storage = storage;
	}

	/** Undefined where it was never read, or what was kept is damaged. */
	get(hash: string): Kept | undefined {
		return this.load(hash, version) ?? this.load(hash, earlier);
	}

	/** In one step, for whoever reads it at this moment. Throws a StorageError where the disk does not take it. */
	put(hash: string, kept: Kept): void {
		try {
			writeWhole(this.file(hash, version), JSON.stringify(kept));
		} catch (error) {
			throw explainDisk(error, this.storage);
		}
	}

	private load(hash: string, of: number): Kept | undefined {
		try {
			return JSON.parse(readFileSync(this.file(hash, of), 'utf8')) as Kept;
		} catch (error) {
			if (errorCode(error) === 'ENOENT' || error instanceof SyntaxError) {
				return undefined;
			}
			throw error;
		}
	}

	private file(hash: string, of: number): string {
		return join(this.storage, `pictures-${of}`, hash.slice(0, 2), `${hash}.json`);
	}
}

/** Whether it could be read; its colours may be missing. */
export function isReading(kept: Kept | undefined): kept is Reading | Incomplete {
	return kept !== undefined && 'lines' in kept;
}

export function isComplete(kept: Kept | undefined): kept is Reading {
	return kept !== undefined && 'colours' in kept;
}
