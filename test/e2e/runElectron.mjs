// The suite in a desktop VS Code: `E2E_CODE` names its program; else the test library downloads the one that `E2E_VSCODE` names, a version or `stable`.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { bundleSuite, suiteEntry } from './bundleSuite.mjs';
import { root } from './paths.mjs';

// short, for the editor's socket in it: some systems allow 103 characters
const own = mkdtempSync(join(tmpdir(), 'sl-'));
const workspace = join(own, 'workspace');
// when this is started from a terminal of VS Code, its variable would make a plain Node of the editor
delete process.env.ELECTRON_RUN_AS_NODE;
try {
	cpSync(join(root, 'test', 'e2e', 'fixtures', 'workspace'), workspace, { recursive: true });
	await bundleSuite();
	await runTests({
		...(process.env.E2E_CODE ? { vscodeExecutablePath: process.env.E2E_CODE } : { version: process.env.E2E_VSCODE ?? 'stable' }),
		cachePath: join(root, 'node_modules', '.cache', 'vscode'),
		extensionDevelopmentPath: root,
		extensionTestsPath: suiteEntry,
		launchArgs: [workspace, '--disable-extensions', '--user-data-dir', join(own, 'user'), '--extensions-dir', join(own, 'extensions')],
	});
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	console.error(
		'Without a download: E2E_CODE=/path/to/code npm run test:electron. On Linux without a display: xvfb-run npm run test:electron.',
	);
	process.exitCode = 1;
} finally {
	rmSync(own, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
