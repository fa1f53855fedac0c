/** The log of answers: on this machine only, one JSON line an answer, bounded, written behind the answers. */
import { appendFile, mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, errorCode } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { SkillCost } from '../domain/skill.ts';

/** Bytes of one file; when it is full, the one before it is given up. */
const mostBytes = 2 * 1024 * 1024;
/** Places of an answer that are kept. */
const mostPlaces = 10;

export type LoggedAnswer = {
	readonly kind: 'search' | 'match' | 'explain';
	/** What was asked, as it was typed; for `match` the picture, for `explain` the place. */
	readonly question: string;
	readonly skills?: readonly SkillCost[];
	readonly device?: string;
	readonly ms: number;
	/** Places, best first, each with what spoke for it. */
	readonly results: readonly object[];
	readonly notes?: readonly string[];
};

/** What was opened of an answer to this question. */
export type LoggedOpening = { readonly kind: 'opened'; readonly question: string; readonly uri: string; readonly line: number };

export type AnswerLogOptions = { readonly folder: string; readonly isOn: () => boolean; readonly log: Log };

export class AnswerLog {
	readonly file: string;
	private readonly options: AnswerLogOptions;
	/** Lines are written one after another. */
	private last: Promise<void> = Promise.resolve();

	constructor(options: AnswerLogOptions) {
		this.options = options;
		this.file = join(options.folder, 'answers.jsonl');
	}

	get isOn(): boolean {
		return this.options.isOn();
	}

	/** Nothing where the log is off. What cannot be written costs no answer. */
	add(entry: LoggedAnswer | LoggedOpening): void {
		if (this.isOn) {
			const kept = 'results' in entry ? { ...entry, results: entry.results.slice(0, mostPlaces) } : entry;
			const line = `${JSON.stringify({ time: new Date().toISOString(), ...kept })}\n`;
			this.last = this.last
				.then(() => this.write(line))
				.catch((error) => this.options.log.warn('trace', `an answer was not logged: ${describe(error)}`));
		}
	}

	/** After whatever is still to be written. */
	async erase(): Promise<void> {
		await this.last;
		await Promise.all([this.file, this.older].map((file) => rm(file, { force: true })));
	}

	/** When everything added so far is on disk. */
	settled(): Promise<void> {
		return this.last;
	}

	private get older(): string {
		return join(this.options.folder, 'answers.before.jsonl');
	}

	private async write(line: string): Promise<void> {
		await mkdir(this.options.folder, { recursive: true });
		if ((await sizeOf(this.file)) + line.length > mostBytes) {
			await rename(this.file, this.older);
		}
		await appendFile(this.file, line, { mode: 0o600 });
	}
}

async function sizeOf(file: string): Promise<number> {
	try {
		return (await stat(file)).size;
	} catch (error) {
		if (errorCode(error) === 'ENOENT') {
			return 0;
		}
		throw error;
	}
}
