/** The rows of the search box. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { answer, hit } from './samples.ts';
import './vscode.ts';

const { answerRows, completionRows, costLine, emptyRows, failureRows, filterRows } = await import(
	'../../../client/src/views/searchRows.ts'
);
const shown = { legs: true, folders: 1, folderName: () => 'web' };
const rowOf = (more: object, how: object = {}) => answerRows({ ...answer, results: [{ ...hit, ...more }] }, { ...shown, ...how })[0];
const buttons = (row: ReturnType<typeof rowOf>) => row?.buttons?.map((button) => (button as { act?: unknown }).act);

test('the first line says what an answer cost', () => {
	assert.equal(costLine(answer), 'text activated · 10.6 M of 49 M parameters · cpu · 8 ms');
	assert.equal(costLine({ ...answer, skills: [], device: 'none' }), 'no skill activated · 8 ms');
	const filters = [
		{ name: 'kind' as const, values: ['doc'], text: 'kind:doc' },
		{ name: 'word' as const, values: ['test'], not: true as const, text: '-test' },
	];
	assert.match(costLine({ ...answer, filters }), /^kind:doc · -test · text activated/);
	const both = [...answer.skills, { skill: 'code' as const, parameters: 10_600_000, flops: 1, ms: 1 }];
	assert.equal(costLine({ ...answer, skills: both }), 'text, code activated · 10.6 M + 10.6 M of 49 M parameters · cpu · 8 ms');
});

test('a hit is its name, its place, its evidence and its line', () => {
	const row = rowOf({});
	assert.equal(row?.label, 'retryWithBackoff');
	assert.equal(row?.description, 'src/http/retry.ts:12   $(code) code · $(whole-word) words');
	assert.equal(row?.detail, 'export async function retryWithBackoff(request)');
	assert.deepEqual(buttons(row), ['why', 'side', 'copy']);
});

test('the evidence can be left off, a folder is named where there are several, a nameless hit is called by its file', () => {
	assert.equal(rowOf({}, { legs: false })?.description, 'src/http/retry.ts:12');
	assert.equal(rowOf({}, { legs: false, folders: 2 })?.description, 'web › src/http/retry.ts:12');
	assert.equal(rowOf({ symbol: '' })?.label, 'retry.ts');
});

test('code that looks like an icon stays code', () => {
	assert.equal(rowOf({ preview: 'echo $(date)' })?.detail, 'echo \\$(date)');
	assert.equal(rowOf({ preview: 'x=$(( 1 + 2 ))' })?.detail, 'x=$(( 1 + 2 ))');
});

test('the box must not filter what the server chose', () => {
	const rows = [
		...answerRows({ ...answer, notes: ['a note'] }, shown),
		...answerRows({ ...answer, results: [] }, shown),
		...failureRows(new Error('x'), true),
	];
	assert.ok(rows.length >= 4);
	assert.deepEqual(
		rows.filter((row) => row.alwaysShow !== true),
		[],
	);
});

test('notes stand at the end, on as many rows as they need', () => {
	const note = 'The folder /w could not be indexed: the disk is full. Free some space and choose “Bring the index up to date”.';
	const rows = answerRows({ ...answer, notes: [note] }, shown).slice(1);
	assert.ok(rows.length > 1);
	assert.equal(rows.map(({ label }) => label).join(' '), note);
	assert.ok(rows.every(({ label }) => label.length <= 76));
});

test('nothing found says where was looked and what to do', () => {
	const [row] = answerRows({ ...answer, results: [] }, shown);
	assert.equal(row?.label, 'Nothing found in 9,310 chunks');
	assert.deepEqual(buttons(row), [{ command: 'skilllens.filesLeftOut' }, { command: 'skilllens.doctor' }]);
});

test('a failure brings the button that helps', () => {
	assert.deepEqual(buttons(failureRows(new Error('damaged'), true)[0])?.[0], { command: 'skilllens.doctor' });
	assert.deepEqual(buttons(failureRows(new Error('not running'), false)[0])?.[0], { command: 'skilllens.restart' });
});

test('the empty box offers the selection and what was asked before, or else a hint', () => {
	const labels = (recent: string[], selection: string) => emptyRows(recent, selection).map(({ label }) => label);
	assert.deepEqual(labels(['retries', 'cache'], ''), ['asked before', 'retries', 'cache']);
	assert.deepEqual(labels(['retries'], '\n  const a = 1;\n'), ['Search for the selected text', 'asked before', 'retries']);
	assert.match(labels([], '')[0] ?? '', /^Ask in words/);
	assert.equal(emptyRows([], 'a\nb')[0]?.question, 'a\nb');
});

test('values for a filter stand above the results, with what they put into the box', () => {
	assert.deepEqual(completionRows({ items: [] }), []);
	const rows = completionRows({
		items: [
			{ filter: 'lang:python', query: 'retry lang:python ', files: 2 },
			{ filter: 'kind:doc', query: 'kind:doc ' },
		],
	});
	assert.deepEqual(
		rows.map(({ label, description, typed }) => [label, description, typed]),
		[
			['filters', undefined, undefined],
			['lang:python', '2 files', 'retry lang:python '],
			['kind:doc', undefined, 'kind:doc '],
			['results', undefined, undefined],
		],
	);
});

test('every filter can be begun at the end of the question', () => {
	assert.deepEqual(
		filterRows(' retry ').map(({ typed }) => typed),
		['retry kind:', 'retry path:', 'retry lang:', 'retry skill:', 'retry "', 'retry -'],
	);
	assert.equal(filterRows('')[0]?.typed, 'kind:');
	assert.ok([...filterRows(''), ...filterRows('x')].every((row) => row.alwaysShow === true));
});
