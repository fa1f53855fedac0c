// A process that embeds texts as extensions commonly do: transformers.js, one text at a time. Asked over messages by plainWay.ts.
//   node plain.mjs MODEL_FOLDER THREADS       (0: as many threads as the library takes by itself)
import { basename, dirname, resolve } from 'node:path';
import { env, pipeline } from '@huggingface/transformers';

const [, , folder, threads] = process.argv;
env.allowRemoteModels = false;
env.localModelPath = dirname(resolve(folder));
const embed = await pipeline('feature-extraction', basename(resolve(folder)), {
	dtype: 'q8',
	...(Number(threads) > 0 ? { session_options: { intraOpNumThreads: Number(threads) } } : {}),
});

process.on('message', async (texts) => {
	const start = performance.now();
	const vectors = [];
	for (const text of texts) {
		vectors.push((await embed(text, { pooling: 'mean', normalize: true })).data);
	}
	process.send({ ms: performance.now() - start, vectors, resident: process.memoryUsage().rss });
});
process.send('ready');
