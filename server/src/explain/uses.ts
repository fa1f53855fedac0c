/** Where a symbol is used, tested and configured: places that name it, read from the files as they are now. */
import type { StoredChunk } from '../domain/chunk.ts';
import type { Explanation, FactKind, Source } from '../domain/explanation.ts';
import { placeOf } from '../domain/place.ts';
import { terms } from '../domain/terms.ts';
import type { Store } from '../storage/store.ts';
import type { Files } from './files.ts';
import type { Found } from './find.ts';
import { containerOf, escaped, fitOf, importOf, isMember } from './scope.ts';

/** Chunks that are looked at, and files that are read. */
const depth = { chunks: 40, files: 14 };
const most: Readonly<Record<FactKind, number>> = { used: 3, tested: 2, configured: 2 };
const configuration = /\.(?:json|jsonc|ya?ml|toml|ini|cfg|conf|properties|env|xml)$/i;

export type UsesOptions = { readonly store: Store; readonly files: Files };

export function usesOf(found: Found, { store, files }: UsesOptions): Explanation['facts'] {
	const chunks = store.read(store.words('chunk', terms(found.name).slice(-1), depth.chunks, { kinds: ['code'] }).map(({ id }) => id));
	const places = new Map<FactKind, Source[]>();
	const seen = new Set<string>();
	for (const chunk of chunks) {
		if (seen.size >= depth.files) {
			break;
		}
		const kind = kindOf(chunk.path);
		const known = kind === undefined ? [] : (places.get(kind) ?? []);
		if (kind === undefined || known.length >= most[kind] || seen.has(chunk.path)) {
			continue;
		}
		seen.add(chunk.path);
		const text = files.current(chunk.path)?.text;
		const line = text === undefined ? undefined : lineOf(text, chunk, kind, found);
		if (line !== undefined) {
			places.set(kind, [...known, { path: chunk.path, line, symbol: labelOf(chunk) }]);
		}
	}
	return (['used', 'tested', 'configured'] as const).flatMap((kind) => {
		const all = places.get(kind);
		return all === undefined ? [] : [{ kind, places: all }];
	});
}

function kindOf(path: string): FactKind | undefined {
	const place = placeOf(path);
	return configuration.test(path) ? 'configured' : place === 'test' ? 'tested' : place === 'source' ? 'used' : undefined;
}

/** The first line of the chunk that uses this very symbol, as far as its file tells. */
function lineOf(text: string, chunk: StoredChunk, kind: FactKind, found: Found): number | undefined {
	const { name, nested, file, alone, telling } = found;
	const container = isMember(nested) ? containerOf(nested) : '';
	const owner = container === '' ? undefined : new RegExp(`(?<![\\w$])${escaped(container)}(?![\\w$])`);
	const isOwn = chunk.path === file.path;
	const imported = isOwn ? undefined : importOf(container === '' ? name : container, text);
	const isImported = imported !== undefined && fitOf(imported.module, file.path, chunk.path) > 0;
	const isMeant = alone
		? telling || owner?.test(text) === true || (container === '' && (isImported || isOwn))
		: isImported && (container === '' || owner?.test(text) === true);
	if (!isMeant || (imported !== undefined && !isImported && !alone) || (kind === 'configured' && !telling)) {
		return undefined;
	}
	const word = new RegExp(`(?<![\\w$-])${escaped(name)}(?![\\w$-])`);
	const { declared, start, end } = nested.definition;
	const lines = text.split('\n');
	for (let row = chunk.startLine - 1; row < chunk.endLine; row++) {
		const line = lines[row] ?? '';
		const isDefinition = isOwn && (row === declared || (start <= row && row <= end));
		const isAside =
			/^\s*(?:\/\/|#(?!\[)|--|;|\*|\/\*|"""|'''|import\b|from\b.*\bimport\b|use\s|package\b|using\b|export\s+\{|#include)/.test(line);
		const bare = line
			.replace(/(["'])(?:(?!\1)[^\\\n]|\\.)*\1/g, (quoted) => (kind === 'configured' ? quoted : ' '.repeat(quoted.length)))
			.replace(/(?:\/\/|\s#\s).*$/, '');
		if (!isDefinition && !isAside && word.test(bare)) {
			return row + 1;
		}
	}
	return undefined;
}

/** Of a chunk that holds several definitions nothing tells at once which of them the line is in. */
function labelOf({ symbol, names }: StoredChunk): string {
	return names.length === 0 || (names.length === 1 && symbol.split('.').at(-1) === names[0]) ? symbol : '';
}
