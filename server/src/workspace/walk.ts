/** The files of a folder without git's help: a walk that obeys the gitignore files it meets and follows no links. */
import type { Dirent } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { type CancelToken, throwIfCancelled } from '../base/cancel.ts';
import { errorCode } from '../base/errors.ts';
import type { SkippedFile } from '../domain/file.ts';
import { IgnoreRules, RuleTree, readRules, toolFolders } from './ignore.ts';
import { skip } from './skip.ts';

export type Walked = {
	readonly paths: readonly string[];
	readonly skipped: readonly SkippedFile[];
	/** There may be more paths. */
	readonly isCut: boolean;
};

/** How many folders are read at a time: reading one is mostly waiting. And how many entries of each: one may hold millions. */
const [atOnce, entriesAtOnce] = [32, 1_000];

/**
 * What is below `root` and no folder, by path; a folder that is left out ends in a slash and stands for all below it. At most so many paths, of the
 * uppermost folders; and at most so many are told of what is left out.
 */
export async function walk(root: string, most: number, token: CancelToken): Promise<Walked> {
	const rules = gitignoreRules(root);
	const paths: string[] = [];
	const skipped: SkippedFile[] = [];
	let [below, isCut]: [string[], boolean] = [[''], false];
	const take = ({ path, isFolder }: Entry): boolean => {
		const rule = rules.ruleFor(path);
		const kept = rule === undefined ? (isFolder ? below : paths) : undefined;
		isCut ||= kept?.length === most;
		if (kept !== undefined && !isCut) {
			kept.push(path);
		} else if (rule !== undefined && skipped.length < most) {
			skipped.push(skip(path, 'ignored', rule));
		}
		return !isCut;
	};
	while (below.length > 0 && !isCut) {
		const level = below.sort();
		below = [];
		for (let i = 0; i < level.length && !isCut; i += atOnce) {
			throwIfCancelled(token);
			await Promise.all(level.slice(i, i + atOnce).map((folder) => visit(root, folder, take, skipped)));
		}
	}
	return { paths, skipped, isCut };
}

/** The rules git would apply, as far as they lie in the folder itself. */
export function gitignoreRules(root: string): RuleTree {
	const tools = new IgnoreRules(toolFolders.map((name) => ({ pattern: `${name}/`, mark: 'installed packages or caches of a tool' })));
	const exclude = readRules(root, '.git/info/exclude');
	return new RuleTree(root, '.gitignore', exclude === undefined ? tools : tools.with('.git/info/exclude', '', exclude));
}

type Entry = { readonly path: string; readonly isFolder: boolean };

/** Visits entries until one visit answers false. A folder that went meanwhile is empty; one that may not be read is told. */
async function visit(root: string, folder: string, take: (entry: Entry) => boolean, skipped: SkippedFile[]): Promise<void> {
	try {
		for await (const entry of await opendir(join(root, folder), { bufferSize: entriesAtOnce })) {
			if (entry.name !== '.git' && !take(toEntry(folder, entry))) {
				break;
			}
		}
	} catch (error) {
		const code = errorCode(error);
		if (code === undefined || folder === '') {
			throw error;
		}
		if (code !== 'ENOENT' && code !== 'ENOTDIR') {
			skipped.push(skip(folder, 'unreadable', `the folder cannot be read (${code})`));
		}
	}
}

function toEntry(folder: string, entry: Dirent): Entry {
	const isFolder = entry.isDirectory();
	return { path: folder + entry.name + (isFolder ? '/' : ''), isFolder };
}
