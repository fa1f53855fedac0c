// `npm run screenshots:themes`: what the interface shows, in light, dark and high contrast, into dist/e2e/themes for people to look at.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { demoWorkspace, themes } from './demo.mjs';
import { gestures, startBrowser, startServer } from './editor.mjs';
import { packageExtension } from './package.mjs';
import { output, root } from './paths.mjs';

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
const folder = join(output, 'themes');

mkdirSync(folder, { recursive: true });
const workspace = await demoWorkspace();
writeLinks();
mkdirSync(join(workspace, 'ledger'));
writeFileSync(
	join(workspace, 'ledger', 'close.md'),
	'# Closing the books\n\nThe balance of every account is written at the end of a month.\n',
);
const server = await startServer({
	vsix: [packageExtension()],
	extensions: [join(root, 'test', 'e2e', 'fixtures', 'model')],
	workspace,
	settings: { 'editor.minimap.enabled': false, 'skilllens.hover.summary': true, 'chat.disableAIFeatures': false },
});
const { context, page } = await startBrowser(server, { width: 1120, height: 700 });
const user = gestures(page);
const hover = (text) => page.locator('.monaco-hover').filter({ visible: true, hasText: text }).first();
const pane = (title) => page.locator('.pane', { has: page.locator('.pane-header', { hasText: title }) });

/** Each shows one part of the interface and leaves the screen as it was. */
const looks = {
	async pictures(take) {
		await unfold('Pictures');
		const row = pane('Pictures').locator('.monaco-list-row', { hasText: 'request.png' });
		await row.waitFor({ timeout: 60_000 });
		if ((await row.getAttribute('aria-expanded')) === 'false') {
			await row.locator('.monaco-tl-twistie').click();
		}
		await pane('Pictures').locator('.monaco-list-row', { hasText: 'CircuitBreaker' }).waitFor();
		await row.hover();
		await page.locator('.monaco-hover img').filter({ visible: true }).first().waitFor();
		await take();
		await aside();
	},
	async index(take) {
		await unfold('Index');
		const row = pane('Index').locator('.monaco-list-row', { hasText: 'src' }).first();
		await row.waitFor();
		if ((await row.getAttribute('aria-expanded')) === 'false') {
			await row.click();
		}
		await pane('Index').locator('.monaco-list-row', { hasText: 'left out: lock' }).hover();
		await hover('package-lock.json').waitFor();
		await take();
		await aside();
	},
	async diagram(take) {
		await user.open('request.png');
		await user.command('SkillLens: Show What a Picture Shows');
		await page.frameLocator('iframe.webview.ready').last().frameLocator('iframe#active-frame').locator('.link.confirmed').first().waitFor();
		await take();
		await closeAll();
	},
	async 'diagram-text'(take) {
		await unfold('Pictures');
		await pane('Pictures').locator('.monaco-list-row', { hasText: 'store.mmd' }).click();
		await user.activeTab('store.mmd').waitFor();
		const shown = page.frameLocator('iframe.webview.ready').last().frameLocator('iframe#active-frame');
		await shown.locator('.mark').first().waitFor();
		await take();
		await closeAll();
	},
	async picker(take) {
		await user.open('request.png');
		// a preview that comes late takes the focus from the list
		await page.locator('.statusbar-item', { hasText: '420x490' }).waitFor();
		await user.command('SkillLens: Find Code for Picture…');
		await user.answered('HTTP client');
		await aside();
		await take();
		await page.keyboard.press('Control+End');
		await user.row('Labels in the picture').waitFor();
		await take('picker-labels');
		await page.keyboard.press('Escape');
		await closeAll();
	},
	async clipboard(take) {
		await user.command('SkillLens: Find Code for Picture in the Clipboard');
		const shown = page.frameLocator('iframe.webview.ready').last().frameLocator('iframe#active-frame');
		await shown.locator('h1', { hasText: 'Paste a picture' }).waitFor();
		await take();
		await closeAll();
	},
	async drift(take) {
		await user.openFile('http.md');
		await page.locator('.squiggly-info').first().waitFor({ timeout: 30_000 });
		await page.keyboard.press('F8');
		await page.locator('.zone-widget', { hasText: 'is gone from' }).waitFor();
		await take();
		await page.keyboard.press('Control+.');
		await page.locator('.action-widget', { hasText: 'Open the picture and choose' }).waitFor();
		await take('drift-fixes');
		await page.keyboard.press('Escape');
		await page.keyboard.press('Escape');
		await closeAll();
	},
	async hover(take) {
		await hoverName();
		await take();
		await aside();
	},
	async summary(take) {
		await (await hoverName()).locator('a', { hasText: 'summarise' }).click();
		await user.activeTab('Summary').waitFor();
		await page.locator('.view-line', { hasText: 'Written by' }).waitFor();
		await take();
		await closeAll();
	},
	async status(take) {
		await user.statusItem.hover();
		await hover('chunks').waitFor();
		await take();
		await aside();
		await user.openFile('clock.ts');
		await page.locator('.statusbar-item[id="status.languageStatus"]').hover();
		await hover('SkillLens: ready').waitFor();
		await take('language-status');
		await aside();
		await closeAll();
	},
	async devices(take) {
		await user.command('SkillLens: Probe Devices Anew');
		await page.locator('.view-line', { hasText: 'webgpu' }).first().waitFor({ timeout: 60_000 });
		await take();
		await closeAll();
	},
	async trace(take) {
		await user.searchBox();
		await page.keyboard.type('requests are tried again');
		await user.answered('retryWithBackoff');
		await page.keyboard.press('Control+Alt+Enter');
		const shown = page.frameLocator('iframe.webview.ready').last().frameLocator('iframe#active-frame');
		await shown.locator('caption', { hasText: 'Skills' }).waitFor();
		await aside();
		await take();
		await closeAll();
	},
};

