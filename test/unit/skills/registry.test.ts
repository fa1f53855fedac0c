/** Which skill reads which file, and what the catalogue calls it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSkills } from '../../../server/src/skills/registry.ts';

const skills = createSkills();

const cases: readonly (readonly [path: string, skill: string | undefined, language: string])[] = [
	['src/a.ts', 'code', 'typescript'],
	['src/a.d.ts', 'code', 'typescript'],
	['src/a.tsx', 'code', 'tsx'],
	['src/A.PY', 'code', 'python'],
	['a.hpp', 'code', 'cpp'],
	['Makefile', 'code', 'makefile'],
	['docker/Dockerfile.dev', 'code', 'dockerfile'],
	['CMakeLists.txt', 'code', 'cmake'],
	['requirements.txt', 'code', 'plain'],
	['.editorconfig', 'code', 'ini'],
	['bin/tool', 'code', 'plain'],
	['a.unknown', 'code', 'plain'],
	['README.md', 'text', 'markdown'],
	['README', 'text', 'text'],
	['LICENSE-MIT', 'text', 'text'],
	['CHANGELOG', 'text', 'text'],
	['docs/a.rst', 'text', 'restructuredtext'],
	['docs/a.adoc', 'text', 'asciidoc'],
	['notes.txt', 'text', 'text'],
	['a.ipynb', 'text', 'notebook'],
	['src/history.ts', 'code', 'typescript'],
	['src/history.vue', 'code', 'vue'],
	['src/news.kt', 'code', 'kotlin'],
	['logo.png', 'image', 'picture'],
	['flow.svg', 'image', 'picture'],
	['flow.drawio', 'image', 'plain'],
	['icon.ico', undefined, 'plain'],
	['data.csv', undefined, 'plain'],
	['a.woff2', undefined, 'plain'],
];

for (const [path, skill, language] of cases) {
	test(`${path} is read by ${skill ?? 'no skill'} as ${language}`, () => {
		assert.equal(skills.for(path)?.id, skill);
		assert.equal(skills.languageOf(path), language);
	});
}

test('a skill is found by its id', () => {
	assert.deepEqual(
		skills.list.map(({ id }) => skills.get(id)?.id),
		skills.list.map(({ id }) => id),
	);
	assert.equal(skills.get('sound'), undefined);
});
