/** What processes hold in memory, from /proc; nothing where there is none. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

export type Memory = {
	/** Bytes now. */
	readonly resident: number;
	/** Of these, bytes of files that other processes may share: programs, libraries, mapped weights. */
	readonly ofFiles: number;
	/** Bytes at the most so far. */
	readonly peak: number;
};

export const hasProc = existsSync('/proc/self/status');

export function memoryOf(pid: number): Memory {
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	const kilobytes = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? Number.NaN);
	return { resident: kilobytes('VmRSS') * 1024, ofFiles: kilobytes('RssFile') * 1024, peak: kilobytes('VmHWM') * 1024 };
}

/** Processes that this one started. */
export function childrenOf(pid: number): number[] {
	return readdirSync(`/proc/${pid}/task`)
		.flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' '))
		.filter((child) => child !== '')
		.map(Number);
}

/** A Node that does nothing. */
export async function memoryOfBareNode(): Promise<Memory> {
	const child = spawn(process.execPath, ['-e', 'console.log("up"); setTimeout(() => undefined, 60_000)'], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	try {
		await once(child.stdout, 'data');
		return memoryOf(child.pid ?? 0);
	} finally {
		child.kill();
	}
}
