// `npm run screenshots`: pictures for the README, taken from the running product.
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { demoWorkspace } from './demo.mjs';
import { gestures, startBrowser, startServer } from './editor.mjs';
import { packageExtension } from './package.mjs';
import { output, root } from './paths.mjs';

const pictures = join(root, 'media', 'screenshots');
const question = 'where are failed requests tried again';
/** A README loads them all. Bytes. */
const largest = 200_000;

mkdirSync(pictures, { recursive: true });
mkdirSync(output, { recursive: true });
const workspace = await demoWorkspace();
const server = await startServer({
	vsix: [packageExtension()],
	workspace,
	settings: { 'workbench.colorTheme': 'Default Dark Modern', 'editor.minimap.enabled': false },
});
const { context, page } = await startBrowser(server, { width: 1120, height: 700 });
try {
	await takeAll(gestures(page));
} finally {
	await context.close();
	await server.stop();
	rmSync(workspace, { recursive: true });
}

async function takeAll(user) {
	await page.goto(server.url(), { waitUntil: 'domcontentloaded' });
	await user.ready();
	await user.statusItem.locator('.codicon-search-fuzzy').waitFor({ timeout: 120_000 });

	// the first question loads the skills
	await user.searchBox();
	await page.keyboard.type('retry');
	await user.answered(/:\d+/);
	await user.input.fill('');
	await page.keyboard.type(question);
	await user.answered(/:\d+/);
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('ArrowUp');
	await page.locator('.tab.active').waitFor();
	await page.locator('.view-overlays [class*="ced-"]').first().waitFor({ state: 'attached' });
	await take('search');

	await page.keyboard.press('Control+Shift+Enter');
	await page.locator('.tree-explorer-viewlet-tree-view .monaco-list-row').first().waitFor();
	await user.statusItem.hover();
	await page.locator('.monaco-hover').filter({ visible: true, hasText: 'chunks' }).first().waitFor();
	await take('results');
	await page.mouse.move(600, 300);

	await user.searchBox();
	await page.keyboard.type(question);
	await user.answered(/:\d+/);
	await page.keyboard.press('Alt+Enter');
	await page.locator('.view-line', { hasText: 'stands at rank' }).waitFor();
	await take('why');

	await user.command('View: Close All Editors');
	await panel(user);
	await user.command('View: Close All Editors');
	await hovers(user);
}

/** A diagram with what its labels show, one of them confirmed. */
async function panel(user) {
	const pane = page.locator('.pane', { has: page.locator('.pane-header', { hasText: 'Pictures' }) });
	await pane.locator('.pane-header').click();
	await pane.locator('.monaco-list-row', { hasText: 'request.png' }).click();
	await user.activeTab('request.png').waitFor();
	const shown = page.frameLocator('iframe.webview.ready').last().frameLocator('iframe#active-frame');
	await shown.locator('.regions > li', { hasText: 'Circuit breaker' }).locator('.action', { hasText: 'Confirm' }).click();
	await shown.locator('.link.confirmed').waitFor();
	await take('diagram');
}

/** An explanation beside the language's own hover, in three themes. */
async function hovers(user) {
	await user.openFile('client.ts');
	for (const [name, theme] of [
		['hover', 'Dark Modern'],
		['hover-light', 'Light Modern'],
		['hover-contrast', 'Dark High Contrast'],
	]) {
		await user.theme(theme);
		await page.mouse.move(600, 600);
		await page
			.locator('.view-line span', { hasText: /^HttpClient$/ })
			.first()
			.hover();
		await page.locator('.monaco-hover').filter({ visible: true, hasText: 'why' }).first().waitFor();
		await take(name, name === 'hover' ? pictures : output);
	}
}

/** Into the README's pictures, or into `folder` where it is only looked at. */
async function take(name, folder = pictures) {
	const path = join(folder, `${name}.png`);
	await page.screenshot({ path });
	const { size } = statSync(path);
	console.log(`${path}: ${Math.round(size / 1000)} kB`);
	if (size > largest) {
		throw new Error(`${path} is larger than ${largest / 1000} kB`);
	}
}
