// Bundles the suite for the extension host, which loads CommonJS.
import { join } from 'node:path';
import { build } from 'esbuild';
import { output, root } from './paths.mjs';

/** The entry to hand to the editor. */
export const suiteEntry = join(output, 'suite', 'index.cjs');

export async function bundleSuite() {
	await build({
		absWorkingDir: root,
		entryPoints: ['test/e2e/suite/index.ts', 'test/e2e/suite/extension.e2e.ts'],
		outdir: join(output, 'suite'),
		outExtension: { '.js': '.cjs' },
		bundle: true,
		platform: 'node',
		format: 'cjs',
		target: 'node22',
		external: ['vscode', 'mocha'],
		logLevel: 'warning',
	});
}
