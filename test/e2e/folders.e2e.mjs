// Several folders in one window, the same folders in a second one, and folders that come and go. The extension runs on the server's side of the
// editor and the window in a browser, as it does over SSH, in WSL and in containers.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { fixture } from './demo.mjs';
import { gestures, openEditor } from './editor.mjs';
import { vsix } from './package.mjs';
import { output } from './paths.mjs';

const file = 'both.code-workspace';
const listing = (...paths) => JSON.stringify({ folders: paths.map((path) => ({ path })) });

describe('several folders and windows', { timeout: 180_000 }, () => {
	let made;
	let server;
	let browser;
	let page;
	let user;

	before(async () => {
		mkdirSync(output, { recursive: true });
		made = mkdtempSync(join(tmpdir(), 'skilllens-folders-'));
		cpSync(fixture, join(made, 'shop'), { recursive: true });
		mkdirSync(join(made, 'ledger', 'src'), { recursive: true });
		const balance =
			'export function closeBooks(month: string): void {\n\t// sums every account and writes the balance of the month\n\tconsole.log(month);\n}\n';
		writeFileSync(join(made, 'ledger', 'src', 'books.ts'), balance);
		mkdirSync(join(made, 'garden'));
		writeFileSync(join(made, 'garden', 'tomatoes.md'), '# Tomatoes\n\nWater the tomatoes in the greenhouse every second day.\n');
		writeFileSync(join(made, file), listing('shop', 'ledger'));
		({ server, browser, page, user } = await openEditor({ vsix: [vsix], workspace: made, opened: file }));
	});

	afterEach(async ({ name, passed }) => {
		if (passed === false) {
			await page?.screenshot({ path: join(output, `failed-${name.replaceAll(/\W+/g, '-')}.png`) });
		}
	});

	after(async () => {
		await browser?.context.close();
		await server?.stop();
		rmSync(made, { recursive: true, force: true });
	});

	it('answers from all folders of a workspace and says which', async () => {
		await user.statusItem.locator('.codicon-search-fuzzy').waitFor();
		await user.ask('close the books of a month', 'closeBooks');
		assert.match(await user.row('closeBooks').textContent(), /ledger/);
		await page.screenshot({ path: join(output, 'folders.png') });
		await user.accept(user.activeTab('books.ts'));
		await user.ask('requests are tried again', 'retry');
		assert.match(await user.rows.first().textContent(), /shop/);
		await user.leave();
	});

	it('answers in a second window on the same folders', async () => {
		const second = await browser.context.newPage();
		const other = gestures(second);
		await second.goto(server.url([], join(server.folder, file)), { waitUntil: 'domcontentloaded' });
		await other.ready();
		await other.statusItem.locator('.codicon-search-fuzzy').waitFor();
		await other.ask('close the books of a month', 'closeBooks');
		await second.close();
	});

	it('takes in a folder that is added, and forgets one that is removed', async () => {
		writeFileSync(join(server.folder, file), listing('shop', 'garden'));
		await page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'garden' }).waitFor();
		await user.ask('water the tomatoes', 'Tomatoes');
		await user.leave();
		await user.ask('close the books of a month', /shop|garden/);
		assert.equal(await user.row('closeBooks').count(), 0);
		await user.leave();
	});
});
