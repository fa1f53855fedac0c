import assert from 'node:assert/strict';
import test from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parts, stem, terms } from '../../../server/src/domain/terms.ts';

const cases: readonly (readonly [string, readonly string[]])[] = [
	['getUserName', ['get', 'user', 'name', 'getusername']],
	['parseHTTPHeader_v2', ['pars', 'http', 'header', 'v2', 'parsehttpheaderv2']],
	['raw_hash_set', ['raw', 'hash', 'set', 'rawhashset']],
	['retries handled', ['retri', 'handl']],
	['foo.bar(baz)', ['foo', 'bar', 'baz']],
	['検索機能', ['検索', '索機', '機能']],
	['naïve Größe', ['naïve', 'größe']],
	['🎉 emoji', ['emoji']],
	['a'.repeat(65), []],
	['', []],
];

test('text to terms', () => {
	for (const [text, expected] of cases) {
		assert.deepEqual(terms(text), expected, text);
	}
});

test('the same word in other forms is one term', () => {
	assert.equal(stem('caching'), stem('cached'));
	assert.equal(stem('retries'), stem('retry'));
	assert.equal(stem('c3po'), 'c3po');
});

test('an identifier to parts', () => {
	assert.deepEqual(parts('HTTPServer2Config'), ['http', 'server2', 'config']);
	assert.deepEqual(parts('__init__'), ['init']);
});

test('what is remembered of a text does not keep it in memory', () => {
	setFlagsFromString('--expose-gc');
	const held = (): number => {
		runInNewContext('gc')();
		return process.memoryUsage().heapUsed;
	};
	const before = held();
	for (let i = 0; i < 100; i++) {
		terms(`quite_long_word_${i} 長い言葉${i} ${'. '.repeat(100_000)}`);
	}
	assert.ok(held() - before < 4e6, 'the texts take twenty megabytes');
});
