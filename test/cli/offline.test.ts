/**
 * Nothing leaves the machine: what ships works a day under `strace`, and opens no socket but between a process and its own children. The stages that
 * run the product also run without any network interface, where the system lets one take it away (test/run.mjs).
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { matchRequest, searchRequest } from '../../server/protocol/messages.ts';
import { textPng } from '../support/pictures.ts';
import { serve } from '../support/serve.ts';
import { type TempFolder, tempFolder } from '../support/tempFolder.ts';
import { canTrace, traced } from '../support/trace.ts';

const shipped = join(import.meta.dirname, '..', '..', 'dist', 'skilllens.mjs');
const skip = !canTrace ? 'no strace, or not allowed to trace' : existsSync(shipped) ? false : 'npm run build comes first';
const code = ['export function sumPrices(items: number[]) {', '  return items.reduce((total, item) => total + item);', '}'];

/** As at a person's: where `CI` is set, ONNX Runtime keeps quiet by itself. */
function offCi([program = '', ...args]: readonly string[]): [program: string, args: string[]] {
	return ['env', ['--unset=CI', program, ...args]];
}

/** Calls that name another family than that of sockets within the machine. */
function outward(log: string): string[] {
	return readFileSync(log, 'utf8')
		.split('\n')
		.filter((call) => /\bAF_(?!UNIX\b|UNSPEC\b)\w+/.test(call));
}

async function workspace(t: TestContext): Promise<TempFolder> {
	return tempFolder(t, {
		'src/prices.ts': `${code.join('\n')}\n`,
		'docs/prices.md': '# Prices\n\n![The sum](sum.png)\n\nPrices are added up by `sumPrices`.\n',
		'docs/sum.png': await textPng(code),
	});
}

test('a socket that leads outward is seen', { skip }, (t) => {
	const log = join(tempFolder(t).path, 'log');
	const [program = '', ...args] = traced('%network', log, '-e', "require('node:net').connect(9, '127.0.0.1').on('error', () => {})");
	assert.equal(spawnSync(program, args).status, 0);
	assert.ok(outward(log).some((call) => call.includes('AF_INET')));
});

test('the command line opens none', { skip, timeout: 240_000 }, async (t) => {
	const [folder, cache] = [await workspace(t), tempFolder(t).path];
	const commands = [
		['index', '--json'],
		['search', 'add prices up', '--json'],
		['match', join(folder.path, 'docs', 'sum.png'), '--json'],
		['explain', 'src/prices.ts:1:18', '--json'],
		['pictures', 'src/prices.ts', '--json'],
		['check', '--json'],
		['doctor', '--json'],
	];
	for (const [i, command] of commands.entries()) {
		const log = join(cache, `${i}.log`);
		const [program, args] = offCi(traced('%network', log, shipped, '--workspace', folder.path, ...command));
		const { status, stderr } = spawnSync(program, args, { env: { ...process.env, XDG_CACHE_HOME: cache }, encoding: 'utf8' });
		assert.equal(status, 0, `${command.join(' ')}: ${stderr}`);
		assert.deepEqual(outward(log), [], command.join(' '));
	}
});

test('the language server opens none', { skip, timeout: 240_000 }, async (t) => {
	const folder = await workspace(t);
	const log = join(tempFolder(t).path, 'log');
	const { connection, stop } = await serve(t, offCi(traced('%network', log, shipped, 'serve', '--stdio')).flat(), folder.path, 3);
	const { results } = await connection.sendRequest(searchRequest, { query: 'add prices up' });
	assert.ok(results.some(({ path }) => path === 'src/prices.ts'));
	const matched = await connection.sendRequest(matchRequest, { uri: pathToFileURL(join(folder.path, 'docs', 'sum.png')).href });
	assert.equal(matched.results[0]?.path, 'src/prices.ts');
	assert.deepEqual(await stop(), [0, null]);
	assert.deepEqual(outward(log), []);
	assert.match(readFileSync(log, 'utf8'), /AF_UNIX/);
});
