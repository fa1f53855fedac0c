// Bundles the client and the server, and lays out what they need at run time:
//   dist/client.cjs            the VS Code extension
//   dist/skilllens.mjs         the command line's launcher (any Node from 20)
//   dist/server/*.mjs          language server, command line, workers, model process
//   dist/assets/               grammars, queries, the vector kernels
//   dist/node_modules/         native packages, the part this platform needs
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const from = (...parts) => join(root, ...parts);
const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice('--only='.length);
const watch = process.argv.includes('--watch');

const common = { bundle: true, platform: 'node', sourcemap: true, logLevel: 'warning', absWorkingDir: root, legalComments: 'none' };
/** Native packages stay outside the bundles; packages that are CommonJS inside an ES module need `require`. */
const server = {
	...common,
	format: 'esm',
	target: 'node22',
	external: ['onnxruntime-node', '@parcel/watcher', 'web-tree-sitter', 'node:sqlite'],
	splitting: true,
	outdir: 'dist/server',
	outExtension: { '.js': '.mjs' },
	banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
	entryPoints: ['server/src/main.ts', 'server/src/cli.ts', 'server/src/chunkWorker.ts', 'server/src/inference/host.ts'].map((file) => ({
		in: file,
		out: basename(file, '.ts'),
	})),
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

if (only !== 'assets') {
	rmSync(from('dist/server'), { recursive: true, force: true });
	const bundles = [server, launcher, client];
	if (watch) {
		await Promise.all(bundles.map(async (options) => (await context(options)).watch()));
	} else {
		await Promise.all(bundles.map((options) => build(options)));
	}
	copyNativePackages();
}
await layOutAssets();

/** Grammars and queries by language, and the compiled vector kernels. */
async function layOutAssets() {
	const assets = from('dist/assets.new');
	rmSync(assets, { recursive: true, force: true });
	mkdirSync(assets, { recursive: true });
	const languages = from('server/src/skills/code/languages');
	for (const language of existsSync(languages) ? readdirSync(languages) : []) {
		const target = join(assets, 'languages', language);
		mkdirSync(target, { recursive: true });
		const { grammar, queries = [`${language}/chunks.scm`] } = JSON.parse(readFileSync(join(languages, language, 'language.json'), 'utf8'));
		cpSync(join(languages, language, 'language.json'), join(target, 'language.json'));
		const texts = queries
			.map((query) => join(languages, query))
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
	// in one step, for whatever runs from the old ones at this moment
	rmSync(from('dist/assets'), { recursive: true, force: true });
	renameSync(assets, from('dist/assets'));
}

/** What cannot be bundled: ONNX Runtime and the file watcher for one platform, the tree-sitter runtime. */
function copyNativePackages() {
	const [os, arch] = (process.env.VSIX_TARGET ?? `${process.platform}-${process.arch}`).replace('alpine', 'linux').split('-');
	const target = from('dist/node_modules');
	rmSync(target, { recursive: true, force: true });
	const copy = (name, keep = () => true) => {
		const source = packageFolder(name);
		cpSync(source, join(target, name), {
			recursive: true,
			dereference: true,
			filter: (path) => keep(path.slice(source.length).replaceAll('\\', '/')),
		});
	};
	copy(
		'onnxruntime-node',
		(path) =>
			/^(|\/package\.json|\/dist.*|\/bin|\/bin\/napi-v6)$/.test(path) ||
			`/bin/napi-v6/${os}/${arch}/`.startsWith(`${path}/`) ||
			path.startsWith(`/bin/napi-v6/${os}/${arch}/`),
	);
	copy('onnxruntime-common', (path) => !/^\/(lib|dist\/esm)(\/|$)/.test(path));
	copy('web-tree-sitter', (path) => /^(|\/package\.json|\/LICENSE|\/web-tree-sitter\.(js|cjs|wasm))$/.test(path));
	for (const name of [
		'@parcel/watcher',
		'detect-libc',
		'is-glob',
		'is-extglob',
		'picomatch',
		'micromatch',
		'braces',
		'fill-range',
		'to-regex-range',
		'is-number',
		'node-addon-api',
	]) {
		if (existsSync(from('node_modules', name)) && name !== 'node-addon-api') {
			copy(name, (path) => !path.includes('/node_modules') && !/\/(src|test|scripts|prebuilds)(\/|$)/.test(path));
		}
	}
	for (const name of readdirSync(from('node_modules/@parcel')).filter((entry) => entry.startsWith(`watcher-${os}-${arch}`))) {
		copy(`@parcel/${name}`);
	}
}

function packageFolder(name) {
	const local = from('node_modules', name);
	return existsSync(local) ? local : dirname(require.resolve(`${name}/package.json`));
}
