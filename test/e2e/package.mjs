// Builds and packs the extension for this machine, and says where it is.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { vsixOf } from '../../client/packaging/package.mjs';
import { hostTarget } from '../../client/packaging/targets.mjs';
import { root } from './paths.mjs';

const { name } = hostTarget();
export const vsix = vsixOf(name);

export function packageExtension() {
	execFileSync(process.execPath, [join(root, 'client', 'packaging', 'package.mjs'), '--target', name], {
		stdio: ['ignore', 'ignore', 'inherit'],
	});
	return vsix;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	console.log(packageExtension());
}
