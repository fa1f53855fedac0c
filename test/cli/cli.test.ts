/** The command line end to end, with the model that ships: what people and scripts rely on. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { type CliOptions, type CliResult, skilllens } from '../support/cli.ts';
import { tempFolder } from '../support/tempFolder.ts';

const shop = {
	'src/http/retry.ts':
		'/** Tries a request again with exponential back-off. */\nexport async function retryWithBackoff(request: () => Promise<void>, attempts = 5) {\n\tfor (let i = 0; i < attempts; i++) {\n\t\tawait request();\n\t}\n}\n',
	'src/prices.ts':
		'/** Adds up what is in the basket. */\nexport function sumPrices(items: number[]) {\n\treturn items.reduce((a, b) => a + b, 0);\n}\n',
	'docs/http.md': '# HTTP client\n\n## Retries\n\nFailed requests are tried again up to five times.\n',
	'.env': 'SECRET=1\n',
	'package-lock.json': '{}\n',
};

type Shop = {
	readonly path: string;
	run(...args: string[]): Promise<CliResult>;
	with(options: Partial<CliOptions>, ...args: string[]): Promise<CliResult>;
};

function open(t: TestContext, files: Readonly<Record<string, string | Uint8Array>> = shop): Shop {
	const [folder, cache] = [tempFolder(t, files), tempFolder(t).path];
	const withOptions: Shop['with'] = (options, ...args) => skilllens(['--workspace', folder.path, ...args], { cache, ...options });
	return { path: folder.path, run: (...args) => withOptions({}, ...args), with: withOptions };
}

test('search prints results on standard output and what it cost on standard error', async (t) => {
	const { status, stdout, stderr } = await open(t).run('search', 'where are retries handled');
	assert.equal(status, 0, stderr);
	assert.match(stdout, /^ 1 {2}src\/http\/retry\.ts:1-6 {2}retryWithBackoff {2}.*words/);
	assert.match(stderr, /text activated \(10\.6 M of [\d.]+ M parameters\) · .*cpu · \d+ ms · \d+ chunks/);
});

test('search --json is the result object of the contract and nothing else', async (t) => {
	const { status, stdout } = await open(t).run('search', '--json', '--top', '2', 'where are retries handled');
	assert.equal(status, 0);
	const answer = JSON.parse(stdout);
	assert.deepEqual(Object.keys(answer), ['query', 'filters', 'ms', 'device', 'skills', 'results', 'notes']);
	assert.equal(answer.results.length, 2);
	const [first] = answer.results;
	assert.equal(first.path, 'src/http/retry.ts');
	assert.deepEqual([first.startLine, first.endLine, first.kind, first.symbol], [1, 6, 'code', 'retryWithBackoff']);
	for (const result of answer.results) {
		assert.ok(
			result.signals.length > 0 &&
				result.signals.every(
					(signal: { name: unknown; rank: unknown }) => typeof signal.name === 'string' && Number.isInteger(signal.rank),
				),
		);
	}
	assert.ok(
		first.signals.some((signal: { name: string; similarity?: number }) => signal.name === 'code' && typeof signal.similarity === 'number'),
	);
	assert.ok(
		answer.skills.some(
			(cost: { skill: string; parameters: number; ms: number }) => cost.skill === 'text' && cost.parameters > 10e6 && cost.ms > 0,
		),
	);
	assert.equal(answer.device, 'cpu');
});

test('filters typed in a question bound the answer, and the answer says which were understood', async (t) => {
	const questions = [
		'retries kind:doc',
		'"tried again" -lang:ts',
		'request prices path:src -attempts',
		'retries kind:nonsense',
		'kind:doc',
		'retries kind:code path:docs',
		'http://example.org std::vector',
	];
	const { status, stdout, stderr } = await open(t).with(
		{ stdin: questions.map((query, id) => JSON.stringify({ id, query })).join('\n') },
		...['search', '--batch', '-', '--kind', 'code,doc'],
	);
	assert.equal(status, 0, stderr);
	const answers = stdout
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line) as { filters: { text: string }[]; results: { path: string }[]; notes: string[] });
	const told = answers.map(({ filters, results, notes }) => [
		filters.map(({ text }) => text).join(' '),
		[...new Set(results.map(({ path }) => path))].sort().join(' '),
		notes.filter((note) => !note.endsWith('static vectors only.')).join(' '),
	]);
	assert.deepEqual(told.slice(0, 6), [
		['kind:doc', 'docs/http.md', ''],
		['"tried again" -lang:typescript', 'docs/http.md', ''],
		['path:src -attempts', 'src/prices.ts', ''],
		['', 'docs/http.md src/http/retry.ts', 'kind:nonsense is left aside: kind can be code, doc or picture.'],
		['kind:doc', '', 'Filters alone ask nothing: add words to search for.'],
		['kind:code path:docs', '', 'Nothing that is indexed fits kind:code path:docs.'],
	]);
	assert.deepEqual(answers[6]?.filters, []);
	assert.deepEqual(answers[1]?.filters, [
		{ name: 'exact', values: ['tried again'], text: '"tried again"' },
		{ name: 'lang', values: ['typescript'], not: true, text: '-lang:typescript' },
	]);
});

