// The folder that is packed for a target: exactly what ships, as hard links to the build.
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lockedPackage.mjs';
import { filesIn, layOutNatives, place } from './natives.mjs';
import { notices } from './notices.mjs';
import { sbom } from './sbom.mjs';

/** Files and folders of the checkout that ship as they are; of `dist/server` no source maps. */
const shipped = [
	'README.md',
	'CHANGELOG.md',
	'LICENSE',
	'package.nls.json',
	'package.nls.ja.json',
	'l10n',
	'media',
	'models/skillnet',
	'dist/client.cjs',
	'dist/webview',
	'dist/skilllens.mjs',
	'dist/server',
	'dist/assets',
];
/** Of package.json, what only a checkout needs. */
const ofCheckout = ['scripts', 'dependencies', 'devDependencies', 'optionalDependencies', 'allowScripts', 'overrides'];

/** After a build. Fills `folder` anew. */
export function stage(target, folder) {
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	for (const path of shipped.filter((name) => existsSync(join(root, name))).flatMap(below)) {
		place(join(root, path), join(folder, path));
	}
	layOutNatives(target, join(folder, 'dist', 'node_modules'));
	const manifest = Object.entries(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))).filter(
		([key]) => !ofCheckout.includes(key),
	);
	writeFileSync(join(folder, 'package.json'), `${JSON.stringify(Object.fromEntries(manifest), undefined, '\t')}\n`);
	writeFileSync(join(folder, '.vscodeignore'), '# all of it ships\n');
	writeFileSync(join(folder, 'THIRD-PARTY-NOTICES.txt'), notices(target));
	writeFileSync(join(folder, 'sbom.cdx.json'), sbom(target));
}

function below(path) {
	return statSync(join(root, path)).isDirectory()
		? filesIn(join(root, path))
				.filter((file) => !file.endsWith('.map'))
				.map((file) => `${path}/${file}`)
		: [path];
}
