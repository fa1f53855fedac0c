/** The golden vectors of a model folder: what every device must compute of the same tokens. */
import { Fields } from './fields.ts';
import type { Activation, Manifest } from './manifest.ts';
import { damaged, readChecked } from './modelFiles.ts';

export type GoldenCase = { readonly name: string; readonly tokens: Int32Array; readonly vector: readonly number[] };

/**
 * The least cosine to a golden vector, and the least mean of them all. An activation on the edge of a step falls to its other side where a device adds
 * in another order: 0.9993 and 0.9997 over chunks on SwiftShader (`npm run bench:devices`). Float32 without the steps of int8, which is a model of its own,
 * comes to 0.996 and 0.9986 over the golden texts.
 */
const least = { each: 0.998, mean: 0.9992 } as const;

/** The cases of texts for one activation, the shortest first. */
export function readGolden(folder: string, manifest: Manifest, { skills }: Activation): GoldenCase[] {
	const json: unknown = parse(folder, readChecked(folder, manifest.files, 'golden.json').toString('utf8'));
	const golden = new Fields(json, (field) => damaged(folder, `golden.json has no usable "${field}"`));
	const cases = golden.list('cases').map((item) => ({
		name: item.text('name'),
		tokens: Int32Array.from(
			item
				.object('skills')
				.object(skills[0] ?? '')
				.numbers('tokens'),
		),
		vector: item.object('vectors').numbers(skills.join('+')),
	}));
	return cases.sort((a, b) => a.tokens.length - b.tokens.length);
}

/** What is wrong with the vectors that a device computed of `cases`; nothing where they are the golden ones. */
export function difference(cases: readonly GoldenCase[], vectors: readonly Float32Array[]): string | undefined {
	const cosines = cases.map(({ vector }, i) => vector.reduce((sum, value, k) => sum + value * (vectors[i]?.[k] ?? Number.NaN), 0));
	const worst = cosines.findIndex((cosine) => !(cosine >= least.each));
	if (worst >= 0) {
		return `its vector of "${cases[worst]?.name}" has a cosine of ${cosines[worst]?.toFixed(4)} to the right one`;
	}
	const mean = cosines.reduce((sum, cosine) => sum + cosine, 0) / cosines.length;
	return mean >= least.mean ? undefined : `its vectors have a mean cosine of ${mean.toFixed(5)} to the right ones`;
}

function parse(folder: string, text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		throw error instanceof SyntaxError ? damaged(folder, 'golden.json is not valid JSON', error) : error;
	}
}
