// The npm packages of which something is in the VSIX of a target: bundled, copied as an asset, or lying in dist/node_modules.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockedPackage, root } from './lockedPackage.mjs';
import { nativePackages } from './natives.mjs';

/** After a build. Sorted by name, then version: `{ name, version, license, folder }`. */
export function shippedPackages(target) {
	const bundled = JSON.parse(readFileSync(join(root, 'dist', 'bundled.json'), 'utf8')).map((folder) => join(root, folder));
	const natives = Object.keys(nativePackages(target)).map(lockedPackage);
	const all = [...bundled, ...natives].map((folder) => {
		const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
		return { name, version, license, folder };
	});
	const order = ({ name, version }) => `${name} ${version}`;
	const unique = new Map(all.map((entry) => [order(entry), entry]));
	return [...unique.values()].sort((a, b) => (order(a) < order(b) ? -1 : 1));
}
