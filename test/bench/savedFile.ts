/** How soon a saved file is found, beside ripgrep finding it; then what server, model and index take. */
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { rgPath } from '@vscode/ripgrep';
import { DidSaveTextDocumentNotification } from 'vscode-languageserver-protocol/node';
import { searchRequest } from '../../server/protocol/messages.ts';
import { median, megabytes, milliseconds, type Row, timed } from './figures.ts';
import { childrenOf, hasProc, type Memory, memoryOf, memoryOfBareNode } from './memory.ts';
import { type ServerProcess, startServerProcess } from './serverProcess.ts';
import { bytesIn, copyFiles, evenly, type Sources, sourcesIn } from './sources.ts';

/** Vectors of the skills only on demand: a file is searchable by its words and its static vectors before the skills have read it. */
const settings = { 'index.skillVectors': 'onDemand', 'search.rerankMilliseconds': 150 };
const [pollMs, patienceMs] = [10, 20_000];
/** The watcher tells of what a save changed after the save was looked after; the next save waits until that is over. */
const restMs = 400;

export async function savedFile(sources: Sources, { saves }: { readonly saves: number }): Promise<Row[]> {
	const root = mkdtempSync(join(tmpdir(), 'skilllens-saved-'));
	const storage = mkdtempSync(join(tmpdir(), 'skilllens-saved-index-'));
	try {
		copyFiles(sources.root, sources.paths, root);
		const copy = await sourcesIn(root);
		const server = await startServerProcess({ root, storage, settings }, copy.paths.length);
		try {
			const rows: Row[] = [];
			const known = evenly(
				copy.paths.filter((path) => /\.(?:[cm]?[jt]sx?|py|go|rs|java|kt|c|cc|cpp|cs|rb|php)$/.test(path)),
				2 * saves,
			);
			for (const [i, told] of [true, false].entries()) {
				const how = told ? 'save announced' : 'watcher alone';
				rows.push(await measure(`a known file changed, ${how}`, server, root, known.slice(i * saves, (i + 1) * saves), told));
				const fresh = Array.from({ length: saves }, (_, n) => `bench-new/${how.replace(' ', '-')}-${n}.ts`);
				rows.push(await measure(`a new file, ${how}`, server, root, fresh, told));
			}
			rows.push(...(await memoryRows(server)));
			const { chunks } = await server.status();
			const open = bytesIn(storage);
			await server.stop();
			return [...rows, ...indexRows({ open, closed: bytesIn(storage), chunks, source: copy.bytes })];
		} finally {
			server.end();
		}
	} finally {
		rmSync(root, { recursive: true, force: true, maxRetries: 5 });
		rmSync(storage, { recursive: true, force: true, maxRetries: 5 });
	}
}

/** `told`: the client says which file was saved, as editors do. */
async function measure(what: string, server: ServerProcess, root: string, paths: readonly string[], told: boolean): Promise<Row> {
	const [times, baselines]: [number[], number[]] = [[], []];
	for (const [n, path] of paths.entries()) {
		const symbol = `${letters(what.length * 97 + n)}Quokka${letters(n)}Ledger`;
		const code = `\nexport function ${symbol}(amount) {\n\treturn amount + ${n};\n}\n`;
		await setTimeout(restMs);
		times.push(await save(server, { root, path, code, symbol, told }));
		baselines.push(timed(() => spawnSync(rgPath, ['-lF', symbol, root])));
	}
	return {
		what,
		figure: milliseconds(median(times)),
		ratio: median(times) / median(baselines),
		beside: `one ripgrep through the folder: ${milliseconds(median(baselines))}; slowest of ${times.length}: ${milliseconds(Math.max(...times))}`,
		aim: 'under 300 ms',
	};
}

type Save = { readonly root: string; readonly path: string; readonly code: string; readonly symbol: string; readonly told: boolean };

/** Milliseconds from writing the file to the answer that has it. */
async function save({ connection }: ServerProcess, { root, path, code, symbol, told }: Save): Promise<number> {
	const file = join(root, path);
	mkdirSync(dirname(file), { recursive: true });
	const start = performance.now();
	appendFileSync(file, code);
	if (told) {
		await connection.sendNotification(DidSaveTextDocumentNotification.type, { textDocument: { uri: pathToFileURL(file).href } });
	}
	while (performance.now() - start < patienceMs) {
		const asked = performance.now();
		const { results } = await connection.sendRequest(searchRequest, { query: symbol, limit: 3, skills: [] });
		if (results.some((hit) => hit.path === path && hit.signals.some(({ words }) => words?.includes(symbol)))) {
			return performance.now() - start;
		}
		await setTimeout(Math.max(0, pollMs - (performance.now() - asked)));
	}
	throw new Error(`${file} was saved and is not found after ${patienceMs / 1000} s`);
}

/** Letters for a number: a name of its own for each save. */
function letters(number: number): string {
	return number.toString(26).replace(/./g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 26)));
}

async function memoryRows(server: ServerProcess): Promise<Row[]> {
	for (const query of ['where are redirects followed', 'function retry(attempts) { return attempts > 3; }']) {
		await server.connection.sendRequest(searchRequest, { query });
	}
	if (!hasProc) {
		return [{ what: 'memory', figure: 'left out', beside: 'it is read from /proc, which this system has not' }];
	}
	const bare = await memoryOfBareNode();
	const row = (what: string, { resident, ofFiles, peak }: Memory): Row => ({
		what,
		figure: megabytes(resident),
		ratio: resident / bare.resident,
		beside: `a Node that does nothing: ${megabytes(bare.resident)}; of files ${megabytes(ofFiles)}, at most so far ${megabytes(peak)}`,
	});
	const models = childrenOf(server.pid).map((pid) => row('resident: model process, both skills open', memoryOf(pid)));
	return [row('resident: language server', memoryOf(server.pid)), ...models];
}

type Sizes = { readonly open: number; readonly closed: number; readonly chunks: number; readonly source: number };

function indexRows({ open, closed, chunks, source }: Sizes): Row[] {
	const row = (what: string, bytes: number): Row => ({
		what,
		figure: megabytes(bytes),
		ratio: bytes / source,
		beside: `of the source: ${megabytes(source)}; ${Math.round(bytes / chunks)} bytes for each of ${chunks} chunks`,
	});
	return [row('index on disk, words and static vectors, in use', open), row('index on disk, words and static vectors, closed', closed)];
}
