/** The command line as a process of its own, from source. */
import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

export const program = fileURLToPath(new URL('../../server/src/cli.ts', import.meta.url));

export type CliResult = { readonly status: number | null; readonly stdout: string; readonly stderr: string };
export type CliOptions = {
	readonly cache: string;
	/** Another one than that from source. */
	readonly program?: string;
	readonly cwd?: string;
	readonly stdin?: string;
	readonly env?: NodeJS.ProcessEnv;
	readonly onStderr?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
};

export async function skilllens(
	args: readonly string[],
	{ cache, cwd, stdin = '', env = {}, onStderr, program: entry = program }: CliOptions,
): Promise<CliResult> {
	const child = spawn(process.execPath, [entry, ...args], { cwd, env: { ...process.env, XDG_CACHE_HOME: cache, NO_COLOR: '1', ...env } });
	child.stderr.setEncoding('utf8').on('data', (text: string) => onStderr?.(text, (signal) => child.kill(signal)));
	child.stdin.end(stdin);
	const [stdout, stderr, status] = await Promise.all([
		textOf(child.stdout),
		textOf(child.stderr),
		new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve)),
	]);
	return { status, stdout, stderr };
}

async function textOf(stream: Readable): Promise<string> {
	let text = '';
	for await (const part of stream) {
		text += String(part);
	}
	return text;
}
