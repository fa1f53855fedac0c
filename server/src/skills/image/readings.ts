/** Readings kept on disk by the hash of the picture's bytes: nothing is read twice, whatever branch or folder it is in. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../../base/errors.ts';
import type { Reading } from '../../domain/picture.ts';

/** Goes up whenever reading gives something else. */
const version = 2;

/** What became of a picture: what was read of it, or why it cannot be read. */
export type Kept = Reading | { readonly failed: string; readonly remedy: string };

export class Readings {
	private readonly folder: string;

	constructor(storage: string) {
		this.folder = join(storage, `pictures-${version}`);
	}

	/** Undefined where it was never read, or what was kept is damaged. */
	get(hash: string): Kept | undefined {
		try {
			return JSON.parse(readFileSync(this.file(hash), 'utf8')) as Kept;
		} catch (error) {
			if (errorCode(error) === 'ENOENT' || error instanceof SyntaxError) {
				return undefined;
			}
			throw error;
		}
	}

	/** In one step, for whoever reads it at this moment. */
	put(hash: string, kept: Kept): void {
		const file = this.file(hash);
		mkdirSync(join(file, '..'), { recursive: true });
		const draft = `${file}.${process.pid}`;
		writeFileSync(draft, JSON.stringify(kept));
		renameSync(draft, file);
	}

	private file(hash: string): string {
		return join(this.folder, hash.slice(0, 2), `${hash}.json`);
	}
}

export function isReading(kept: Kept | undefined): kept is Reading {
	return kept !== undefined && 'lines' in kept;
}
