/** Devices are found out about once, behind everything else, and remembered until something changes. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Probe } from '../../../server/src/inference/devices.ts';
import { ProbeMemory } from '../../../server/src/inference/probeMemory.ts';
import { Proving } from '../../../server/src/inference/proving.ts';
import { tempFolder } from '../../support/tempFolder.ts';
import { HeardLog } from './tinyModel.ts';

const at = '2026-11-30T12:00:00.000Z';
const speeds: Readonly<Record<string, number>> = { cpu: 1000, webgpu: 9000 };

/** Devices that behave as `verdicts` says, tried at once; `tried` and `moves` are what happened. */
class Played {
	readonly tried: string[] = [];
	readonly moves: string[] = [];
	readonly log = new HeardLog();
	readonly file: string;
	verdicts: Record<string, Probe['verdict']> = {};
	bundled: string[] = ['cpu', 'webgpu'];
	/** Held until it is resolved. */
	hold: Promise<void> = Promise.resolve();
	private readonly context: TestContext;

	constructor(context: TestContext) {
		this.context = context;
		this.file = join(tempFolder(context).path, 'cache', 'devices.json');
	}

	open(setting = 'auto', key = 'a', patience = 0): Proving {
		const proving = new Proving({
			...{ setting, key, patience, added: () => [], log: this.log.log },
			memory: new ProbeMemory(this.file, this.log.log),
			try: async (device) => {
				this.tried.push(device);
				await this.hold;
				const verdict = this.verdicts[device] ?? 'sound';
				return verdict === 'sound'
					? { device, verdict, why: '', tokensPerSecond: speeds[device] ?? 1, msAlone: 5, at }
					: { device, verdict, why: `it ${verdict}`, at };
			},
			host: () => ({ device: 'cpu', bundled: this.bundled, loaded: [] }),
			onChosen: (device) => this.moves.push(device),
		});
		this.context.after(() => proving.dispose());
		return proving;
	}

	/** A first start, to its end. */
	async prove(...how: Parameters<Played['open']>): Promise<Proving> {
		const proving = this.open(...how);
		await proving.anew();
		return proving;
	}
}

/** Until a timer of no milliseconds has fired. */
const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

test('behind the first work, once: then the fastest is chosen, and known at the next start', async (context) => {
	const played = new Played(context);
	const proving = played.open();
	assert.equal(proving.chosen, 'cpu');
	await soon();
	assert.deepEqual(played.tried, []); // nobody asked the model yet
	await proving.ready('interactive');
	await played.log.heard(/probed cpu: sound, 1000 tokens\/s/);
	await proving.ready('background');
	assert.deepEqual([played.tried, played.moves, proving.chosen, proving.speed], [['webgpu', 'cpu'], ['webgpu'], 'webgpu', 9]);

	const next = played.open();
	assert.equal(next.chosen, 'webgpu');
	await next.ready('background');
	await soon();
	await next.ready('background');
	assert.equal(played.tried.length, 2);
});

test('a question is not held up, work in the background is', async (context) => {
	const played = new Played(context);
	const { promise, resolve } = Promise.withResolvers<void>();
	played.hold = promise;
	const proving = played.open();
	await proving.ready('interactive');
	await soon();
	assert.deepEqual(played.tried, ['webgpu']);
	await proving.ready('interactive');
	let isThrough = false;
	const behind = proving.ready('background')?.then(() => {
		isThrough = true;
	});
	await soon();
	assert.equal(isThrough, false);
	resolve();
	await behind;
	assert.equal(proving.chosen, 'webgpu');
});

test('where there is only the processor, nothing is tried', async (context) => {
	const played = new Played(context);
	played.bundled = ['cpu'];
	const proving = played.open();
	await proving.ready('background');
	await soon();
	await proving.ready('background');
	assert.deepEqual([played.tried, proving.chosen, existsSync(played.file)], [[], 'cpu', false]);
});

test('without a device that works, the processor is not timed', async (context) => {
	const played = new Played(context);
	played.verdicts = { webgpu: 'absent' };
	const proving = played.open();
	await proving.ready('interactive');
	await played.log.heard(/probed webgpu: absent/);
	await proving.ready('background');
	assert.deepEqual([played.tried, proving.chosen, proving.refused], [['webgpu'], 'cpu', []]);
});