test('the filters stand before the cost, and why speaks of them', async (t) => {
	const shop = open(t);
	const { stdout, stderr } = await shop.run('search', 'retries path:docs -"no such words"');
	assert.match(stdout, /^ 1 {2}docs\/http\.md/);
	assert.match(stderr, /^filters: path:docs -"no such words"$/m);
	const why = await shop.run('why', 'retries path:docs', 'src/http/retry.ts');
	assert.match(why.stdout, /is indexed, but.*\n.*Only within path:docs\./);
});

test('a batch answers line by line, in order, each within its root', async (t) => {
	const questions = [
		{ id: 'q1', query: 'basket prices' },
		{ id: 'q2', query: 'retries', root: 'docs' },
	];
	const { status, stdout, stderr } = await open(t).with(
		{ stdin: questions.map((question) => JSON.stringify(question)).join('\n') },
		'search',
		'--batch',
		'-',
	);
	assert.equal(status, 0, stderr);
	const answers = stdout
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line));
	assert.deepEqual(
		answers.map((answer) => answer.id),
		['q1', 'q2'],
	);
	assert.equal(answers[0].results[0].path, 'src/prices.ts');
	assert.deepEqual(
		answers[1].results.map((result: { path: string }) => result.path),
		['docs/http.md'],
	);
	assert.ok(
		answers[0].notes.every((note: string) => note.endsWith('chunks still have static vectors only.')),
		answers[0].notes.join('\n'),
	);
});

test('index computes all vectors, and the second time nothing', async (t) => {
	const shop = open(t);
	const first = JSON.parse((await shop.run('index', '--json')).stdout);
	assert.deepEqual([first.files, first.written, first.vectors.skills], [3, 3, first.chunks]);
	assert.deepEqual(first.skipped, { lock: 1, secret: 1 });
	const second = JSON.parse((await shop.run('index', '--json')).stdout);
	assert.deepEqual([second.files, second.written, second.removed], [3, 0, 0]);
});

test('files lists what is indexed, and with --skipped what is not and why', async (t) => {
	const shop = open(t);
	assert.match((await shop.run('files')).stdout, /src\/prices\.ts\ttypescript\t1 chunks/);
	const skipped = (await shop.run('files', '--skipped')).stdout;
	assert.match(skipped, /^\.env\tsecret\t.+/m);
	assert.match(skipped, /^package-lock\.json\tlock\t.+/m);
});

test('explain tells what the symbol at a place is, as text and as JSON', async (t) => {
	const workspace = open(t, { ...shop, 'src/use.ts': "import { retryWithBackoff } from './http/retry.ts';\n\nretryWithBackoff(ask);\n" });
	const { status, stdout, stderr } = await workspace.run('explain', 'src/use.ts:3:4');
	assert.equal(status, 0, stderr);
	assert.match(stdout, /^src\/http\/retry\.ts:2 {2}retryWithBackoff {2}function\n {4}Tries a request again with exponential back-off\.\n/);
	assert.match(stderr, /names.* · \d+ ms/);
	const answer = JSON.parse((await workspace.run('explain', '--json', 'src/use.ts:3')).stdout);
	assert.deepEqual(answer.explanation.definition, { path: 'src/http/retry.ts', line: 2, symbol: 'retryWithBackoff' });
	assert.equal(answer.explanation.doc, 'Tries a request again with exponential back-off.');
	assert.equal(JSON.parse((await workspace.run('explain', '--json', 'src/use.ts:2')).stdout).explanation, null);
	const wrong = await workspace.run('explain', 'src/use.ts');
	assert.deepEqual([wrong.status, /FILE:LINE/.test(wrong.stderr)], [1, true]);
});

