/** What `bench:peers` and `bench:limit` say of bad input, and what they make of what they measured. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { BareProduct, flopsPerToken, graphOf, type Shapes } from '../../bench/bareProduct.ts';
import { readsIn } from '../../bench/bytesRead.ts';
import { readLimitOptions } from '../../bench/limitOptions.ts';
import { readPeerOptions } from '../../bench/peerOptions.ts';
import { aimsOf, figuresOf, type Measured, repoReport, wholeReport } from '../../bench/peersTable.ts';
import { tempFolder } from '../../support/tempFolder.ts';

test('options: each mistake gets its sentence', (t) => {
	const { path } = tempFolder(t, { 'suite.jsonl': '', 'repos/chi/mux.go': '', 'plain/config.json': '{}' });
	const [suite, repos] = [`--suite=${join(path, 'suite.jsonl')}`, `--repos=${join(path, 'repos')}`];
	const whole = [suite, repos, '--only=chi'];
	const { only, ways, rounds } = readPeerOptions([...whole, '--ways=fts5,ripgrep', '--rounds=2']);
	assert.deepEqual([only, ways, rounds], [['chi'], ['fts5', 'ripgrep'], 2]);
	const mistakes: readonly (readonly [readonly string[], RegExp])[] = [
		[[], /^Error: usage: npm run bench:peers/],
		[[suite], /usage/],
		[['--suite=nowhere.jsonl', repos], /There is no suite nowhere\.jsonl/],
		[[suite, repos, '--only=chi,gson'], /There is no repository .*gson/],
		[[...whole, '--ways=fts5,grep'], /There is no way grep; known are skilllens, continue,/],
		[[...whole, '--rounds=0'], /--rounds is a number from 1, not 0/],
		[[...whole, '--rounds=many'], /--rounds is a number from 1, not many/],
		[[...whole, `--plain=${join(path, 'plain')}`], /There is no model in .*python -m skillnet\.plain/],
		[[...whole, '--fast'], /Unknown option '--fast'/],
	];
	for (const [args, said] of mistakes) {
		assert.throws(() => readPeerOptions(args), said);
	}
	assert.deepEqual(readLimitOptions([]), { folder: undefined, texts: 2000 });
	assert.throws(() => readLimitOptions(['--folder', join(path, 'nowhere')]), /There is no folder .*nowhere/);
	assert.throws(() => readLimitOptions(['--texts', '1.5']), /--texts is a number from 1, not 1\.5/);
});

const measured: readonly Measured[] = ['chi', 'gson'].flatMap((repo, i) => [
	{
		...{ way: 'SkillLens', repo, queries: [10, 20, 30], scores: [{ repo, value: 0.9 }] },
		built: { first: 1_000, full: 20_000 * (i + 1), bytes: 2e6, peak: 300e6 },
	},
	{
		...{ way: "Continue's way", repo, queries: [20, 40, 60], scores: [{ repo, value: 0.7 }] },
		built: { first: 15_000 + 20_000 * i, full: 50_000, bytes: 8e6, peak: 600e6 + i },
	},
	{ way: 'ripgrep', repo, queries: [50], scores: [{ repo, value: 0.5 + 0.2 * i }], built: { first: 50 } },
]);

test('figures of several repositories: times and bytes add up, of memory the most, questions together', () => {
	const [ours, theirs, ripgrep] = figuresOf(measured);
	assert.deepEqual([ours?.first, ours?.full, ours?.p50, ours?.p95, ours?.bytes, ours?.peak], [2_000, 60_000, 20, 30, 4e6, 300e6]);
	assert.deepEqual([theirs?.first, theirs?.peak], [50_000, 600e6 + 1]);
	assert.deepEqual([ripgrep?.full, ripgrep?.bytes, ripgrep?.peak, ripgrep?.ndcg], [undefined, undefined, undefined, 0.6]);
});

test('aims: met or not, over all and where it is least', () => {
	assert.deepEqual(
		aimsOf(measured).map(({ reached, isMet }) => [reached, isMet]),
		[
			['25.0 x (least 15.0 x)', true],
			['1.7 x (least 1.3 x)', false],
			['30 ms', true],
			['0.900', true],
		],
	);
	assert.deepEqual(aimsOf(measured.filter(({ way }) => way === 'SkillLens')), []);
});

test('the report: of all who were measured over every repository, who is missing, the aims', () => {
	const failed: Measured = { way: 'semble', repo: 'chi', queries: [1], scores: [{ repo: 'chi', value: 1 }], built: { first: 1 } };
	const lines = wholeReport([...measured, failed], [{ way: 'ck', why: 'it is nowhere' }]).split('\n');
	assert.ok(!lines.some((line) => line.includes('semble')));
	assert.ok(repoReport('chi', [failed]).includes('| semble | 1.0 ms | – | 1.0 ms / 1.0 ms | – | – | 1.000 (1.000 to 1.000) |'));
	assert.ok(lines.includes('| SkillLens | 2.00 s | 60.00 s | 20 ms / 30 ms | 4.0 MB | 300.0 MB | 0.900 (0.900 to 0.900) |'));
	assert.ok(
		lines.includes(
			"| Continue's way | 50.00 s (25 x) | 100.00 s (1.7 x) | 40 ms / 60 ms (2.0 x) | 16.0 MB (4.0 x) | 600.0 MB (2.0 x) | 0.700 (0.700 to 0.700) |",
		),
	);
	assert.ok(lines.includes('| ripgrep | 100 ms (0.050 x) | – | 50 ms / 50 ms (1.7 x) | – | – | 0.600 (0.600 to 0.600) |'));
	assert.ok(lines.includes('Left out: ck: it is nowhere.'));
	assert.ok(lines.includes('- full index faster: 1.7 x (least 1.3 x), aim 2 x: **not met**'));
});

test('what was read, by place, from what strace wrote', async (t) => {
	const log = [
		'11 read(5</home/a/one.ts>, "..."..., 4096) = 100',
		'11 pread64(6</cache/index.db>, "SQLite"..., 100, 0) = 50',
		'12 read(7</home/a/two.ts>,  <unfinished ...>',
		'11 read(5</home/a/one.ts>, "", 4096) = 0',
		'12 <... read resumed>"export"..., 65536) = 30',
		'12 read(8</home/ab.ts>, ""..., 10) = 7',
		'11 read(9</home/a/gone.ts>, 0x7f, 10) = -1 EIO (Input/output error)',
		'11 +++ exited with 0 +++',
	];
	const { path } = tempFolder(t, { log: `${log.join('\n')}\n` });
	const reads = await readsIn(join(path, 'log'), [
		['folder', '/home/a'],
		['index', '/cache'],
	]);
	assert.deepEqual(
		[...reads],
		[
			['folder', 130],
			['index', 50],
		],
	);
});

test('the bare products are a graph that ONNX Runtime opens and runs', async () => {
	const shapes: Shapes = {
		layers: 2,
		matrices: [
			{ rows: 8, columns: 24 },
			{ rows: 32, columns: 8 },
		],
	};
	assert.equal(flopsPerToken(shapes), 2 * 2 * (8 * 24 + 32 * 8));
	assert.ok(graphOf(shapes).length > 2 * (8 * 24 + 32 * 8), 'each layer has weights of its own');
	const bare = await BareProduct.open(shapes, 1);
	await bare.run(5);
	await bare.run(300);
	await bare.close();
});
