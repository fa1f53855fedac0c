/** Brings what the product is measured against, each by its own lock file in peers/: no part of the product, and not installed with it. */
import { spawnSync } from 'node:child_process';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const peersFolder = fileURLToPath(new URL('./peers/', import.meta.url));

/** transformers.js, LanceDB, and what Continue counts and stems with. */
export function installPeers(): void {
	if (isCurrent(join(peersFolder, 'node_modules', '.package-lock.json'), 'package-lock.json')) {
		return;
	}
	console.log('Installing transformers.js and LanceDB …');
	// not `npm ci`: it wants LanceDB of every platform in the lock file, and not every registry has them
	const status = run('npm', ['install', '--no-save', '--prefix', peersFolder, '--no-audit', '--no-fund', '--loglevel=error']);
	if (status !== 0) {
		throw new Error(`npm install in ${peersFolder} ended with status ${status}; it needs a package registry the first time.`);
	}
}

/** The Python of an environment that has semble, or why there is none. */
export function installSemble(): { readonly python: string } | { readonly why: string } {
	const environment = join(peersFolder, '.venv');
	const [python, stamp] = [join(environment, 'bin', 'python'), join(environment, 'installed')];
	if (isCurrent(stamp, 'requirements.txt')) {
		return { python };
	}
	console.log('Installing semble …');
	const made = run('python3', ['-m', 'venv', environment]);
	const status = made === 0 ? run(python, ['-m', 'pip', 'install', '--quiet', '-r', join(peersFolder, 'requirements.txt')]) : made;
	if (status !== 0) {
		return { why: `pip install semble ended with status ${status}` };
	}
	writeFileSync(stamp, '');
	return { python };
}

function isCurrent(installed: string, lock: string): boolean {
	const stats = statSync(installed, { throwIfNoEntry: false });
	return stats !== undefined && stats.mtimeMs >= statSync(join(peersFolder, lock)).mtimeMs;
}

/** The exit status; null where it could not be started. */
function run(program: string, args: readonly string[]): number | null {
	return spawnSync(program, args, { cwd: peersFolder, stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32' })
		.status;
}
