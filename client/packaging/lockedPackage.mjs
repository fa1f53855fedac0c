// A package of package-lock.json as a folder, for whichever platform it is: from node_modules, else fetched and checked.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');
const cache = join(root, 'node_modules', '.cache', 'packages');
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));
const lock = readJson(join(root, 'package-lock.json')).packages;

/** The package could not be had: no network, no registry. What came but is not what the lock file names is another error. */
export class Unreachable extends Error {}

/** The folder of `name` in exactly the version that the lock file names. No script of it is run. */
export function lockedPackage(name) {
	const locked = lock[`node_modules/${name}`];
	if (locked === undefined) {
		throw new Error(`package-lock.json does not name ${name}. Add it to package.json and run npm install.`);
	}
	const installed = join(root, 'node_modules', name);
	if (existsSync(installed) && readJson(join(installed, 'package.json')).version === locked.version) {
		return installed;
	}
	const cached = join(cache, `${name.replace('/', '+')}-${locked.version}`);
	if (!existsSync(cached)) {
		fetchInto(cached, `${name}@${locked.version}`, locked.integrity);
	}
	return join(cached, 'package');
}

function fetchInto(folder, spec, integrity) {
	mkdirSync(cache, { recursive: true });
	const work = mkdtempSync(join(cache, 'fetch-'));
	try {
		const archive = join(work, pack(spec, work));
		const found = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
		if (found !== integrity) {
			throw new Error(`${spec} is not what package-lock.json names: its integrity is ${found}, not ${integrity}.`);
		}
		execFileSync('tar', ['-xzf', archive, '-C', work]);
		rmSync(archive);
		renameSync(work, folder);
	} finally {
		rmSync(work, { recursive: true, force: true });
	}
}

/** The name of the archive that npm put into `folder`. */
function pack(spec, folder) {
	const windows = process.platform === 'win32';
	try {
		const output = execFileSync('npm', ['pack', spec, '--json', '--silent', '--ignore-scripts', '--pack-destination', folder], {
			cwd: root,
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'pipe'],
			shell: windows,
		});
		return JSON.parse(output)[0].filename;
	} catch (error) {
		throw new Unreachable(`${spec} could not be fetched. Is the npm registry reachable?`, { cause: error });
	}
}
