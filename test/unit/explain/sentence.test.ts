/** Sentences out of comments and documents. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { firstSentence, isTold, quoteOf } from '../../../server/src/explain/sentence.ts';

test('the first sentence of a comment, without the signs of its language', () => {
	const cases: [doc: string, sentence: string | undefined][] = [
		['Tries again. Then gives up.', 'Tries again.'],
		['Tries again,\nup to five times. Then gives up.', 'Tries again, up to five times.'],
		['@param request what to try\n@returns the answer', undefined],
		['Waits for {@link Clock#tick} to come.\n@param n how often', 'Waits for Clock#tick to come.'],
		['Return a :class:`~aiohttp.web.Response` at once.\n\n:param x: what', 'Return a aiohttp.web.Response at once.'],
		['Copyright 2020 The Authors. All rights reserved.', undefined],
		['eslint-disable-next-line no-console', undefined],
		['TODO: mend this some day.', undefined],
		['x = compute(y);', undefined],
		['See <code>Foo</code> and [the guide](https://x.org/a_(b)) first.', 'See Foo and the guide first.'],
		['Version 1.5 of it. More.', 'Version 1.5 of it.'],
		['', undefined],
	];
	for (const [doc, sentence] of cases) {
		assert.equal(firstSentence(doc), sentence, doc);
	}
});

test('documents describe a name where they name it as code does', () => {
	const of = (section: string, name: string, container = '', trail = '') => quoteOf(section, trail, name, container)?.text;
	assert.equal(
		of('## Retries\n\nEvery failed request goes through `retry`, five times at most.\n', 'retry'),
		'Every failed request goes through retry, five times at most.',
	);
	assert.equal(of('We retry every request that failed five times at most.', 'retry'), undefined, 'a word of prose');
	assert.equal(of('```ts\nawait retry(request); // tries the request five times\n```\n', 'retry'), undefined, 'a code block');
	assert.equal(of('Example::\n\n    retry(request) is how to say it in this example\n\nMore.', 'retry'), undefined, 'an indented block');
	assert.equal(of('### `retry(request)`\n\nTries a request again.\n', 'retry'), 'Tries a request again.');
	assert.equal(
		of('.. class:: Client\n\n   .. method:: close()\n\n      Closes what is open.\n', 'close', 'Client'),
		'Closes what is open.',
	);
	assert.equal(
		of('.. class:: Server\n\n   .. method:: close()\n\n      Closes what is open.\n', 'close', 'Client'),
		undefined,
		'of another class',
	);
	assert.equal(of('| [retry](#r) | Tries a request again |\n', 'retry'), 'Tries a request again');
	assert.equal(
		of('Call `Client.close()` when all the answers have been read.', 'close', 'Client'),
		'Call Client.close() when all the answers have been read.',
	);
	assert.equal(of('Call `close()` when all the answers have been read.', 'close', 'Client'), undefined);
});

test('what a reader is told already', () => {
	assert.ok(isTold('Tries a request again.', '```ts\nfunction retry()\n```\n---\nTries a *request* again. Twice.'));
	assert.ok(!isTold('Tries a request again.', 'function retry(request)'));
});
