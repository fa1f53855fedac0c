/** Where the installed product's own files are, the same from source and from the bundle. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json, dist/ and models/. */
export const productRoot = findRoot(dirname(fileURLToPath(import.meta.url)));

/** A file that the build puts beside the bundles: grammars, queries, the vector kernel. */
export function assetPath(...name: string[]): string {
	return join(productRoot, 'dist', 'assets', ...name);
}

/** The script of a worker or child process that stands beside the module `from` (its `import.meta.url`), as source or as bundle. */
export function siblingScript(from: string, name: string): URL {
	return new URL(`./${name}${from.endsWith('.ts') ? '.ts' : '.mjs'}`, from);
}

export function productVersion(): string {
	const { version } = JSON.parse(readFileSync(join(productRoot, 'package.json'), 'utf8')) as { version: string };
	return version;
}

function findRoot(folder: string): string {
	if (existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'models'))) {
		return folder;
	}
	const parent = dirname(folder);
	if (parent === folder) {
		throw new Error('SkillLens is not installed whole: no folder above its program holds package.json and models.');
	}
	return findRoot(parent);
}
