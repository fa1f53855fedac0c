/** A peer's process: it builds an index from nothing under a clock, and is then asked over lines of JSON (peers/talk.mjs). */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Disposable } from '../../server/src/base/disposable.ts';
import { watchMemory } from './memory.ts';
import type { Asked } from './product.ts';
import { bytesIn } from './sources.ts';
import type { Place } from './suite.ts';

export type Work = {
	readonly root: string;
	/** Code and docs that the product indexes of it: the same files for all that do not look for files themselves. */
	readonly paths: readonly string[];
	/** An empty folder for the index. */
	readonly storage: string;
	/** Waits for its answer from the start. */
	readonly question: Asked;
	/** The weights, for those that have some. */
	readonly model?: string;
};

/** Times in milliseconds from the start of a process in a folder never seen. */
export type Built = {
	readonly first: number;
	/** Everything is indexed, and every vector computed; undefined where nothing is. */
	readonly full?: number;
	/** Bytes of the index on disk. */
	readonly bytes?: number;
	/** Bytes in memory at the most while it was built, all processes together. */
	readonly peak?: number;
};

export type Running = Disposable & { readonly built: Built; ask(question: Asked): Promise<readonly Place[]> };
type Reply = { readonly first?: readonly Place[]; readonly ready?: true; readonly places?: readonly Place[] };

export async function startPeer([program = '', ...args]: readonly string[], work: Work): Promise<Running> {
	const start = performance.now();
	const child = spawn(program, [...args, JSON.stringify(work)], { stdio: ['pipe', 'pipe', 'inherit'] });
	const memory = watchMemory(child.pid ?? 0);
	try {
		const replies = repliesOf(child);
		await replies.next('first');
		const first = performance.now() - start;
		await replies.next('ready');
		const full = performance.now() - start;
		return {
			built: { first, full, bytes: bytesIn(work.storage), peak: memory.stop() },
			ask: async ({ query, root }) => {
				child.stdin.write(`${JSON.stringify({ query, root })}\n`);
				return (await replies.next('places')).places ?? [];
			},
			dispose: () => void child.kill(),
		};
	} catch (error) {
		memory.stop();
		child.kill();
		throw error;
	}
}

/** Replies one after the other, each of the kind that is waited for. */
function repliesOf(child: ChildProcessByStdio<Writable, Readable, null>): { next(kind: keyof Reply): Promise<Reply> } {
	const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
	return {
		next: async (kind) => {
			const { done, value } = await lines.next();
			const reply = done ? undefined : (JSON.parse(value) as Reply);
			if (reply?.[kind] === undefined) {
				throw new Error(`${child.spawnargs.slice(0, 2).join(' ')} ended or said ${value}, but ${kind} was due`);
			}
			return reply;
		},
	};
}
