/** The language server as any editor starts it: a process, standard input and output, the model that ships. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { searchRequest } from '../../server/protocol/messages.ts';
import { serve } from '../support/serve.ts';
import { tempFolder } from '../support/tempFolder.ts';

const program = fileURLToPath(new URL('../../server/src/cli.ts', import.meta.url));

test('a question by meaning, over standard input and output', async (t) => {
	const folder = tempFolder(t, {
		'src/queue.ts':
			'export class Backlog {\n\tprivate readonly waiting: string[] = [];\n\tenqueue(job: string): void {\n\t\tthis.waiting.push(job);\n\t}\n}\n',
		'src/paint.ts': 'export function fillRectangle(width: number, height: number): number {\n\treturn width * height;\n}\n',
	});
	const { connection, stop } = await serve(t, [process.execPath, program, 'serve', '--stdio'], folder.path, 2);
	const answer = await connection.sendRequest(searchRequest, { query: 'add a task to the line of pending work' });
	assert.equal(answer.results[0]?.path, 'src/queue.ts');
	assert.ok(answer.results[0].signals.some(({ name, similarity }) => name === 'code' && similarity !== undefined));
	assert.deepEqual(
		answer.skills.map(({ skill }) => skill),
		['text'],
	);
	assert.ok(answer.totalParameters > (answer.skills[0]?.parameters ?? 0));
	assert.deepEqual(await stop(), [0, null]);
});
