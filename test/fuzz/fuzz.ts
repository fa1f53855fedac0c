/** Fuzzes one target in a process of its own: a hang or a crash there is a finding like any other. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FromFuzzer } from './fuzzer.ts';

export type Finding = { readonly seed: number; readonly what: string };
export type Fuzzed = { readonly runs: number; readonly seconds: number; readonly findings: readonly Finding[] };
export type FuzzOptions = {
	readonly seed: number;
	/** Until so many batches are done, or so much time is over. */
	readonly batches?: number;
	readonly milliseconds?: number;
	/** Is told every finding at once. */
	readonly onFinding?: (finding: Finding) => void;
};

const program = fileURLToPath(new URL('./fuzzer.ts', import.meta.url));
/** Milliseconds without a word after which a batch hangs. */
export const patience = 180_000;

export async function fuzz(name: string, { seed, batches = Infinity, milliseconds = Infinity, onFinding }: FuzzOptions): Promise<Fuzzed> {
	const start = performance.now();
	const findings: Finding[] = [];
	let [runs, done] = [0, 0];
	while (done < batches && performance.now() - start < milliseconds) {
		await oneProcess(name, seed + done, (message, child) => {
			if (message.kind === 'batch') {
				runs += message.runs;
				done++;
				if (message.finding !== undefined) {
					report({ seed: message.seed, what: message.finding });
				}
			}
			if (done >= batches || performance.now() - start >= milliseconds) {
				child.disconnect();
			}
		}).catch((error: Error) => {
			report({ seed: seed + done, what: error.message });
			done++;
		});
	}
	return { runs, seconds: (performance.now() - start) / 1000, findings };

	function report(finding: Finding): void {
		findings.push(finding);
		onFinding?.(finding);
	}
}

/** Resolves when the process ended because nothing more is wanted of it; rejects where it ended by itself or hung. */
function oneProcess(name: string, seed: number, onMessage: (message: FromFuzzer, child: ReturnType<typeof fork>) => void): Promise<void> {
	return new Promise((resolve, reject) => {
		const child = fork(program, [name, String(seed)], { stdio: ['ignore', 'inherit', 'pipe', 'ipc'], execArgv: [] });
		let said = '';
		let hung = false;
		const hang = () => {
			hung = true;
			child.kill('SIGKILL');
		};
		let watchdog = setTimeout(hang, patience);
		child.stderr?.setEncoding('utf8').on('data', (text: string) => {
			said = (said + text).slice(-2_000);
		});
		child.on('message', (message: FromFuzzer) => {
			clearTimeout(watchdog);
			watchdog = setTimeout(hang, patience);
			if (child.connected) {
				onMessage(message, child);
			}
		});
		child.on('exit', (status, signal) => {
			clearTimeout(watchdog);
			if (hung) {
				reject(new Error(`it hangs: nothing for ${patience / 1000} s`));
			} else if (status === 0) {
				resolve();
			} else {
				reject(new Error(`its process ended (${signal ?? `status ${status}`})\n${said}`));
			}
		});
	});
}
