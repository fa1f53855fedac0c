/** What has to be done so that the index equals the workspace. Pure. */
import type { FileStamp, SkippedFile } from '../domain/file.ts';
import type { StoredFile } from '../storage/store.ts';

/** A file to read; `known` is the content hash it had, if it was indexed before. */
export type Task = { readonly stamp: FileStamp; readonly known: string | undefined };

export type Plan = {
	/** New files, and files whose stamp changed. */
	readonly read: readonly Task[];
	readonly remove: readonly string[];
	/** Left out before for what they say, and unchanged since. */
	readonly rejected: readonly SkippedFile[];
};

export function plan(now: readonly FileStamp[], stored: readonly StoredFile[], skipped: readonly SkippedFile[]): Plan {
	/** Those that were not met yet. */
	const indexed = new Map(stored.map((file) => [file.path, file]));
	const rejected = new Map(skipped.filter((file) => file.stamp !== undefined).map((file) => [file.path, file]));
	const read: Task[] = [];
	const still: SkippedFile[] = [];
	for (const stamp of now) {
		const file = indexed.get(stamp.path);
		indexed.delete(stamp.path);
		const refusal = rejected.get(stamp.path);
		if (refusal !== undefined && sameStamp(stamp, refusal.stamp)) {
			still.push(refusal);
		} else if (!sameStamp(stamp, file)) {
			read.push({ stamp, known: file?.hash });
		}
	}
	return { read, remove: [...indexed.keys()], rejected: still };
}

/** Whether a file is as it was, as far as its stamp tells. */
export function sameStamp(a: FileStamp, b: FileStamp | undefined): boolean {
	return b !== undefined && a.size === b.size && a.mtime === b.mtime;
}
