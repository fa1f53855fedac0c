// What cannot be bundled and lies in dist/node_modules: ONNX Runtime, file watcher and picture library for one platform, tree-sitter, Tesseract.
import { copyFileSync, existsSync, linkSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { lockedPackage } from './lockedPackage.mjs';

const everywhere = /^(package\.json|licen[cs]e(\.\w+)?)$/i;
const script = /\.c?js$/;
const isLibrary = /^lib\/[^/]*\.(node|dll|dylib|so)(\.[\d.]+)?$|^lib\/.*\.\d+\.dylib$/;
/** macOS: the same library a second time, under the name that nothing links to. */
const twice = /^libonnxruntime\.\d+\.\d+\.\d+\.dylib$/;

/** Packages by name, each with the files it needs at run time besides its manifest and licence (paths inside it). */
export function nativePackages({ os, cpu, watcher, images }) {
	const binaries = `bin/napi-v6/${os}/${cpu}/`;
	return {
		'onnxruntime-node': (path) =>
			(path.startsWith('dist/') && script.test(path)) || (path.startsWith(binaries) && !twice.test(path.slice(binaries.length))),
		'onnxruntime-common': (path) => path === 'dist/cjs/package.json' || (path.startsWith('dist/cjs/') && script.test(path)),
		'web-tree-sitter': (path) => /^web-tree-sitter\.(js|wasm)$/.test(path),
		'@parcel/watcher': (path) => /^(index|wrapper)\.js$/.test(path),
		'detect-libc': (path) => path.startsWith('lib/') && script.test(path),
		'is-glob': (path) => path === 'index.js',
		'is-extglob': (path) => path === 'index.js',
		'tesseract.js-core': (path) => /^tesseract-core-simd-lstm\.(js|wasm)$/.test(path),
		sharp: (path) => /^dist\/\w+\.mjs$/.test(path),
		semver: (path) => !path.startsWith('bin/') && script.test(path),
		'@img/colour': (path) => script.test(path),
		...Object.fromEntries(images.map((name) => [name, (path) => script.test(path) || isLibrary.test(path) || path === 'versions.json'])),
		picomatch: (path) => /^(index|posix|lib\/\w+)\.js$/.test(path),
		...(watcher === undefined ? {} : { [watcher]: (path) => path.endsWith('.node') }),
	};
}

/** Fills `folder` with the packages of a target. Files are hard links where the file system has them. */
export function layOutNatives(target, folder) {
	for (const [name, isNeeded] of Object.entries(nativePackages(target))) {
		const source = lockedPackage(name);
		for (const path of filesIn(source).filter((file) => !file.startsWith('node_modules/') && (everywhere.test(file) || isNeeded(file)))) {
			place(join(source, path), join(folder, name, path));
		}
	}
}

/** Paths of all files below `folder`, with forward slashes. */
export function filesIn(folder) {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}

export function place(from, to) {
	mkdirSync(dirname(to), { recursive: true });
	try {
		linkSync(from, to);
	} catch (error) {
		if (existsSync(to)) {
			throw error;
		}
		copyFileSync(from, to); // another file system, or one without links
	}
}
