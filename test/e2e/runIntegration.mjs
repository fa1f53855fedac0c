// The same suite in the extension host of the web workbench: no desktop, no download.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleSuite, suiteEntry } from './bundleSuite.mjs';
import { startBrowser, startServer } from './editor.mjs';
import { output, root } from './paths.mjs';

const limit = 180_000;
const report = join(output, 'integration.log');

mkdirSync(output, { recursive: true });
writeFileSync(report, '');
await bundleSuite();
process.exitCode = await run();

async function run() {
	// without this flag a built workbench ignores the two paths below; with it no notification is ever shown, so the UI tests do without
	const server = await startServer({
		args: ['--enable-smoke-test-driver'],
		workspace: join(root, 'test', 'e2e', 'fixtures', 'workspace'),
		env: { E2E_REPORT: report },
	});
	const browser = await startBrowser(server);
	try {
		const finished = await suiteEnd(browser.page);
		await browser.page.goto(
			server.url([
				['extensionDevelopmentPath', server.remoteUri(root)],
				['extensionTestsPath', server.remoteUri(suiteEntry)],
			]),
			{ waitUntil: 'domcontentloaded' },
		);
		return await finished.code;
	} catch (error) {
		console.error(error);
		await browser.page.screenshot({ path: join(output, 'integration-failure.png') });
		writeFileSync(join(output, 'integration-console.log'), `${server.log()}\n${browser.consoleLines.join('\n')}`);
		return 1;
	} finally {
		process.stdout.write(readFileSync(report, 'utf8'));
		await browser.context.close();
		await server.stop();
	}
}

/** Resolves once the page listens; its `code` is the exit code of the suite. */
async function suiteEnd(page) {
	await page.exposeFunction('codeAutomationLog', () => undefined);
	let done;
	const code = new Promise((resolve, reject) => {
		const timer = setTimeout(() => reject(new Error(`no result after ${limit / 1000} s`)), limit);
		done = (result) => {
			clearTimeout(timer);
			resolve(result);
		};
	});
	await page.exposeFunction('codeAutomationExit', done);
	return { code };
}
