/** What people would otherwise search with, over the same files: plain BM25 over windows of lines, and ripgrep. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rgPath } from '@vscode/ripgrep';
import type { Place } from './suite.ts';

const windowLines = 40;
const [k1, b] = [1.2, 0.75];

/** Words as they stand, lower case: no splitting, no stemming, no knowledge of code. */
export class PlainBm25 {
	private readonly windows: { readonly place: Place; readonly counts: ReadonlyMap<string, number>; readonly length: number }[] = [];
	private readonly frequency = new Map<string, number>();
	private readonly meanLength: number;

	constructor(root: string, paths: readonly string[]) {
		for (const path of paths) {
			const lines = readFileSync(join(root, path), 'utf8').split('\n');
			for (let start = 0; start < lines.length; start += windowLines) {
				const words = wordsOf(lines.slice(start, start + windowLines).join('\n'));
				const counts = new Map<string, number>();
				for (const word of words) {
					counts.set(word, (counts.get(word) ?? 0) + 1);
				}
				for (const word of counts.keys()) {
					this.frequency.set(word, (this.frequency.get(word) ?? 0) + 1);
				}
				this.windows.push({ place: { path, startLine: start + 1, endLine: start + windowLines }, counts, length: words.length });
			}
		}
		this.meanLength = this.windows.reduce((sum, { length }) => sum + length, 0) / Math.max(1, this.windows.length);
	}

	search(query: string, top: number): Place[] {
		const words = [...new Set(wordsOf(query))];
		return this.windows
			.map(({ place, counts, length }) => ({
				place,
				score: words.reduce((sum, word) => sum + this.weight(word, counts.get(word) ?? 0, length), 0),
			}))
			.filter(({ score }) => score > 0)
			.sort((x, y) => y.score - x.score)
			.map(({ place }) => place)
			.filter(firstOfItsFile())
			.slice(0, top);
	}

	private weight(word: string, count: number, length: number): number {
		const frequency = this.frequency.get(word) ?? 0;
		const idf = Math.log(1 + (this.windows.length - frequency + 0.5) / (frequency + 0.5));
		return (idf * count * (k1 + 1)) / (count + k1 * (1 - b + (b * length) / this.meanLength));
	}
}

/** Passes each file's first place only: a ranking without a ranking stack is judged by files, so that it wastes no place on a second chunk. */
export function firstOfItsFile(): (place: Place) => boolean {
	const seen = new Set<string>();
	return ({ path }) => !seen.has(path) && seen.add(path) !== undefined;
}

/** Files by how many different words of the question ripgrep finds in them, then by how often. */
export function ripgrep(root: string, folder: string, query: string, top: number): Place[] {
	const files = new Map<string, { words: number; count: number }>();
	for (const word of new Set(wordsOf(query).filter((each) => each.length > 2))) {
		const { stdout } = spawnSync(rgPath, ['--no-ignore', '--hidden', '-icF', '--', word, folder === '' ? '.' : folder], {
			cwd: root,
			encoding: 'utf8',
			maxBuffer: 1 << 28,
		});
		for (const line of stdout.split('\n').filter((each) => each !== '')) {
			const at = line.lastIndexOf(':');
			const path = line.slice(0, at).replace(/^\.\//, '');
			const so = files.get(path) ?? { words: 0, count: 0 };
			files.set(path, { words: so.words + 1, count: so.count + Number(line.slice(at + 1)) });
		}
	}
	return [...files]
		.sort(([, x], [, y]) => y.words - x.words || y.count - x.count)
		.slice(0, top)
		.map(([path]) => ({ path }));
}

function wordsOf(text: string): string[] {
	return text.toLowerCase().match(/\w+/g) ?? [];
}
