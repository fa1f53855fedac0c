/** Files and folders as a language model names them. */
import { isAbsolute, join } from 'node:path';

export type OpenFolder = { readonly name: string /** Absolute. */; readonly root: string };

/** The absolute path of `path`: absolute already, below the one open folder, or beginning with the name of one of several. */
export function absolutePath(path: string, folders: readonly OpenFolder[]): string {
	if (isAbsolute(path)) {
		return path;
	}
	const [first = '', ...rest] = path.split(/[\\/]/);
	const [only, ...others] = folders;
	if (only === undefined) {
		throw new Error('No folder is open in the editor, so there is nothing to search. Ask the user to open one.');
	}
	if (others.length === 0) {
		return join(only.root, path);
	}
	const named = folders.find(({ name }) => name === first);
	if (named === undefined) {
		const names = folders.map(({ name }) => name).join(', ');
		throw new Error(`${path} could be in any of the open folders. Give an absolute path, or begin with the name of a folder: ${names}.`);
	}
	return join(named.root, ...rest);
}
