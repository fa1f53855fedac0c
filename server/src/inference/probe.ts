/** Tries one device: opens the model on it in a process of its own, holds its vectors against the golden ones, and takes its time. */
import type { Log } from '../base/log.ts';
import { type Probe, refusal } from './devices.ts';
import { difference, type GoldenCase, readGolden } from './golden.ts';
import type { HostOptions } from './hostMessages.ts';
import { HostProcess, type Limits, ProcessEnded } from './hostProcess.ts';
import { type Activation, type Manifest, takesPixels } from './manifest.ts';

export type ProbeOptions = {
	readonly host: Omit<HostOptions, 'device' | 'otherwise'>;
	readonly manifest: Manifest;
	readonly log: Log;
	/** Of the process: seconds are too few where a driver compiles its programs, minutes are too many for who waits. */
	readonly limits: Limits;
	/** Ends the process at once. */
	readonly signal: AbortSignal;
	/** Milliseconds after which no further text is begun: what is so slow is not taken anyway. */
	readonly budget: number;
};

export const defaultProbing = { limits: { patience: 30_000, priority: 'low' }, budget: 12_000 } as const;

/** Longer ones say no more of numbers, and take a slow device long. */
const mostTokens = 128;
const fewest = 3;

export async function probe(device: string, options: ProbeOptions): Promise<Probe> {
	const { host, manifest, log, limits, signal } = options;
	const child = new HostProcess({ ...host, device, otherwise: 'fail' }, log, limits);
	const end = (): void => child.dispose();
	signal.addEventListener('abort', end);
	try {
		return { device, ...(await examine(child, manifest, options)), at: now() };
	} catch (error) {
		return { device, ...blame(device, error), at: now() };
	} finally {
		signal.removeEventListener('abort', end);
		end();
	}
}

async function examine(child: HostProcess, manifest: Manifest, { host, budget }: ProbeOptions): Promise<Omit<Probe, 'device' | 'at'>> {
	const started = performance.now();
	const hasTime = (): boolean => performance.now() - started < budget;
	let figures = { tokensPerSecond: 0, msAlone: Number.MAX_SAFE_INTEGER };
	for (const activation of manifest.activations.filter((each) => !takesPixels(manifest, each))) {
		const cases = readGolden(host.folder, manifest, activation).filter(({ tokens }) => tokens.length <= mostTokens);
		const { done, vectors, times } = await oneByOne(child, activation, cases, hasTime);
		const wrong = difference(done, vectors);
		if (wrong !== undefined) {
			return { verdict: 'differs', why: `it gives other numbers: ${wrong}` };
		}
		if (activation !== manifest.activations[0]) {
			continue;
		}
		figures = figuresOf(done, times);
		if (hasTime()) {
			const together = await allAtOnce(child, activation, done);
			const wrongTogether = difference(done, together.vectors);
			if (wrongTogether !== undefined) {
				return { verdict: 'differs', why: `it gives other numbers for several texts at once: ${wrongTogether}` };
			}
			figures = { ...figures, tokensPerSecond: together.tokensPerSecond };
		}
	}
	return { verdict: 'sound', why: '', ...figures };
}

/** A few in any case, and as many as there is time for. */
async function oneByOne(child: HostProcess, { skills }: Activation, cases: readonly GoldenCase[], hasTime: () => boolean) {
	const [done, vectors, times]: [GoldenCase[], Float32Array[], number[]] = [[], [], []];
	for (const each of cases) {
		if (done.length >= fewest && !hasTime()) {
			break;
		}
		const encoded = await child.encode({ skills, inputs: [each.tokens] });
		done.push(each);
		vectors.push(...encoded.vectors.map((vector) => vector.slice()));
		times.push(encoded.ms);
	}
	return { done, vectors, times };
}

/** What devices other than processors live from. Twice: the first time, programs are compiled for shapes that are new. */
async function allAtOnce(child: HostProcess, { skills }: Activation, cases: readonly GoldenCase[]) {
	const inputs = cases.map(({ tokens }) => tokens);
	const first = await child.encode({ skills, inputs });
	const second = await child.encode({ skills, inputs });
	return { vectors: second.vectors, tokensPerSecond: perSecond(tokensOf(cases), Math.min(first.ms, second.ms)) };
}

/** The first text is left out where there is another one: a driver compiles its programs over it. */
function figuresOf(cases: readonly GoldenCase[], times: readonly number[]): { tokensPerSecond: number; msAlone: number } {
	const warm = times.length > 1 ? 1 : 0;
	const ms = times.slice(warm).reduce((sum, each) => sum + each, 0);
	const sorted = times.slice(warm).sort((a, b) => a - b);
	return {
		tokensPerSecond: perSecond(tokensOf(cases.slice(warm)), ms),
		msAlone: round(sorted[Math.floor(sorted.length / 2)] ?? 0),
	};
}

function tokensOf(cases: readonly GoldenCase[]): number {
	return cases.reduce((sum, { tokens }) => sum + tokens.length, 0);
}

/** What ends, hangs or cannot be opened is the device's fault: the processor does none of it. */
function blame(device: string, error: unknown): Pick<Probe, 'verdict' | 'why'> {
	if (!(error instanceof ProcessEnded)) {
		return { verdict: 'absent', why: refusal(device, error).why };
	}
	const { how, reason } = error;
	const told = { hung: 'it hangs', crashed: 'it takes its process down', killed: 'its process was ended from outside' };
	return { verdict: how, why: `${told[how]}: ${reason}` };
}

/** To three figures: a slow device has less than one. */
function perSecond(tokens: number, ms: number): number {
	return Number(((tokens / ms) * 1000).toPrecision(3));
}

function round(ms: number): number {
	return Math.round(ms * 10) / 10;
}

function now(): string {
	return new Date().toISOString();
}
