/**
 * For tests only: a model process whose devices behave as the environment says, `SKILLLENS_FAKE_DEVICES={"webgpu":"hangs"}`; one that is not named
 * gives the golden vectors at a millisecond a token, one with a number at so many.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostCall, HostOptions, HostReply } from '../../server/src/inference/hostMessages.ts';

type Golden = {
	readonly cases: readonly {
		readonly skills: Record<string, { readonly tokens: readonly number[] }>;
		readonly vectors: Record<string, readonly number[]>;
	}[];
};

const { folder, device } = JSON.parse(process.argv[2] ?? '{}') as HostOptions;
const behaviour = (JSON.parse(process.env.SKILLLENS_FAKE_DEVICES ?? '{}') as Record<string, string | number>)[device] ?? 1;
const { cases } = JSON.parse(readFileSync(join(folder, 'golden.json'), 'utf8')) as Golden;

process.on('message', ({ id, request }: HostCall) => {
	const tell = (reply: HostReply): void => void process.send?.(reply);
	if (request.kind === 'status') {
		tell({ kind: 'done', id, value: { device, bundled: ['cpu', 'webgpu'], loaded: [], memory: 1 } });
	} else if (behaviour === 'crashes' || behaviour === 'is killed') {
		process.kill(process.pid, behaviour === 'crashes' ? 'SIGSEGV' : 'SIGKILL');
	} else if (behaviour === 'exits') {
		process.exit(3);
	} else if (behaviour === 'is absent') {
		tell({ kind: 'failed', id, message: 'The model could not compute: /src/a.cc:1 f() x == y was false. No such device', remedy: 'None.' });
	} else if (behaviour !== 'hangs') {
		const { skills, inputs } = request.batch;
		const texts = inputs.filter((input) => input instanceof Int32Array);
		const vectors = texts.map((text) => {
			const found = cases.find(({ skills: all }) => `${all[skills[0] ?? '']?.tokens}` === `${text}`)?.vectors[skills.join('+')] ?? [];
			return Float32Array.from(behaviour === 'differs' ? found.toReversed() : found);
		});
		const tokens = texts.reduce((sum, { length }) => sum + length, 0);
		tell({ kind: 'done', id, value: { vectors, ms: tokens * (typeof behaviour === 'number' ? behaviour : 1), device } });
	}
});
process.on('disconnect', () => process.exit());
