/**
 * How well the product finds, through the command line as a user would run it, beside its parts alone and what people would otherwise use,
 * in one run. NDCG@10 on questions about repositories:
 *   npm run bench:quality -- --suite FILE.jsonl --repos DIR [--only REPO,…] [--no-skills-alone] [--model DIR] [--json FILE]
 * MRR on web queries over Python functions:
 *   npm run bench:quality -- --cosqa DIR [--functions N] [--model DIR] [--json FILE]
 * --model takes another model folder than the one that ships; --json writes mean, interval and n of every way. Build first: npm run build
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultSettings } from '../../server/protocol/settings.ts';
import { productRoot } from '../../server/src/base/assets.ts';
import { modelFolder } from '../../server/src/folder/folder.ts';
import { cosqa } from './cosqa.ts';
import type { ProductOptions } from './product.ts';
import { semble } from './semble.ts';
import { type Metric, type Score, writeScores } from './suite.ts';

const { values } = parseArgs({
	options: {
		suite: { type: 'string' },
		repos: { type: 'string' },
		only: { type: 'string' },
		'no-skills-alone': { type: 'boolean', default: false },
		cosqa: { type: 'string' },
		functions: { type: 'string' },
		model: { type: 'string' },
		json: { type: 'string' },
	},
});
type Task = { readonly metric: Metric; readonly run: (options: Omit<ProductOptions, 'top'>) => Promise<Score[]> };

const task = chosen();
if (!existsSync(join(productRoot, 'dist', 'skilllens.mjs'))) {
	fail('The program is not built: npm run build');
}
const cache = mkdtempSync(join(tmpdir(), 'skilllens-quality-'));
try {
	const folder = values.model === undefined ? modelFolder(defaultSettings) : resolve(values.model);
	const scores = await task.run({ cache, modelFolder: folder });
	if (values.json !== undefined) {
		writeScores(values.json, task.metric, scores);
	}
} finally {
	rmSync(cache, { recursive: true, force: true });
}

function chosen(): Task {
	const { suite, repos, cosqa: folder, only } = values;
	const functions = values.functions === undefined ? undefined : Number(values.functions);
	if (suite !== undefined && repos !== undefined && folder === undefined) {
		const given = { suite, repos, only: only?.split(','), skillsAlone: !values['no-skills-alone'] };
		return { metric: 'ndcg', run: (options) => semble({ ...options, ...given }) };
	}
	if (folder !== undefined && suite === undefined && (functions === undefined || functions >= 2)) {
		return { metric: 'mrr', run: (options) => cosqa({ ...options, folder, functions }) };
	}
	return fail(
		'usage: npm run bench:quality -- (--suite FILE.jsonl --repos DIR [--only REPO,…] [--no-skills-alone] | --cosqa DIR [--functions N]) [--model DIR] [--json FILE]',
	);
}

function fail(message: string): never {
	console.error(message);
	process.exit(2);
}
