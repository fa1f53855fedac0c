// The workspace that pictures of the product are taken of: the fixture, with a diagram that its guide shows, and one that is kept as text.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diagram } from './drawings.mjs';
import { root } from './paths.mjs';

export const fixture = join(root, 'test', 'e2e', 'fixtures', 'workspace');
/** What every part of the interface is looked at in. `page` is a class of web views, `window` one of the workbench. */
export const themes = [
	{ name: 'light', theme: 'Light Modern', window: 'vs', page: 'vscode-light' },
	{ name: 'dark', theme: 'Dark Modern', window: 'vs-dark', page: 'vscode-dark' },
	{ name: 'contrast', theme: 'Dark High Contrast', window: 'hc-black', page: 'vscode-high-contrast' },
];

/** Path of a fresh temporary folder, for the caller to remove. */
export async function demoWorkspace() {
	const made = mkdtempSync(join(tmpdir(), 'skilllens-demo-'));
	cpSync(fixture, made, { recursive: true });
	mkdirSync(join(made, 'docs', 'img'));
	writeFileSync(
		join(made, 'docs', 'img', 'request.png'),
		await diagram(['HTTP client', 'Circuit breaker', 'retryWithBackoff', 'Customer']),
	);
	writeFileSync(
		join(made, 'docs', 'store.mmd'),
		'flowchart LR\n\tcache[LRU cache] -->|miss| appendEntry\n\tappendEntry --> disk[(Disk)]\n',
	);
	const guide = join(made, 'docs', 'http.md');
	const text = readFileSync(guide, 'utf8');
	writeFileSync(guide, text.replace('# HTTP client\n', '# HTTP client\n\n![How a request goes](img/request.png)\n'));
	return made;
}
