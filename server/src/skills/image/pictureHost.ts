/** Entry of the reading process: decodes pictures and recognises their words, one after another, and ends with its parent. */
import { constants, setPriority } from 'node:os';
import { UserError } from '../../base/errors.ts';
import type { ReadCall, ReadReply } from './hostMessages.ts';
import { perform } from './read.ts';

let last: Promise<void> = Promise.resolve();

async function answer({ id, bytes, task }: ReadCall): Promise<void> {
	try {
		const value = await perform(task, bytes, (step) => tell({ kind: 'step', id, step }));
		tell({ kind: 'done', id, value });
	} catch (error) {
		const { message, remedy } = error instanceof UserError ? error : unexpected(error);
		tell({ kind: 'failed', id, message, remedy });
	}
}

function unexpected(error: unknown): UserError {
	const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
	return new UserError(`The picture could not be read: ${line.slice(0, 200)}.`, 'Choose another one; the log says more.');
}

function tell(reply: ReadReply): void {
	process.send?.(reply);
}

if (process.argv[2] === 'background') {
	setPriority(constants.priority.PRIORITY_LOW);
}
process.on('message', (call: ReadCall) => {
	last = last.then(() => answer(call));
});
process.on('disconnect', () => process.exit());
// An interrupt typed into a terminal reaches the whole group; the parent decides what ends.
process.on('SIGINT', () => undefined);
