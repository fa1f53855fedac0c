/** For tests only: a model whose vectors are bags of words, so that equal words mean near. It lives under test/ so that no build can ship it. */
import { UserError } from '../../server/src/base/errors.ts';
import { Lanes } from '../../server/src/base/lanes.ts';
import type { SkillId } from '../../server/src/domain/skill.ts';
import type { Encoder, Model } from '../../server/src/inference/encoder.ts';

const dims = 64;

export type FakeModel = Model & {
	/** Texts that were encoded, by lane. */
	readonly seen: { readonly lane: string; readonly texts: readonly string[] }[];
	/** From now on every call fails as a crashed process would. */
	break(): void;
};

export type FakeOptions = {
	readonly delayMs?: number;
	readonly versions?: Partial<Record<SkillId, string>>;
	/** Gives it an image skill, which sees in a picture what this says of its first pixel. */
	readonly sees?: (rgb: readonly number[]) => string;
};

export function fakeModel({ delayMs = 0, versions = { text: 't1', code: 'c1' }, sees }: FakeOptions = {}): FakeModel {
	const lanes = new Lanes();
	const seen: FakeModel['seen'] = [];
	let broken = false;
	const encoder: Encoder = {
		dims,
		atOnce: () => 64,
		versions: sees === undefined ? versions : { ...versions, image: 'i1' },
		pictures: sees && {
			version: 'i1',
			experimental: true,
			takes: { patch: 1, grids: [[1, 1]] },
			encode: (pixels, lane, token) =>
				lanes.run(lane, token, async () => {
					const text = sees([...pixels.rgb.subarray(0, 3)]);
					seen.push({ lane, texts: [`picture: ${text}`] });
					return { vectors: [bag(text)], costs: [{ skill: 'image', parameters: 500, flops: 1000, ms: delayMs }], device: 'fake' };
				}),
		},
		encode: (skills, texts, lane, token) =>
			lanes.run(lane, token, async () => {
				if (broken) {
					throw new UserError('The model process ended.', 'This answer comes from words alone.');
				}
				await new Promise((resolve) => setTimeout(resolve, delayMs));
				seen.push({ lane, texts });
				return {
					vectors: texts.map(bag),
					costs: skills.map((skill) => ({ skill, parameters: 1000, flops: 2000 * texts.length, ms: delayMs })),
					device: 'fake',
				};
			}),
	};
	return {
		encoder,
		static: undefined,
		seen,
		break: () => {
			broken = true;
		},
		problem: () => undefined,
		summary: () => ({ name: 'fake', device: 'fake', refused: [], totalParameters: 5000, loaded: ['text', 'code'] }),
		status: () => Promise.reject(new UserError('The fake model has no status.', 'Use the real one.')),
		probeDevices: async () => undefined,
		dispose: () => undefined,
	};
}

/** A unit vector: each word adds to one direction. */
function bag(text: string): Float32Array {
	const vector = new Float32Array(dims);
	for (const word of text.toLowerCase().match(/[a-z]+/g) ?? []) {
		const slot = [...word].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % dims, 7);
		vector[slot] = (vector[slot] ?? 0) + 1;
	}
	const length = Math.hypot(...vector) || 1;
	return vector.map((value) => value / length);
}
