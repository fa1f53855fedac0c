// The files of an extension, as packed and as staged for packing, under the same names.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openPromise } from 'yauzl';
import { filesIn } from '../../client/packaging/natives.mjs';

/** Names that vsce gives to three files. */
const renamed = { 'readme.md': 'README.md', 'changelog.md': 'CHANGELOG.md', 'LICENSE.txt': 'LICENSE' };

/** `Map` of path to bytes; the manifest of the archive under `extension.vsixmanifest`. */
export async function contentsOfVsix(file) {
	const zip = await openPromise(file);
	const contents = new Map();
	for await (const entry of zip.eachEntry()) {
		const name = entry.fileName.replace(/^extension\//, '');
		const chunks = [];
		for await (const chunk of await zip.openReadStreamPromise(entry)) {
			chunks.push(chunk);
		}
		contents.set(renamed[name] ?? name, Buffer.concat(chunks));
	}
	return contents;
}

export function contentsOfFolder(folder) {
	const paths = filesIn(folder).filter((path) => path !== '.vscodeignore');
	return new Map(paths.map((path) => [path, readFileSync(join(folder, path))]));
}
