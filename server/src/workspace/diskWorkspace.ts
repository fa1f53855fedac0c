/** Opens a folder on disk as a workspace; `readSource` and `ignoreRule` stand on their own, for workers and for questions. */
import { never } from '../base/cancel.ts';
import { gitRule } from './gitFiles.ts';
import { RuleTree } from './ignore.ts';
import { ignoreFile, type ListOptions, listFiles } from './list.ts';
import { mentionsIn, readBytes, readSource } from './source.ts';
import { Stamper } from './stamp.ts';
import { gitignoreRules } from './walk.ts';
import { watchPaths } from './watch.ts';
import type { Workspace } from './workspace.ts';

export { readBytes, readSource } from './source.ts';

export type DiskWorkspaceOptions = ListOptions;

export function diskWorkspace(options: DiskWorkspaceOptions): Workspace {
	return {
		root: options.root,
		list: (token) => listFiles(options, token),
		stamp: (path) => {
			const found = new Stamper(options.root).look(path);
			return found.kind === 'file' ? found.stamp : undefined;
		},
		read: (path) => readSource(options.root, path, options),
		bytes: (path) => readBytes(options.root, path, options),
		mentions: (path, words) => mentionsIn(options.root, path, words, options),
		watch: (listener) => watchPaths(options, listener),
	};
}

/** The rule that leaves a path out, as a person would name it: `.gitignore` line 14 `legacy/`; `undefined` where none does. */
export async function ignoreRule(root: string, path: string): Promise<string | undefined> {
	const own = new RuleTree(root, ignoreFile).ruleFor(path);
	if (own !== undefined) {
		return own;
	}
	const asked = await gitRule(root, path, never);
	switch (asked.kind) {
		case 'rule':
			return asked.rule;
		case 'none':
			return undefined;
		case 'failed':
			return gitignoreRules(root).ruleFor(path);
	}
}
