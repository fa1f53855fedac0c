/** Which definition is meant and what is said of it, over a small workspace that is really indexed; wrong is worse than nothing. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { never } from '../../../server/src/base/cancel.ts';
import { silentLog } from '../../../server/src/base/log.ts';
import type { Explanation } from '../../../server/src/domain/explanation.ts';
import { type Asked, Explainer } from '../../../server/src/explain/explain.ts';
import { prepare } from '../../../server/src/indexing/prepare.ts';
import { createSkills } from '../../../server/src/skills/registry.ts';
import { openStore } from '../../../server/src/storage/openStore.ts';
import { readSource } from '../../../server/src/workspace/diskWorkspace.ts';
import { isSkipped } from '../../../server/src/workspace/workspace.ts';
import { tempFolder } from '../../support/tempFolder.ts';

type Workspace = {
	/** `text` stands once in the file; the place asked about is where `mark` begins in it. */
	at(path: string, text: string, mark?: string, more?: Partial<Asked>): Promise<Explanation | undefined>;
	write(path: string, text: string): void;
};

async function open(t: TestContext, files: Readonly<Record<string, string>>): Promise<Workspace> {
	const folder = tempFolder(t, files);
	const skills = createSkills();
	const store = openStore({
		folder: join(tempFolder(t).path, 'index'),
		workspace: folder.path,
		static: undefined,
		skills: undefined,
		log: silentLog,
	});
	t.after(() => store.close());
	const read = (path: string) => readSource(folder.path, path, { maxFileBytes: 1e6 });
	for (const path of Object.keys(files)) {
		const prepared = await prepare({ read, skills, embed: undefined }, { stamp: { path, size: 1, mtime: 1 }, known: undefined });
		assert.equal(prepared.kind, 'rows', path);
		store.replace(prepared.kind === 'rows' ? [prepared.rows] : []);
	}
	const explainer = new Explainer({
		store,
		skills,
		links: { shownIn: async () => [] },
		read: (path) => {
			const file = read(path);
			return isSkipped(file) ? undefined : file;
		},
	});
	return {
		write: folder.write,
		at: (path, text, mark = text, more = {}) => {
			const before = (files[path] ?? '').split(text)[0] as string;
			assert.ok((files[path] ?? '').includes(text), `${text} in ${path}`);
			const lines = `${before}${text.slice(0, text.indexOf(mark))}`.split('\n');
			return explainer.explain({ path, line: lines.length, column: (lines.at(-1) ?? '').length, ...more }, never);
		},
	};
}

const shop = {
	'src/http/retry.ts': '/** Tries a request again. Up to five times. */\nexport function retry(request: () => void) {\n\trequest();\n}\n',
	'src/http/client.ts':
		"import { retry } from './retry.ts';\nimport { wait } from 'elsewhere';\n\n/** The one way out. */\nexport class HttpClient {\n\tget(url: string, retries: number) {\n\t\tretry(() => this.send(url)); // retry it\n\t\twait(retries);\n\t\tconst text = 'retry this';\n\t\treturn text;\n\t}\n\n\t/** Sends one request. */\n\tsend(url: string) {\n\t\treturn url;\n\t}\n}\n",
	'src/other/retry.ts': '/** Something else entirely. */\nexport function retry() {}\n',
	'src/clock.ts': '/** Waits a while. */\nexport function wait() {}\n\nexport const defaultPatience = 3;\n',
	'src/use.ts':
		"import { HttpClient } from './http/client.ts';\nimport { defaultPatience } from './clock.ts';\n\nfunction main(client: HttpClient, other: Unknown) {\n\tclient.send('a');\n\tother.send('b');\n\treturn defaultPatience;\n}\n",
	'test/clock.test.ts': "import { defaultPatience } from '../src/clock.ts';\n\ntest('patience', () => {\n\tcheck(defaultPatience);\n});\n",
	'docs/http.md': '# HTTP\n\n## Leaving\n\nEvery request leaves the program through `HttpClient`, and nothing else does.\n',
};

test('an imported name is the one of its module, with the sentence of its comment', async (t) => {
	const { at } = await open(t, shop);
	const found = await at('src/http/client.ts', 'retry(() =>');
	assert.equal(found?.doc, 'Tries a request again.');
	assert.deepEqual(found.definition, { path: 'src/http/retry.ts', line: 2, symbol: 'retry' });
	assert.equal(found.because, 'imported from ./retry.ts');
});

test('nothing is said of what comes from elsewhere, of variables, in comments and in strings', async (t) => {
	const { at } = await open(t, shop);
	assert.equal(await at('src/http/client.ts', 'wait(retries)', 'wait'), undefined, 'imported from a package');
	assert.equal(await at('src/http/client.ts', 'wait(retries)', 'retries'), undefined, 'a parameter');
	assert.equal(await at('src/http/client.ts', 'retry it'), undefined, 'a comment');
	assert.equal(await at('src/http/client.ts', 'retry this'), undefined, 'a string');
	assert.equal(await at('src/http/client.ts', 'return text', 'text'), undefined, 'a variable');
	assert.equal(await at('docs/http.md', 'leaves the program', 'leaves'), undefined, 'prose');
});

