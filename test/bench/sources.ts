/** What the speed benchmark indexes: a folder that is named, or a thousand source files gathered from the installed packages. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { productRoot } from '../../server/src/base/assets.ts';
import { never } from '../../server/src/base/cancel.ts';
import { silentLog } from '../../server/src/base/log.ts';
import { diskWorkspace, readSource } from '../../server/src/workspace/diskWorkspace.ts';
import { isSkipped } from '../../server/src/workspace/workspace.ts';

export type Sources = {
	readonly root: string;
	/** What the product indexes of it, relative to the root. */
	readonly paths: readonly string[];
	readonly bytes: number;
	readonly lines: number;
};

export const maxFileBytes = 1024 * 1024;
const endings = new Set('.ts .mts .cts .js .mjs .cjs .py .md .c .h .cc .cpp .go .rs .rb .java .php .sh .css .html .yml'.split(' '));
/** Bytes: neither stubs nor bundles. */
const [smallest, largest] = [1_500, 60_000];
const wanted = 1_000;
/** So that no package makes up the folder. */
const mostOfPackage = 90;

/** Everything the product would index in `folder`. */
export async function sourcesIn(folder: string): Promise<Sources> {
	const { files } = await diskWorkspace({ root: folder, maxFileBytes, maxFiles: Number.POSITIVE_INFINITY, log: silentLog }).list(never);
	const texts = files.flatMap(({ path, size }) => {
		const file = readSource(folder, path, { maxFileBytes });
		return isSkipped(file) ? [] : [{ path, size, lines: file.text.split('\n').length }];
	});
	return {
		root: folder,
		paths: texts.map(({ path }) => path),
		bytes: texts.reduce((sum, { size }) => sum + size, 0),
		lines: texts.reduce((sum, { lines }) => sum + lines, 0),
	};
}

/** The same files for the same package-lock.json, copied to a temporary folder. */
export async function gatherSources(): Promise<Sources> {
	const from = join(productRoot, 'node_modules');
	const all = packagesIn(from).flatMap((name) => evenly(candidates(from, name), mostOfPackage));
	const root = mkdtempSync(join(tmpdir(), 'skilllens-speed-'));
	copyFiles(from, evenly(all, wanted), root);
	return sourcesIn(root);
}

/** Copies files to the same places under `to`; what packages install inside themselves must not look installed there. */
export function copyFiles(from: string, paths: readonly string[], to: string): void {
	for (const path of paths) {
		const target = join(to, path.replaceAll('node_modules/', 'packages/'));
		mkdirSync(dirname(target), { recursive: true });
		cpSync(join(from, path), target);
	}
}

/** `count` items at equal distances. */
export function evenly<T>(items: readonly T[], count: number): T[] {
	const step = Math.max(1, items.length / count);
	return Array.from({ length: Math.min(count, items.length) }, (_, i) => items[Math.floor(i * step)] as T);
}

/** Of all files in it, however deep. */
export function bytesIn(folder: string): number {
	return readdirSync(folder, { recursive: true, encoding: 'utf8' }).reduce((sum, path) => {
		const stats = statSync(join(folder, path), { throwIfNoEntry: false });
		return sum + (stats?.isFile() ? stats.size : 0);
	}, 0);
}

function packagesIn(folder: string): string[] {
	return readdirSync(folder)
		.sort()
		.filter((name) => !name.startsWith('.'))
		.flatMap((name) =>
			name.startsWith('@')
				? readdirSync(join(folder, name))
						.sort()
						.map((inner) => `${name}/${inner}`)
				: [name],
		);
}

function candidates(root: string, folder: string): string[] {
	return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
		.map((path) => join(folder, path).replaceAll('\\', '/'))
		.sort()
		.filter((path) => endings.has(extname(path)) && isWanted(root, path));
}

/** Written by hand and of middling size. */
function isWanted(root: string, path: string): boolean {
	const stats = statSync(join(root, path));
	if (!stats.isFile() || stats.size < smallest || stats.size > largest) {
		return false;
	}
	const text = readFileSync(join(root, path), 'utf8');
	return text.length / text.split('\n').length < 120 && !isSkipped(readSource(root, path, { maxFileBytes }));
}
