/** Files as the workspace knows them. Paths are relative to the workspace, with forward slashes. */

/** What is known of a file without reading it. */
export type FileStamp = {
	readonly path: string;
	/** Bytes. */
	readonly size: number;
	/** Milliseconds since 1970, with fractions. */
	readonly mtime: number;
};

/** A file that was read: text in Unix lines, decoded from UTF-8 or UTF-16. */
export type SourceFile = {
	readonly path: string;
	/** Of the bytes on disk. */
	readonly hash: string;
	readonly text: string;
};

/** A file that is no text, as it is on disk. */
export type FileBytes = { readonly path: string; readonly hash: string; readonly bytes: Uint8Array };

export const skipReasons = [
	'ignored',
	'binary',
	'generated',
	'minified',
	'lock',
	'oversized',
	'secret',
	'symlink',
	'special',
	'unreadable',
	'quarantined',
	'unsupported',
	'tooMany',
] as const;
export type SkipReason = (typeof skipReasons)[number];

/** Stands for every file that was not looked at because there are too many. */
export const restOfFolder = '/';

/** A file that is left out, and why: `detail` is a sentence for a person. */
export type SkippedFile = {
	readonly path: string;
	readonly reason: SkipReason;
	readonly detail: string;
	/** Its stamp where it was judged by its content: it is looked at again only when the stamp changes. */
	readonly stamp?: FileStamp;
};
