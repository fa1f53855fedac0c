/** Execution providers: which one runs the skills, and why the others do not. Decides; `proving.ts` finds out. */
import { availableParallelism } from 'node:os';
import type { ModelStatus } from './encoder.ts';
import type { HostState, Refusal } from './hostMessages.ts';

export const knownDevices = ['cpu', 'cuda', 'dml', 'coreml', 'webgpu'] as const;

/** What came of trying a device, in a process of its own. */
export type Probe = {
	readonly device: string;
	/** `absent`: it could not be opened. `killed`: something outside ended the process, so nothing is known. */
	readonly verdict: 'sound' | 'absent' | 'crashed' | 'hung' | 'differs' | 'killed';
	/** In plain words; empty where it is sound. */
	readonly why: string;
	/** Of a sound one: tokens a second of many texts. */
	readonly tokensPerSecond?: number;
	/** Of a sound one: milliseconds of one text. */
	readonly msAlone?: number;
	/** When it was tried, ISO 8601. */
	readonly at: string;
};

/** Times the processor's speed that another device must reach before it is taken: what is closer may be noise, and has its costs in memory. */
const worthwhile = 1.5;
/** Milliseconds: a question waits for one text alone, and must not wait noticeably longer than on the processor. */
const unnoticed = 40;
/** Milliseconds for one text, beyond which not even a person's own choice is followed: no question would be answered. */
const unbearable = 2000;

/** The device to use: the one that the setting forces if it is sound, of `auto` the fastest that is sound, else the processor. */
export function chooseDevice(setting: string, probes: readonly Probe[]): string {
	const sound = probes.filter((probe) => whyNot(probe) === undefined);
	if (setting !== 'auto') {
		return sound.some(({ device }) => device === setting) ? setting : 'cpu';
	}
	const aloneOnCpu = sound.find(({ device }) => device === 'cpu')?.msAlone ?? 0;
	const speed = ({ device }: Probe): number => speedOf(device, probes) ?? 0;
	const [fastest] = sound
		.filter((probe) => speed(probe) >= worthwhile && (probe.msAlone ?? 0) <= Math.max(unnoticed, aloneOnCpu))
		.sort((a, b) => speed(b) - speed(a));
	return fastest?.device ?? 'cpu';
}

/** Times the processor's speed, over many texts; nothing where one of the two was not measured. */
export function speedOf(name: string, probes: readonly Probe[]): number | undefined {
	const measured = (wanted: string) => probes.find(({ device, verdict }) => device === wanted && verdict === 'sound')?.tokensPerSecond;
	const [own, cpu] = [measured(name), measured('cpu')];
	return own === undefined || cpu === undefined || cpu === 0 || name === 'cpu' ? undefined : own / cpu;
}

/** Those that somebody should be told of: what is wrong with a device that is there, or with the one that the setting names. */
export function refusals(setting: string, probes: readonly Probe[]): Refusal[] {
	return probes
		.filter(({ device, verdict }) => device === setting || ['crashed', 'hung', 'differs'].includes(verdict))
		.flatMap((probe) => {
			const why = whyNot(probe);
			return why === undefined ? [] : [{ device: probe.device, why }];
		});
}

/** Why a device is not used even where the setting names it. */
function whyNot({ verdict, why, msAlone = 0 }: Probe): string | undefined {
	if (verdict !== 'sound') {
		return why;
	}
	return msAlone > unbearable ? `it takes ${(msAlone / 1000).toFixed(1)} s for one short text` : undefined;
}

/** More than four gain little on texts of this size. Measured: on two quiet cores 2 threads are 1.4 times as fast as 1, on two busy ones no slower. */
export function chooseThreads(setting: number): number {
	return setting > 0 ? setting : Math.min(4, availableParallelism());
}

/** How many texts a processor computes side by side: each of more would need its own copy of the arranged weights. */
export function abreast(threads: number): number {
	return Math.min(2, threads);
}

export type Known = {
	readonly setting: string;
	readonly probes: readonly Probe[];
	/** What the model process says of itself; nothing where it could not be asked. */
	readonly host: HostState | undefined;
};

/** Every provider with its state, for the doctor. */
export function describeProviders(known: Known): ModelStatus['providers'] {
	return knownDevices.map((name) => ({ name, ...describeProvider(name, known) }));
}

function describeProvider(name: string, { setting, probes, host }: Known): Omit<ModelStatus['providers'][number], 'name'> {
	if (host === undefined) {
		return { state: 'absent', why: 'the model process does not answer' };
	}
	const probe = probes.find(({ device }) => device === name);
	const speed = speedOf(name, probes);
	const measured = { ...(probe && { probedAt: probe.at }), ...(speed !== undefined && { speed }) };
	if (host.refused?.device === name) {
		return { state: 'refused', why: host.refused.why, ...measured };
	}
	if (host.device === name) {
		return { state: 'used', why: whyUsed(name, setting), ...measured };
	}
	if (probe === undefined || probe.verdict === 'killed') {
		return host.bundled.includes(name)
			? {
					state: 'untried',
					why: name === 'cpu' ? 'always there' : 'probed when the model has worked for a minute; `skilllens doctor --probe` does it now',
				}
			: { state: 'absent', why: `not part of ONNX Runtime for ${process.platform}-${process.arch}` };
	}
	const why = whyNot(probe);
	if (why === undefined || (probe.verdict === 'sound' && name !== setting)) {
		return { state: 'usable', why: name === 'cpu' ? 'always there' : 'gives the right numbers', ...measured };
	}
	return { state: probe.verdict === 'absent' && name !== setting ? 'absent' : 'refused', why, ...measured };
}

function whyUsed(name: string, setting: string): string {
	if (setting !== 'auto') {
		return setting === name ? 'the setting names it' : `${setting} cannot be used`;
	}
	return name === 'cpu' ? 'nothing faster is proven' : 'the fastest that gives the right numbers';
}

export function refusal(device: string, error: unknown): Refusal {
	return { device, why: reasonOf(error).replace(/^The model could not compute: /, '') };
}

/** What a native library said, in one line, without where in its source it said so. */
export function reasonOf(error: unknown): string {
	const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
	return line
		.slice(0, 2000)
		.replace(/\S*\.(cc|cpp|h):\d+ .* was false\. /, '')
		.slice(0, 300)
		.replace(/\.+$/, '');
}
