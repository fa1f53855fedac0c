/** Temporary folders with real files and real git, away from the user's own configuration. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after } from 'node:test';
import { never } from '../../../server/src/base/cancel.ts';
import { silentLog } from '../../../server/src/base/log.ts';
import { diskWorkspace } from '../../../server/src/workspace/diskWorkspace.ts';
import type { Listing } from '../../../server/src/workspace/workspace.ts';

export const maxFileBytes = 1024 * 1024;

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'workspace-')));
export const home = join(scratch, 'home');
mkdirSync(home);
process.env.HOME = home;
process.env.XDG_CONFIG_HOME = join(home, '.config');
delete process.env.GIT_CONFIG_GLOBAL;
after(() => rmSync(scratch, { recursive: true, force: true }));

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A new folder with these files. */
export function folder(files: Files = {}): string {
	const root = mkdtempSync(join(scratch, 'folder-'));
	write(root, files);
	return root;
}

/** The same, as a git repository with everything committed that is not ignored. */
export function repository(files: Files = {}): string {
	const root = folder(files);
	git(root, 'init', '-q');
	commit(root);
	return root;
}

export function write(root: string, files: Files): void {
	for (const [path, content] of Object.entries(files)) {
		mkdirSync(dirname(join(root, path)), { recursive: true });
		writeFileSync(join(root, path), content);
	}
}

export function commit(root: string): void {
	git(root, 'add', '-A');
	git(root, 'commit', '-q', '--allow-empty', '-m', 'test');
}

export function git(root: string, ...args: string[]): string {
	const settings = ['user.name=test', 'user.email=test@example.com', 'protocol.file.allow=always', 'init.defaultBranch=main'];
	return execFileSync('git', [...settings.flatMap((setting) => ['-c', setting]), ...args], { cwd: root, encoding: 'utf8', stdio: 'pipe' });
}

export function open(root: string, maxFiles = Number.POSITIVE_INFINITY) {
	return diskWorkspace({ root, maxFileBytes, maxFiles, log: silentLog });
}

export async function list(root: string, maxFiles?: number): Promise<Listing> {
	return await open(root, maxFiles).list(never);
}

/** Without git on the search path. */
export async function listWithoutGit(root: string, maxFiles?: number): Promise<Listing> {
	const path = process.env.PATH;
	process.env.PATH = home;
	try {
		return await list(root, maxFiles);
	} finally {
		process.env.PATH = path;
	}
}

export function paths(listing: Listing): string[] {
	return listing.files.map(({ path }) => path);
}

/** `path: reason, detail` for each file left out. */
export function leftOut(listing: Listing): string[] {
	return listing.skipped.map(({ path, reason, detail }) => `${path}: ${reason}, ${detail}`);
}
