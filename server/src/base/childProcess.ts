/** Processes: child processes that serve their parent, and whether any lives. */
import type { ChildProcess } from 'node:child_process';
import { errorCode } from './errors.ts';

/** Only an answer that is waited for (`ref`) keeps our own process alive. */
export function keepAlive(child: ChildProcess, action: 'ref' | 'unref'): void {
	child[action]();
	child.channel?.[action]();
	if (child.stderr !== null && 'unref' in child.stderr && typeof child.stderr.unref === 'function') {
		child.stderr.unref();
	}
}

export function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return errorCode(error) === 'EPERM';
	}
}
