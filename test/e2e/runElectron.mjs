// The suite in a desktop VS Code: `E2E_CODE` names its program, otherwise the test library downloads one.
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { bundleSuite, suiteEntry } from './bundleSuite.mjs';
import { root } from './paths.mjs';

await bundleSuite();
await runTests({
	...(process.env.E2E_CODE && { vscodeExecutablePath: process.env.E2E_CODE }),
	extensionDevelopmentPath: root,
	extensionTestsPath: suiteEntry,
	launchArgs: [join(root, 'test', 'e2e', 'fixtures', 'workspace'), '--disable-extensions'],
});
