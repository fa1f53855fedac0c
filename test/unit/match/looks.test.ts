/** What the image skill says of a picture, beside all that is read in it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { never } from '../../../server/src/base/cancel.ts';
import { UserError } from '../../../server/src/base/errors.ts';
import { contentHash } from '../../../server/src/base/hash.ts';
import { silentLog } from '../../../server/src/base/log.ts';
import { type MatchSignalName, matchSignals } from '../../../server/src/domain/matching.ts';
import { termText } from '../../../server/src/domain/terms.ts';
import { quantize } from '../../../server/src/domain/vector.ts';
import { standings } from '../../../server/src/match/looks.ts';
import { Matcher } from '../../../server/src/match/match.ts';
import { Pictures, PictureVectors } from '../../../server/src/skills/pictures.ts';
import { createSkills } from '../../../server/src/skills/registry.ts';
import { openStore } from '../../../server/src/storage/openStore.ts';
import { textSvg } from '../../support/pictures.ts';
import { tempFolder } from '../../support/tempFolder.ts';

const scored = (...scores: number[]) => scores.map((score, id) => ({ id, score }));

test('a standing is told from the mean of all, beyond what is common', () => {
	const many = standings(scored(0.9, ...Array.from({ length: 60 }, (_, i) => 0.3 - i / 1000)), '!');
	assert.deepEqual(
		many.map(([id, { because }]) => [id, because]),
		[[0, 'number 1 of 61 by what it shows!']],
	);
	assert.ok((many[0]?.[1].above ?? 0) > 4);
	assert.deepEqual(standings(scored(...Array.from({ length: 60 }, () => 0.5)), ''), []);
	assert.deepEqual(standings(scored(0.9, 0.1, 0.1), ''), []);
});

type More = { readonly picture?: string; readonly files?: Readonly<Record<string, string>> };

/** A workspace of twenty files, of which one is near to what every picture shows. */
async function matcher(
	test: Parameters<typeof tempFolder>[0],
	encode: 'works' | 'fails' | 'none',
	{ picture = textSvg(['Unheard']), files: more = {} }: More = {},
) {
	const storage = tempFolder(test).path;
	const files = new Map(Array.from({ length: 20 }, (_, i) => [`src/file${i}.ts`, `export function thing${i}() {\n\treturn ${i};\n}\n`]));
	for (const [path, text] of Object.entries(more)) {
		files.set(path, text);
	}
	const store = openStore({
		folder: `${storage}/index`,
		workspace: storage,
		static: undefined,
		skills: { dims: 4, versions: { text: 't1', code: 'c1', image: 'i1' } },
		log: silentLog,
	});
	test.after(() => store.close());
	const skills = createSkills();
	const rows = await Promise.all(
		[...files].map(async ([path, text]) => {
			const chunks = (await skills.for(path)?.chunk({ path, text, hash: contentHash(text) })) ?? [];
			return {
				stamp: { path, size: text.length, mtime: 1 },
				...{ hash: contentHash(text), language: 'typescript', pathWords: '', fileWords: '' },
				chunks: chunks.map(({ text: words, ...chunk }) => ({
					...chunk,
					hash: contentHash(words),
					words: termText(words),
					nameWords: '',
					static: undefined,
				})),
			};
		}),
	);
	store.replace(rows);
	store.putVectors(
		rows.flatMap(({ chunks }, i) =>
			chunks.map(({ hash }) => ({
				hash,
				kind: 'code' as const,
				version: 'c1',
				vector: quantize(Float32Array.of(i === 7 ? 9 : 0, 5, i % 3, 2)),
			})),
		),
	);
	const pictures = new Pictures(storage, silentLog);
	test.after(() => pictures.dispose());
	const takes = { patch: 2, grids: [[1, 1] as const] };
	let asked = 0;
	const shown = new PictureVectors({
		storage,
		dims: 4,
		pixels: (...given) => pictures.pixels(...given),
		encoder: {
			version: 'i1',
			experimental: true,
			takes,
			encode: async () => {
				asked++;
				if (encode === 'fails') {
					throw new UserError('The model process ended.', 'It starts again.');
				}
				return { vectors: [Float32Array.of(1, 0, 0, 0)], costs: [{ skill: 'image', parameters: 5, flops: 10, ms: 1 }], device: 'cpu' };
			},
		},
	});
	const made = new Matcher({
		...{ store, skills, pictures, shown: encode === 'none' ? undefined : shown, shows: async () => [] },
		read: (path) => {
			const text = files.get(path);
			return text === undefined ? undefined : { path, text, hash: contentHash(text) };
		},
	});
	const bytes = Buffer.from(picture);
	const run = (signals: readonly MatchSignalName[] = matchSignals) => made.run({ picture: 'a.svg', bytes, top: 5, signals }, never);
	return { run, asked: () => asked };
}

test('what stands out as near to what a picture shows is found, told as experimental, and its cost is told once', async (t) => {
	const { run } = await matcher(t, 'works');
	const { results, skills, device } = await run(['looks']);
	assert.deepEqual(
		results.map(({ path, signals }) => [path, signals.map(({ name }) => name)]),
		[['src/file7.ts', ['looks']]],
	);
	assert.match(results[0]?.signals[0]?.evidence ?? '', /^number 1 of 20 by what it shows \(experimental skill\)$/);
	assert.deepEqual([skills, device], [[{ skill: 'image', parameters: 5, flops: 10, ms: 1 }], 'cpu']);
	const again = await run(['looks']);
	assert.deepEqual([again.results.length, again.skills, again.device], [1, [], 'none']);
});

test('what it shows alone is shown only where it stands out far', async (t) => {
	const { run } = await matcher(t, 'works');
	assert.deepEqual((await run()).results, []);
});

test('a signal that may not speak is not asked for, and a model without the skill is as before', async (t) => {
	const asked = await matcher(t, 'works');
	await asked.run(['words', 'lines']);
	assert.equal(asked.asked(), 0);
	const { skills, device, notes } = await (await matcher(t, 'none')).run();
	assert.deepEqual([skills, device, notes], [[], 'none', ['Nothing in the workspace fits well enough to be shown.']]);
});

test('an image skill that breaks off costs its signal only', async (t) => {
	const { notes } = await (await matcher(t, 'fails')).run();
	assert.ok(notes.includes('What it shows was not compared: The model process ended. It starts again.'), notes.join(' '));
});

test('a picture without words finds the file that names its colours, and says which', async (t) => {
	const { run } = await matcher(t, 'none', {
		picture:
			'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60"><rect width="30" height="60" fill="#36a2eb"/><rect x="30" width="30" height="60" fill="#ff6384"/></svg>',
		files: {
			'src/theme.ts': "export const bars = ['rgb(54, 162, 235)', '#FF6384'];\n",
			'src/other.ts': "export const lines = ['#008000', '#4bc0c0'];\n",
		},
	});
	const { results } = await run();
	assert.deepEqual(
		results.map(({ path, signals }) => [path, signals.map(({ name, evidence }) => `${name}: ${evidence}`)]),
		[['src/theme.ts', ['colours: #36a2eb #ff6384']]],
	);
});
