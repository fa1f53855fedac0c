// Runs everything that must hold, or the stages named: `npm test`, `npm test -- unit lsp`. Closes with `N passed, N failed, N skipped`.
import { spawn, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeForTests } from './node.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (name) => join(root, 'node_modules', '.bin', name);
const node = nodeForTests();

/** Without any network interface, where the system lets one take it away: what runs the product must not miss it. */
const unshare = 'unshare';
const sealed =
	[
		[unshare, '--net', '--'],
		[unshare, '--map-current-user', '--net', '--'],
	].find((way) => spawnSync(way[0], [...way.slice(1), 'true']).status === 0) ?? [];

/** A stage is a list of commands; those that count tests print lines that `count` understands, any other is one check. */
const stages = {
	build: [[process.execPath, 'esbuild.mjs']],
	lint: [[bin('biome'), 'ci', '--error-on-warnings', '--colors=off']],
	types: ['server', 'client', 'client/webview', 'test'].map((part) => [bin('tsc'), '-p', `${part}/tsconfig.json`]),
	unit: [tests('test/unit')],
	lsp: [[...sealed, ...tests('test/lsp')]],
	cli: [[...sealed, ...tests('test/cli')]],
	fuzz: [[...sealed, ...tests('test/fuzz')]],
	e2e: [
		[process.execPath, 'test/e2e/setup.mjs'],
		[process.execPath, 'test/e2e/runIntegration.mjs'],
		[process.execPath, 'test/e2e/package.mjs'],
		[
			process.execPath,
			'--test',
			'--test-reporter=spec',
			'test/e2e/vsix.e2e.mjs',
			'test/e2e/ui.e2e.mjs',
			'test/e2e/summary.e2e.mjs',
			'test/e2e/folders.e2e.mjs',
			'test/e2e/pictures.e2e.mjs',
		],
	],
	training: [
		[node, '--test', '--test-reporter=spec', 'models/training/pages/sample.test.ts'],
		['bash', 'models/training/test.sh'],
	],
};
const always = ['build', 'lint', 'types', 'unit', 'lsp', 'cli', 'fuzz', 'e2e'];

const asked = process.argv.slice(2);
const withTraining = asked.includes('--training');
const named = asked.filter((argument) => !argument.startsWith('-'));
const unknown = named.filter((name) => !(name in stages));
if (unknown.length > 0) {
	console.error(`There is no stage ${unknown.join(', ')}. Stages: ${Object.keys(stages).join(', ')}.`);
	process.exit(2);
}

const total = { passed: 0, failed: 0, skipped: 0 };
const broken = [];
for (const name of named.length > 0 ? named : [...always, ...(withTraining ? ['training'] : [])]) {
	console.log(`\n=== ${name}${stages[name].some(([program]) => program === unshare) ? ', without a network' : ''}`);
	const start = performance.now();
	for (const command of stages[name]) {
		const { status, output } = await run(command);
		const counts = count(output, status);
		for (const key of Object.keys(total)) {
			total[key] += counts[key];
		}
		if (status !== 0) {
			broken.push(
				`${name}: ${command
					.map((part) => relative(root, part) || part)
					.join(' ')
					.slice(0, 120)} (status ${status})`,
			);
		}
	}
	console.log(`=== ${name}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
}
for (const line of broken) {
	console.log(`failed: ${line}`);
}
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped === 0 ? '' : `, ${total.skipped} skipped`}`);
process.exitCode = total.failed === 0 ? 0 : 1;

function tests(folder) {
	const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.test.ts'))
		.map((file) => join(folder, file))
		.sort();
	return [node, '--test', '--test-reporter=spec', '--test-concurrency=2', ...files];
}

function run([program, ...args]) {
	return new Promise((resolve, reject) => {
		const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
		let output = '';
		child.stdout.setEncoding('utf8').on('data', (text) => {
			output += text;
			process.stdout.write(text);
		});
		child.on('error', reject);
		child.on('close', (status) => resolve({ status, output }));
	});
}

/** Node's test runner, mocha and pytest count for themselves. A run that failed has at least one failure. */
function count(output, status) {
	const figure = (pattern) => [...output.matchAll(pattern)].reduce((sum, match) => sum + Number(match[1]), 0);
	const passed = figure(/^ℹ pass (\d+)$/gm) + figure(/^\s+(\d+) passing\b/gm) + figure(/^.*?\b(\d+) passed\b.* in [\d.]+s/gm);
	const failed = figure(/^ℹ fail (\d+)$/gm) + figure(/^\s+(\d+) failing\b/gm) + figure(/^.*?\b(\d+) failed\b.* in [\d.]+s/gm);
	const skipped = figure(/^ℹ skipped (\d+)$/gm) + figure(/^\s+(\d+) pending\b/gm) + figure(/^.*?\b(\d+) skipped\b.* in [\d.]+s/gm);
	const counted = passed + failed > 0;
	return { passed: counted ? passed : status === 0 ? 1 : 0, failed: status === 0 ? failed : Math.max(failed, 1), skipped };
}
