/** Pictures as sources: in place of a text they have their description, from what was read of them and what files say of them. */
import type { FileBytes, SkippedFile, SourceFile } from '../domain/file.ts';
import { means, type StoredMention } from '../domain/mention.ts';
import { isPictureName } from '../domain/picture.ts';
import { describePicture, type Pictures } from '../skills/pictures.ts';
import { isSkipped, type Workspace } from '../workspace/workspace.ts';

export type Described = {
	readonly read: Workspace['read'];
	readonly bytes: (path: string) => FileBytes | SkippedFile;
	readonly pictures: Pictures;
	/** Mentions of pictures with this file name (lower case). */
	readonly mentions: (name: string) => readonly StoredMention[];
};

/** Reads files of all kinds: texts as they are, pictures by their description. */
export function withPictures({ read, bytes, pictures, mentions }: Described): Workspace['read'] {
	return (path) => {
		if (!isPictureName(path)) {
			return read(path);
		}
		const file = bytes(path);
		return isSkipped(file) ? file : pictureSource({ path, hash: file.hash }, pictures, mentions(nameOf(path)));
	};
}

/** `mentions` are those of pictures with this name; only those that mean this one count. */
export function pictureSource(
	{ path, hash }: { readonly path: string; readonly hash: string },
	pictures: Pictures,
	mentions: readonly StoredMention[],
): SourceFile {
	const own = mentions.filter((mention) => means(mention, path));
	return { path, hash, text: describePicture({ path, words: pictures.wordsOf(hash), mentions: own }) };
}

export function nameOf(path: string): string {
	return path.slice(path.lastIndexOf('/') + 1).toLowerCase();
}
