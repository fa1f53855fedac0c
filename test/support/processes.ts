/** The command line and the language server as processes of their own, to be left alone, killed or waited for. */
import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import {
	createProtocolConnection,
	LogMessageNotification,
	MessageType,
	type ProtocolConnection,
	StreamMessageReader,
	StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { statusNotification } from '../../server/protocol/messages.ts';
import { serverProcess } from '../../server/protocol/serverProcess.ts';
import { shakeHands } from './serve.ts';

export type Running = {
	readonly child: ChildProcess;
	readonly exit: Promise<unknown>;
	/** Of a server. */
	readonly connection: ProtocolConnection | undefined;
	/** Resolves when a server says that every chunk has its vector. */
	complete(): Promise<void>;
	/** What a command said on standard error, and the errors in a server's log. */
	said(): string;
};

type ServingProcess = ChildProcessByStdio<Writable, Readable, null>;
export type RunningServer = Running & { readonly connection: ProtocolConnection };

export function startCommand(args: readonly string[], cache: string): Running {
	const child = spawn(process.execPath, args, {
		env: { ...process.env, XDG_CACHE_HOME: cache, NO_COLOR: '1' },
		stdio: ['ignore', 'ignore', 'pipe'],
	});
	let text = '';
	child.stderr.setEncoding('utf8').on('data', (part: string) => {
		text += part;
	});
	return { child, exit: once(child, 'exit'), connection: undefined, complete: () => Promise.resolve(), said: () => text };
}

/** It has answered `initialize`, no more. `preload`: a module that it loads before its program; what that says comes over IPC. */
export async function startServer(program: string, root: string, options: object, preload?: string): Promise<RunningServer> {
	const before = preload === undefined ? [] : ['--import', preload];
	const child = spawn(process.execPath, [...serverProcess.execArgv, ...before, program, 'serve', '--stdio'], {
		env: { ...process.env, ...serverProcess.env },
		stdio: ['pipe', 'pipe', 'inherit', 'ipc'],
	}) as ServingProcess;
	const exit = once(child, 'exit');
	const connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
	const settled = new Set<() => void>();
	let [isComplete, text] = [false, ''];
	connection.onNotification(LogMessageNotification.type, ({ type, message }) => {
		text += type === MessageType.Error ? `${message}\n` : '';
	});
	connection.onNotification(statusNotification, ({ folders: [folder] }) => {
		isComplete = folder?.state === 'ready' && folder.files > 0 && folder.vectors === folder.chunks;
		for (const tell of isComplete ? settled : []) {
			tell();
		}
	});
	connection.onError(() => undefined); // of a killed process nothing more is to be had
	connection.listen();
	await shakeHands(connection, root, options);
	return {
		child,
		exit,
		connection,
		complete: () => (isComplete ? Promise.resolve() : new Promise((resolve) => settled.add(resolve))),
		said: () => text,
	};
}

export async function ended({ child, exit, said }: Running): Promise<string[]> {
	await exit;
	return child.exitCode === 0 ? [] : [`the command line ended with status ${child.exitCode}: ${said().slice(0, 500)}`];
}

/** Whether this is a model process. */
export function isModel(pid: number): boolean {
	return /\/host\.(?:ts|mjs) /.test(commandOf(pid));
}

/** Processes that outlive the one that started them; they get a moment. */
export async function orphans(pids: readonly number[]): Promise<string[]> {
	const end = performance.now() + 5_000;
	const left = (): number[] => pids.filter((pid) => /\/(?:host|pictureHost)\.(?:ts|mjs) /.test(commandOf(pid)));
	while (left().length > 0 && performance.now() < end) {
		await wait(20);
	}
	return left().map((pid) => `process ${pid} is left behind: ${commandOf(pid)}`);
}

/** Processes that these have started, and those that these have. */
export function childrenOf(running: readonly Pick<Running, 'child'>[]): number[] {
	return running.flatMap(({ child }) => descendants(child.pid ?? 0));
}

function descendants(pid: number): number[] {
	try {
		const children = readdirSync(`/proc/${pid}/task`)
			.flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' '))
			.filter((child) => child !== '')
			.map(Number);
		return [...children, ...children.flatMap(descendants)];
	} catch {
		return []; // it has ended meanwhile
	}
}

export function commandOf(pid: number): string {
	try {
		return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
	} catch {
		return ''; // it has ended
	}
}
