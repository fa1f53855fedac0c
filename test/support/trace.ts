/** Running the product under `strace`, where the system lets one trace. */
import { spawnSync } from 'node:child_process';

export const canTrace = spawnSync('strace', ['--quiet=all', '--output=/dev/null', 'true']).status === 0;

/** A command of which the calls, and those of its children, are written to `log`, by the threads that made them. */
export function traced(calls: '%network' | 'execve' | 'read,pread64,readv,preadv', log: string, ...command: readonly string[]): string[] {
	return ['strace', '--follow-forks', '--seccomp-bpf', '--quiet=all', `--trace=${calls}`, `--output=${log}`, process.execPath, ...command];
}
