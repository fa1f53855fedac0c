// The packaged extension in a clean editor, used with mouse and keyboard. Screenshots go to dist/e2e.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { violationsIn } from './axe.mjs';
import { fixture, themes } from './demo.mjs';
import { openEditor } from './editor.mjs';
import { vsix } from './package.mjs';
import { output } from './paths.mjs';

describe('the packaged extension in a real editor', { timeout: 600_000 }, () => {
	let server;
	let browser;
	let page;
	let user;

	before(async () => {
		mkdirSync(output, { recursive: true });
		({ server, browser, page, user } = await openEditor({
			vsix: [vsix],
			workspace: fixture,
			settings: { 'skilllens.trace.answerLog': true },
		}));
	});

	afterEach(async ({ name, passed }) => {
		if (passed === false) {
			await shot(`failed-${name.replaceAll(/\W+/g, '-')}`);
		}
	});

	after(async () => {
		writeFileSync(join(output, 'ui-console.log'), `${server?.log() ?? ''}\n${browser?.consoleLines.join('\n') ?? ''}`);
		await browser?.context.close();
		await server?.stop();
	});

	const shot = (name) => page.screenshot({ path: join(output, `${name}.png`) });
	const ask = (question, expected) => user.ask(question, expected);
	const answered = (expected) => user.answered(expected);
	const title = () => user.quickInput.locator('.quick-input-title').textContent();
	const leave = () => user.leave();
	const closeAll = async () => {
		await user.command('View: Close All Editors');
		await page.locator('.tab').first().waitFor({ state: 'detached' });
	};
	const position = () => page.locator('.statusbar-item', { hasText: /^Ln \d+, Col \d+/ });
	const tree = () => page.locator('.pane-body .monaco-list-row');
	/** An action of the view of results: its header shows them under the pointer. */
	const act = async (icon) => {
		const pane = page.locator('.pane', { has: page.locator('.pane-header', { hasText: 'Results' }) });
		await pane.locator('.pane-header').hover();
		await pane.locator(`.pane-header .codicon-${icon}`).click();
	};

	it('tells its state in the status bar', async () => {
		await user.statusItem.filter({ hasText: /^\s*SkillLens/ }).waitFor();
		await page
			.locator('.statusbar-item[aria-label="SkillLens: ready"], .statusbar-item :is([aria-label="SkillLens: ready"])')
			.first()
			.waitFor();
		await user.statusItem.hover();
		const tooltip = page.locator('.monaco-hover').filter({ visible: true, hasText: 'SkillLens' }).first();
		await tooltip.filter({ hasText: /11 files, \d+ chunks/ }).waitFor();
		assert.match(await tooltip.textContent(), /1 left out.*parameters · cpu/s);
		await page.mouse.move(600, 500);
		await user.openFile('clock.ts');
		await page.locator('.statusbar-item[id="status.languageStatus"]').hover();
		await page.locator('.monaco-hover', { hasText: 'SkillLens: ready' }).first().waitFor();
		await shot('language-status');
		await page.mouse.move(600, 500);
		await closeAll();
	});

	it('opens the search box from the palette, with a hint where nothing was asked yet', async () => {
		await user.command('SkillLens: Search');
		await user.row('Ask in words').waitFor();
		assert.equal(await title(), 'SkillLens: Search');
		await leave();
	});

	it('refines while one types and says what each answer cost', async () => {
		await ask('failed requests', 'retryWithBackoff');
		assert.match(await title(), /^text(, code)? activated · [\d.]+ M( \+ [\d.]+ M)? of [\d.]+ M parameters · cpu · [\d.]+ m?s$/);
		await user.input.fill('');
		await user.row('Ask in words').waitFor();
		await user.input.pressSequentially('lru cache');
		await answered('LruCache');
		assert.match(await user.rows.first().textContent(), /src\/store\/cache\.ts:\d+.*code.*words/s);
		await leave();
	});

	it('shows the file while one moves, and puts the view back on Escape', async () => {
		await user.openFile('clock.ts');
		await ask('the circuit is open', 'CircuitBreaker');
		assert.equal(await page.locator('.tab').count(), 1, 'typing alone opens nothing');
		await page.keyboard.press('ArrowDown');
		await page.keyboard.press('ArrowUp');
		await user.activeTab('breaker.ts').waitFor();
		assert.equal(await page.locator('.tab.active .label-name').evaluate((label) => getComputedStyle(label).fontStyle), 'italic');
		await leave();
		await user.activeTab('clock.ts').waitFor();
		await closeAll();
	});

	it('closes the preview on Escape where no file was open', async () => {
		await ask('the circuit is open', 'CircuitBreaker');
		await page.keyboard.press('ArrowDown');
		await page.locator('.tab.active').waitFor();
		await leave();
		await page.locator('.tab').first().waitFor({ state: 'detached' });
	});

	it('opens the place at its line on Enter', async () => {
		await ask('reminder for unpaid invoices', 'remindersToSend');
		const [, line] = /invoice\.ts:(\d+)/.exec(await user.rows.first().textContent());
		await user.accept(user.activeTab('invoice.ts'));
		await position()
			.filter({ hasText: `Ln ${line}, Col 1` })
			.waitFor();
		assert.ok(Number(line) > 1);
	});

	it('opens to the side on Ctrl+Enter', async () => {
		await ask('count answers by status', 'count_by_status');
		await page.keyboard.press('Control+Enter');
		await user.activeTab('report.py').waitFor();
		assert.equal(await page.locator('.editor-group-container').count(), 2, 'a group of its own');
		assert.equal(await page.locator('.tab').count(), 2, 'no preview is left in the other one');
		await closeAll();
	});

	it('remembers what led somewhere, and forgets it on request', async () => {
		await user.searchBox();
		const asked = user.row('reminder for unpaid invoices');
		await asked.waitFor();
		await asked.click();
		await answered('remindersToSend');
		await user.input.fill('');
		await asked.hover();
		await asked.locator('.action-label').click();
		await asked.waitFor({ state: 'detached' });
		await leave();
	});

	it('says why a result stands where it does', async () => {
		await ask('recover after a crash', 'journal.ts');
		await page.keyboard.press('Alt+Enter');
		await user.activeTab('Why journal.ts').waitFor();
		await page.locator('.view-line', { hasText: 'stands at rank 1' }).waitFor();
		await shot('why');
		await closeAll();
	});

	it('says why a file that was expected is not found, for the last question or another', async () => {
		await user.openFile('report.py');
		await user.command('SkillLens: Why Not This File?');
		await page.locator('.quick-input-title', { hasText: 'Why was report.py not found?' }).waitFor();
		assert.notEqual(await user.input.inputValue(), '');
		await user.input.fill('where are failed requests tried again');
		await shot('why-not-question');
		await user.accept(user.activeTab('Why report.py'));
		await page.locator('.view-line', { hasText: 'Nearest in it' }).waitFor();
		await shot('why-not');
		await closeAll();
	});

	it('keeps a log of answers where it is wanted, opens it, and erases it when that is confirmed', async () => {
		await ask('circuit breaker', 'CircuitBreaker');
		await user.accept(user.activeTab('breaker.ts'));
		await user.command('SkillLens: Open the Log of Answers');
		await user.activeTab('answers.jsonl').waitFor();
		await page.locator('.view-line', { hasText: '"kind":"opened","question":"circuit breaker"' }).waitFor();
		await shot('answer-log');
		await user.command('SkillLens: Erase the Log of Answers');
		await page.locator('.monaco-dialog-box', { hasText: 'Erase the log of answers?' }).waitFor();
		await shot('answer-log-erase');
		await page.locator('.monaco-dialog-box .monaco-button', { hasText: 'Erase' }).click();
		await page.locator('.monaco-dialog-box').waitFor({ state: 'detached' });
		await user.command('SkillLens: Open the Log of Answers');
		await page.locator('.notification-toast', { hasText: 'The log of answers is empty' }).waitFor();
		await user.command('Notifications: Clear All Notifications');
		await closeAll();
	});

	it('copies a result as Markdown', async () => {
		await ask('circuit breaker', 'CircuitBreaker');
		await user.rows.first().locator('.codicon-copy').click();
		await page.waitForFunction(async () => (await navigator.clipboard.readText()).startsWith('- [CircuitBreaker](src/http/breaker.ts#L'));
		await leave();
	});

	it('offers filters and their values while one types, and narrows by them', async () => {
		await ask('requests are tried again lang:', 'lang:typescript');
		await shot('filter-values');
		await user.accept(user.quickInput.locator('.quick-input-title', { hasText: /^lang:typescript · text activated/ }));
		await user.rows.filter({ hasText: 'retryWithBackoff' }).first().waitFor();
		assert.equal(await user.input.inputValue(), 'requests are tried again lang:typescript ');
		await user.input.pressSequentially('-backoff');
		await user.quickInput.locator('.quick-input-title', { hasText: '-backoff' }).waitFor();
		assert.equal(await user.row('retryWithBackoff').count(), 0);
		await user.input.fill('retry kind:nonsense ');
		await user.row('kind can be code, doc or picture').waitFor();
		await user.input.fill('retry');
		await answered('retry');
		await user.quickInput.locator('.quick-input-titlebar .codicon-filter').click();
		await user.row('Files in a language').waitFor();
		await shot('filters');
		await user.row('Files in a language').click();
		await answered('lang:');
		assert.equal(await user.input.inputValue(), 'retry lang:');
		await leave();
	});

	it('keeps results in the side bar, where they open, go and are refined with the list kept', async () => {
		await ask('requests are tried again', 'retryWithBackoff');
		await user.quickInput.locator('.codicon-pin').click();
		await tree().filter({ hasText: 'retry.ts' }).waitFor();
		await page.locator('.pane-body', { hasText: '“requests are tried again”' }).waitFor();
		await shot('results');
		await tree().filter({ hasText: 'retryWithBackoff' }).click();
		await user.activeTab('retry.ts').waitFor();
		await tree().filter({ hasText: 'retry.ts' }).hover();
		await tree().filter({ hasText: 'retry.ts' }).locator('.codicon-close').click();
		await tree().filter({ hasText: 'retry.ts' }).waitFor({ state: 'detached' });
		const all = await tree().count();
		await act('filter');
		await user.quickInput.locator('input[placeholder^="Further words or filters"]').waitFor();
		await user.input.pressSequentially('kind:doc');
		const refined = page.locator('.pane-body', { hasText: 'refined by kind:doc' });
		await refined.waitFor();
		await tree().filter({ hasText: '.ts' }).first().waitFor({ state: 'detached' });
		assert.ok((await tree().count()) < all);
		await shot('refine');
		await leave();
		await refined.waitFor({ state: 'detached' });
		await tree()
			.nth(all - 1)
			.waitFor();
		assert.equal(await tree().count(), all, 'Escape goes back');
		await act('filter');
		await user.quickInput.locator('input[placeholder^="Further words or filters"]').waitFor();
		await user.input.pressSequentially('kind:doc');
		// what the view says comes before its rows
		await tree().filter({ hasText: '.ts' }).first().waitFor({ state: 'detached' });
		await user.accept(refined);
		await user.quickInput.waitFor({ state: 'hidden' });
		await act('discard');
		await refined.waitFor({ state: 'detached' });
		await tree()
			.nth(all - 1)
			.waitFor();
		assert.equal(await tree().count(), all, 'the whole list was kept');
		await act('eye');
		await page.locator('.peekview-widget .peekview-title', { hasText: /Locations \((?!1\))\d+\)/ }).waitFor();
		await shot('peek');
		await page.keyboard.press('Escape');
		await page.locator('.peekview-widget').waitFor({ state: 'detached' });
		await act('clear-all');
		await page.locator('.welcome-view-content', { hasText: 'Results that you keep' }).waitFor();
		await shot('welcome');
		await closeAll();
	});

	it('tells how an answer came about, in words that can be copied and read by everybody', async () => {
		await ask('requests are tried again', 'retryWithBackoff');
		await page.keyboard.press('Control+Alt+Enter');
		await user.activeTab('How: requests are tried again').waitFor();
		const panel = page.frameLocator('iframe.webview.ready').last().frameLocator('iframe#active-frame');
		await panel.locator('caption', { hasText: 'Skills' }).waitFor();
		assert.match(
			await panel.locator('table').first().textContent(),
			/textactivated.*cpu.*codenot needed.*imagenot needed.*soundnot in this model/,
		);
		for (const { name, theme, page: own } of themes) {
			await user.theme(theme);
			await panel.locator(`body.${own}`).waitFor();
			await shot(`trace-${name}`);
			assert.deepEqual(await violationsIn(panel.locator('body')), [], name);
		}
		await panel.locator('button', { hasText: 'Copy as Markdown' }).click();
		let copied = '';
		while (!copied.startsWith('## “requests are tried again”')) {
			copied = await page.evaluate(() => navigator.clipboard.readText());
		}
		assert.match(copied, /\| rank \|.*\n\|---/);
		await panel.locator('button', { hasText: 'Copy as JSON' }).click();
		while (!copied.startsWith('{')) {
			copied = await page.evaluate(() => navigator.clipboard.readText());
		}
		assert.equal(JSON.parse(copied).answer.query, 'requests are tried again');
		assert.deepEqual(JSON.parse(copied).words, ['requests', 'tried', 'again']);
		await panel.locator('.target', { hasText: 'retryWithBackoff' }).first().click();
		await user.activeTab('retry.ts').waitFor();
		// the passage that says most of the question is lit up
		await position()
			.filter({ hasText: /selected\)/ })
			.waitFor();
		await closeAll();
		await user.theme('Light Modern');
	});

	it('searches for the selected code', async () => {
		await user.openFile('cache.ts');
		await user.selectAll();
		await user.command('SkillLens: Search for Selection');
		await answered('LruCache');
		assert.match(await title(), /^(text, )?code activated/);
		await leave();
		await closeAll();
	});

	it('finds code like the selected code, from the menu of the editor', async () => {
		await user.openFile('cache.ts');
		await user.selectAll();
		const code = page.locator('.editor-group-container.active .view-line').nth(3);
		await code.click({ button: 'right' });
		const menu = page.locator('.context-view.monaco-menu-container, .monaco-menu').filter({ visible: true }).first();
		await menu.filter({ hasText: 'Search for Selection' }).waitFor();
		await shot('context-menu');
		await user.choose(code, 'Find Similar to Selection');
		await user.quickInput.locator('.quick-input-title', { hasText: 'code activated' }).waitFor();
		await user.row('src/').waitFor();
		assert.match(await title(), /^code activated/);
		assert.equal(await user.row('src/store/cache.ts').count(), 0, 'the code itself is no answer');
		await leave();
		await closeAll();
	});

	it('shows what is indexed and what is not, folder by folder, and reads it again', async () => {
		const pane = page.locator('.pane', { has: page.locator('.pane-header', { hasText: 'Index' }) });
		if (!(await pane.isVisible())) {
			await page.locator('.activitybar [aria-label="SkillLens"]').first().click();
		}
		const results = page.locator('.pane-header', { hasText: 'Results' });
		await results.click();
		await pane.locator('.pane-header').click();
		const row = (text) => pane.locator('.monaco-list-row', { hasText: text }).first();
		await row('package-lock.json').filter({ hasText: 'left out: lock' }).waitFor();
		await row('src')
			.filter({ hasText: /\d files · \d+ chunks/ })
			.waitFor();
		await row('src').click();
		await row('http').click();
		await row('retry.ts')
			.filter({ hasText: /1 chunk · \d+ B/ })
			.waitFor();
		await shot('index');
		await row('src').hover();
		await row('src').locator('.codicon-refresh').click();
		await row('package-lock.json').hover();
		await row('package-lock.json').locator('.codicon-question').click();
		await user.input.pressSequentially('dependencies');
		await user.accept(page.locator('.view-line', { hasText: 'a lock file, written by a package manager' }));
		await closeAll();
		await pane.locator('.pane-header').hover();
		await pane.locator('.pane-header .codicon-debug-pause').click();
		await pane.locator('.pane-header .codicon-debug-start').click();
		await pane.locator('.pane-header .codicon-debug-pause').waitFor();
		await pane.locator('.pane-header').click();
		await results.click();
	});

	it('pauses and goes on from the menu of the status item', async () => {
		await user.statusItem.click();
		await user.row('Pause indexing').click();
		await user.statusItem.locator('.codicon-debug-pause').waitFor();
		await user.statusItem.click();
		await shot('menu');
		await user.row('Resume indexing').click();
		await user.statusItem.locator('.codicon-search-fuzzy').waitFor();
	});

	it('opens the report of the doctor from the menu', async () => {
		await user.statusItem.click();
		await user.row('Doctor').click();
		await user.activeTab('SkillLens Doctor').waitFor();
		await page.locator('.view-line', { hasText: 'All is well' }).waitFor();
		await shot('doctor');
		await closeAll();
	});

	it('finds what was written a moment ago', async () => {
		writeFileSync(join(server.folder, 'docs', 'zebra.md'), '# Zebra crossing\n\nHow pedestrians cross the road.\n');
		await user.statusItem.hover();
		await page
			.locator('.monaco-hover')
			.filter({ visible: true, hasText: /12 files/ })
			.first()
			.waitFor();
		await page.mouse.move(600, 500);
		await ask('zebra crossing', 'docs/zebra.md');
		await leave();
	});

	for (const { name, theme, window } of themes) {
		it(`looks right in the ${name} theme`, async () => {
			await user.theme(theme);
			await page.locator(`.monaco-workbench.${window}`).waitFor();
			await ask('where are failed requests retried', 'retryWithBackoff');
			await page.keyboard.press('ArrowDown');
			await page.locator('.tab.active').waitFor();
			await shot(`search-${name}`);
			await page.keyboard.press('Control+Shift+Enter');
			await tree().filter({ hasText: 'retry.ts' }).waitFor();
			await user.statusItem.hover();
			await page.locator('.monaco-hover').filter({ visible: true, hasText: /files/ }).first().waitFor();
			await shot(`results-${name}`);
			await page.mouse.move(600, 500);
			await ask('retries path:', 'path:src/');
			await shot(`filters-${name}`);
			await leave();
			await act('eye');
			await page.locator('.peekview-widget').waitFor();
			await shot(`peek-${name}`);
			await page.keyboard.press('Escape');
			await page.locator('.peekview-widget').waitFor({ state: 'detached' });
			await closeAll();
		});
	}

	it('walks through its three parts, each with its picture, and its buttons do what they say', async () => {
		await page.setViewportSize({ width: 1500, height: 800 });
		await user.command('Welcome: Open Walkthrough...');
		await user.rows.filter({ hasText: 'Get Started with SkillLens' }).first().click();
		for (const [i, step] of ['Ask your workspace', 'See what a symbol is', 'Start from a picture'].entries()) {
			await page.locator('.getting-started-step', { hasText: step }).click();
			await page.locator('.getting-started-media iframe, .getting-started-media .webview').first().waitFor();
			await shot(`walkthrough-${i + 1}`);
		}
		await page.locator('.getting-started-step', { hasText: 'Ask your workspace' }).click();
		await page.locator('.getting-started-step.expanded').getByRole('button', { name: 'Search', exact: true }).click();
		await user.input.waitFor();
		await leave();
		await page.setViewportSize({ width: 1280, height: 800 });
		await closeAll();
	});

	it('says that nothing was found, and what to do about it', async () => {
		const empty = join(server.own, 'empty');
		mkdirSync(empty);
		writeFileSync(join(empty, 'package-lock.json'), '{}\n');
		await page.goto(server.url([], empty), { waitUntil: 'domcontentloaded' });
		await user.ready();
		await user.statusItem.locator('.codicon-search-fuzzy').waitFor();
		await ask('anything at all', 'Nothing found');
		await shot('nothing');
		await user.rows.first().hover();
		await user.rows.first().locator('.codicon-list-filter').click();
		await user.activeTab('Left Out').waitFor();
		await page.locator('.view-line', { hasText: 'package-lock.json' }).waitFor();
	});
});
