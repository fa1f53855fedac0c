// A clean editor: the VS Code server inside npm's code-server, a browser in front of it, and the gestures of a person.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { chromium } from 'playwright-core';
import { chromiumLaunch, serverMain, serverNode } from './paths.mjs';

/** Nothing on the screen but what is tested. */
const quietSettings = {
	'workbench.startupEditor': 'none',
	'workbench.secondarySideBar.defaultVisibility': 'hidden',
	'chat.disableAIFeatures': true,
	'workbench.tips.enabled': false,
	'workbench.reduceMotion': 'on',
	'workbench.enableExperiments': false,
	'extensions.autoUpdate': false,
	'extensions.autoCheckUpdates': false,
	'extensions.ignoreRecommendations': true,
	'telemetry.telemetryLevel': 'off',
	'update.mode': 'none',
};

/**
 * Starts the editor's server; everything it writes is in a fresh temporary folder, the workspace a copy of `workspace`.
 * With `inPlace` that folder itself is opened.
 */
export async function startServer({
	vsix = [],
	extensions = [],
	settings = {},
	workspace,
	inPlace = false,
	env = {},
	args = [],
	port = 0,
} = {}) {
	const own = mkdtempSync(join(tmpdir(), 'skilllens-e2e-'));
	const folder = inPlace ? resolve(workspace) : join(own, 'workspace');
	if (!inPlace) {
		cpSync(workspace, folder, { recursive: true });
	}
	const data = join(own, 'data');
	const user = join(data, 'data', 'User');
	mkdirSync(user, { recursive: true });
	mkdirSync(join(own, 'home'));
	const userSettings = { ...quietSettings, ...settings };
	writeFileSync(join(user, 'settings.json'), JSON.stringify(userSettings, null, '\t'));
	const childEnv = { ...cleanEnvironment(join(own, 'home')), TMPDIR: own, ...env };
	const base = [
		serverMain,
		'--accept-server-license-terms',
		'--disable-telemetry',
		'--server-data-dir',
		data,
		'--extensions-dir',
		join(own, 'extensions'),
	];
	for (const extension of extensions) {
		cpSync(extension, join(own, 'extensions', basename(extension)), { recursive: true });
	}
	for (const file of vsix) {
		execFileSync(serverNode(), [...base, '--install-extension', resolve(file), '--force'], {
			env: childEnv,
			stdio: ['ignore', 'ignore', 'inherit'],
		});
	}
	const listen = ['--host', '127.0.0.1', '--port', String(port), '--without-connection-token', '--disable-workspace-trust'];
	// its own process group: extension hosts and language servers end with it
	const child = spawn(serverNode(), [...base, ...listen, ...args], { env: childEnv, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
	const signal = (name) => {
		try {
			process.kill(-child.pid, name);
		} catch (error) {
			if (error.code !== 'ESRCH') {
				throw error;
			}
		}
	};
	const lastResort = () => {
		signal('SIGKILL');
		rmSync(own, { recursive: true, force: true });
	};
	process.once('exit', lastResort);
	for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
		process.once(name, () => process.exit(130));
	}
	const log = [];
	const bound = await listening(child, log);
	const origin = `http://127.0.0.1:${bound}`;
	return {
		origin,
		own,
		data,
		folder,
		user,
		settings: userSettings,
		log: () => log.join(''),
		remoteUri: (path) => `vscode-remote://127.0.0.1:${bound}${resolve(path)}`,
		/** `opened` is a folder, or a .code-workspace file that names several. */
		url: (payload = [], opened = folder) => {
			const kind = opened.endsWith('.code-workspace') ? 'workspace' : 'folder';
			return `${origin}/?${new URLSearchParams({ [kind]: opened, payload: JSON.stringify([['skipWelcome', 'true'], ...payload]) })}`;
		},
		async stop() {
			process.removeListener('exit', lastResort);
			await ended(child, signal);
			rmSync(own, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
		},
	};
}

export async function startBrowser(server, { width = 1280, height = 800, userAgent } = {}) {
	const context = await chromium.launchPersistentContext(join(server.own, 'chromium'), {
		...chromiumLaunch(),
		headless: true,
		handleSIGINT: false,
		handleSIGTERM: false,
		handleSIGHUP: false,
		viewport: { width, height },
		permissions: ['clipboard-read', 'clipboard-write'],
		...(userAgent && { userAgent }),
		args: [
			'--no-sandbox',
			'--disable-gpu',
			'--disable-quic',
			'--no-first-run',
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-sync',
			'--disable-dev-shm-usage',
		],
	});
	const page = context.pages()[0] ?? (await context.newPage());
	const consoleLines = [];
	page.on('console', (message) => consoleLines.push(`${message.type()}: ${message.text()}`));
	page.on('pageerror', (error) => consoleLines.push(`pageerror: ${error.stack ?? error}`));
	return { context, page, consoleLines };
}

/** A server with a browser in front of it, the workspace (or `opened`, a file in it) on the screen. Options as for `startServer`. */
export async function openEditor({ opened = '', ...options }) {
	const server = await startServer(options);
	const browser = await startBrowser(server);
	const { page } = browser;
	const user = gestures(page);
	await page.goto(server.url([], join(server.folder, opened)), { waitUntil: 'domcontentloaded' });
	await user.ready();
	return { server, browser, page, user };
}

/** Of one try of a gesture, where it may be lost. */
const patience = { timeout: 8_000 };

/** What a person does. Every gesture waits for what it causes; none waits for the clock. */
export function gestures(page) {
	const quickInput = page.locator('.quick-input-widget').filter({ visible: true });
	const input = quickInput.locator('input.input');
	const rows = quickInput.locator('.monaco-list-row');
	/**
	 * A gesture is done again where it came to nothing, as a person would: keys are lost while the focus moves into a web view or out of it, a box
	 * closes when the focus that was on its way arrives elsewhere, and a menu takes no click in its first moments. Each wait in it has `patience`.
	 */
	const again = async (gesture) => {
		for (let left = 5; ; left--) {
			try {
				return await gesture();
			} catch (error) {
				if (left === 0 || error.name !== 'TimeoutError') {
					throw error;
				}
			}
		}
	};
	/** Acts until `expected` is there. That it cannot act any more is no error where an earlier act had its effect late. */
	const until = (act, expected, state = 'visible') =>
		again(async () => {
			const [acted, shown] = await Promise.allSettled([act(), expected.waitFor({ state, ...patience })]);
			if (shown.status === 'rejected') {
				throw acted.reason ?? shown.reason;
			}
		});
	const press = (key, expected) => until(() => page.keyboard.press(key), expected);
	const searchBox = () => press('Shift+Alt+S', quickInput.locator('input[placeholder^="Ask in words"]'));
	const command = async (title) => {
		await page.keyboard.press('F1');
		await input.fill(`>${title}`, patience);
		await rows.filter({ hasText: title }).first().click(patience);
	};
	return {
		/** A key, again until it shows. */
		press,
		quickInput,
		input,
		rows,
		row: (text) => rows.filter({ hasText: text }).first(),
		/** Opens the search box by its key. */
		searchBox,
		/** Opens the search box and asks, key by key. */
		async ask(question, expected) {
			await searchBox();
			await input.pressSequentially(question, { delay: 15 });
			await this.answered(expected);
		},
		/** By Enter in the box that is open. */
		accept: (expected) => until(() => input.press('Enter', patience), expected),
		/** By Escape out of the box that is open. */
		leave: () => until(() => input.press('Escape', patience), quickInput, 'hidden'),
		/** Until the best row of the search box is the expected one and nothing is under way any more. */
		async answered(expected) {
			await rows.first().filter({ hasText: expected }).waitFor();
			await quickInput.locator('.monaco-progress-container:not(.active)').waitFor({ state: 'attached' });
		},
		statusItem: page.locator('.statusbar-item[id="skilllens.skilllens.skilllens.status"]'),
		toast: (text) => page.locator('.notification-toast', { hasText: text }),
		activeTab: (name) => page.locator('.tab.active', { hasText: name }),
		async ready() {
			await page.locator('.monaco-workbench .explorer-folders-view .monaco-list-row').first().waitFor({ timeout: 60_000 });
			await page.locator('.monaco-workbench .part.statusbar .statusbar-item').first().waitFor();
		},
		async open(name) {
			await again(async () => {
				await page.keyboard.press('Control+P');
				await input.fill(name, patience);
				// what was opened lately stands first until the answer is there
				await rows.first().filter({ hasText: name }).waitFor(patience);
				await input.press('Enter', patience);
				await page.locator('.tab.active', { hasText: name }).waitFor(patience);
			});
		},
		async openFile(name) {
			await this.open(name);
			await page.locator('.editor-instance .view-line').first().waitFor();
		},
		command: (title) => again(() => command(title)),
		/** From the menu of `target`, which may be open already. */
		async choose(target, title) {
			const item = page.locator('.monaco-menu .action-item', { hasText: title }).filter({ visible: true }).first();
			await again(async () => {
				if (!(await item.isVisible())) {
					await target.click({ button: 'right', ...patience });
				}
				await item.click(patience);
				await item.waitFor({ state: 'hidden', ...patience });
			});
		},
		/** All of the editor in front. */
		selectAll: () => press('Control+A', page.locator('.editor-group-container.active .selected-text').first()),
		async theme(name) {
			await again(async () => {
				await command('Preferences: Color Theme');
				await quickInput.locator('input[placeholder*="Color Theme"]').fill(name, patience);
				await rows.first().filter({ hasText: name }).waitFor(patience);
				await input.press('Enter', patience);
				await quickInput.waitFor({ state: 'hidden', ...patience });
			});
		},
		/** Text of the editor in front, as far as it is on the screen. */
		async editorText() {
			const lines = page.locator('.editor-group-container.active .editor-instance .view-lines');
			return (await lines.textContent()).replaceAll('\u00a0', ' ');
		},
	};
}

/** Of the editor and of what it starts, free of this process's own npm and test settings. */
function cleanEnvironment(home) {
	const foreign = /^(npm_|VSCODE_|NODE_OPTIONS$|NODE_TEST_CONTEXT$|ELECTRON_)/;
	const inherited = Object.entries(process.env).filter(([key]) => !foreign.test(key));
	return {
		...Object.fromEntries(inherited),
		HOME: home,
		XDG_CONFIG_HOME: join(home, '.config'),
		XDG_CACHE_HOME: join(home, '.cache'),
		XDG_DATA_HOME: join(home, '.local', 'share'),
		EXTENSIONS_GALLERY: '{}',
	};
}

function listening(child, log) {
	return new Promise((resolvePort, reject) => {
		const limit = setTimeout(() => reject(new Error(`the editor's server is not up after 60 s\n${log.join('')}`)), 60_000);
		const read = (data) => {
			log.push(String(data));
			const [, port] = /Extension host agent listening on (\d+)/.exec(log.join('')) ?? [];
			if (port !== undefined) {
				clearTimeout(limit);
				resolvePort(Number(port));
			}
		};
		child.stdout.on('data', read);
		child.stderr.on('data', read);
		child.once('exit', (code) => reject(new Error(`the editor's server ended (${code})\n${log.join('')}`)));
	});
}

async function ended(child, signal) {
	if (child.exitCode === null && child.signalCode === null) {
		const gone = new Promise((resolveGone) => child.once('exit', resolveGone));
		signal('SIGTERM');
		const limit = setTimeout(() => signal('SIGKILL'), 5_000);
		await gone;
		clearTimeout(limit);
	}
}
