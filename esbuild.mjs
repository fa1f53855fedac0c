// Bundles the client and the server, and lays out what they need at run time:
//   dist/client.cjs            the VS Code extension
//   dist/webview/              scripts and styles of its web views
//   dist/skilllens.mjs         the command line's launcher (any Node from 20)
//   dist/server/*.mjs          language server, command line, workers, model process
//   dist/assets/               grammars, queries, the vector kernels
//   dist/node_modules/         native packages, the part this platform needs
//   dist/bundled.json          folders of the npm packages that went into bundles and assets
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';
import { lockedPackage } from './client/packaging/lockedPackage.mjs';
import { layOutNatives } from './client/packaging/natives.mjs';
import { hostTarget } from './client/packaging/targets.mjs';

/** What OCR knows of English. */
const ocrData = '@tesseract.js-data/eng';
const root = dirname(fileURLToPath(import.meta.url));
const from = (...parts) => join(root, ...parts);
const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice('--only='.length);
const watch = process.argv.includes('--watch');

const common = {
	bundle: true,
	platform: 'node',
	sourcemap: true,
	logLevel: 'warning',
	absWorkingDir: root,
	legalComments: 'none',
	metafile: true,
};
/** Native packages stay outside the bundles; packages that are CommonJS inside an ES module need `require`. */
const server = {
	...common,
	format: 'esm',
	target: 'node22',
	external: ['onnxruntime-node', '@parcel/watcher', 'web-tree-sitter', 'node:sqlite', 'sharp', 'tesseract.js-core'],
	splitting: true,
	outdir: 'dist/server',
	outExtension: { '.js': '.mjs' },
	banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
	entryPoints: [
		'server/src/main.ts',
		'server/src/cli.ts',
		'server/src/chunkWorker.ts',
		'server/src/inference/host.ts',
		'server/src/inference/secondThread.ts',
		'server/src/skills/image/pictureHost.ts',
	].map((file) => ({ in: file, out: basename(file, '.ts') })),
};
const launcher = {
	...common,
	format: 'esm',
	target: 'node20',
	entryPoints: { skilllens: 'server/src/skilllens.ts' },
	outdir: 'dist',
	outExtension: { '.js': '.mjs' },
	sourcemap: false,
	banner: { js: '#!/usr/bin/env node' },
};
const client = {
	...common,
	format: 'cjs',
	target: 'node22',
	entryPoints: { client: 'client/src/extension.ts' },
	outdir: 'dist',
	outExtension: { '.js': '.cjs' },
	external: ['vscode'],
};

/** Scripts and styles of web views. */
const webview = {
	...common,
	platform: 'browser',
	format: 'iife',
	target: 'chrome128',
	entryPoints: ['client/webview/diagram.ts', 'client/webview/clipboard.ts', 'client/webview/trace.ts', 'client/webview/panels.css'],
	outdir: 'dist/webview',
	sourcemap: false,
};

if (only !== 'assets') {
	rmSync(from('dist/server'), { recursive: true, force: true });
	const bundles = [server, launcher, client, webview];
	if (watch) {
		await Promise.all(bundles.map(async (options) => (await context(options)).watch()));
	} else {
		const built = await Promise.all(bundles.map((options) => build(options)));
		const outputs = built.flatMap(({ metafile }) => Object.values(metafile.outputs));
		listPackages(outputs.flatMap(({ inputs }) => Object.keys(inputs).filter((file) => inputs[file].bytesInOutput > 0)));
	}
	rmSync(from('dist/node_modules'), { recursive: true, force: true });
	layOutNatives(hostTarget(), from('dist/node_modules'));
}
await layOutAssets();

/** Of all files that were bundled or copied, those of npm packages, as folders. */
function listPackages(files) {
	const folder = /^node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+/;
	const all = [
		...files,
		`node_modules/${ocrData}`,
		...languages().flatMap(({ grammar }) => (grammar === undefined ? [] : `node_modules/${grammar}`)),
	];
	const packages = new Set(all.map((file) => folder.exec(file)?.[0]).filter((name) => name !== undefined));
	writeFileSync(from('dist/bundled.json'), `${JSON.stringify([...packages].sort(), undefined, '\t')}\n`);
}

function languages() {
	const folder = from('server/src/skills/code/languages');
	return readdirSync(folder).map((id) => ({ folder, id, ...JSON.parse(readFileSync(join(folder, id, 'language.json'), 'utf8')) }));
}

/** Grammars and queries by language, and the compiled vector kernels. */
async function layOutAssets() {
	const assets = from('dist/assets.new');
	rmSync(assets, { recursive: true, force: true });
	mkdirSync(assets, { recursive: true });
	for (const { folder, id, grammar, queries = [`${id}/chunks.scm`] } of languages()) {
		const target = join(assets, 'languages', id);
		mkdirSync(target, { recursive: true });
		cpSync(join(folder, id, 'language.json'), join(target, 'language.json'));
		const texts = queries
			.map((query) => join(folder, query))
			.filter((file) => existsSync(file))
			.map((file) => readFileSync(file, 'utf8'));
		if (texts.length > 0) {
			writeFileSync(join(target, 'chunks.scm'), texts.join('\n'));
		}
		if (grammar !== undefined) {
			cpSync(from('node_modules', grammar), join(target, 'grammar.wasm'));
		}
	}
	const wabt = await (await import('wabt')).default();
	for (const kernel of ['storage/embedded/kernel', 'inference/sum']) {
		const compiled = wabt.parseWat(kernel, readFileSync(from('server/src', `${kernel}.wat`), 'utf8'), { simd: true, bulk_memory: true });
		writeFileSync(join(assets, `${basename(kernel)}.wasm`), compiled.toBinary({}).buffer);
	}
	mkdirSync(join(assets, 'ocr'));
	cpSync(join(lockedPackage(ocrData), '4.0.0_best_int', 'eng.traineddata.gz'), join(assets, 'ocr', 'eng.traineddata.gz'));
	// in one step, for whatever runs from the old ones at this moment
	rmSync(from('dist/assets'), { recursive: true, force: true });
	renameSync(assets, from('dist/assets'));
}
