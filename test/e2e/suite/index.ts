/** Entry of the suite: called by @vscode/test-electron on a desktop and by runIntegration.mjs in the web workbench. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';

export async function run(): Promise<void> {
	const report = process.env.E2E_REPORT;
	const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, color: false });
	if (report !== undefined) {
		// in the web workbench what is printed here goes to the page's console, with everything else
		Object.assign(Mocha.reporters.Base, { consoleLog: (...line: unknown[]) => appendFileSync(report, `${format(...line)}\n`) });
	}
	mocha.addFile(join(__dirname, 'extension.e2e.cjs'));
	const failures = await new Promise<number>((resolve) => mocha.run(resolve));
	if (failures > 0) {
		throw new Error(`${failures} failed`);
	}
}
