/** The tokenizer reads every text as the reference implementation does, and as training did where the two differ. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Tokenizer as Reference } from '@huggingface/tokenizers';
import { productRoot } from '../../../server/src/base/assets.ts';
import { readManifest } from '../../../server/src/inference/manifest.ts';
import { Tokenizer } from '../../../server/src/inference/tokenizer.ts';
import { loadVocabulary } from '../../../server/src/inference/vocabulary.ts';

const folder = join(productRoot, 'models', 'skillnet');
const vocabulary = loadVocabulary(folder, readManifest(folder));
const names = new Map([...vocabulary.ids].map(([token, id]) => [id, token]));
const plain = new Tokenizer(vocabulary, false);
const splitting = new Tokenizer(vocabulary, true);
const json: object = JSON.parse(readFileSync(join(folder, 'tokenizer.json'), 'utf8'));
/** Training reads `[SEP]` in a text as text, so the reference is not told that it is special. */
const reference = new Reference({ ...json, added_tokens: [] }, {});

const written = [
	'',
	' \t\r\n ',
	'Where are failed requests retried, and how long do we wait?',
	'const userName = get_user_name(HTTPServer, 0x1F) ?? `{a}`;',
	'[CLS] the [SEP] token [PAD] inside [UNK] text [MASK] ##ing [cls]',
	'Café naïve Ångström Łódź ½ ﬁ ß ẞ İstanbul ǅ',
	'中文字符和English混排，標點。日本語のテキスト。한국어 조선',
	'emoji 👩‍👩‍👧‍👦 🏳️‍🌈 🫨 and 𝒻𝒶𝓃𝒸𝓎 letters',
	'ع عربي نص עברית हिन्दी ไทย',
	'zero​width﻿bom\u0000null\u0007bell\u0085next\u00a0space\u2028line\u3000wide',
	'lone \ud800 surrogate and � replacement',
	`a word of ${'x'.repeat(101)} and of ${'y'.repeat(100)} letters`,
	`${'ab'.repeat(400)} ${'_'.repeat(50)} ${'(['.repeat(50)}`,
	'e\u0301 combining (\u0301 alone \u0301',
];

function sources(): string[] {
	const folders = [
		'server/src/base',
		'server/src/domain',
		'server/src/inference',
		'server/protocol',
		'server/src/search',
		'server/src/workspace',
	];
	const files = folders.flatMap((name) =>
		readdirSync(join(productRoot, name), { withFileTypes: true })
			.filter((entry) => entry.isFile())
			.map((entry) => join(productRoot, name, entry.name)),
	);
	return files.map((file) => readFileSync(file, 'utf8'));
}

function tokensOf(ids: Iterable<number>): string {
	return [...ids].map((id) => names.get(id)).join(' ');
}

/** Shows the neighbourhood of the first difference, not both texts whole. */
function assertSame(actual: Int32Array, expected: readonly number[]): void {
	const first = expected.findIndex((id, i) => id !== actual[i]);
	const near = (ids: Int32Array | readonly number[]) => tokensOf(ids.slice(Math.max(0, first - 5), first + 5));
	assert.equal(near(actual), first < 0 ? near(actual) : near(expected));
	assert.equal(actual.length, expected.length);
}

function split(text: string): string {
	return text
		.replace(/([a-z0-9])([A-Z])/g, '$1 $2')
		.replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
		.replace(/_+/g, ' ');
}

test('reads texts as the reference does', () => {
	for (const text of [...written, ...sources()]) {
		assertSame(plain.tokens(text), reference.encode(text, { add_special_tokens: false }).ids);
	}
});

test('splits identifiers as training does, before anything else', () => {
	for (const text of [...written, ...sources()]) {
		assertSame(splitting.tokens(text), [...plain.tokens(split(text))]);
	}
});

test('stops at a limit with the same tokens', () => {
	for (const text of [...written, ...sources()]) {
		const all = plain.tokens(text);
		assert.deepEqual(plain.tokens(text, 20), all.slice(0, 20));
		assert.deepEqual(plain.input(text, 20), Int32Array.of(vocabulary.cls, ...all.slice(0, 18), vocabulary.sep));
	}
});

/** Where JavaScript's reference and the one that training uses differ. */
for (const { text, tokens } of [
	{ text: 'ΟΔΟΣ', tokens: 'ο ##δ ##ο ##σ' },
	{ text: '\u{20000}\u{20001} a', tokens: '[UNK] [UNK] a' },
	{ text: 'a[SEP]b', tokens: 'a [ sep ] b' },
]) {
	test(`reads ${text} as training does`, () => {
		assert.equal(tokensOf(plain.tokens(text)), tokens);
	});
}