try {
	await page.goto(server.url(), { waitUntil: 'domcontentloaded' });
	await ready();
	await inThemes(Object.entries(looks));
	const several = join(server.own, 'several.code-workspace');
	writeFileSync(several, JSON.stringify({ folders: ['src', 'docs', 'ledger'].map((name) => ({ path: join(server.folder, name) })) }));
	await page.goto(server.url([], several), { waitUntil: 'domcontentloaded' });
	await ready();
	await inThemes([['folders', severalFoldersAnswer]]);
} finally {
	await context.close();
	await server.stop();
	rmSync(workspace, { recursive: true });
}

async function inThemes(parts) {
	const wanted = values.only.split(',').filter((name) => name !== '');
	for (const { name, theme, window } of themes) {
		await user.theme(theme);
		await page.locator(`.monaco-workbench.${window}`).waitFor();
		for (const [part, show] of parts.filter(([part]) => wanted.length === 0 || wanted.includes(part))) {
			const take = async (as = part) => {
				const path = join(folder, `${as}-${name}.png`);
				await page.screenshot({ path });
				console.log(path);
			};
			try {
				await show(take);
			} catch (error) {
				await take(`failed-${part}`);
				throw error;
			}
		}
	}
}

async function severalFoldersAnswer(take) {
	await user.searchBox();
	await page.keyboard.type('failed requests are tried again');
	await user.answered('retryWithBackoff');
	await take();
	await page.keyboard.press('Escape');
}

/** The hover over a class that a confirmed picture shows. */
async function hoverName() {
	await user.openFile('client.ts');
	const name = page.locator('.view-line span', { hasText: /^HttpClient$/ }).first();
	const shown = hover('Shown in');
	// while TypeScript still reads the project it may not know yet what is meant: one points again
	while (!(await shown.isVisible())) {
		await aside();
		await name.hover();
		await shown.waitFor({ timeout: 3_000 }).catch(() => undefined);
	}
	await shown.locator('img').first().waitFor();
	return shown;
}

async function ready() {
	await user.ready();
	await user.statusItem.locator('.codicon-search-fuzzy').waitFor({ timeout: 120_000 });
}

/** The only view of the side bar that is unfolded. */
async function unfold(title) {
	if (!(await pane(title).isVisible())) {
		await page.locator('.activitybar [aria-label="SkillLens"]').first().click();
	}
	for (const each of ['Results', 'Pictures', 'Index']) {
		const header = pane(each).locator('.pane-header');
		if ((await header.getAttribute('aria-expanded')) !== String(each === title)) {
			await header.click();
		}
	}
}

async function closeAll() {
	await user.command('View: Close All Editors');
	await page.locator('.tab').first().waitFor({ state: 'detached' });
}

/** The pointer where nothing shows. */
async function aside() {
	await page.mouse.move(700, 640);
}

/** One link as it should be, and one whose code is gone. */
function writeLinks() {
	const link = (region, path, symbol) =>
		JSON.stringify({ picture: 'docs/img/request.png', region, path, symbol, decision: 'confirmed', pictureHash: '', symbolHash: '' });
	const lines = [link('HTTP client', 'src/http/client.ts', 'HttpClient'), link('retryWithBackoff', 'src/http/retry.ts', 'retryWithDelay')];
	mkdirSync(join(workspace, '.skilllens'));
	writeFileSync(join(workspace, '.skilllens', 'links.json'), `[\n${lines.join(',\n')},\n${JSON.stringify({ version: 1 })}\n]\n`);
}
