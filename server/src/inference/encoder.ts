/** The door to the model: texts in, unit vectors of one space out. It throws; it never answers with made-up vectors. */
import type { CancelToken } from '../base/cancel.ts';
import type { Disposable } from '../base/disposable.ts';
import type { Lane } from '../base/lanes.ts';
import type { PatchGrids, Pixels } from '../domain/picture.ts';
import type { SkillCost, SkillId } from '../domain/skill.ts';

export type Encoding = {
	/** One unit vector of `dims` floats an input, in the same order. */
	readonly vectors: readonly Float32Array[];
	readonly costs: readonly SkillCost[];
	/** The execution provider that computed them: `cpu`, `cuda`, … */
	readonly device: string;
};

/** The image skill: a picture in, a vector out that is comparable with those of texts. */
export interface PictureEncoder {
	readonly version: string;
	/** It is weak as yet: whoever shows what it says tells so. */
	readonly experimental: boolean;
	readonly takes: PatchGrids;
	/** Activates the skill for one picture; an interactive call comes before those in the background. */
	encode(pixels: Pixels, lane: Lane, token: CancelToken): Promise<Encoding>;
}

/** The activated part of the model: computes, in a process of its own. */
export interface Encoder {
	readonly dims: number;
	/** Vectors of a skill are comparable and reusable as long as its version is the same. */
	readonly versions: Readonly<Partial<Record<SkillId, string>>>;
	/** How many texts in the background it is to be given in one call: where it computes many at once, enough to find some of one length. */
	atOnce(): number;
	/** Activates the named skills (several are averaged) for all texts. Batches a few at a time; an interactive call overtakes between batches. */
	encode(skills: readonly SkillId[], texts: readonly string[], lane: Lane, token: CancelToken): Promise<Encoding>;
	/** Missing where the model has no image skill. */
	readonly pictures: PictureEncoder | undefined;
}

/** The static tier: a table look-up, no layer computed, cheap enough for every chunk at once. */
export interface StaticEncoder {
	readonly dims: number;
	readonly version: string;
	/** A unit vector; all zeros for a text without a known token. */
	encode(text: string): Float32Array;
}

export type RefusedDevice = { readonly device: string; readonly why: string };

export type ModelStatus = {
	readonly folder: string;
	readonly name: string;
	readonly version: string;
	readonly precision: string;
	readonly totalParameters: number;
	/** `auto`, or the device that the setting names. */
	readonly setting: string;
	readonly device: string;
	/** Every execution provider there is, tried or not, and why not. */
	readonly providers: readonly {
		readonly name: string;
		/** `usable`: it gives the right numbers; `untried`: nothing is known of it yet. */
		readonly state: 'used' | 'usable' | 'untried' | 'refused' | 'absent';
		readonly why: string;
		/** Times the processor's, over many texts. */
		readonly speed?: number;
		/** ISO 8601. */
		readonly probedAt?: string;
	}[];
	/** Devices that are there and are not to be used, with the reason; and the one that the setting names, where it cannot be used. */
	readonly refused: readonly RefusedDevice[];
	readonly skills: readonly {
		readonly id: SkillId;
		readonly version: string;
		readonly parameters: number;
		readonly loaded: boolean;
		readonly experimental: boolean;
	}[];
	readonly files: readonly { readonly name: string; readonly bytes: number; readonly sha256: string; readonly ok: boolean }[];
	/** Resident memory of the model process in bytes; missing while it is not running. */
	readonly memory?: number;
};

/** The model as loaded from a folder. Whatever is damaged is missing, and `problem` says so. */
export interface Model extends Disposable {
	readonly encoder: Encoder | undefined;
	readonly static: StaticEncoder | undefined;
	/** What there is to know without asking the process. */
	summary(): {
		readonly name: string;
		readonly device: string;
		readonly refused: readonly RefusedDevice[];
		readonly totalParameters: number;
		readonly loaded: readonly SkillId[];
	};
	/** Why skills or the static tier cannot answer now: a sentence with its remedy. It may come and go as the process is restarted. */
	problem(): string | undefined;
	/** Checks every file's checksum and asks the process what it runs on. */
	status(): Promise<ModelStatus>;
	/** Tries every device anew, and moves to the best. Takes seconds, half a minute for one that hangs. */
	probeDevices(): Promise<void>;
}
