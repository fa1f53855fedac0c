/** What the text around a name tells of it, in the ways of many languages. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { bringsIn, fitOf, importOf, isBound, isLabel, receiverOf, typeOf } from '../../../server/src/explain/scope.ts';

test('a name that is given a meaning right here is bound', () => {
	const bound: [name: string, text: string][] = [
		['path', 'function open(path: string) {\n\treturn read(path);\n}'],
		['path', 'def open(self, path, *rest):\n    return read(path)'],
		['req', 'func (m *Mux) serve(w Writer, req *Request) {\n\tm.run(req)\n}'],
		['count', 'fn f() {\n\tlet mut count = 0;\n\tcount += 1;\n}'],
		['err', 'func f() {\n\tdata, err := load()\n}'],
		['item', 'for item in items:\n    use(item)'],
		['entry', 'for (const entry of entries) {\n\tuse(entry);\n}'],
		['error', 'try {} catch (error) { tell(error); }'],
		['a', 'items.map((a, b) => a - b)'],
		['each', 'items.each { |each| puts each }'],
		['file', 'with open(name) as file:\n    read(file)'],
		['size', 'void f() {\n  int size = 3;\n  use(size);\n}'],
		['name', 'String greet(String name) {\n  return name;\n}'],
		['x', 'key=lambda x: x.size'],
	];
	for (const [name, text] of bound) {
		assert.ok(isBound(name, text), `${name} in ${text}`);
	}
});

test('a name that is only used is not bound', () => {
	const free: [name: string, text: string][] = [
		['retry', 'async function get(url: URL) {\n\treturn retry(() => fetch(url));\n}'],
		['Request', 'def handle(request: Request) -> None:\n    return Request(request)'],
		['load', 'func f() {\n\tdata, err := load()\n}'],
		['limit', 'if (count == limit) {\n\treturn limit;\n}'],
		['Options', 'function open(options: Options) {\n\treturn options;\n}'],
		['close', 'self.close = other.close\nreturn close()'],
	];
	for (const [name, text] of free) {
		assert.ok(!isBound(name, text), `${name} in ${text}`);
	}
});

test('labels of arguments and of fields are no names to explain', () => {
	assert.ok(isLabel('open(timeout=5)', 5, 'timeout'));
	assert.ok(isLabel('    timeout=5,', 4, 'timeout'));
	assert.ok(isLabel('open({ timeout: 5 })', 7, 'timeout'));
	assert.ok(!isLabel('timeout == 5', 0, 'timeout'));
	assert.ok(!isLabel('open(timeout)', 5, 'timeout'));
});

test('receivers', () => {
	const at = (line: string, name: string) => receiverOf(line, line.lastIndexOf(name));
	assert.equal(at('retry()', 'retry'), undefined);
	assert.equal(at('...retry', 'retry'), undefined);
	for (const own of ['self.retry()', 'this.retry()', '$this->retry()', 'cls.retry', 'Self::retry']) {
		assert.deepEqual(at(own, 'retry'), { kind: 'self' }, own);
	}
	for (const named of ['client.retry()', 'client?.retry()', 'client->retry()', '$client->retry()']) {
		assert.deepEqual(at(named, 'retry'), { kind: 'name', name: 'client' }, named);
	}
	assert.deepEqual(at('Client::retry()', 'retry'), { kind: 'name', name: 'Client' });
	for (const unknown of ['make().retry()', 'a.b.retry()', '"text".retry', '  .retry()']) {
		assert.deepEqual(at(unknown, 'retry'), { kind: 'expression' }, unknown);
	}
});

test('types of variables, where the text gives exactly one', () => {
	const cases: [variable: string, text: string, name: string | undefined, qualifier?: string][] = [
		['client', 'const client: HttpClient = make();', 'HttpClient'],
		['client', 'def f(client: web.HttpClient) -> None:', 'HttpClient', 'web'],
		['client', 'client := &http.Client{Timeout: 3}', 'Client', 'http'],
		['next', 'func Maybe(next http.Handler) {', 'Handler', 'http'],
		['gson', 'Gson gson = new GsonBuilder().create();', 'Gson'],
		['map', 'LinkedTreeMap<String, String> map = new LinkedTreeMap<>();', 'LinkedTreeMap'],
		['builder', 'var builder = new Builder().build();', undefined],
		['x', 'let x: A = 1;\nlet x: B = 2;', undefined],
	];
	for (const [variable, text, name, qualifier = ''] of cases) {
		assert.deepEqual(typeOf(variable, text), name && { name, qualifier }, text);
	}
});

test('imports, and the files that they mean', () => {
	const cases: [name: string, text: string, path: string, fits: boolean][] = [
		['retry', "import { retry, wait } from './http/retry.ts';", 'src/http/retry.ts', true],
		['retry', "import {\n\twait,\n\tretry,\n} from '../lib';", 'lib/index.ts', true],
		['retry', "import { retry } from './retry';", 'other/retry.ts', false],
		['retry', "const { retry } = require('./retry')", 'src/retry.js', true],
		['Any', 'from typing import Any', 'src/any.py', false],
		['retry', 'from .http.retry import (\n    wait,\n    retry,\n)', 'src/http/retry.py', true],
		['Gson', 'import com.google.gson.Gson;', 'src/main/java/com/google/gson/Gson.java', true],
		['List', 'import java.util.List;', 'src/main/java/com/google/gson/List.java', false],
		['Retry', 'use crate::http::{Client, Retry};', 'src/http/retry.rs', true],
		['Retry', 'use std::time::Retry;', 'src/http/retry.rs', false],
		['Retry', 'use App\\Http\\Retry;', 'src/App/Http/Retry.php', true],
		['middleware', 'import (\n\t"net/http"\n\t"github.com/go-chi/chi/v5/middleware"\n)', 'middleware/logger.go', true],
		['http', 'import (\n\t"net/http"\n)', 'client/http.go', false],
	];
	for (const [name, text, path, fits] of cases) {
		const found = importOf(name, text);
		assert.ok(found, text);
		assert.equal(fitOf(found.module, path, 'src/main.ts') > 0, fits, `${text} and ${path}`);
	}
	assert.deepEqual(importOf('again', "import { retry as again } from './retry'"), { module: './retry', original: 'retry' });
	assert.equal(importOf('retry', "import { other } from './retry'"), undefined);
});

test('an import, on one line or listed over several, brings a name in; parameters do not', () => {
	const lines =
		"import { a } from './a';\nimport {\n\tretry,\n\ttype Answer,\n} from './b';\nfrom x import (\n    one,\n    two,\n)\nfunction f(\n\tretry,\n\tother,\n) {}\nconst y = require('y');".split(
			'\n',
		);
	assert.deepEqual(
		lines.flatMap((_, row) => (bringsIn(lines, row) ? [row] : [])),
		[0, 1, 2, 3, 5, 6, 7, 13],
	);
});
