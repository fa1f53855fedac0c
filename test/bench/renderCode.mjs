// Screenshots of code, as an editor shows it: node renderCode.mjs JOBS.jsonl, one { text, language, theme, font, px, scale, numbered, file } a line.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { bundledLanguages, codeToHtml } from 'shiki';
import { chromiumLaunch } from '../e2e/paths.mjs';

const require = createRequire(import.meta.url);
const jobs = readFileSync(process.argv[2], 'utf8').trim().split('\n').map(JSON.parse);
const browser = await chromium.launch(chromiumLaunch());
try {
	for (const [scale, some] of Map.groupBy(jobs, (job) => job.scale)) {
		const page = await browser.newPage({ deviceScaleFactor: scale, viewport: { width: 1280, height: 720 } });
		for (const job of some) {
			await page.setContent(await pageOf(job));
			await page.evaluate(() => document.fonts.ready);
			await page.locator('pre').screenshot({ path: job.file });
		}
		await page.close();
	}
} finally {
	await browser.close();
}

async function pageOf({ text, language, theme, font, px, numbered }) {
	const html = await codeToHtml(text, { lang: language in bundledLanguages ? language : 'text', theme });
	const file = readFileSync(require.resolve(`@fontsource/${font}/files/${font}-latin-400-normal.woff2`)).toString('base64');
	return `<style>
		@font-face { font-family: shot; src: url(data:font/woff2;base64,${file}) }
		body { margin: 0 }
		pre { display: inline-block; margin: 0; padding: 12px 16px; font: ${px}px/1.4 shot, monospace; tab-size: 4 }
		code { font: inherit; counter-reset: line }
		${numbered ? '.line::before { counter-increment: line; content: counter(line); display: inline-block; width: 2em; margin-right: 1.5em; text-align: right; opacity: 0.5 }' : ''}
	</style>${html}`;
}
