/** Every language by its own fixture: a line of `^` marks a name above it and says what it defines. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Definition } from '../../../server/src/skills/code/definition.ts';
import { loadLanguages } from '../../../server/src/skills/code/languages.ts';
import { DefinitionReader } from '../../../server/src/skills/code/reader.ts';

type Mark = { readonly row: number; readonly word: string; readonly kind: string; readonly path: string };

const folder = new URL('../../../server/src/skills/code/languages/', import.meta.url);
const languages = loadLanguages();
const reader = new DefinitionReader(languages);

for (const language of languages.list) {
	const file = new URL(`${language.id}/fixture.txt`, folder);
	test(`${language.name} defines what its fixture marks`, async () => {
		if (!existsSync(file)) {
			assert.ok(language.grammar === undefined && language.outline === undefined, `${language.id} has no fixture`);
			return;
		}
		const text = readFileSync(file, 'utf8');
		const expected = marksOf(text);
		assert.ok(expected.length > 0, 'no marks');
		const found = flat(await reader.read(`fixture${language.extensions[0]}`, text));
		for (const { row, word, kind, path } of expected) {
			const seen = found.filter((definition) => definition.start <= row && row <= definition.end);
			assert.ok(
				seen.some((definition) => definition.kind === kind && definition.path.join('.') === path),
				`line ${row + 1}: ${kind} ${path} is not among ${seen.map((each) => `${each.kind} ${each.path.join('.')}`).join(', ')}`,
			);
			assert.ok(
				path.endsWith(word) || path.includes(word),
				`the marks of line ${row + 2} stand under '${word}', not under the name of ${path}`,
			);
		}
	});
}

for (const language of languages.list) {
	const file = new URL(`${language.id}/fixture.txt`, folder);
	test(`names of ${language.name} are seen where its fixture marks them`, { skip: !existsSync(file) }, async () => {
		const text = readFileSync(file, 'utf8');
		const path = `fixture${language.extensions[0]}`;
		const lines = text.split('\n');
		for (const { row, word, kind } of marksOf(text).filter(
			(mark) => /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(mark.word) && mark.word !== 'operator',
		)) {
			const column = new RegExp(`(?<!\\w)${word.replaceAll('$', '\\$')}(?![\\w$])`).exec(lines[row] ?? '')?.index ?? -1;
			const name = await reader.nameAt(path, text, { row, column });
			assert.ok(
				name?.text.replace(/[?!]$/, '') === word || /^(?:container|test|key)$/.test(kind) || isQuoted(language.id),
				`line ${row + 1}: ${word} is seen as ${name?.text}`,
			);
		}
	});
}

/** Their names stand in quotes, or are no symbols of a program. */
function isQuoted(id: string): boolean {
	return [
		'css',
		'scss',
		'html',
		'xml',
		'json',
		'yaml',
		'toml',
		'ini',
		'template',
		'makefile',
		'dockerfile',
		'starlark',
		'terraform',
	].includes(id);
}

function marksOf(text: string): Mark[] {
	const lines = text.split('\n');
	return lines.flatMap((line, i) => {
		const mark = /^(\S{1,4} *)(\^+) (\S+) (.+?)(?: (?:\*\/|-->|\*\)))?$/.exec(line);
		const [, before = '', , kind = '', path = ''] = mark ?? [];
		return mark === null ? [] : [{ row: i - 1, word: wordAt(lines[i - 1] ?? '', before.length), kind, path }];
	});
}

function wordAt(line: string, column: number): string {
	const start = /[\w-]*$/.exec(line.slice(0, column))?.[0] ?? '';
	return start + (/^[\w-]*/.exec(line.slice(column))?.[0] ?? '');
}

function flat(definitions: readonly Definition[]): Definition[] {
	return definitions.flatMap((definition) => [definition, ...flat(definition.children)]);
}
