/** Readings kept on disk by the hash of the picture's bytes: nothing is read twice, whatever branch or folder it is in. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { lstat, readdir, rmdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
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

	/** In one step, for whoever reads it at this moment. */
	put(hash: string, kept: Kept): void {
		const file = this.file(hash, version);
		mkdirSync(join(file, '..'), { recursive: true });
		const draft = `${file}.${process.pid}`;
		writeFileSync(draft, JSON.stringify(kept));
		renameSync(draft, file);
	}

	/** Removes what earlier versions kept and none reads any more; whatever else lies there stays. */
	async prune(): Promise<void> {
		for (const name of await namesIn(this.storage)) {
			const [, old] = /^pictures-(\d+)$/.exec(name) ?? [];
			if (old !== undefined && Number(old) < earlier) {
				await removeReadings(join(this.storage, name));
			}
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

async function removeReadings(folder: string): Promise<void> {
	for (const part of (await namesIn(folder)).filter((name) => /^[\da-f]{2}$/.test(name))) {
		for (const file of (await namesIn(join(folder, part))).filter((name) => /^[\da-f]+\.json(?:\.\d+)?$/.test(name))) {
			await unlink(join(folder, part, file)).catch(unlessGone);
		}
		await rmdir(join(folder, part)).catch(unlessGone);
	}
	await rmdir(folder).catch(unlessGone);
}

/** Empty for what is no folder; a link to one is none of ours. */
async function namesIn(folder: string): Promise<string[]> {
	const isFolder = await lstat(folder).then(
		(stats) => stats.isDirectory(),
		() => false,
	);
	return isFolder ? readdir(folder).catch(() => []) : [];
}

/** Another process removes the same; what somebody else put there, or what cannot be removed, stays. */
function unlessGone(error: unknown): void {
	if (errorCode(error) === undefined) {
		throw error;
	}
}

/** Whether it could be read; its colours may be missing. */
export function isReading(kept: Kept | undefined): kept is Reading | Incomplete {
	return kept !== undefined && 'lines' in kept;
}

export function isComplete(kept: Kept | undefined): kept is Reading {
	return kept !== undefined && 'colours' in kept;
}
