/** The process that asks in bench:growth: told on standard input which index and which questions, it answers with times and memory. */
import { json } from 'node:stream/consumers';
import { defaultSettings } from '../../server/protocol/settings.ts';
import { never } from '../../server/src/base/cancel.ts';
import { silentLog } from '../../server/src/base/log.ts';
import { modelFolder } from '../../server/src/folder/folder.ts';
import { loadModel } from '../../server/src/inference/loadModel.ts';
import type { Store } from '../../server/src/storage/store.ts';
import { timedAsync } from './figures.ts';
import type { Asking } from './growth.ts';
import { memoryOf } from './memory.ts';
import { openIndex, searchOver } from './warmQuery.ts';

/** Times in milliseconds, memory in bytes. */
export type Answers = {
	/** Of the first question, by which the index is read. */
	readonly first: number;
	readonly times: readonly number[];
	/** Of questions that have very common words only. */
	readonly common: readonly number[];
	/** By what was asked of the store and the model, of the questions in `times`. */
	readonly legs: Readonly<Record<string, readonly number[]>>;
	readonly resident: number;
	readonly peak: number;
};

const rerankMs = defaultSettings['search.rerankMilliseconds'];
const warmUp = 10;
const commonQuestions = [
	'return value of type string',
	'name of the test file',
	'function to get the data',
	'new class with options',
	'set value in object',
	'import error type',
	'list of files',
	'add a key to the map',
	'read data from file',
	'check if the name is null',
];

const { folder, root, questions } = (await json(process.stdin)) as Asking;
const model = loadModel({ folder: modelFolder(defaultSettings), device: 'cpu', threads: 0, idleSeconds: 600, log: silentLog });
const legs: Record<string, number[]> = {};
const store = openIndex(folder, model);
const search = searchOver(timedStore(store), { root }, model);
const ask = (text: string) => timedAsync(() => search.run({ text, top: 20 }, { rerankMs }, never));
const first = await ask('what is asked first');
const times: number[] = [];
const common: number[] = [];
for (const [i, question] of questions.entries()) {
	for (const all of Object.values(legs)) {
		all.push(0);
	}
	const time = await ask(question);
	if (i >= warmUp) {
		times.push(time);
	}
}
for (const all of Object.values(legs)) {
	all.splice(0, all.length - times.length);
}
const ofLegs = structuredClone(legs);
for (const question of [...commonQuestions, ...commonQuestions]) {
	common.push(await ask(question));
}
const { resident, peak } = memoryOf(process.pid);
process.stdout.write(JSON.stringify({ first, times, common, legs: ofLegs, resident, peak } satisfies Answers));
store.close();
model.dispose();

/** The store, with what each of its methods took in the question under way added up in `legs`. */
function timedStore(of: Store): Store {
	return new Proxy(of, {
		get: (target, name: keyof Store) => {
			const method = target[name];
			if (typeof method !== 'function') {
				return method;
			}
			return (...asked: unknown[]): unknown => {
				const leg = name === 'words' || name === 'nearest' || name === 'similarities' ? `${name} ${asked[0]}` : name;
				const start = performance.now();
				try {
					return (method as (...all: unknown[]) => unknown).apply(target, asked);
				} finally {
					legs[leg] = [...(legs[leg] ?? [0])];
					const all = legs[leg];
					all.push((all.pop() ?? 0) + performance.now() - start);
				}
			};
		},
	});
}
