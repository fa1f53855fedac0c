/** What the command line reads while it indexes a folder from nothing, by what it reads. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { productRoot } from '../../server/src/base/assets.ts';
import { canTrace, traced } from '../support/trace.ts';
import { megabytes, type Row } from './figures.ts';
import { hasProc } from './memory.ts';
import type { Sources } from './sources.ts';

const command = [join(productRoot, 'dist', 'skilllens.mjs'), '--setting', 'index.pictures=onDemand'];

export async function bytesRead({ root, paths, bytes }: Sources): Promise<Row[]> {
	if (!canTrace || !hasProc) {
		return [{ what: 'bytes read', figure: 'left out', beside: 'it takes /proc and strace, which this system has not or does not allow' }];
	}
	const cache = mkdtempSync(join(tmpdir(), 'skilllens-read-'));
	try {
		const log = join(cache, 'reads');
		const before = fromDisk();
		const [program = '', ...args] = traced('read,pread64,readv,preadv', log, ...command, '--workspace', root, 'index');
		const child = spawn(program, ['--decode-fds=path', ...args], { env: { ...process.env, XDG_CACHE_HOME: cache }, stdio: 'ignore' });
		const [status] = await once(child, 'close');
		if (status !== 0) {
			throw new Error(`skilllens index ended with status ${status}`);
		}
		const reads = await readsIn(log, [
			['the folder', realpathSync(root)],
			['the index', cache],
			['model', join(productRoot, 'models')],
			['program', productRoot],
		]);
		const of = (name: string): number => reads.get(name) ?? 0;
		return [
			{
				what: 'of the folder',
				figure: megabytes(of('the folder')),
				ratio: of('the folder') / bytes,
				beside: `of the ${megabytes(bytes)} in ${paths.length} files that are indexed`,
				aim: 'at most 2 x',
			},
			{
				what: 'of the index while it was written',
				figure: megabytes(of('the index')),
				ratio: of('the index') / bytes,
				beside: 'of the same',
			},
			{
				what: "of the model's files",
				figure: megabytes(of('model')),
				beside: 'checksums of the weights, and the static table in each thread',
			},
			{ what: 'of the program', figure: megabytes(of('program')) },
			{ what: 'from the disk itself, all of it', figure: megabytes(fromDisk() - before), beside: 'the rest was in the page cache' },
		];
	} finally {
		rmSync(cache, { recursive: true, force: true, maxRetries: 5 });
	}
}

/** Bytes by the first place that holds the file read; a line of strace reads `123 read(4</path>, …) = 42`, or in two halves where threads meet. */
export async function readsIn(log: string, places: readonly (readonly [string, string])[]): Promise<ReadonlyMap<string, number>> {
	const read = new Map<string, number>();
	const begun = new Map<string, string>();
	for await (const line of createInterface({ input: createReadStream(log) })) {
		const [, thread = '', rest = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
		const path = /^\w+\(\d+<(.*?)>/.exec(rest)?.[1] ?? (rest.startsWith('<...') ? begun.get(thread) : undefined);
		if (path !== undefined && rest.endsWith('<unfinished ...>')) {
			begun.set(thread, path);
			continue;
		}
		const name = places.find(([, place]) => path === place || path?.startsWith(`${place}/`))?.[0];
		const bytes = Number(/= (\d+)$/.exec(rest)?.[1] ?? 0);
		if (name !== undefined) {
			read.set(name, (read.get(name) ?? 0) + bytes);
		}
	}
	return read;
}

/** Bytes that this process and those it waited for had fetched from a disk so far: https://man7.org/linux/man-pages/man5/proc_pid_io.5.html */
function fromDisk(): number {
	return Number(/^read_bytes: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1] ?? Number.NaN);
}
