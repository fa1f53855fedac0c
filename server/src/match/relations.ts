/** What files say of a picture, and which lie beside it: evidence that needs no look at its pixels. Pure. */
import { posix } from 'node:path';
import { means, type StoredMention } from '../domain/mention.ts';
import { parts } from '../domain/terms.ts';

/** A file that has to do with the picture: how much speaks for it, 0 to 1, the line where it names the picture, and why. */
export type Relation = { readonly path: string; readonly weight: number; readonly line: number | undefined; readonly because: string };

/** `text` gives a file as it is now. */
export function relationsOf(
	picture: string,
	mentions: readonly StoredMention[],
	paths: readonly string[],
	text: (path: string) => string | undefined,
): Relation[] {
	const own = mentions.filter((mention) => means(mention, picture));
	const found = [...embedding(own), ...namedNear(own, paths, text), ...beside(picture, paths)];
	const best = new Map<string, Relation>();
	for (const relation of found) {
		const known = best.get(relation.path);
		if (known === undefined || relation.weight > known.weight) {
			best.set(relation.path, relation);
		}
	}
	return [...best.values()].sort((a, b) => b.weight - a.weight || (a.path < b.path ? -1 : 1));
}

function embedding(mentions: readonly StoredMention[]): Relation[] {
	return mentions.map(({ path, line }) => ({ path, line, weight: 1, because: `shows it in line ${line}` }));
}

/** Lines before and after the picture in which a document names the file that the picture is about. */
const reach = { before: 40, after: 40 } as const;

/** Files that documents name near a picture that they show, the nearest most. */
export function namedNear(
	mentions: readonly StoredMention[],
	paths: readonly string[],
	text: (path: string) => string | undefined,
): Relation[] {
	const byName = Map.groupBy(paths, (path) => posix.basename(path));
	return mentions.slice(0, 6).flatMap(({ path, line }) => {
		const lines = text(path)?.split('\n') ?? [];
		return lines.slice(Math.max(0, line - 1 - reach.before), line + reach.after).flatMap((content, i): Relation[] => {
			const at = Math.max(0, line - 1 - reach.before) + i + 1;
			return pathsIn(content.replace(/\w+:\/\/\S+/g, ' ')).flatMap((written) =>
				meant(path, written, byName.get(posix.basename(written)) ?? [])
					.filter((target) => target !== path)
					.map((target) => ({
						path: target,
						line: undefined,
						weight: 0.9 - 0.4 * (Math.abs(line - at) / reach.before) - (at > line ? 0.15 : 0),
						because: `${path} names it ${away(line, at)} the picture`,
					})),
			);
		});
	});
}

/** What is written like the path of a file. */
export function pathsIn(text: string): readonly string[] {
	return text.match(/[\w@./-]+\.[a-z]\w{0,7}\b/gi) ?? [];
}

function away(line: number, at: number): string {
	const rows = Math.abs(line - at);
	return rows === 0 ? 'in the line of' : `${rows} ${rows === 1 ? 'line' : 'lines'} ${at > line ? 'below' : 'above'}`;
}

/** Of the files with the name that is written, those meant: the one on the way from the document before others that end alike. */
function meant(from: string, written: string, targets: readonly string[]): readonly string[] {
	const exact = targets.filter((target) => posix.join(posix.dirname(from), written) === target);
	return exact.length > 0 || targets.length === 1
		? [...exact, ...targets].slice(0, 1)
		: targets.filter((target) => resolved(from, written, target));
}

/** Whether a path that is written in a file means the target: by its way from the file, or from the root of some folder above. */
export function resolved(from: string, written: string, target: string): boolean {
	const clean = written.replace(/^(?:\.\.?\/)+|^\//, '');
	return posix.join(posix.dirname(from), written) === target || (clean.includes('/') && target.endsWith(`/${clean}`)) || clean === target;
}

/** Files called as the picture or its folder, and files in its folder, below it or in the one above. */
function beside(picture: string, paths: readonly string[]): Relation[] {
	const folder = posix.dirname(picture);
	const stem = stemOf(picture);
	const words = new Set(parts(stem));
	return paths.flatMap((path): Relation[] => {
		const own = stemOf(path);
		const dir = posix.dirname(path);
		if (path === picture) {
			return [];
		}
		if (own === stem) {
			return [{ path, line: undefined, weight: dir === folder ? 0.95 : 0.6, because: 'has the same name' }];
		}
		if (own === posix.basename(folder) && own.length > 2) {
			return [{ path, line: undefined, weight: 0.8, because: 'is called as its folder' }];
		}
		const shared = parts(own).filter((part) => words.has(part)).length / Math.max(1, words.size);
		const isNear = dir === folder || `${folder}/`.startsWith(`${dir}/`) || `${dir}/`.startsWith(`${posix.dirname(folder)}/`);
		if (folder !== '.' && dir.startsWith(`${folder}/`)) {
			return [{ path, line: undefined, weight: 0.35 + 0.25 * shared, because: 'lies in its folder' }];
		}
		return isNear && folder !== '.' && posix.dirname(folder) !== '.'
			? [
					{
						path,
						line: undefined,
						weight: (dir === folder ? 0.45 : 0.2) + 0.25 * shared,
						because: dir === folder ? 'lies beside it' : 'lies near it',
					},
				]
			: [];
	});
}

function stemOf(path: string): string {
	return posix
		.basename(path)
		.replace(/\.[^.]+$/, '')
		.toLowerCase();
}
