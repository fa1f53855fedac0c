/** Patterns of paths as people type them. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { pathTest } from '../../../server/src/domain/paths.ts';

test('a pattern fits a path by its beginning, a name by itself, a wildcard as a whole', () => {
	const cases: readonly (readonly [pattern: string, fits: readonly string[], not: readonly string[]])[] = [
		['src/http', ['src/http/retry.ts', 'src/http.ts', 'src/httpd/a.ts', 'SRC/HTTP/a.ts'], ['lib/src/http/a.ts', 'http/src/a.ts']],
		['src/http/', ['src/http/retry.ts'], ['src/httpd/a.ts']],
		['./src/', ['src/a.ts', 'lib/src/a.ts'], ['src.ts']],
		['/src', ['src/a.ts'], ['lib/src/a.ts']],
		['test', ['test/a.ts', 'lib/tests/a.ts', 'lib/test_a.py'], ['lib/contest.ts', 'a.test.ts']],
		['*.ts', ['a.ts', 'src/a.ts', 'a.test.ts'], ['a.tsx', 'src/ts']],
		['*.test.*', ['src/a.test.ts'], ['src/test.ts']],
		['src/*.ts', ['src/a.ts'], ['src/http/a.ts', 'lib/src/a.ts']],
		['src/**/*.ts', ['src/a.ts', 'src/http/deep/a.ts'], ['src/a.js']],
		['**/http/**', ['src/http/a.ts', 'http/a.ts'], ['src/httpd/a.ts']],
		['retry.?s', ['src/retry.ts', 'retry.js'], ['retry.mjs']],
		['a(b)[c].{d}', ['x/a(b)[c].{d}'], ['abc.d']],
		['src\\http', ['src/http/a.ts'], ['src/a.ts']],
		['', ['a.ts'], []],
	];
	for (const [pattern, fits, not] of cases) {
		const test_ = pathTest(pattern);
		assert.deepEqual(
			fits.filter((path) => !test_(path)),
			[],
			`${pattern} fits`,
		);
		assert.deepEqual(not.filter(test_), [], `${pattern} does not fit`);
	}
});
