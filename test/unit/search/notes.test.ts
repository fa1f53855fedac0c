import assert from 'node:assert/strict';
import test from 'node:test';
import { answerNotes, type NoteFacts } from '../../../server/src/search/notes.ts';
import { route } from '../../../server/src/search/route.ts';

const complete: NoteFacts = {
	query: { text: 'retry requests', top: 1 },
	route: route({ text: 'retry requests', top: 1 }),
	filters: [],
	typing: [],
	indexed: 1000,
	counts: { chunks: 1000, vectors: { static: 1000, skills: 1000 } },
	problems: [],
	stale: [],
	storeNotes: [],
	waiting: 0,
	hasEncoder: true,
};

test('what makes an answer less than complete is said, and nothing else', () => {
	const none = { chunks: 0, vectors: { static: 0, skills: 0 } };
	const silent = { text: '', top: 1 };
	const foreign = { text: '検索する機能', top: 1 };
	const cases: readonly (readonly [Partial<NoteFacts>, readonly string[]])[] = [
		[{}, []],
		[{ waiting: 1 }, ['1 file is not indexed yet.']],
		[{ waiting: 1204 }, ['1,204 files are not indexed yet.']],
		[{ counts: none, indexed: 0 }, ['Nothing is indexed yet.']],
		[{ counts: none, indexed: 0, filters: ['kind:doc'] }, ['Nothing is indexed yet.']],
		[{ counts: none, filters: ['kind:doc', '-test'] }, ['Nothing that is indexed fits kind:doc -test.']],
		[{ typing: ['kind:x is left aside.'] }, ['kind:x is left aside.']],
		[{ query: silent, route: route(silent) }, ['The question has no word to search for.']],
		[{ query: silent, route: route(silent), filters: ['kind:doc'] }, ['Filters alone ask nothing: add words to search for.']],
		[{ counts: { chunks: 1000, vectors: { static: 1000, skills: 1 } } }, ['999 of 1,000 chunks still have static vectors only.']],
		[{ counts: { chunks: 1000, vectors: { static: 0, skills: 1 } } }, ['999 of 1,000 chunks are found by words only.']],
		[
			{
				counts: { chunks: 1000, vectors: { static: 0, skills: 0 } },
				hasEncoder: false,
				problems: ['No model. Do this.', 'No model. Do this.'],
			},
			['No model. Do this.'],
		],
		[{ stale: ['a.ts'] }, ['a.ts changed since it was indexed and is left out until it is read again.']],
		[{ storeNotes: ['Rebuilt.'] }, ['Rebuilt.']],
		[{ query: foreign, route: route(foreign) }, ['The model reads English; this question was matched mostly by its words.']],
	];
	for (const [facts, expected] of cases) {
		assert.deepEqual(answerNotes({ ...complete, ...facts }), expected);
	}
});
