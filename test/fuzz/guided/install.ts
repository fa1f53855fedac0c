/** Brings the coverage-guided fuzzer by its own lock file: no part of the product, and not installed with it. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { forOlderGlibc } from './olderGlibc.ts';

const folder = import.meta.dirname;

/** Throws where this system has no build of it. */
export function installJazzer(): void {
	const installed = join(folder, 'node_modules', '.package-lock.json');
	if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(join(folder, 'package-lock.json')).mtimeMs) {
		console.error('Installing Jazzer.js …');
		const args = ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
		const { status } = spawnSync('npm', args, { cwd: folder, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
		if (status !== 0) {
			throw new Error(`npm install in ${folder} ended with status ${status}; it needs a package registry the first time.`);
		}
	}
	const fuzzer = dirname(createRequire(join(folder, 'package.json')).resolve('@jazzer.js/fuzzer/package.json'));
	const addon = join(fuzzer, 'prebuilds', `fuzzer-${process.platform}-${process.arch}.node`);
	if (!existsSync(addon)) {
		throw new Error(`Jazzer.js has no build for ${process.platform} ${process.arch}.`);
	}
	let why = whyNotLoaded(addon);
	if (why?.includes("`GLIBC_2.38' not found") && process.arch === 'x64') {
		writeFileSync(addon, forOlderGlibc(readFileSync(addon)));
		why = whyNotLoaded(addon);
	}
	if (why !== undefined) {
		throw new Error(`Jazzer.js does not start here: ${why}`);
	}
}

/** In a process of its own: a library stays loaded. */
function whyNotLoaded(addon: string): string | undefined {
	const { status, stderr } = spawnSync(process.execPath, ['-e', `require(${JSON.stringify(addon)})`], { encoding: 'utf8' });
	return status === 0 ? undefined : (/^Error: .*$/m.exec(stderr)?.[0] ?? stderr.slice(0, 500));
}
