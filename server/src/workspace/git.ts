/** Runs git so that nothing a workspace brings along is executed: no hooks, monitors, pagers, helpers or transports. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { devNull } from 'node:os';
import { dirname } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { Cancelled, type CancelToken, throwIfCancelled } from '../base/cancel.ts';
import { errorCode } from '../base/errors.ts';

export type GitAnswer =
	| { readonly kind: 'answer'; readonly output: string; readonly warnings: string }
	| { readonly kind: 'failed'; readonly why: string; readonly status?: number };

export type GitQuestion = {
	/** Absolute path of the folder to ask in. */
	readonly folder: string;
	readonly args: readonly string[];
	readonly input?: string;
	/** The folder is a repository of its own; git must not answer from one above it. */
	readonly ownRepository?: boolean;
	/** The answer is names, each ended by a zero: so many are taken in, then git is stopped. */
	readonly mostNames?: number;
};

/** Git says so in one of two ways: by naming the folder itself as ignored, or by failing on it. */
export const ignoresAll = 'git ignores the whole folder';

const maxMilliseconds = 60_000;
const maxBytes = 256 * 1024 * 1024;

/** Given on the command line, where they win over the repository's own configuration. */
const harmless = [
	'core.fsmonitor=false',
	'core.untrackedCache=false',
	`core.hooksPath=${devNull}`,
	'core.pager=cat',
	'protocol.allow=never',
	'safe.bareRepository=explicit',
	'submodule.recurse=false',
].flatMap((setting) => ['-c', setting]);

export async function askGit(question: GitQuestion, token: CancelToken): Promise<GitAnswer> {
	throwIfCancelled(token);
	const child = spawn('git', ['--no-pager', ...harmless, '-C', question.folder, ...question.args], {
		// Some systems look for programs in the working folder first, which must not be the workspace.
		cwd: dirname(process.execPath),
		env: environment(question),
		stdio: ['pipe', 'pipe', 'pipe'],
		windowsHide: true,
	});
	return await settle(child, question, token);
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

function settle(child: Child, { input = '', mostNames }: GitQuestion, token: CancelToken): Promise<GitAnswer> {
	return new Promise((resolve, reject) => {
		let stopped: string | undefined;
		const stop = (why: string) => {
			stopped ??= why;
			child.kill('SIGKILL');
		};
		let hasEnough = false;
		const enough = () => {
			hasEnough = true;
			child.kill('SIGKILL');
		};
		const output =
			mostNames === undefined
				? gather(child.stdout, () => stop(`its answer is longer than ${maxBytes} bytes`))
				: gatherNames(child.stdout, mostNames, enough);
		const errors = gather(child.stderr, () => stop(`its errors are longer than ${maxBytes} bytes`));
		const deadline = setTimeout(() => stop(`it took longer than ${maxMilliseconds / 1000} seconds`), maxMilliseconds);
		const cancel = setInterval(() => token.isCancellationRequested && stop('cancelled'), 50);
		const release = () => {
			clearTimeout(deadline);
			clearInterval(cancel);
		};
		child.on('error', (error) => {
			release();
			resolve({ kind: 'failed', why: errorCode(error) === 'ENOENT' ? 'git is not installed' : `git does not start: ${error.message}` });
		});
		child.on('close', (status) => {
			release();
			if (token.isCancellationRequested) {
				reject(new Cancelled());
			} else if (hasEnough) {
				resolve({ kind: 'answer', output: output(), warnings: errors().trim() });
			} else if (stopped !== undefined) {
				resolve({ kind: 'failed', why: `git was stopped: ${stopped}` });
			} else if (status !== 0) {
				resolve({ kind: 'failed', why: explain(errors(), status), ...(status === null ? {} : { status }) });
			} else {
				resolve({ kind: 'answer', output: output(), warnings: errors().trim() });
			}
		});
		// A git that ends early closes its end; its exit status tells the rest.
		child.stdin.on('error', () => undefined);
		child.stdin.end(input);
	});
}

function gather(stream: Readable, overflow: () => void): () => string {
	const parts: Buffer[] = [];
	let size = 0;
	stream.on('data', (part: Buffer) => {
		size += part.length;
		if (size > maxBytes) {
			overflow();
		} else {
			parts.push(part);
		}
	});
	return () => Buffer.concat(parts).toString('utf8');
}

/** The first `most` names, as they came; bytes are let go as soon as no more are wanted. */
function gatherNames(stream: Readable, most: number, enough: () => void): () => string {
	const parts: Buffer[] = [];
	let names = 0;
	stream.on('data', (part: Buffer) => {
		if (names < most) {
			const end = endOfNames(part, most - names);
			parts.push(part.subarray(0, end.at));
			names += end.names;
			if (names === most) {
				enough();
			}
		}
	});
	return () => Buffer.concat(parts).toString('utf8');
}

/** Behind the last of at most `most` names that end in the bytes, and how many do; all bytes where fewer do. */
function endOfNames(bytes: Buffer, most: number): { at: number; names: number } {
	let names = 0;
	for (let zero = bytes.indexOf(0); zero >= 0; zero = bytes.indexOf(0, zero + 1)) {
		if (++names === most) {
			return { at: zero + 1, names };
		}
	}
	return { at: bytes.length, names };
}

function explain(errors: string, status: number | null): string {
	if (errors.includes('not a git repository')) {
		return 'the folder is not in a git repository';
	}
	if (errors.includes('dubious ownership')) {
		return 'git does not trust the owner of this folder (git config safe.directory)';
	}
	if (errors.includes('not superset of prefix')) {
		return ignoresAll;
	}
	return `git failed: ${errors.trim().split('\n')[0] || `exit status ${status}`}`;
}

/** The caller's environment without its GIT_ variables: they may point at another repository. Where configuration lies is kept. */
function environment({ folder, ownRepository }: GitQuestion): NodeJS.ProcessEnv {
	const kept = /^GIT_(CONFIG_(GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+)|EXEC_PATH|CEILING_DIRECTORIES|DISCOVERY_ACROSS_FILESYSTEM)$/i;
	const own = Object.entries(process.env).filter(([name]) => !/^GIT_/i.test(name) || kept.test(name));
	return {
		...Object.fromEntries(own),
		...(ownRepository === true ? { GIT_CEILING_DIRECTORIES: dirname(folder) } : {}),
		GIT_OPTIONAL_LOCKS: '0',
		GIT_TERMINAL_PROMPT: '0',
		GIT_NO_LAZY_FETCH: '1',
		GIT_ALLOW_PROTOCOL: 'none',
		GIT_LITERAL_PATHSPECS: '1',
		NoDefaultCurrentDirectoryInExePath: '1',
		LC_ALL: 'C',
	};
}
