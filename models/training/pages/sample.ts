/** One sample of a seed: which family it is of, what is drawn and which texts belong to it. */
import { chartSample } from './chart.ts';
import { diagramSample } from './diagram.ts';
import { randomOf } from './random.ts';
import { uiSample } from './ui.ts';
import type { Sample } from './words.ts';

export function sampleOf(seed: number, index: number): Sample {
	const random = randomOf(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
	const share = random.next();
	return share < 0.4 ? uiSample(random) : share < 0.75 ? diagramSample(random) : chartSample(random);
}