test('when driver, model or runtime is another one, they are tried again', async (context) => {
	const played = new Played(context);
	played.verdicts = { webgpu: 'crashed' };
	assert.deepEqual((await played.prove()).refused, [{ device: 'webgpu', why: 'it crashed' }]);
	played.verdicts = {};
	assert.equal(played.open().chosen, 'cpu');
	assert.equal((await played.prove('auto', 'b')).chosen, 'webgpu');
	assert.equal(played.open('auto', 'a').chosen, 'cpu'); // what was known of the other one is kept
	assert.equal(played.open('auto', 'b').chosen, 'webgpu');
});

test('a device that the setting names is tried before the first answer, and alone', async (context) => {
	const played = new Played(context);
	const proving = played.open('webgpu');
	assert.equal(proving.chosen, 'cpu');
	await proving.ready('interactive');
	assert.deepEqual([proving.chosen, played.moves], ['webgpu', ['webgpu']]);
	await played.open('webgpu').ready('interactive');
	assert.deepEqual(played.tried, ['webgpu', 'cpu']);
});

for (const verdict of ['absent', 'crashed', 'hung', 'differs'] as const) {
	test(`a device that the setting names and that is ${verdict} is refused, and said so`, async (context) => {
		const played = new Played(context);
		played.verdicts = { webgpu: verdict };
		const proving = played.open('webgpu');
		await proving.ready('interactive');
		assert.deepEqual([proving.chosen, proving.refused], ['cpu', [{ device: 'webgpu', why: `it ${verdict}` }]]);
		await proving.ready('interactive');
		assert.deepEqual(played.tried, ['webgpu']);
	});
}

test('the processor needs no trial', async (context) => {
	const played = new Played(context);
	const proving = played.open('cpu');
	await proving.ready('background');
	await soon();
	assert.deepEqual([played.tried, proving.chosen], [[], 'cpu']);
});

test('one over which the process ended in use is refused from then on, until it is tried anew', async (context) => {
	const played = new Played(context);
	const proving = await played.prove();
	proving.blame({ device: 'webgpu', why: 'the model process ended on it (signal SIGSEGV)' }, 'crashed');
	assert.equal(proving.chosen, 'cpu');
	const next = played.open();
	assert.deepEqual(next.refused, [{ device: 'webgpu', why: 'the model process ended on it (signal SIGSEGV)' }]);
	await next.anew();
	assert.equal(next.chosen, 'webgpu');
});

test('a probe that somebody ended says nothing, and is made again at the next start', async (context) => {
	const played = new Played(context);
	played.verdicts = { webgpu: 'killed' };
	await played.prove();
	played.verdicts = {};
	const next = played.open();
	await next.ready('background');
	await played.log.heard(/probed webgpu: sound/);
});

for (const { name, content } of [
	{ name: 'is no JSON', content: '{"schema": 1, "machines": [' },
	{ name: 'is of another kind', content: '{"schema":2,"machines":[]}' },
	{ name: 'has a probe without a verdict', content: '{"schema":1,"machines":[{"key":"a","probes":[{"device":"webgpu"}]}]}' },
	{ name: 'is very large', content: ' '.repeat(1_000_000) },
]) {
	test(`a file that ${name} is not believed, and written anew`, async (context) => {
		const played = new Played(context);
		mkdirSync(dirname(played.file));
		writeFileSync(played.file, content);
		assert.equal((await played.prove()).chosen, 'webgpu');
		assert.equal(JSON.parse(readFileSync(played.file, 'utf8')).machines.length, 1);
		assert.equal(played.open().chosen, 'webgpu');
	});
}

test('what cannot be kept is used all the same', async (context) => {
	const played = new Played(context);
	writeFileSync(dirname(played.file), ''); // a file where its folder would be
	assert.equal((await played.prove()).chosen, 'webgpu');
	assert.ok(played.log.lines.some((line) => line.includes('is not kept')));
});
