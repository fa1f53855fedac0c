/** What stands at a path now, told without opening it. */
import { lstatSync, realpathSync, type Stats, statSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { errorCode } from '../base/errors.ts';
import type { FileStamp, SkippedFile } from '../domain/file.ts';
import { folderOf } from './ignore.ts';
import { skip } from './skip.ts';

export type Found =
	| { readonly kind: 'file'; readonly stamp: FileStamp }
	| { readonly kind: 'folder' }
	| { readonly kind: 'skipped'; readonly skipped: SkippedFile }
	| { readonly kind: 'gone' };

/** Looks at paths of one root. Folders are looked at once, so it serves one listing and is dropped. */
export class Stamper {
	private readonly root: string;
	private readonly realFolders = new Map<string, boolean>([['', true]]);

	constructor(root: string) {
		this.root = root;
	}

	look(path: string): Found {
		try {
			const stats = this.isRealFolder(folderOf(path)) ? lstatSync(join(this.root, path), { throwIfNoEntry: false }) : undefined;
			return stats === undefined ? missing(path) : this.told(path, stats);
		} catch (error) {
			return { kind: 'skipped', skipped: unreadable(path, error) };
		}
	}

	private told(path: string, stats: Stats): Found {
		if (stats.isFile()) {
			return { kind: 'file', stamp: { path, size: stats.size, mtime: stats.mtimeMs } };
		}
		if (stats.isDirectory()) {
			return { kind: 'folder' };
		}
		const skipped = stats.isSymbolicLink() ? skip(path, 'symlink', aboutLink(this.root, path)) : skip(path, 'special', aboutSpecial(stats));
		return { kind: 'skipped', skipped };
	}

	/** Git's index may name files below what has become a link since; those lie elsewhere. */
	private isRealFolder(folder: string): boolean {
		const known = this.realFolders.get(folder);
		if (known !== undefined) {
			return known;
		}
		const real =
			this.isRealFolder(folderOf(folder)) && lstatSync(join(this.root, folder), { throwIfNoEntry: false })?.isDirectory() === true;
		this.realFolders.set(folder, real);
		return real;
	}
}

/** Whether an absolute path without links lies in the folder or is it. */
export function isInside(folder: string, path: string): boolean {
	const way = relative(folder, path);
	return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

export function unreadable(path: string, error: unknown): SkippedFile {
	const code = errorCode(error);
	if (code === undefined) {
		throw error;
	}
	if (code === 'ELOOP') {
		return skip(path, 'symlink', 'a link');
	}
	const known: Record<string, string> = {
		EACCES: 'reading it is not permitted (EACCES)',
		EPERM: 'reading it is not permitted (EPERM)',
		ENOENT: 'it is no longer there',
		ENOTDIR: 'it is no longer there',
		EISDIR: 'it is a folder',
		ENAMETOOLONG: 'its path is too long for this system (ENAMETOOLONG)',
	};
	return skip(path, 'unreadable', known[code] ?? `it cannot be read (${code})`);
}

/** A name that is not valid UTF-8 arrives with U+FFFD in it, and nothing answers to that. */
function missing(path: string): Found {
	return path.includes('\uFFFD') ? { kind: 'skipped', skipped: skip(path, 'unreadable', 'its name is not valid UTF-8') } : { kind: 'gone' };
}

function aboutLink(root: string, path: string): string {
	try {
		const [home, target] = [realpathSync(root), realpathSync(join(root, path))];
		if (!isInside(home, target)) {
			return 'a link to a place outside the folder';
		}
		const name = relative(home, target).replaceAll(sep, '/') || '.';
		return statSync(target).isDirectory() ? `a link to the folder \`${name}\`` : `a link to \`${name}\``;
	} catch (error) {
		const known: Record<string, string> = { ENOENT: 'a link to nothing', ELOOP: 'a link that leads back to itself' };
		const code = errorCode(error);
		if (code === undefined) {
			throw error;
		}
		return known[code] ?? `a link that cannot be followed (${code})`;
	}
}

function aboutSpecial(stats: Stats): string {
	if (stats.isFIFO()) {
		return 'a named pipe';
	}
	return stats.isSocket() ? 'a socket' : 'a device';
}
