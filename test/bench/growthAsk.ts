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
	/** Milliseconds of the processor that a question took in this process, in the mean of `times` and of `common`. */
	readonly processor: number;
	readonly commonProcessor: number;
	/** By what was asked of the store, of the questions in `times`: milliseconds of each, and of the processor in the mean. */
	readonly legs: Readonly<Record<string, { readonly times: readonly number[]; readonly processor: number }>>;
	/** Before an index was opened. */
	readonly bare: number;
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

type Leg = { times: number[]; processor: number };

const { folder, root, questions } = (await json(process.stdin)) as Asking;
const model = loadModel({ folder: modelFolder(defaultSettings), device: 'cpu', threads: 0, idleSeconds: 600, log: silentLog });
const legs = new Map<string, Leg>();
const bare = memoryOf(process.pid).resident;
const store = openIndex(folder, model);
const search = searchOver(timedStore(store), { root }, model);
const ask = (text: string) => timedAsync(() => search.run({ text, top: 20 }, { rerankMs }, never));

const first = await ask('what is asked first');
for (const question of questions.slice(0, warmUp)) {
	await ask(question);
}
legs.clear();
const { times, processor } = await askAll(questions.slice(warmUp));
const told = [...legs].map(([name, leg]) => [name, { times: leg.times, processor: leg.processor / times.length }] as const);
const common = await askAll([...commonQuestions, ...commonQuestions]);
const { resident, peak } = memoryOf(process.pid);
const answers: Answers = {
	...{ first, times, processor, common: common.times.slice(commonQuestions.length), commonProcessor: common.processor },
	...{ legs: Object.fromEntries(told), bare, resident, peak },
};
process.stdout.write(JSON.stringify(answers));
store.close();
model.dispose();

async function askAll(all: readonly string[]): Promise<{ times: number[]; processor: number }> {
	const before = process.cpuUsage();
	const times: number[] = [];
	for (const question of all) {
		for (const leg of legs.values()) {
			leg.times.push(0);
		}
		times.push(await ask(question));
	}
	return { times, processor: milliseconds(process.cpuUsage(before)) / all.length };
}

function milliseconds({ user, system }: NodeJS.CpuUsage): number {
	return (user + system) / 1000;
}

/** The store, with what each of its methods took added up in `legs`. */
function timedStore(of: Store): Store {
	return new Proxy(of, {
		get: (target, name: keyof Store) => {
			const method = target[name];
			if (typeof method !== 'function') {
				return method;
			}
			return (...asked: unknown[]): unknown => {
				const called = name === 'words' || name === 'nearest' || name === 'similarities' ? `${name} ${asked[0]}` : name;
				const leg = legs.get(called) ?? { times: [0], processor: 0 };
				legs.set(called, leg);
				const [start, used] = [performance.now(), process.threadCpuUsage()];
				try {
					return (method as (...all: unknown[]) => unknown).apply(target, asked);
				} finally {
					leg.times.push((leg.times.pop() ?? 0) + performance.now() - start);
					leg.processor += milliseconds(process.threadCpuUsage(used));
				}
			};
		},
	});
}
