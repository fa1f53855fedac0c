/** The model process is killed in the middle of a question: that answer comes from words and says so, the next one is whole again. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import test from 'node:test';
import { type SearchAnswer, searchRequest, statusRequest } from '../../server/protocol/messages.ts';
import { program } from '../support/cli.ts';
import { childrenOf, isModel, startServer } from '../support/processes.ts';
import { tempFolder } from '../support/tempFolder.ts';

const query = 'add a task to the line of pending work';
const hasChildren = existsSync(`/proc/${process.pid}/task/${process.pid}/children`);

test('the model process is killed in the middle of a question', {
	skip: !hasChildren && 'the system does not tell which processes a process has started',
}, async (t) => {
	const folder = tempFolder(t, {
		'src/queue.ts':
			'export class Backlog {\n\tprivate readonly waiting: string[] = [];\n\t/** For work that has to wait. */\n\tenqueue(job: string): void {\n\t\tthis.waiting.push(job);\n\t}\n}\n',
		'src/paint.ts': 'export function fillRectangle(width: number, height: number): number {\n\treturn width * height;\n}\n',
	});
	const server = await startServer(program, folder.path, { storage: tempFolder(t).path });
	t.after(() => server.child.kill('SIGKILL'));
	const { connection, complete, child, exit } = server;
	await complete();
	const ask = (): Promise<SearchAnswer> => connection.sendRequest(searchRequest, { query });
	const whole = await ask();
	assert.deepEqual(namesOf(whole), { skills: ['text'], notes: [] });

	const [model] = childrenOf([server]).filter(isModel);
	assert.ok(model !== undefined);
	process.kill(model, 'SIGSTOP');
	const asked = ask();
	await connection.sendRequest(statusRequest); // answered after the question was handed to the model
	process.kill(model, 'SIGKILL');
	const broken = await asked;
	assert.deepEqual(broken.skills, []);
	assert.match(
		broken.notes.join('\n'),
		/^The model process ended \(signal SIGKILL\); this answer comes from words alone\. It starts again/,
	);
	assert.equal(broken.results[0]?.path, 'src/queue.ts');
	const signals = new Set(broken.results.flatMap((hit) => hit.signals.map(({ name }) => name)));
	assert.ok(!signals.has('code') && !signals.has('text'), [...signals].join());

	const next = await ask();
	assert.deepEqual(namesOf(next), { skills: ['text'], notes: [] });
	assert.deepEqual(next.results, whole.results);
	assert.equal(child.exitCode, null, 'the server has lived on');
	child.kill('SIGKILL');
	await exit;
});

function namesOf({ skills, notes }: SearchAnswer): object {
	return { skills: skills.map(({ skill }) => skill), notes };
}
