/** Repositories inside a folder: nested ones, submodules, and linked work trees. */
import { lstatSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { readRules } from './ignore.ts';

export function startsRepository(folder: string): boolean {
	return lstatSync(join(folder, '.git'), { throwIfNoEntry: false }) !== undefined;
}

/** The folder of the repository whose linked work tree this is; `undefined` where it is none. */
export function repositoryOfWorktree(folder: string): string | undefined {
	const pointer = /^gitdir: (.+?)\s*$/.exec(readRules(folder, '.git') ?? '')?.[1];
	const gitFolder = pointer === undefined ? undefined : /^(.+[\\/]\.git)[\\/]worktrees[\\/][^\\/]+$/.exec(resolve(folder, pointer))?.[1];
	return gitFolder === undefined ? undefined : dirname(gitFolder);
}
