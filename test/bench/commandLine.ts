/** The built command line as a user has it: dist/skilllens.mjs in a process of its own. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../dist/skilllens.mjs', import.meta.url));

/** Its standard output; an error with what it said where it fails. */
export function runCommandLine(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
	return new Promise((resolve, reject) => {
		const child = spawn(process.execPath, [program, ...args], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
		let [stdout, stderr] = ['', ''];
		child.stdout.setEncoding('utf8').on('data', (text: string) => {
			stdout += text;
		});
		child.stderr.setEncoding('utf8').on('data', (text: string) => {
			stderr += text;
		});
		child.on('error', reject);
		child.on('close', (status) =>
			status === 0 ? resolve(stdout) : reject(new Error(`skilllens ${args.join(' ')} ended with status ${status}: ${stderr}`)),
		);
	});
}
