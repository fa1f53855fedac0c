/**
 * How far indexing is from what the machine can do, over one folder:
 *   npm run bench:limit -- [--folder DIR] [--texts N]
 * The model's int8 matrix products a second while vectors are computed, beside the same products bare in ONNX Runtime; and what is read while the
 * folder is indexed, beside the bytes that there are. Build first: npm run build
 */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { defaultSettings } from '../../server/protocol/settings.ts';
import { productRoot } from '../../server/src/base/assets.ts';
import { describe } from '../../server/src/base/errors.ts';
import { modelFolder } from '../../server/src/folder/folder.ts';
import { bytesRead } from './bytesRead.ts';
import { machine, megabytes, printRows } from './figures.ts';
import { graphTime } from './graphTime.ts';
import { type LimitOptions, readLimitOptions } from './limitOptions.ts';
import { gatherSources, sourcesIn } from './sources.ts';
import { throughput } from './throughput.ts';

const { folder, texts } = given();
console.log(machine());
const sources = folder === undefined ? await gatherSources() : await sourcesIn(folder);
console.log(`${sources.paths.length} files, ${megabytes(sources.bytes)}, ${sources.lines} lines`);
try {
	const { rows, tokens } = await throughput(sources, texts);
	printRows('Matrix products while vectors are computed', rows);
	printRows('Where a text spends its time in the graph, one thread', await graphTime(modelFolder(defaultSettings), tokens));
	printRows('Bytes read while the folder is indexed', await bytesRead(sources));
} finally {
	if (folder === undefined) {
		rmSync(sources.root, { recursive: true, force: true, maxRetries: 5 });
	}
}
console.log(`\n${machine()}`);

function given(): LimitOptions {
	try {
		const options = readLimitOptions(process.argv.slice(2));
		if (!existsSync(join(productRoot, 'dist', 'skilllens.mjs'))) {
			throw new Error('The program is not built: npm run build');
		}
		return options;
	} catch (error) {
		console.error(describe(error));
		process.exit(2);
	}
}