test('why tells the rank of a place, or what keeps it out', async (t) => {
	const far = 'export function paint(): string {\n\treturn "green";\n}\n';
	const folder = open(t, { ...shop, 'src/far.ts': far });
	const { stdout } = await folder.run('why', 'where are retries handled', 'src/http/retry.ts:2');
	assert.match(stdout, /rank 1 of \d+ candidates/);
	assert.match(stdout, /words, rank \d/);
	const missed = (await folder.run('why', 'where are retries handled', 'src/far.ts')).stdout;
	assert.match(missed, /no leg of the search brought it/);
	assert.match(
		missed,
		/^Nearest in it: src\/far\.ts:1-3 \(paint\):\n {2}no word of the question\n {2}static, cosine -?\d\.\d{3}; the last of \d+ that count/m,
	);
	assert.match(missed, /^First instead:\n {2}src\/http\/retry\.ts:\d+/m);
	assert.match((await folder.run('why', 'secret', '.env')).stdout, /not in the index \(secret\)/);
	assert.match((await folder.run('why', 'x', 'gone.ts')).stdout, /There is no file gone\.ts/);
});

test('embed gives unit vectors, in order', async (t) => {
	const inputs = [
		{ id: 1, skill: 'text', content: 'retry a request' },
		{ id: 2, skill: 'code', content: 'function retry() {}' },
		{ id: 3, skill: 'text', content: 'retry a request' },
	];
	const { status, stdout, stderr } = await open(t).with(
		{ stdin: inputs.map((input) => JSON.stringify(input)).join('\n') },
		'embed',
		'--batch',
		'-',
	);
	assert.equal(status, 0, stderr);
	const rows = stdout
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line));
	assert.deepEqual(
		rows.map((row) => row.id),
		[1, 2, 3],
	);
	for (const { vector } of rows) {
		assert.equal(vector.length, 384);
		assert.ok(Math.abs(Math.hypot(...vector) - 1) < 1e-3);
	}
	assert.deepEqual(
		rows[1].skills.map((skill: { skill: string }) => skill.skill),
		['code'],
	);
});

test('doctor says that all is well', async (t) => {
	const { status, stdout } = await open(t).run('doctor');
	assert.equal(status, 0, stdout);
	assert.match(stdout, /cpu: used/);
	assert.match(stdout, /text\.bin: .*as its manifest says/);
	assert.match(stdout, /All is well\./);
});

test('doctor tells that the device of the setting cannot be used, and why', async (t) => {
	const { status, stdout } = await open(t).run('--setting', 'model.device=cuda', 'doctor');
	assert.equal(status, 1, stdout);
	assert.match(stdout, /cpu: used, cuda cannot be used/);
	assert.match(stdout, /cuda: refused, \S.*\(probed \d{4}-\d\d-\d\d \d\d:\d\d UTC\)/);
	assert.match(
		stdout,
		/Not well:\n {2}cuda, which `skilllens\.model\.device` names, cannot be used, and the processor computes in its place: \S/,
	);
});

test('doctor tries every device when it is asked to, and keeps what it found', async (t) => {
	const shop = open(t);
	assert.match((await shop.run('doctor')).stdout, /webgpu: untried|webgpu: absent, not part/);
	await shop.run('--setting', 'model.device=cpu', 'doctor', '--probe');
	assert.match((await shop.run('doctor')).stdout, /webgpu: (?:usable|used|refused|absent), .*\(probed |webgpu: absent, not part/);
});

test('help names every command, and wrong usage has status 2', async (t) => {
	const shop = open(t);
	const help = await shop.run('--help');
	assert.equal(help.status, 0);
	for (const command of ['index', 'search', 'files', 'why', 'embed', 'doctor', 'serve', 'mcp']) {
		assert.match(help.stdout, new RegExp(`^ {2}${command}\\b`, 'm'));
	}
	for (const wrong of [
		['search'],
		['search', ''],
		['search', '  '],
		['nonsense'],
		['search', 'x', '--top', '0'],
		['search', 'x', '--kind', 'song'],
		['why', 'x'],
		['serve'],
	]) {
		const { status, stderr } = await shop.run(...wrong);
		assert.equal(status, 2, wrong.join(' '));
		assert.match(stderr, /error: /);
	}
});

test('a model that is damaged: words answer and say so', async (t) => {
	const shop = open(t);
	const { status, stdout, stderr } = await shop.run(
		'--setting',
		`model.folder=${join(shop.path, 'nowhere')}`,
		'search',
		'where are retries handled',
	);
	assert.equal(status, 0, stderr);
	assert.match(stdout, /^ 1 {2}src\/http\/retry\.ts/);
	assert.match(stderr, /nowhere/);
	assert.match(stderr, /no skill activated/);
	const doctor = await shop.run('--setting', `model.folder=${join(shop.path, 'nowhere')}`, 'doctor');
	assert.equal(doctor.status, 1);
});
