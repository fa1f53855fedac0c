/** Which files of a folder belong to the index: asks git or walks, applies the index's own rules, and looks at each. */
import { type Stats, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type CancelToken, throwIfCancelled } from '../base/cancel.ts';
import { errorCode, UserError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { type FileStamp, restOfFolder, type SkippedFile } from '../domain/file.ts';
import { gitFiles } from './gitFiles.ts';
import { RuleTree, toolFolders } from './ignore.ts';
import { repositoryOfWorktree, startsRepository } from './nested.ts';
import { skip } from './skip.ts';
import { judgeStamp, type ReadLimits } from './source.ts';
import { Stamper } from './stamp.ts';
import { type Walked, walk } from './walk.ts';
import type { Listing } from './workspace.ts';

export const ignoreFile = '.skilllensignore';

export type ListOptions = ReadLimits & {
	readonly root: string;
	/** So many names are looked at; what comes after them is left out. */
	readonly maxFiles: number;
	readonly log: Log;
};

export async function listFiles(options: ListOptions, token: CancelToken): Promise<Listing> {
	requireFolder(options.root);
	const lister = new Lister(options, token);
	try {
		const source = await lister.collect('');
		return { files: once(lister.files.sort(byPath)), skipped: lister.leftOut().sort(byPath), source };
	} finally {
		// What was found in a folder that went meanwhile is no finding, and an error there has no other cause.
		requireFolder(options.root);
	}
}

export function requireFolder(root: string): void {
	const stats = folderStats(root);
	if (stats === undefined) {
		throw new UserError(`The folder ${root} does not exist.`, 'Open a folder that exists.');
	}
	if (!stats.isDirectory()) {
		throw new UserError(`${root} is not a folder.`, 'Open the folder that it lies in.');
	}
}

type Named = Walked & { readonly source: Listing['source'] };

class Lister {
	readonly files: FileStamp[] = [];
	private readonly skipped: SkippedFile[] = [];
	private readonly options: ListOptions;
	private readonly token: CancelToken;
	private readonly stamper: Stamper;
	private readonly rules: RuleTree;
	/** Names that may still be looked at. */
	private room: number;
	private isCut = false;

	constructor(options: ListOptions, token: CancelToken) {
		this.options = options;
		this.token = token;
		this.room = options.maxFiles;
		this.stamper = new Stamper(options.root);
		this.rules = new RuleTree(options.root, ignoreFile);
	}

	leftOut(): SkippedFile[] {
		return this.isCut ? [...this.skipped, theRest(this.options.maxFiles)] : this.skipped;
	}

	/** Everything below one folder (`''` or `a/b/`), and below the repositories in it. */
	async collect(folder: string): Promise<Listing['source']> {
		const { paths, skipped, isCut, source } = await this.names(folder);
		for (const each of skipped.slice(0, Math.max(0, this.options.maxFiles - this.skipped.length))) {
			this.skipped.push(folder === '' ? each : { ...each, path: folder + each.path });
		}
		this.room -= paths.length;
		this.isCut ||= isCut;
		for (const repository of await this.lookAt(folder, paths)) {
			await this.collect(repository);
		}
		return source;
	}

	private async names(folder: string): Promise<Named> {
		const { root, log } = this.options;
		const top = join(root, folder);
		const asked = await gitFiles(top, folder !== '', this.room, this.token);
		if (asked.kind === 'files') {
			if (asked.warnings !== '') {
				log.warn('workspace', `git on ${folder || '.'}: ${asked.warnings}`);
			}
			return { paths: asked.paths, skipped: asked.ignored.map(ignoredByGit), isCut: asked.isCut, source: { kind: 'git' } };
		}
		log.info('workspace', `walking through ${folder || 'the folder'} without git: ${asked.why}`);
		return { ...(await walk(top, this.room, this.token)), source: { kind: 'walk', why: asked.why } };
	}

	/** Sorts the paths into what belongs and what does not; answers the repositories among them. */
	private async lookAt(folder: string, names: readonly string[]): Promise<string[]> {
		const repositories: string[] = [];
		for (const [index, name] of names.entries()) {
			if (index % 512 === 511) {
				await setImmediate();
				throwIfCancelled(this.token);
			}
			const path = folder + name;
			if (name !== names[index - 1] && this.place(path) === 'repository') {
				repositories.push(`${path.replace(/\/$/, '')}/`);
			}
		}
		return repositories;
	}

	private place(path: string): 'repository' | 'done' {
		const found = this.stamper.look(path.replace(/\/$/, ''));
		const rule = found.kind === 'gone' ? undefined : this.rules.ruleFor(found.kind === 'folder' ? `${path.replace(/\/$/, '')}/` : path);
		if (rule !== undefined) {
			this.skipped.push(skip(path, 'ignored', rule));
		} else if (found.kind === 'skipped') {
			this.skipped.push(found.skipped);
		} else if (found.kind === 'folder') {
			return this.placeFolder(path.replace(/\/$/, ''));
		} else if (found.kind === 'file') {
			const verdict = judgeStamp(path, found.stamp.size, this.options);
			if (verdict === undefined) {
				this.files.push(found.stamp);
			} else {
				this.skipped.push(skip(path, verdict.reason, verdict.detail));
			}
		}
		return 'done';
	}

	/** A folder is named where a repository lies in it, as a submodule or on its own, or did once. */
	private placeFolder(path: string): 'repository' | 'done' {
		const folder = join(this.options.root, path);
		if (!startsRepository(folder)) {
			return 'done';
		}
		const repository = repositoryOfWorktree(folder);
		if (repository !== undefined && `${folder}/`.startsWith(`${repository}/`)) {
			this.skipped.push(skip(`${path}/`, 'ignored', 'another work tree of the repository around it'));
			return 'done';
		}
		return 'repository';
	}
}

function theRest(maxFiles: number): SkippedFile {
	const many = maxFiles.toLocaleString('en');
	return skip(
		restOfFolder,
		'tooMany',
		`This folder has more than ${many} files, and what comes after them is left out of the index. Leave out what nobody searches (.gitignore, .skilllensignore), or raise skilllens.index.maxFiles.`,
	);
}

function ignoredByGit(path: string): SkippedFile {
	const isTools = path.endsWith('/') && toolFolders.includes(basename(path));
	return skip(path, 'ignored', isTools ? 'installed packages or caches of a tool' : 'ignored by git');
}

function folderStats(root: string): Stats | undefined {
	try {
		return statSync(root, { throwIfNoEntry: false });
	} catch (error) {
		throw new UserError(`The folder ${root} cannot be opened (${errorCode(error)}).`, 'Check its permissions.', { cause: error });
	}
}

/** Of a sorted list: the files of a repository inside another one may be tracked by both. */
function once(files: readonly FileStamp[]): FileStamp[] {
	return files.filter(({ path }, i) => path !== files[i - 1]?.path);
}

function byPath(left: { readonly path: string }, right: { readonly path: string }): number {
	return left.path < right.path ? -1 : Number(left.path > right.path);
}
