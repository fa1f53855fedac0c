/** The door to files on disk: which of them belong to the index, and what they say. */
import type { CancelToken } from '../base/cancel.ts';
import type { Disposable } from '../base/disposable.ts';
import type { FileBytes, FileStamp, SkippedFile, SourceFile } from '../domain/file.ts';

export type Listing = {
	readonly files: readonly FileStamp[];
	/** Left out by name, size or rule. What git ignores is named as git does: a folder with a trailing slash stands for all below it. */
	readonly skipped: readonly SkippedFile[];
	/** Whether git was asked, and if not, why not. */
	readonly source: { readonly kind: 'git' } | { readonly kind: 'walk'; readonly why: string };
};

export interface Workspace {
	/** Absolute path of the folder. */
	readonly root: string;
	/** Everything that may be indexed now, by name and stamp; nothing is read. Throws a UserError where the folder is gone. */
	list(token: CancelToken): Promise<Listing>;
	/** The present stamp of a file that was listed before; undefined where it is gone or no regular file any more. */
	stamp(path: string): FileStamp | undefined;
	/** Reads one listed file; what turns out binary, minified, generated, unreadable or gone is told as skipped. Synchronous: for workers. */
	read(path: string): SourceFile | SkippedFile;
	/** The same for a picture. */
	bytes(path: string): FileBytes | SkippedFile;
	/** Which of these words (lower case) stand in a file's raw bytes; a quick look that judges nothing. */
	mentions(path: string, words: readonly string[]): readonly string[];
	/** Calls back with the paths that may have changed (a hint, never the truth), gathered over some milliseconds. The empty path stands for the whole folder. */
	watch(listener: (paths: readonly string[]) => void): Promise<Disposable>;
}

export function isSkipped(file: SourceFile | FileBytes | SkippedFile): file is SkippedFile {
	return 'reason' in file;
}
