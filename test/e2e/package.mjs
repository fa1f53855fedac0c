// Builds and packs the extension for one platform: this one, or the one that VSIX_TARGET names.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './paths.mjs';

export const vsix = join(root, 'dist', 'skilllens.vsix');

export function packageExtension() {
	const target = process.env.VSIX_TARGET ?? `${process.platform}-${process.arch}`;
	const run = (...args) => execFileSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
	run('esbuild.mjs');
	const vsce = join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
	run(vsce, 'package', '--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links', '--target', target, '--out', vsix);
	return vsix;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	console.log(packageExtension());
}