test('members by their receiver, and nothing for a receiver that is not known', async (t) => {
	const { at } = await open(t, shop);
	assert.equal((await at('src/http/client.ts', 'this.send', 'send'))?.definition.symbol, 'HttpClient.send');
	assert.equal((await at('src/use.ts', 'client.send', 'send'))?.because, 'client is a HttpClient');
	assert.equal(await at('src/use.ts', 'other.send', 'send'), undefined);
});

test('documents are quoted with their heading', async (t) => {
	const { at } = await open(t, shop);
	const found = await at('src/use.ts', 'client: HttpClient', 'HttpClient');
	assert.deepEqual(found?.described, [
		{
			path: 'docs/http.md',
			line: 5,
			symbol: 'HTTP › Leaving',
			quote: 'Every request leaves the program through HttpClient, and nothing else does.',
		},
	]);
	assert.equal((await at('docs/http.md', 'HttpClient'))?.doc, 'The one way out.', 'and a name in a document is explained by the code');
});

test('facts only where neither comment nor document says anything', async (t) => {
	const { at } = await open(t, shop);
	const found = await at('src/clock.ts', 'defaultPatience');
	assert.deepEqual(
		found?.facts.map(({ kind, places }) => [kind, places.map(({ path, line }) => `${path}:${line}`)]),
		[
			['used', ['src/use.ts:7']],
			['tested', ['test/clock.test.ts:4']],
		],
	);
	assert.deepEqual((await at('src/use.ts', 'client: HttpClient', 'HttpClient'))?.facts, []);
});

test('nothing is said twice: not what the reader is told, nor the comment that stands in sight', async (t) => {
	const { at } = await open(t, shop);
	assert.equal(
		await at('src/http/client.ts', 'retry(() =>', 'retry', { known: 'function retry\n\nTries a request again. Up to five times.' }),
		undefined,
	);
	assert.equal((await at('src/http/client.ts', 'class HttpClient', 'HttpClient'))?.doc, undefined);
});

test('what the language support says is believed, and what it says is elsewhere is left alone', async (t) => {
	const { at } = await open(t, shop);
	const told = { path: 'src/other/retry.ts', line: 2 };
	assert.equal((await at('src/http/client.ts', 'retry(() =>', 'retry', { told }))?.doc, 'Something else entirely.');
	assert.equal(await at('src/http/client.ts', 'retry(() =>', 'retry', { told: 'elsewhere' }), undefined);
	const theImport = { path: 'src/http/client.ts', line: 1 };
	const explained = await at('src/http/client.ts', 'retry(() =>', 'retry', { told: theImport });
	assert.equal(explained?.definition.path, 'src/http/retry.ts', 'an import is no definition');
	assert.equal(await at('src/http/client.ts', 'retry(() =>', 'retry', { told: { ...theImport, line: 3 } }), undefined);
});

test('a file that changed since it was indexed is not quoted', async (t) => {
	const { at, write } = await open(t, shop);
	write('src/http/retry.ts', `\n\n${shop['src/http/retry.ts']}`);
	assert.equal(await at('src/http/client.ts', 'retry(() =>'), undefined);
});

test('without a column the first name of the line that can be explained', async (t) => {
	const { at } = await open(t, shop);
	const found = await at('src/http/client.ts', 'retry(() =>', 'retry', { column: undefined as unknown as number });
	assert.equal(found?.definition.symbol, 'retry');
});

test('other languages', async (t) => {
	const { at } = await open(t, {
		'pkg/client.py':
			'class Client:\n    """Talks to the service."""\n\n    def close(self):\n        """Closes what is open."""\n        self.closed = True\n',
		'pkg/use.py':
			'from typing import Any\nfrom .client import Client\n\ndef main(client: Client, data: Any) -> None:\n    client.close()\n    data.close()\n',
		'mux/mux.go':
			'package mux\n\n// Mux routes requests.\ntype Mux struct{}\n\n// Serve answers one request.\nfunc (m *Mux) Serve() {}\n\n// New makes a router.\nfunc New() *Mux { return nil }\n',
		'mux/use.go': 'package mux\n\nfunc main() {\n\tm := New()\n\tvar x *Mux\n\tx.Serve()\n}\n',
		'src/http.rs':
			'/// Talks to the service.\npub struct Client;\n\nimpl Client {\n    /// Closes what is open.\n    pub fn close(&self) {}\n}\n',
		'src/main.rs': 'use crate::http::Client;\n\nfn main(client: &Client) {\n    client.close();\n}\n',
		'lib/shop.rb': '# Adds up what is in the basket.\nclass PriceList\nend\n',
		'lib/main.rb': 'puts PriceList.new\n',
	});
	const cases: [path: string, text: string, mark: string, doc: string | undefined][] = [
		['pkg/use.py', 'client: Client', 'Client', 'Talks to the service.'],
		['pkg/use.py', 'client.close', 'close', 'Closes what is open.'],
		['pkg/use.py', 'data.close', 'close', undefined],
		['mux/use.go', 'New()', 'New', 'New makes a router.'],
		['mux/use.go', 'x.Serve', 'Serve', 'Serve answers one request.'],
		['src/main.rs', '&Client', 'Client', 'Talks to the service.'],
		['src/main.rs', 'client.close', 'close', 'Closes what is open.'],
		['lib/main.rb', 'PriceList', 'PriceList', 'Adds up what is in the basket.'],
	];
	for (const [path, text, mark, doc] of cases) {
		assert.equal((await at(path, text, mark))?.doc, doc, `${mark} in ${path}`);
	}
});
