/**
 * What the product costs in time and memory, each figure beside a baseline from the same run:
 *   npm run bench:speed -- [--folder DIR] [--plain DIR] [--only cold,encode,query,save] [--quick]
 */
import { existsSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { productRoot } from '../../server/src/base/assets.ts';
import { coldStart } from './coldStart.ts';
import { machine, megabytes, printRows } from './figures.ts';
import { plainWay } from './plainWay.ts';
import { savedFile } from './savedFile.ts';
import { gatherSources, sourcesIn } from './sources.ts';
import { warmQuery } from './warmQuery.ts';

const { values } = parseArgs({
	options: {
		folder: { type: 'string' },
		plain: { type: 'string' },
		only: { type: 'string', default: 'cold,encode,query,save' },
		quick: { type: 'boolean', default: false },
	},
});
const { quick } = values;
const parts = values.only.split(',');

if (!existsSync(join(productRoot, 'dist', 'skilllens.mjs'))) {
	console.error('The program is not built: npm run build');
	process.exit(2);
}
console.log(machine());
const sources = values.folder === undefined ? await gatherSources() : await sourcesIn(resolve(values.folder));
console.log(
	`${sources.paths.length} files, ${megabytes(sources.bytes)}, ${sources.lines} lines in ${values.folder === undefined ? 'a folder gathered from the installed packages' : sources.root}`,
);
try {
	if (parts.includes('cold')) {
		printRows('Cold start', await coldStart(sources, quick ? 1 : 5));
	}
	if (parts.includes('encode')) {
		printRows('Vectors of the skills', await plainWay(sources, { folder: values.plain, rounds: 3, chunks: quick ? 10 : 100 }));
	}
	if (parts.includes('query')) {
		for (const chunks of quick ? [10_000] : [10_000, 100_000]) {
			printRows(`A question over ${chunks} chunks, half / 95 % under`, await warmQuery(sources, { chunks, questions: quick ? 30 : 100 }));
		}
	}
	if (parts.includes('save')) {
		printRows('A saved file, and memory', await savedFile(sources, { saves: quick ? 3 : 10 }));
	}
} finally {
	if (values.folder === undefined) {
		rmSync(sources.root, { recursive: true, force: true, maxRetries: 5 });
	}
}
console.log(`\n${machine()}`);
