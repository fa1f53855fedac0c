/** For tests only: which files of a folder are opened, by this thread and by worker threads that are told to note it, too. */
import fs, { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { relative, sep } from 'node:path';

/** From now on the names of files of `root` that are opened are added to `log`. */
export function noteOpens(root: string, log: string): void {
	const { openSync } = fs;
	fs.openSync = (path, ...how) => {
		const inner = relative(root, String(path)).replaceAll(sep, '/');
		if (!inner.startsWith('..')) {
			appendFileSync(log, `${inner}\n`);
		}
		return openSync(path, ...how);
	};
	syncBuiltinESMExports();
}

/** Those that were noted since the last time, each once; rules that git and we read are not content. */
export function opened(log: string): string[] {
	const all = existsSync(log) ? readFileSync(log, 'utf8').split('\n') : [];
	rmSync(log, { force: true });
	return [...new Set(all)].filter((path) => path !== '' && !/(?:^|\/)\.(?:git|skilllens)/.test(path)).sort();
}
