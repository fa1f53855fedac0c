/** The files of a model folder, each held against the size and checksum its manifest names. */
import { createHash } from 'node:crypto';
import { closeSync, createReadStream, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode, UserError } from '../base/errors.ts';

export type FileStamp = { readonly bytes: number; readonly sha256: string };
export type ModelFiles = Readonly<Record<string, FileStamp>>;

const readAtOnce = 1 << 20;

export function damaged(folder: string, what: string, cause?: unknown): UserError {
	return new UserError(
		`The model folder ${folder} is damaged: ${what}.`,
		'Search goes on with words alone. Run `skilllens doctor`, or reinstall the extension.',
		{ cause },
	);
}

/** Is it there, with the right size? Cheap; the checksum is for when it is loaded. */
export function checkPresent(folder: string, files: ModelFiles, name: string): void {
	const stamp = stampOf(folder, files, name);
	const found = statSync(join(folder, name), { throwIfNoEntry: false });
	if (found === undefined || !found.isFile()) {
		throw damaged(folder, `${name} is missing`);
	}
	if (found.size !== stamp.bytes) {
		throw damaged(folder, `${name} has ${found.size} bytes where its manifest names ${stamp.bytes}`);
	}
}

export function readChecked(folder: string, files: ModelFiles, name: string): Buffer {
	checkPresent(folder, files, name);
	const content = readOrExplain(folder, name, () => readFileSync(join(folder, name)));
	requireSame(folder, files, name, createHash('sha256').update(content).digest('hex'));
	return content;
}

/** For files that are mapped rather than read: hashes them a piece at a time, which blocks for about 0.6 ms a megabyte, and each once for as long as it stays. */
export class Checked {
	private readonly seen = new Map<string, string>();

	check(folder: string, files: ModelFiles, name: string): void {
		checkPresent(folder, files, name);
		const path = join(folder, name);
		const { ino, mtimeMs, size } = statSync(path);
		const stamp = `${ino} ${mtimeMs} ${size}`;
		if (this.seen.get(name) !== stamp) {
			requireSame(
				folder,
				files,
				name,
				readOrExplain(folder, name, () => hashInPieces(path)),
			);
			this.seen.set(name, stamp);
		}
	}
}

/** For a report: says whether a file is as its manifest names it, without blocking. */
export async function isIntact(folder: string, files: ModelFiles, name: string): Promise<boolean> {
	try {
		checkPresent(folder, files, name);
		const hash = createHash('sha256');
		for await (const piece of createReadStream(join(folder, name), { highWaterMark: readAtOnce })) {
			hash.update(piece as Buffer);
		}
		return hash.digest('hex') === stampOf(folder, files, name).sha256;
	} catch (error) {
		if (error instanceof UserError || errorCode(error) !== undefined) {
			return false;
		}
		throw error;
	}
}

function hashInPieces(path: string): string {
	const file = openSync(path, 'r');
	try {
		const hash = createHash('sha256');
		const piece = Buffer.allocUnsafe(readAtOnce);
		for (let read = readSync(file, piece); read > 0; read = readSync(file, piece)) {
			hash.update(piece.subarray(0, read));
		}
		return hash.digest('hex');
	} finally {
		closeSync(file);
	}
}

function stampOf(folder: string, files: ModelFiles, name: string): FileStamp {
	const stamp = files[name];
	if (stamp === undefined) {
		throw damaged(folder, `manifest.json names no size and checksum of ${name}`);
	}
	return stamp;
}

function requireSame(folder: string, files: ModelFiles, name: string, sha256: string): void {
	if (sha256 !== stampOf(folder, files, name).sha256) {
		throw damaged(folder, `${name} does not have the checksum its manifest names`);
	}
}

function readOrExplain<T>(folder: string, name: string, read: () => T): T {
	try {
		return read();
	} catch (error) {
		throw damaged(folder, `${name} cannot be read (${errorCode(error) ?? 'unknown error'})`, error);
	}
}
