/** Some rounds of `npm run bench:kill`: whoever indexes is killed at random moments while files change, and nothing is lost. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import test from 'node:test';
import { randomFrom } from '../bench/madeUp.ts';
import { KillLoop, victims } from '../support/killLoop.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { tinyFolder } from '../unit/inference/tinyModel.ts';

const seed = 11;
const hasChildren = existsSync(`/proc/${process.pid}/task/${process.pid}/children`);

test('killed at random moments while files change, an index is whole, and in the end as one built from nothing', {
	skip: !hasChildren && 'the system does not tell which processes a process has started',
}, async (t) => {
	const loop = new KillLoop({ place: tempFolder(t).path, modelFolder: tinyFolder, random: randomFrom(seed) });
	for (let round = 1; round <= 2 * victims.length - 2; round++) {
		const { victim, after, atWork, reopened, problems } = await loop.round();
		t.diagnostic(`${victim}, after ${Math.round(after)} ms${atWork ? ', at work' : ''}: reopened in ${reopened.toFixed(1)} ms`);
		assert.deepEqual(problems, [], `round ${round}: ${victim}, seed ${seed}`);
	}
});
