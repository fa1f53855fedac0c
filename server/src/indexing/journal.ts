/** Which files are being read right now, on disk, so that one which takes the whole process down is known at the next start. */
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../base/errors.ts';

/** So many processes may die over a file before it is left alone. */
const lives = 2;

export class Journal {
	private readonly folder: string;
	private readonly file: string;
	private descriptor: number | undefined;

	constructor(indexFolder: string) {
		this.folder = join(indexFolder, 'journal');
		this.file = join(this.folder, String(process.pid));
	}

	/** Call with what a worker is about to read, and again with the rest when it is done. */
	reading(paths: readonly string[]): void {
		if (this.descriptor === undefined) {
			mkdirSync(this.folder, { recursive: true });
			this.descriptor = openSync(this.file, 'w');
		}
		const line = Buffer.from(`${JSON.stringify(paths)}\n`);
		writeSync(this.descriptor, line, 0, line.length, 0);
	}

	close(): void {
		if (this.descriptor !== undefined) {
			closeSync(this.descriptor);
			this.descriptor = undefined;
			rmSync(this.file, { force: true });
		}
	}

	/** Paths that processes which are no more were reading when they died, twice or more. Forgives those read well since (`forgive`). */
	suspects(): ReadonlySet<string> {
		const deaths = this.deaths();
		for (const name of this.abandoned()) {
			for (const path of readPaths(join(this.folder, name))) {
				deaths.set(path, (deaths.get(path) ?? 0) + 1);
			}
			rmSync(join(this.folder, name), { force: true });
		}
		this.saveDeaths(deaths);
		return new Set([...deaths].filter(([, count]) => count >= lives).map(([path]) => path));
	}

	/** These were read without harm, or changed: their past is forgotten. */
	forgive(paths: Iterable<string>): void {
		const deaths = this.deaths();
		const before = deaths.size;
		for (const path of paths) {
			deaths.delete(path);
		}
		if (deaths.size !== before) {
			this.saveDeaths(deaths);
		}
	}

	private abandoned(): string[] {
		try {
			return readdirSync(this.folder).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid && !isRunning(Number(name)));
		} catch (error) {
			if (errorCode(error) === 'ENOENT') {
				return [];
			}
			throw error;
		}
	}

	private deaths(): Map<string, number> {
		const [record] = parseLines(join(this.folder, 'deaths'));
		return new Map(
			Object.entries(typeof record === 'object' && record !== null ? record : {}).map(([path, count]) => [path, Number(count) || 0]),
		);
	}

	private saveDeaths(deaths: ReadonlyMap<string, number>): void {
		const file = join(this.folder, 'deaths');
		if (deaths.size === 0) {
			rmSync(file, { force: true });
		} else {
			writeFileSync(file, JSON.stringify(Object.fromEntries(deaths)));
		}
	}
}

function readPaths(file: string): string[] {
	const [paths] = parseLines(file);
	return Array.isArray(paths) ? paths.filter((path) => typeof path === 'string') : [];
}

/** The first line as JSON; a file cut off in the middle of a write says nothing. */
function parseLines(file: string): unknown[] {
	try {
		return [JSON.parse(readFileSync(file, 'utf8').split('\n', 1)[0] ?? '')];
	} catch (error) {
		if (error instanceof SyntaxError || errorCode(error) === 'ENOENT') {
			return [];
		}
		throw error;
	}
}

function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return errorCode(error) === 'EPERM';
	}
}
