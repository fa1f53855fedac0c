/** Reads one file: its text, or why it stays out. Never follows a link out of the root, never waits for a pipe. */
import { closeSync, constants, fstatSync, openSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../base/errors.ts';
import { contentHash } from '../base/hash.ts';
import { readUpTo } from '../base/plainFile.ts';
import type { FileBytes, SkippedFile, SourceFile } from '../domain/file.ts';
import { isPictureName, maxPictureBytes } from '../domain/picture.ts';
import { judgeText } from './content.ts';
import { decode, encodingOf } from './decode.ts';
import { dataLimit, judgeName } from './names.ts';
import { bytes, skip, tooLarge, type Verdict } from './skip.ts';
import { isInside, unreadable } from './stamp.ts';

export type ReadLimits = { readonly maxFileBytes: number };

/** What name and size say against a file. */
export function judgeStamp(path: string, size: number, { maxFileBytes }: ReadLimits): Verdict | undefined {
	const named = judgeName(path);
	if (named !== undefined) {
		return named;
	}
	if (isPictureName(path)) {
		return size > maxPictureBytes
			? { reason: 'oversized', detail: `${bytes(size)}; of pictures those up to ${bytes(maxPictureBytes)} are indexed` }
			: undefined;
	}
	if (size > maxFileBytes) {
		return tooLarge(size, maxFileBytes);
	}
	const limit = dataLimit(path);
	return size > limit
		? { reason: 'oversized', detail: `${bytes(size)} of data; of data files those up to ${bytes(limit)} are indexed` }
		: undefined;
}

/** Synchronous, for worker threads. `path` is relative to `root`, with forward slashes. */
export function readSource(root: string, path: string, limits: ReadLimits): SourceFile | SkippedFile {
	try {
		const named = judgeName(path);
		const content = named ?? readInside(root, path, limits);
		if (!(content instanceof Uint8Array)) {
			return skip(path, content.reason, content.detail);
		}
		const encoding = encodingOf(content);
		if (encoding === undefined) {
			return skip(path, 'binary', 'its bytes are not text');
		}
		const text = decode(content, encoding);
		const judged = judgeText(path, text);
		return judged === undefined ? { path, hash: contentHash(content), text } : skip(path, judged.reason, judged.detail);
	} catch (error) {
		return unreadable(path, error);
	}
}

/** The same for files that are no text. */
export function readBytes(root: string, path: string, limits: ReadLimits): FileBytes | SkippedFile {
	try {
		const content = readInside(root, path, limits);
		return content instanceof Uint8Array
			? { path, hash: contentHash(content), bytes: content }
			: skip(path, content.reason, content.detail);
	} catch (error) {
		return unreadable(path, error);
	}
}

/** Which of the words (lower case) stand in the file, bytes taken as they are. */
export function mentionsIn(root: string, path: string, words: readonly string[], limits: ReadLimits): string[] {
	try {
		const content = judgeName(path) ?? (isPictureName(path) ? undefined : readInside(root, path, limits));
		if (!(content instanceof Uint8Array)) {
			return [];
		}
		const text = Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('latin1').toLowerCase();
		return words.filter((word) => text.includes(word));
	} catch (error) {
		if (errorCode(error) === undefined) {
			throw error;
		}
		return []; // reading it will say why
	}
}

function readInside(root: string, path: string, limits: ReadLimits): Uint8Array | Verdict {
	const home = realpathSync.native(root);
	if (!isInside(home, realpathSync.native(join(home, path)))) {
		return { reason: 'symlink', detail: 'a place outside the folder' };
	}
	const file = openSync(join(home, path), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
	try {
		const stats = fstatSync(file);
		if (!stats.isFile()) {
			return stats.isDirectory() ? { reason: 'unreadable', detail: 'it is a folder' } : { reason: 'special', detail: 'no plain file' };
		}
		const most = isPictureName(path) ? maxPictureBytes : limits.maxFileBytes;
		return judgeStamp(path, stats.size, limits) ?? withinLimit(readUpTo(file, stats.size, most), most);
	} finally {
		closeSync(file);
	}
}

function withinLimit(content: Uint8Array | number, most: number): Uint8Array | Verdict {
	return typeof content === 'number' ? tooLarge(content, most) : content;
}
