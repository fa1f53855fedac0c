// A summary by a language model of the editor: offered where the setting says so, asked for by hand, told nothing but the evidence.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openEditor } from './editor.mjs';
import { vsix } from './package.mjs';
import { output, root } from './paths.mjs';

const fixtures = join(root, 'test', 'e2e', 'fixtures');

describe('a summary of an explanation', { timeout: 120_000 }, () => {
	let server;
	let browser;
	let page;
	let user;

	before(async () => {
		mkdirSync(output, { recursive: true });
		({ server, browser, page, user } = await openEditor({
			vsix: [vsix],
			extensions: [join(fixtures, 'model')],
			workspace: join(fixtures, 'workspace'),
			settings: { 'skilllens.hover.summary': true, 'chat.disableAIFeatures': false },
		}));
	});

	after(async () => {
		await page?.screenshot({ path: join(output, 'summary-last.png') });
		await browser?.context.close();
		await server?.stop();
	});

	it('is written by the model from what the hover shows, and says so', async () => {
		await user.statusItem.locator('.codicon-search-fuzzy').waitFor();
		await user.openFile('client.ts');
		await page
			.locator('.view-line span', { hasText: /^HttpClient$/ })
			.first()
			.hover();
		const hover = page.locator('.monaco-hover').filter({ visible: true, hasText: 'Described in' }).first();
		await hover.locator('a', { hasText: 'summarise' }).click();
		await user.activeTab('Summary').waitFor();
		await page.locator('.view-line', { hasText: 'The docs say: Every request leaves the program through HttpClient.' }).waitFor();
		assert.match(await user.editorText(), /Written by Parrot \(test\), a language model of this editor/);
	});
});
