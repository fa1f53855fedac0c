/** Execution providers: which one runs the skills, and why the others do not. */
import { availableParallelism } from 'node:os';
import type { ModelStatus } from './encoder.ts';
import type { HostStatus, Refusal } from './hostMessages.ts';

const known = ['cpu', 'cuda', 'dml', 'coreml', 'webgpu'] as const;

/** `auto` is the processor: the int8 graphs are made for it, and no other device is proven to be faster with them. */
export function chooseDevice(setting: string): string {
	return setting === 'auto' ? 'cpu' : setting;
}

/** More than four gain little on texts of this size. Measured: on two quiet cores 2 threads are 1.4 times as fast as 1, on two busy ones no slower. */
export function chooseThreads(setting: number): number {
	return setting > 0 ? setting : Math.min(4, availableParallelism());
}

/** Every provider with its state, for the doctor. Without a status the process could not be asked. */
export function describeProviders(host: HostStatus | undefined): ModelStatus['providers'] {
	return known.map((name) => ({ name, ...describeProvider(name, host) }));
}

function describeProvider(name: string, host: HostStatus | undefined): { state: 'used' | 'available' | 'refused' | 'absent'; why: string } {
	if (host === undefined) {
		return { state: 'absent', why: 'the model process does not answer' };
	}
	if (host.refused?.device === name) {
		return { state: 'refused', why: host.refused.why };
	}
	if (host.device === name) {
		return { state: 'used', why: host.refused === undefined ? 'chosen' : `${host.refused.device} was refused` };
	}
	return host.bundled.includes(name)
		? { state: 'available', why: 'not chosen; set `skilllens.model.device` to try it' }
		: { state: 'absent', why: `not part of ONNX Runtime for ${process.platform}-${process.arch}` };
}

/** What a native library said, without where in its source it said so. */
export function refusal(device: string, error: unknown): Refusal {
	const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
	return { device, why: line.replace(/^\S*\.(cc|cpp|h):\d+ .* was false\. /, '').slice(0, 300) };
}
