// Makes npm's code-server runnable, once per install: what its own postinstall would do, without the parts a test does not need.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { nodeHeaders, serverNode, vscodeFolder } from './paths.mjs';

const marker = join(vscodeFolder, '.e2e-setup');
const version = execFileSync(serverNode(), ['-p', 'process.version'], { encoding: 'utf8' }).trim();
if (!existsSync(marker) || readFileSync(marker, 'utf8') !== version) {
	setUp();
	writeFileSync(marker, version);
}

function setUp() {
	const quiet = ['--omit=dev', '--omit=optional', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
	console.log(`installing the dependencies of ${vscodeFolder} (Node ${version})`);
	// not `npm ci`: the published shrinkwrap is not in step with its package.json
	npm(['install', ...quiet], vscodeFolder);
	// TypeScript, for the built-in extension that would otherwise complain about its server
	npm(['install', ...quiet], join(vscodeFolder, 'extensions'));
	const headers = existsSync(join(nodeHeaders(), 'include', 'node', 'node_api.h')) ? { npm_config_nodedir: nodeHeaders() } : {};
	try {
		// log files; an extension host that ends with its parent
		npm(['rebuild', '@vscode/spdlog', '@vscode/native-watchdog', '--ignore-scripts=false', '--loglevel=error'], vscodeFolder, headers);
	} catch {
		console.warn('no native build (make, g++ and python3 are wanted): the editor runs all the same, but writes no log files');
	}
}

/** A plain npm, free of what an outer `npm run` put into the environment, under the Node that will run the server. */
function npm(args, cwd, more = {}) {
	const inherited = Object.entries(process.env).filter(([key]) => !/^npm_(config_(local_prefix|prefix)|package_|lifecycle_)/i.test(key));
	const path = `${dirname(serverNode())}${delimiter}${process.env.PATH}`;
	execFileSync('npm', args, { cwd, stdio: 'inherit', env: { ...Object.fromEntries(inherited), PATH: path, ...more } });
}
