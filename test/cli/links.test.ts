/** `skilllens pictures` and `skilllens check`: what people, scripts and builds rely on. */
import assert from 'node:assert/strict';
import test from 'node:test';
import type { Log } from 'sarif';
import { skilllens } from '../support/cli.ts';
import { boxesSvg } from '../support/pictures.ts';
import { tempFolder } from '../support/tempFolder.ts';

test('pictures of code, and a check of what they say', async (t) => {
	const folder = tempFolder(t, {
		'src/queue.ts': 'export class RetryQueue {\n\tput(job: string) {\n\t\treturn job;\n\t}\n}\n\nconst limit = 3;\n',
		'docs/flow.md': '# Flow\n\n![flow](img/flow.svg)\n',
		'docs/img/flow.svg': boxesSvg(['Retry queue', 'Customer']),
	});
	const cache = tempFolder(t).path;
	const run = (...args: string[]) => skilllens(['--workspace', folder.path, ...args], { cache });

	const plain = await run('pictures', 'src/queue.ts:1');
	assert.deepEqual([plain.status, plain.stderr], [0, '']);
	assert.equal(
		plain.stdout,
		' 1  docs/img/flow.svg  “Retry queue”  probably RetryQueue (src/queue.ts:1)\n    the label names this class\n',
	);
	const answer = JSON.parse((await run('pictures', 'src/queue.ts', '--json')).stdout);
	assert.deepEqual(Object.keys(answer), ['path', 'pictures', 'notes']);
	assert.deepEqual(answer.pictures, [
		{
			...{ path: 'src/queue.ts', symbol: 'RetryQueue', line: 1, state: 'suggested', because: 'the label names this class' },
			...{ picture: 'docs/img/flow.svg', region: 'Retry queue' },
		},
	]);
	const none = await run('pictures', 'src/queue.ts:7');
	assert.deepEqual([none.status, none.stdout], [0, '']);
	assert.match(none.stderr, /No picture is known to show src\/queue\.ts/);
	const gone = await run('pictures', 'src/gone.ts');
	assert.deepEqual([gone.status, gone.stdout], [1, '']);
	assert.match(gone.stderr, /src\/gone\.ts is not in the index\. Name a file that is/);
	assert.equal((await run('pictures')).status, 2);

	assert.deepEqual(await run('check').then(({ status, stdout }) => [status, stdout]), [0, '']);
	const link = { picture: 'docs/img/flow.svg', region: 'Retry queue', path: 'src/queue.ts', symbol: 'RetryQueue', decision: 'confirmed' };
	folder.write('.skilllens/links.json', `[\n${JSON.stringify(link)},\n{"version":1}\n]\n`);
	assert.equal((await run('check')).status, 0);
	folder.write('src/queue.ts', 'export class RetryQueues {}\n');
	const drifted = await run('check');
	assert.equal(drifted.status, 1);
	assert.equal(
		drifted.stdout,
		'docs/flow.md:3: RetryQueue is gone from src/queue.ts; “Retry queue” in docs/img/flow.svg was linked to it.\n    Near: RetryQueues (src/queue.ts:1)\n',
	);
	assert.match(drifted.stderr, /A picture says something that is not so any more/);
	const log = JSON.parse((await run('check', '--sarif')).stdout) as Log;
	const [result] = log.runs[0]?.results ?? [];
	assert.deepEqual([log.version, result?.ruleId, result?.level], ['2.1.0', 'symbolGone', 'warning']);
	assert.ok(log.runs[0]?.tool.driver.rules?.some(({ id }) => id === result?.ruleId));
	assert.deepEqual(result?.locations?.[0]?.physicalLocation, {
		artifactLocation: { uri: 'docs/flow.md', uriBaseId: '%SRCROOT%' },
		region: { startLine: 3 },
	});
	assert.deepEqual(result?.partialFingerprints, { pictureRegion: 'docs/img/flow.svg#Retry queue' });
	assert.match(result?.message.text ?? '', /RetryQueue is gone from src\/queue\.ts.* Near: RetryQueues/);
	assert.equal((await run('check', '--sarif')).status, 1);

	folder.write('.skilllens/links.json', '[\n<<<<<<< ours\n');
	assert.match((await run('check')).stderr, /Line 2 of \.skilllens\/links\.json is not used: a merge left a conflict there\./);
});
