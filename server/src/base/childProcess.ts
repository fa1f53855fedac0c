/** Child processes that serve their parent. */
import type { ChildProcess } from 'node:child_process';

/** Only an answer that is waited for (`ref`) keeps our own process alive. */
export function keepAlive(child: ChildProcess, action: 'ref' | 'unref'): void {
	child[action]();
	child.channel?.[action]();
	if (child.stderr !== null && 'unref' in child.stderr && typeof child.stderr.unref === 'function') {
		child.stderr.unref();
	}
}
