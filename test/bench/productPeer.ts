/** The product as a peer: the command line builds the index from nothing, the language server is asked over it. Pictures are left out: no peer reads them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { searchRequest } from '../../server/protocol/messages.ts';
import { productRoot } from '../../server/src/base/assets.ts';
import { watchMemory } from './memory.ts';
import type { Running, Work } from './peerProcess.ts';
import { startServerProcess } from './serverProcess.ts';
import { bytesIn } from './sources.ts';

const program = join(productRoot, 'dist', 'skilllens.mjs');
const settings = { 'index.pictures': 'onDemand' };
const top = 10;

export async function startProduct({ root, storage, question }: Work): Promise<Running> {
	const [seen, unseen] = [join(storage, 'index'), join(storage, 'unseen')];
	mkdirSync(seen);
	mkdirSync(unseen);
	const inside = question.root === undefined ? [] : ['--root', question.root];
	const { first } = await run(root, unseen, ['search', ...inside, question.query]);
	const { last: full, peak, printed } = await run(root, seen, ['--json', 'index']);
	const bytes = bytesIn(seen);
	const server = await startServerProcess(
		{ root, storage: join(seen, 'skilllens'), settings },
		(JSON.parse(printed) as { files: number }).files,
	);
	return {
		built: { first, full, bytes, peak },
		ask: async ({ query, root: folder }) => {
			const { results } = await server.connection.sendRequest(searchRequest, {
				query,
				verbatim: true,
				limit: top,
				...(folder === undefined ? {} : { root: pathToFileURL(join(root, folder)).href }),
			});
			return results.map(({ path, range }) => ({ path, startLine: range.start.line + 1, endLine: range.end.line + 1 }));
		},
		dispose: () => server.end(),
	};
}

/** Milliseconds until it prints and until it ends, and the bytes that its processes held at the most. */
type Run = { readonly first: number; readonly last: number; readonly peak: number; readonly printed: string };

async function run(root: string, cache: string, command: readonly string[]): Promise<Run> {
	const start = performance.now();
	const child = spawn(process.execPath, [program, '--workspace', root, ...pictureless(), ...command], {
		env: { ...process.env, XDG_CACHE_HOME: cache },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const memory = watchMemory(child.pid ?? 0);
	let [first, printed, said] = [Number.NaN, '', ''];
	child.stdout.setEncoding('utf8').on('data', (text: string) => {
		first = printed === '' ? performance.now() - start : first;
		printed += text;
	});
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		said += text;
	});
	const [status] = await once(child, 'close');
	const last = performance.now() - start;
	const peak = memory.stop();
	if (status !== 0) {
		throw new Error(`skilllens ${command.join(' ')} ended with status ${status}: ${said}`);
	}
	return { first, last, peak, printed };
}

function pictureless(): string[] {
	return Object.entries(settings).flatMap(([name, value]) => ['--setting', `${name}=${value}`]);
}
