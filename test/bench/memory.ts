/** What processes hold in memory and took of the processor, from /proc. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';

export type Memory = {
	/** Bytes now. */
	readonly resident: number;
	/** Of these, bytes of files that other processes may share: programs, libraries, mapped weights. */
	readonly ofFiles: number;
	/** Bytes at the most so far. */
	readonly peak: number;
};

/** Milliseconds: the unit of /proc/…/stat on every Linux. */
const tick = 10;

export const hasProc = existsSync('/proc/self/status');

export function memoryOf(pid: number): Memory {
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	const kilobytes = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? Number.NaN);
	return { resident: kilobytes('VmRSS') * 1024, ofFiles: kilobytes('RssFile') * 1024, peak: kilobytes('VmHWM') * 1024 };
}

/** From now on `peak` is of what is held from now on. */
export function forgetPeak(pid: number): void {
	writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

export type Footprint = {
	/** Bytes: all that is resident; what no file backs; and the first again with shared pages divided among those that share them. */
	readonly resident: number;
	readonly own: number;
	readonly proportional: number;
	readonly descriptors: number;
	readonly threads: number;
};

export function footprintOf(pid: number): Footprint {
	const read = (file: string, name: string): number => {
		const found = new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/${file}`, 'utf8'));
		return Number(found?.[1] ?? Number.NaN);
	};
	return {
		resident: read('status', 'VmRSS') * 1024,
		own: read('status', 'RssAnon') * 1024,
		proportional: read('smaps_rollup', 'Pss') * 1024,
		descriptors: readdirSync(`/proc/${pid}/fd`).length,
		threads: read('status', 'Threads'),
	};
}

/** Milliseconds of processor time so far, all threads together; NaN where the system has no /proc. */
export function processorTime(pid: number): number {
	if (!hasProc) {
		return Number.NaN;
	}
	const [user = '', system = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8')
		.replace(/^.*\) /s, '')
		.split(' ')
		.slice(11, 13);
	return (Number(user) + Number(system)) * tick;
}

/** Processes that this one started and that still hold memory. */
export function childrenOf(pid: number): number[] {
	return readdirSync(`/proc/${pid}/task`)
		.flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' '))
		.filter((child) => child !== '')
		.map(Number)
		.filter((child) => memoryOf(child).resident > 0);
}

/** Bytes that a process and all that it started hold at the most, together, from now until `stop`; NaN where the system has no /proc. */
export function watchMemory(pid: number): { stop(): number } {
	let most = hasProc ? 0 : Number.NaN;
	const timer = setInterval(() => {
		most = Math.max(most, residentOfTree(pid));
	}, 50);
	return {
		stop: () => {
			clearInterval(timer);
			return most;
		},
	};
}

/** A process that ends while it is looked at holds nothing. */
function residentOfTree(pid: number): number {
	try {
		return (memoryOf(pid).resident || 0) + childrenOf(pid).reduce((sum, child) => sum + residentOfTree(child), 0);
	} catch {
		return 0;
	}
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
