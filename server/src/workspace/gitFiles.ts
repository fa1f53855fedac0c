/** What git says about the files of a folder: which belong to it, which it ignores, and by which rule. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { anyOf, CancelSource, type CancelToken } from '../base/cancel.ts';
import { errorCode } from '../base/errors.ts';
import { askGit, type GitAnswer, type GitQuestion, ignoresAll } from './git.ts';
import { toolFolders } from './ignore.ts';

/** Paths relative to the folder that was asked. One that ends in a slash is a repository of its own (in `paths`) or stands for all below (in `ignored`). */
export type GitFiles =
	| {
			readonly kind: 'files';
			readonly paths: readonly string[];
			/** There are more paths. */
			readonly isCut: boolean;
			readonly ignored: readonly string[];
			readonly warnings: string;
	  }
	| { readonly kind: 'failed'; readonly why: string };

/** Tracked and untracked files; tracked ones may be gone, and unmerged ones are named once for each side, one after the other. At most so many, tracked ones first. */
export async function gitFiles(folder: string, ownRepository: boolean, most: number, token: CancelToken): Promise<GitFiles> {
	const ask = (...args: string[]) => askUnlessBlocked({ folder, args, ownRepository, mostNames: most + 1 }, token);
	// Holds for untracked files only: what is committed belongs to the project, whatever its folder is called.
	const rules = ['--exclude-standard', ...toolFolders.map((name) => `--exclude=${name}/`)];
	const [inside, tracked, others, ignored] = await Promise.all([
		askUnlessBlocked({ folder, args: ['rev-parse', '--is-inside-work-tree'], ownRepository }, token),
		ask('ls-files', '-z', '-c'),
		ask('ls-files', '-z', '-o', ...rules),
		ask('ls-files', '-z', '-o', '-i', '--directory', ...rules),
	]);
	for (const answer of [inside, tracked, others, ignored]) {
		if (answer.kind === 'failed') {
			return answer;
		}
	}
	if (names(inside)[0]?.trim() !== 'true') {
		return { kind: 'failed', why: 'the folder is outside the work tree of its git repository' };
	}
	if (names(ignored).includes('./')) {
		return { kind: 'failed', why: ignoresAll };
	}
	const warnings = others.kind === 'answer' ? others.warnings : '';
	const paths = [...names(tracked), ...names(others)].filter(isBelow);
	return { kind: 'files', paths: paths.slice(0, most), isCut: paths.length > most, ignored: names(ignored).filter(isBelow), warnings };
}

export type GitRule =
	| { readonly kind: 'rule'; readonly rule: string }
	| { readonly kind: 'none' }
	| { readonly kind: 'failed'; readonly why: string };

/** The rule by which git ignores a path, as a person would name it: `.gitignore` line 14 `legacy/`. Tracked files are never ignored. */
export async function gitRule(folder: string, path: string, token: CancelToken): Promise<GitRule> {
	const answer = await askUnlessBlocked({ folder, args: ['check-ignore', '-v', '-z', '--stdin'], input: `${path}\0` }, token);
	if (answer.kind === 'failed') {
		// Git's way to say that no rule was found.
		return answer.status === 1 ? { kind: 'none' } : answer;
	}
	const [file, line, pattern] = names(answer);
	return { kind: 'rule', rule: `\`${file}\` line ${line} \`${pattern}\`` };
}

/** Milliseconds after which it is looked whether git waits for something. */
const patience = 3_000;

/** Git opens every `.gitignore`, and waits where one is a pipe: it is not waited for then. */
async function askUnlessBlocked(question: GitQuestion, token: CancelToken): Promise<GitAnswer> {
	const stop = new CancelSource();
	let pipe: string | undefined;
	const timer = setTimeout(async () => {
		pipe = await pipeAmongRules(question.folder, anyOf(token, stop.token));
		if (pipe !== undefined) {
			stop.cancel();
		}
	}, patience);
	try {
		return await askGit(question, anyOf(token, stop.token));
	} catch (error) {
		if (pipe === undefined || token.isCancellationRequested) {
			throw error;
		}
		return { kind: 'failed', why: `git would wait for \`${pipe}\`, which is a pipe` };
	} finally {
		clearTimeout(timer);
		stop.cancel();
	}
}

/** The first rule file that is a pipe. */
async function pipeAmongRules(root: string, token: CancelToken): Promise<string | undefined> {
	const folders = [''];
	for (let folder = folders.pop(); folder !== undefined && !token.isCancellationRequested; folder = folders.pop()) {
		for (const entry of await entriesOf(join(root, folder))) {
			const path = join(folder, entry.name);
			if (entry.name === '.gitignore' && entry.isFIFO()) {
				return path;
			}
			if (entry.isDirectory() && entry.name !== '.git') {
				folders.push(path);
			}
		}
	}
	return undefined;
}

/** None where the folder cannot be read, which listing it tells. */
async function entriesOf(folder: string) {
	try {
		return await readdir(folder, { withFileTypes: true });
	} catch (error) {
		if (errorCode(error) === undefined) {
			throw error;
		}
		return [];
	}
}

/** A configured work tree can lie elsewhere; what is not below the folder that was asked is none of it. */
function isBelow(path: string): boolean {
	return !/^\.{0,2}(\/|$)/.test(path);
}

function names(answer: GitAnswer): string[] {
	return answer.kind === 'answer' ? answer.output.split('\0').filter((name) => name !== '') : [];
}
