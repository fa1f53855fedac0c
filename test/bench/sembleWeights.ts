/** The static table in the form that semble reads (model2vec): its own weights are on a hub only, so it is measured with those of the product. */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readManifest } from '../../server/src/inference/manifest.ts';

/** `static.bin` as it is, rows in int8 and then a scale each, under a header of safetensors. */
export function writeSembleWeights(modelFolder: string, to: string): void {
	const manifest = readManifest(modelFolder);
	const { rows, dims, file } = manifest.static;
	const ofRows = rows * dims;
	const header = JSON.stringify({
		embeddings: { dtype: 'I8', shape: [rows, dims], data_offsets: [0, ofRows] },
		weights: { dtype: 'F32', shape: [rows], data_offsets: [ofRows, ofRows + rows * Float32Array.BYTES_PER_ELEMENT] },
	});
	const padded = header.padEnd(Math.ceil(header.length / 8) * 8);
	const length = Buffer.alloc(8);
	length.writeBigUInt64LE(BigInt(padded.length));
	mkdirSync(to, { recursive: true });
	writeFileSync(join(to, 'model.safetensors'), Buffer.concat([length, Buffer.from(padded), readFileSync(join(modelFolder, file))]));
	writeFileSync(join(to, 'config.json'), JSON.stringify({ normalize: true, tokenizer_name: 'skillnet', hidden_dim: dims }));
	copyFileSync(join(modelFolder, manifest.tokenizer.file), join(to, 'tokenizer.json'));
}
