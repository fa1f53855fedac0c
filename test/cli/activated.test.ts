/** The parameters that an answer says were activated are those that the manifest of the model that ships names for the activation. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { productRoot } from '../../server/src/base/assets.ts';
import { skilllens } from '../support/cli.ts';
import { tempFolder } from '../support/tempFolder.ts';

type Manifest = {
	readonly totalParameters: number;
	readonly skills: readonly { readonly id: string; readonly parameters: number; readonly pixels?: object }[];
	readonly shared: { readonly parameters: Readonly<Record<'embeddings' | 'attention' | 'norms', number>> };
	readonly activations: readonly { readonly skills: readonly string[]; readonly activatedParameters: number }[];
};
type Cost = { readonly skill: string; readonly parameters: number };

const manifest: Manifest = JSON.parse(readFileSync(join(productRoot, 'models', 'skillnet', 'manifest.json'), 'utf8'));
const { embeddings, attention, norms } = manifest.shared.parameters;
const files = {
	'src/retry.ts': '/** Tries again. */\nexport async function retry(request: () => Promise<void>) {\n\tawait request();\n}\n',
	'docs/http.md': '# Retries\n\nFailed requests are tried again.\n',
};

/** What the manifest says that this skill activates when it works alone. */
function activated(skill: string): number {
	const found = manifest.activations.find(({ skills }) => skills.join() === skill);
	return found?.activatedParameters ?? assert.fail(`no activation of ${skill} alone`);
}

function sum(parameters: readonly number[]): number {
	return parameters.reduce((all, each) => all + each, 0);
}

test('the manifest adds up: an activation is attention, norms and its skills, the total has the embeddings and every skill', () => {
	const own = (wanted: (id: string) => boolean): number =>
		sum(manifest.skills.filter(({ id }) => wanted(id)).map(({ parameters }) => parameters));
	for (const { skills, activatedParameters } of manifest.activations) {
		// a skill that reads pixels has norms of its own
		const shared = manifest.skills.some(({ id, pixels }) => skills.includes(id) && pixels !== undefined) ? attention : attention + norms;
		assert.equal(activatedParameters, shared + own((id) => skills.includes(id)), skills.join(' and '));
	}
	assert.equal(manifest.totalParameters, embeddings + attention + norms + own(() => true));
});

/** What reads the question, and what reads the candidates that have no vector yet. */
const cases: readonly [question: string, from: readonly string[], skills: readonly string[]][] = [
	['where are retries handled', [], ['code', 'text']],
	['where are retries handled', ['--kind', 'doc'], ['text']],
	['const retry = async (request) => { await request(); };', ['--kind', 'code'], ['code']],
];

for (const [question, options, skills] of cases) {
	test(`"${question}" ${options.join(' ')} activates ${skills.join(' and ')}, as the manifest counts them`, async (t) => {
		const workspace = tempFolder(t, files).path;
		const search = async (...more: string[]) => {
			const given = ['-w', workspace, '--setting', 'search.rerankMilliseconds=10000', 'search', ...options, ...more, question];
			const result = await skilllens(given, { cache: tempFolder(t).path });
			assert.equal(result.status, 0, result.stderr);
			return result;
		};
		const told: Cost[] = JSON.parse((await search('--json')).stdout).skills;
		const expected = skills.map((skill) => ({ skill, parameters: activated(skill) }));
		const byName = (a: Cost, b: Cost): number => a.skill.localeCompare(b.skill);
		assert.deepEqual(told.map(({ skill, parameters }) => ({ skill, parameters })).sort(byName), expected);

		const { stderr } = await search();
		const shown = [...stderr.matchAll(/(\w+) activated \((\S+ M) of (\S+ M) parameters\)/g)].map((match) => match.slice(1)).sort();
		const total = millions(manifest.totalParameters);
		assert.deepEqual(
			shown,
			expected.map(({ skill, parameters }) => [skill, millions(parameters), total]),
		);
	});
}

function millions(count: number): string {
	return `${(count / 1e6).toFixed(1)} M`;
}
