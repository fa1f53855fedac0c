/** What the server and the model process say to each other. Typed arrays travel as they are (`serialization: 'advanced'`). */
import type { Pixels } from '../domain/picture.ts';
import type { SkillId } from '../domain/skill.ts';

/** Given to the process when it is started, as JSON in its first argument. */
export type HostOptions = {
	readonly folder: string;
	/** The execution provider for texts. */
	readonly device: string;
	/** What is to be done where it cannot be used: take the processor, or fail, for whoever tries it out. */
	readonly otherwise: 'cpu' | 'fail';
	/** 0 chooses by the number of cores. */
	readonly threads: number;
	/** Seconds without an activation until its graph is unloaded. */
	readonly idleSeconds: number;
};

/** One input of a graph: the token ids of a text, or a picture. */
export type Input = Int32Array | Pixels;

/** What is computed before anyone else gets a turn. */
export type Batch = { readonly skills: readonly SkillId[]; readonly inputs: readonly Input[] };

export type EncodedBatch = {
	/** One an input, of unit length. */
	readonly vectors: readonly Float32Array[];
	/** Computing time, without opening a graph. */
	readonly ms: number;
	readonly device: string;
};

export type HostState = {
	readonly device: string;
	/** A device that was asked for and cannot be used. */
	readonly refused?: Refusal;
	/** Execution providers that this build of ONNX Runtime carries. */
	readonly bundled: readonly string[];
	/** The activations whose graphs are open. */
	readonly loaded: readonly (readonly SkillId[])[];
};

export type HostStatus = HostState & {
	/** Resident memory in bytes. */
	readonly memory: number;
};

export type Refusal = { readonly device: string; readonly why: string };

export type HostRequest = { readonly kind: 'encode'; readonly batch: Batch } | { readonly kind: 'status' };
export type HostCall = { readonly id: number; readonly request: HostRequest };
export type HostReply =
	| { readonly kind: 'done'; readonly id: number; readonly value: EncodedBatch | HostStatus }
	| { readonly kind: 'failed'; readonly id: number; readonly message: string; readonly remedy: string }
	| ({ readonly kind: 'changed' } & HostState)
	| { readonly kind: 'log'; readonly level: 'info' | 'warn'; readonly message: string };
