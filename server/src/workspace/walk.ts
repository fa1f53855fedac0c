/** The files of a folder without git's help: a walk that obeys the gitignore files it meets and follows no links. */
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type CancelToken, throwIfCancelled } from '../base/cancel.ts';
import { errorCode } from '../base/errors.ts';
import type { SkippedFile } from '../domain/file.ts';
import { IgnoreRules, RuleTree, readRules, toolFolders } from './ignore.ts';
import { skip } from './skip.ts';

export type Walked = { readonly paths: readonly string[]; readonly skipped: readonly SkippedFile[] };

/** How many folders are read at a time: reading one is mostly waiting. */
const atOnce = 32;

/** Everything below `root` that is no folder, by path; a folder that is left out ends in a slash and stands for all below it. */
export async function walk(root: string, token: CancelToken): Promise<Walked> {
	const rules = gitignoreRules(root);
	const paths: string[] = [];
	const skipped: SkippedFile[] = [];
	const folders = [''];
	while (folders.length > 0) {
		throwIfCancelled(token);
		const batch = folders.splice(-atOnce);
		const entries = await Promise.all(batch.map((folder) => entriesOf(root, folder, skipped)));
		for (const { path, isFolder } of entries.flat()) {
			const rule = rules.ruleFor(path);
			if (rule !== undefined) {
				skipped.push(skip(path, 'ignored', rule));
			} else {
				(isFolder ? folders : paths).push(path);
			}
		}
	}
	return { paths, skipped };
}

/** The rules git would apply, as far as they lie in the folder itself. */
export function gitignoreRules(root: string): RuleTree {
	const tools = new IgnoreRules(toolFolders.map((name) => ({ pattern: `${name}/`, mark: 'installed packages or caches of a tool' })));
	const exclude = readRules(root, '.git/info/exclude');
	return new RuleTree(root, '.gitignore', exclude === undefined ? tools : tools.with('.git/info/exclude', '', exclude));
}

type Entry = { readonly path: string; readonly isFolder: boolean };

/** A folder that went meanwhile is empty; one that may not be read is told. */
async function entriesOf(root: string, folder: string, skipped: SkippedFile[]): Promise<readonly Entry[]> {
	try {
		const entries = await readdir(join(root, folder), { withFileTypes: true });
		return entries.filter(({ name }) => name !== '.git').map((entry) => toEntry(folder, entry));
	} catch (error) {
		const code = errorCode(error);
		if (code === undefined || folder === '') {
			throw error;
		}
		if (code !== 'ENOENT' && code !== 'ENOTDIR') {
			skipped.push(skip(folder, 'unreadable', `the folder cannot be read (${code})`));
		}
		return [];
	}
}

function toEntry(folder: string, entry: Dirent): Entry {
	const isFolder = entry.isDirectory();
	return { path: folder + entry.name + (isFolder ? '/' : ''), isFolder };
}
