/** Which files are being read right now, on disk, so that one which takes the whole process down is known at the next start. */
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning } from '../base/childProcess.ts';
import { clearDrafts, explainDisk, writeWhole } from '../base/disk.ts';
import { errorCode } from '../base/errors.ts';

/** So many processes may end while they read a file and no other, before it is left alone. */
const lives = 2;

/**
 * A process ends for reasons of its own, too (a person, the system, a power cut), with many files in the works: those are only suspected, and
 * each is read by itself from then on until that went well.
 */
export type Suspicion = {
	readonly suspects: ReadonlySet<string>;
	/** Processes ended again and again over this file alone. */
	readonly fatal: ReadonlySet<string>;
};

export class Journal {
	private readonly folder: string;
	private readonly file: string;
	private descriptor: number | undefined;

	constructor(indexFolder: string) {
		this.folder = join(indexFolder, 'journal');
		this.file = join(this.folder, ownName);
	}

	/** Call with all that workers are about to read, and again with the rest when one of them is done. Throws a StorageError. */
	reading(paths: readonly string[]): void {
		this.attempt(() => {
			if (this.descriptor === undefined) {
				mkdirSync(this.folder, { recursive: true });
				this.descriptor = openSync(this.file, 'w');
			}
			const line = Buffer.from(`${JSON.stringify(paths)}\n`);
			writeSync(this.descriptor, line, 0, line.length, 0);
		});
	}

	close(): void {
		if (this.descriptor !== undefined) {
			closeSync(this.descriptor);
			this.descriptor = undefined;
			rmSync(this.file, { force: true });
		}
	}

	/** Over which files processes ended that are no more. Those read well since are forgiven (`forgive`). */
	suspicion(): Suspicion {
		clearDrafts(this.folder);
		const deaths = this.deaths();
		for (const paths of this.abandoned().map((name) => this.take(name))) {
			for (const path of paths) {
				deaths.set(path, (deaths.get(path) ?? 0) + (paths.length === 1 ? 1 : 0));
			}
			this.saveDeaths(deaths);
		}
		const all = [...deaths];
		return {
			suspects: new Set(all.map(([path]) => path)),
			fatal: new Set(all.filter(([, alone]) => alone >= lives).map(([path]) => path)),
		};
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

	/** Journals of processes that are no more; one of them may have had our number. */
	private abandoned(): string[] {
		try {
			return readdirSync(this.folder).filter((name) => {
				const pid = Number(/^(\d+)-\d+$/.exec(name)?.[1]);
				return pid > 0 && name !== ownName && (pid === process.pid || !isRunning(pid));
			});
		} catch (error) {
			if (errorCode(error) === 'ENOENT') {
				return [];
			}
			throw error;
		}
	}

	/** What it said, to one of those who ask. */
	private take(name: string): string[] {
		const file = join(this.folder, name);
		const paths = readPaths(file);
		try {
			rmSync(file);
			return paths;
		} catch (error) {
			if (errorCode(error) === 'ENOENT') {
				return [];
			}
			throw explainDisk(error, this.folder);
		}
	}

	/** By path, how many processes ended that were reading it alone. */
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
			this.attempt(() => writeWhole(file, JSON.stringify(Object.fromEntries(deaths))));
		}
	}

	private attempt(work: () => void): void {
		try {
			work();
		} catch (error) {
			throw explainDisk(error, this.folder);
		}
	}
}

/** The number of a process may be given again: together with its start it is its own. */
const ownName = `${process.pid}-${Math.round(performance.timeOrigin)}`;

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
