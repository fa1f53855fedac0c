/** Fuzzes one target after the edges that its inputs lead through, in a process of its own. */
import { fork } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { patience } from '../fuzz.ts';
import { causeOf } from '../target.ts';
import type { FromGuided } from './entry.ts';

/** How much of the code inputs led through: edges, and edges by how often, as libFuzzer counts them. */
export type Reached = { readonly edges: number; readonly features: number };
export type Guidance = {
	readonly runs: number;
	readonly seconds: number;
	/** By the seeds alone, and at the end. */
	readonly first: Reached;
	readonly last: Reached;
	/** Inputs that led somewhere new, all in all. */
	readonly kept: number;
	readonly findings: readonly { readonly what: string; readonly input: string }[];
};
export type GuidedOptions = { readonly seed: number; readonly seconds: number; readonly onFinding: (what: string, input: string) => void };

const program = join(import.meta.dirname, 'fuzzer.ts');
/** Of one process after the other that ended by itself. */
const mostEnds = 20;

export async function fuzzGuided(name: string, { seed, seconds, onFinding }: GuidedOptions): Promise<Guidance> {
	const folder = mkdtempSync(join(tmpdir(), `skilllens-fuzz-${name}-`));
	const [start, findings] = [performance.now(), new Map<string, { what: string; input: string }>()];
	const found = (what: string, input: string): void => {
		const cause = causeOf(what);
		if (!findings.has(cause)) {
			findings.set(cause, { what, input });
			onFinding(what, input);
		}
	};
	const none: Reached = { edges: 0, features: 0 };
	const stats = { runs: 0, kept: 0, first: undefined as Reached | undefined, last: none };
	for (let ends = 0; ends < mostEnds; ends++) {
		const left = Math.round(seconds - (performance.now() - start) / 1000);
		if (left < 1) {
			break;
		}
		const args = ['--target', name, '--folder', folder, '--seconds', String(left), '--seed', String(seed + ends)];
		await oneProcess(args, {
			onMessage: (message) => {
				if (message.kind === 'runs') {
					stats.runs += message.runs;
				} else {
					found(message.what, message.input);
				}
			},
			onLine: (line) => {
				const [, event, edges, features, kept] = /^#\d+\s+(\w+)\s+cov: (\d+) ft: (\d+) corp: (\d+)\//.exec(line) ?? [];
				if (edges !== undefined) {
					const reached = { edges: Number(edges), features: Number(features) };
					stats.first ??= event === 'INITED' ? reached : undefined;
					[stats.last, stats.kept] = [reached, Number(kept)];
				}
			},
		}).catch((error: Error) => found(error.message, folder));
	}
	return {
		...{ runs: stats.runs, kept: stats.kept, seconds: (performance.now() - start) / 1000, findings: [...findings.values()] },
		...{ first: stats.first ?? none, last: stats.last },
	};
}

type Listeners = { readonly onMessage: (message: FromGuided) => void; readonly onLine: (line: string) => void };

/** Resolves when its time is over; rejects where it ended before, or hung. */
function oneProcess(args: readonly string[], { onMessage, onLine }: Listeners): Promise<void> {
	return new Promise((resolve, reject) => {
		const child = fork(program, args, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [] });
		let [said, rest, hung] = ['', '', false];
		const hang = (): void => {
			hung = true;
			child.kill('SIGKILL');
		};
		let watchdog = setTimeout(hang, patience);
		child.stderr?.setEncoding('utf8').on('data', (text: string) => {
			said = (said + text).slice(-4_000);
			const lines = (rest + text).split('\n');
			rest = lines.pop() ?? '';
			lines.forEach(onLine);
		});
		child.on('message', (message: FromGuided) => {
			clearTimeout(watchdog);
			watchdog = setTimeout(hang, patience);
			onMessage(message);
		});
		child.on('close', (status, signal) => {
			clearTimeout(watchdog);
			if (status === 0) {
				resolve();
			} else {
				reject(
					new Error(hung ? `it hangs: nothing for ${patience / 1000} s` : `its process ended (${signal ?? `status ${status}`})\n${said}`),
				);
			}
		});
	});
}
