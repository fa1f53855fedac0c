/** What people and agents type: filters, patterns, words. Every question has a route, and the store answers it. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { silentLog } from '../../../server/src/base/log.ts';
import { isQuick, pathTest } from '../../../server/src/domain/paths.ts';
import { complete } from '../../../server/src/search/complete.ts';
import { readFilters } from '../../../server/src/search/filters.ts';
import { route } from '../../../server/src/search/route.ts';
import { createSkills } from '../../../server/src/skills/registry.ts';
import { openStore } from '../../../server/src/storage/openStore.ts';
import { file } from '../../unit/storage/fixtures.ts';
import { Given, giving } from '../given.ts';
import { mutated, piece } from '../mutate.ts';
import { type Guided, holds, soon, type Target } from '../target.ts';

const questions = [
	'where are retries handled',
	'kind:doc path:src/http/**/*.ts -lang:python skill:code "exact words" -word retry',
	'retryWithBackoff(request, { attempts: 5 })',
	'path:"a b/**" "half',
	'(*:^AND OR NEAR -x) ? ~ "a" * col:b',
];
const longPath = `${'src/'.repeat(40)}retry.ts`;
const paths = ['src/http/retry.ts', 'docs/a b.md', 'a', longPath];
const pattern = fc.array(fc.oneof(fc.constantFrom('**/', '**', '*', '?', '/', 'src', 'a', '.', '\\', '[', '('), piece), { maxLength: 40 });

type Case = { readonly text: string; readonly pattern: string };

export const query: Target = {
	name: 'query',
	batch: 150,
	replayed: 1,
	open: async () => {
		const { check, close } = asked();
		const cases: fc.Arbitrary<Case> = fc.record({ text: mutated(questions), pattern: pattern.map((parts) => parts.join('')) });
		return { property: holds(cases, check), close };
	},
	guided: async (): Promise<Guided> => {
		const { check, close } = asked();
		return {
			seeds: [...questions.map((text) => giving(`${text}\n**/a?/[b-c]*`)), giving('path:a/{b,c}/** x\n{a,b}/**')],
			check: (bytes) => {
				const [text = '', ...rest] = new Given(bytes).text().split('\n');
				return soon(check)({ text, pattern: rest.join('\n') });
			},
			close,
		};
	},
};

function asked(): { check(one: Case): void; close(): Promise<void> } {
	const folder = mkdtempSync(join(tmpdir(), 'skilllens-query-'));
	const store = openStore({ folder, workspace: folder, static: undefined, skills: undefined, log: silentLog });
	store.replace(paths.map((path) => file(path, 'where retri handl', 'http client request')));
	const skills = createSkills();
	const languages = { named: skills.languageNamed, present: () => ['typescript', 'markdown'] };
	const check = ({ text, pattern: glob }: Case): void => {
		const { text: asked, filters } = readFilters(text, languages);
		assert.deepEqual(
			readFilters(filters.map((filter) => filter.text).join(' '), languages).filters.map((filter) => filter.text),
			filters.map((filter) => filter.text),
			'a filter as it is shown is the same filter',
		);
		const { terms, compounds } = route({ text: asked, top: 10 });
		complete(text, () => paths.map((path) => ({ path, language: 'typescript' })));
		for (const leg of ['chunk', 'file', 'names'] as const) {
			store.words(leg, [...terms, ...compounds], 10, { paths: isQuick(glob) && glob !== '' ? [glob] : undefined });
		}
		store.documentFrequency(terms);
		if (isQuick(glob)) {
			paths.forEach(pathTest(glob));
		}
	};
	return {
		check,
		close: async () => {
			store.close();
			rmSync(folder, { recursive: true });
		},
	};
}
