/** Filters as people type them. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { type KnownLanguages, readFilters } from '../../../server/src/search/filters.ts';
import { randomFrom } from '../storage/fixtures.ts';

const ids: Readonly<Record<string, string>> = { python: 'python', py: 'python', typescript: 'typescript', ts: 'typescript' };
const languages: KnownLanguages = { named: (name) => ids[name], present: () => ['python', 'typescript'] };
const read = (text: string) => {
	const typed = readFilters(text, languages);
	return [typed.text, typed.filters.map((filter) => filter.text).join(' '), ...typed.notes];
};

test('filters are taken out of the question, words in quotes stay in it', () => {
	const cases: readonly (readonly [typed: string, text: string, filters: string])[] = [
		['retry kind:code', 'retry', 'kind:code'],
		['kind:code,doc retry  later', 'retry later', 'kind:code,doc'],
		['lang:py,ts retry', 'retry', 'lang:python,typescript'],
		['LANG:py retry', 'LANG:py retry', ''],
		['lang:PY retry', 'retry', 'lang:python'],
		['retry path:./src/http/ -path:*.test.ts', 'retry', 'path:src/http/ -path:*.test.ts'],
		['path:"my docs/a b" retry', 'retry', 'path:"my docs/a b"'],
		['skill:code retry', 'retry', 'skill:code'],
		['where is "back off" used', 'where is back off used', '"back off"'],
		['say "a \\"b\\" c"', 'say a "b" c', '"a \\"b\\" c"'],
		['retry -test -"not this"', 'retry', '-test -"not this"'],
		['retry -kind:doc', 'retry', '-kind:doc'],
		['kind:code', '', 'kind:code'],
		['"retry(x)"', 'retry(x)', '"retry(x)"'],
		['HttpClient lang:ts', 'HttpClient', 'lang:typescript'],
	];
	for (const [typed, ...expected] of cases) {
		assert.deepEqual(read(typed), expected, typed);
	}
});

test('what is no filter stays as it was, to the letter', () => {
	const plain = [
		'',
		'  where   are retries ',
		'http://example.org/a',
		'std::vector<int>',
		'foo:bar',
		'foo:"bar baz"',
		'kind: of blue',
		'return -1',
		'what does -v do',
		'--top 5',
		'a - b',
		'an "unclosed quote',
		'""',
		'mid"quote"d',
		'well-known re-try',
		'kind:code\nif (x) return "a" -b;',
		'x = "abc"; f(y, "def") -z;',
		'\\d+ -',
		`kind:code ${'x'.repeat(4_001)}`,
	];
	for (const text of plain) {
		assert.deepEqual(read(text), [text, ''], text);
	}
});

test('a line of code keeps its quotes and minus signs, but not its filters', () => {
	assert.deepEqual(read('if (x == "a") { y = "b" -zz; } lang:ts'), ['if (x == "a") { y = "b" -zz; }', 'lang:typescript']);
});

test('a backslash makes an ordinary word of a filter', () => {
	assert.deepEqual(read('\\kind:code \\-test \\"a b" -mock'), ['kind:code -test "a b"', '-mock']);
	assert.deepEqual(read('\\\\server\\share'), ['\\\\server\\share', '']);
});

test('a value that is none is left aside, and the choices are named', () => {
	assert.deepEqual(read('retry kind:nonsense'), ['retry', '', 'kind:nonsense is left aside: kind can be code, doc or picture.']);
	assert.deepEqual(read('retry -kind:doc,x'), ['retry', '-kind:doc', '-kind:x is left aside: kind can be code, doc or picture.']);
	assert.deepEqual(read('retry lang:klingon'), ['retry', '', 'lang:klingon is left aside: lang can be python or typescript.']);
	assert.deepEqual(read('retry skill:image'), ['retry', '', 'skill:image is left aside: skill can be text or code.']);
	assert.deepEqual(read('retry path:'), [
		'retry',
		'',
		'path: is left aside: path wants a folder, a file or a pattern such as src/**/*.ts, with * or ** four times at most.',
	]);
	const empty = readFilters('retry lang:x', { named: () => undefined, present: () => [] });
	assert.deepEqual(empty.notes, ['lang:x is left aside: no language is indexed yet.']);
});

test('whatever is typed is read, and what was read is read again the same', () => {
	const signs = [
		'"',
		'-',
		'\\',
		':',
		' ',
		'\n',
		'kind:',
		'path:',
		'lang:',
		'code',
		'py',
		',',
		'a',
		'Über',
		'漢',
		'😀',
		'\ud800',
		'*',
		'(',
		'{',
		';',
		'\t',
	];
	const random = randomFrom(7);
	for (let round = 0; round < 20_000; round++) {
		const text = Array.from({ length: Math.floor(random() * 12) }, () => signs[Math.floor(random() * signs.length)]).join('');
		const { filters, notes, text: left } = readFilters(text, languages);
		if (filters.length + notes.length === 0 && !text.includes('\\')) {
			assert.equal(left, text);
		}
		for (const filter of filters) {
			const again = readFilters(filter.text, languages);
			assert.deepEqual(again.filters, [filter], `${JSON.stringify(text)} gave ${filter.text}`);
		}
	}
});

test('a long line of quotes is read in no time', () => {
	const start = performance.now();
	for (const sign of [' "', '"a ', ' -"\\', ' kind:"', ' \\-']) {
		readFilters(sign.repeat(1_000).slice(0, 4_000), languages);
	}
	assert.ok(performance.now() - start < 1_000);
});
