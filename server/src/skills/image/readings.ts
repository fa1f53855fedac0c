/** Readings kept on disk by the hash of the picture's bytes: nothing is read twice, whatever branch or folder it is in. */
import { readFileSync } from 'node:fs';
import { lstat, readdir, rmdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { clearDrafts, explainDisk, writeWhole } from '../../base/disk.ts';
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

	/** Removes what earlier versions kept and none reads any more, and drafts of what was never kept; whatever else lies there stays. */
	async prune(): Promise<void> {
		for (const name of await namesIn(this.storage)) {
			const [, old] = /^pictures-(\d+)$/.exec(name) ?? [];
			if (old !== undefined && Number(old) < earlier) {
				await removeReadings(join(this.storage, name));
			} else if (name.startsWith('pictures-')) {
				for (const part of await namesIn(join(this.storage, name))) {
					clearDrafts(join(this.storage, name, part));
				}
			}
		}
	}

	private load(hash: string, of: number): Kept | undefined {
		try {
			const kept: unknown = JSON.parse(readFileSync(this.file(hash, of), 'utf8'));
			return isKept(kept) ? kept : undefined;
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

/** Whether it is what was put there, in all that is used of it. */
function isKept(value: unknown): value is Kept {
	if (!isRecord(value) || typeof value.failed === 'string') {
		return isRecord(value) && typeof value.remedy === 'string';
	}
	const { format, source, width, height, frames, read, look, lines, colours = [] } = value;
	return (
		[format, source].every((text) => typeof text === 'string') &&
		[width, height, frames, read].every(Number.isFinite) &&
		areNumbers(look, ['dominant', 'ground', 'colourful', 'gradual']) &&
		areAll(lines, (line) => isRecord(line) && isBox(line.box) && areAll(line.words, isWord)) &&
		areAll(colours, (colour) => isRecord(colour) && typeof colour.hex === 'string' && Number.isFinite(colour.share))
	);
}

function isWord(value: unknown): boolean {
	return isRecord(value) && typeof value.text === 'string' && isBox(value.box) && Number.isFinite(value.confidence);
}

function isBox(value: unknown): boolean {
	return areNumbers(value, ['left', 'top', 'width', 'height']);
}

function areNumbers(value: unknown, names: readonly string[]): boolean {
	return isRecord(value) && names.every((name) => Number.isFinite(value[name]));
}

function areAll(value: unknown, is: (item: unknown) => boolean): boolean {
	return Array.isArray(value) && value.every(is);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null;
}

async function removeReadings(folder: string): Promise<void> {
	for (const part of (await namesIn(folder)).filter((name) => /^[\da-f]{2}$/.test(name))) {
		for (const file of (await namesIn(join(folder, part))).filter((name) => /^[\da-f]+\.json(?:\.\d+(?:\.draft)?)?$/.test(name))) {
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
