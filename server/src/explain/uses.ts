/** Where a symbol is used, tested and configured: places that name it, read from the files as they are now. */
import type { StoredChunk } from '../domain/chunk.ts';
import type { Explanation, FactKind, Source } from '../domain/explanation.ts';
import { placeOf } from '../domain/place.ts';
import { terms } from '../domain/terms.ts';
import type { Store } from '../storage/store.ts';
import type { Files } from './files.ts';
import type { Found } from './find.ts';
import { family, isNamedAfter } from './narrow.ts';
import { containerOf, escaped, fitOf, type Import, importOf, isMember, isUnmistakable, receiverOf, typeOf } from './scope.ts';

/** Chunks that are looked at. */
const depth = 24;
const most: Readonly<Record<FactKind, number>> = { used: 3, tested: 2, configured: 2 };
const configuration = /\.(?:json|jsonc|ya?ml|toml|ini|cfg|conf|properties|env|xml)$/i;

type Imported = (path: string, text: string) => Import | undefined;

export type UsesOptions = { readonly store: Store; readonly files: Files; readonly languageOf: (path: string) => string };

/** `asked` is the place of the question, which needs no telling. */
export function usesOf(found: Found, asked: { readonly path: string; readonly line: number }, options: UsesOptions): Explanation['facts'] {
	const { store, files } = options;
	const chunks = store.read(store.words('chunk', terms(found.name).slice(-1), depth, { kinds: ['code'] }).map(({ id }) => id));
	const places = new Map<FactKind, Source[]>();
	const seen = new Set<string>();
	const importedIn = new Map<string, Import | undefined>();
	/** How the file brings the name in; several of its lines ask. */
	const imported = (path: string, text: string): Import | undefined => {
		const known = importedIn.has(path) ? importedIn.get(path) : importOf(found.name, text);
		importedIn.set(path, known);
		return known;
	};
	for (const chunk of chunks) {
		const kind = kindOf(chunk.path, found, options);
		const known = kind === undefined ? [] : (places.get(kind) ?? []);
		if (kind === undefined || known.length >= most[kind] || seen.has(chunk.path)) {
			continue;
		}
		const text = files.current(chunk.path)?.text;
		const line = text === undefined ? undefined : lineOf(text, chunk, kind, found, imported);
		if (line !== undefined && (chunk.path !== asked.path || line !== asked.line)) {
			seen.add(chunk.path);
			places.set(kind, [...known, { path: chunk.path, line, symbol: labelOf(chunk) }]);
		}
	}
	return (['used', 'tested', 'configured'] as const).flatMap((kind) => {
		const all = places.get(kind);
		return all === undefined ? [] : [{ kind, places: all }];
	});
}

/** A test's or an example's own things are not tested, and what uses them in their file is in sight. */
function kindOf(path: string, { file }: Found, { languageOf }: UsesOptions): FactKind | undefined {
	const [place, own] = [placeOf(path), placeOf(file.path)];
	if (configuration.test(path)) {
		return 'configured';
	}
	if (!family(languageOf(file.path)).includes(languageOf(path)) || (own !== 'source' && path === file.path)) {
		return undefined;
	}
	return place === 'source' || place === own ? 'used' : place === 'test' && own === 'source' ? 'tested' : undefined;
}

/** The first line of the chunk that uses this very symbol, as far as its file tells. */
function lineOf(text: string, chunk: StoredChunk, kind: FactKind, found: Found, imported: Imported): number | undefined {
	const { name, nested } = found;
	const word = new RegExp(`(?<![\\w$-])${escaped(name)}(?![\\w$-])`);
	const { start, end } = nested.definition;
	const lines = text.split('\n');
	for (let row = chunk.startLine - 1; row < chunk.endLine; row++) {
		const line = lines[row] ?? '';
		const bare = kind === 'configured' ? line : withoutAsides(line);
		const column = word.exec(bare)?.index;
		const isDefinition = chunk.path === found.file.path && start <= row && row <= end;
		if (column !== undefined && !isDefinition && isMeant(bare, column, text, chunk, kind, found, imported)) {
			return row + 1;
		}
	}
	return undefined;
}

/** Strings and comments as spaces; nothing is left of an import. */
function withoutAsides(line: string): string {
	return /^\s*(?:\/\/|#(?!\[)|--|;|\*|\/\*|"""|'''|import\b|from\b.*\bimport\b|use\s|package\b|using\b|export\s+\{|@see\b)/.test(line)
		? ''
		: line.replace(/(["'`])(?:(?!\1)[^\\\n]|\\.)*\1/g, (quoted) => ' '.repeat(quoted.length)).replace(/(?:\/\/|\s#\s).*$/, '');
}

function isMeant(
	line: string,
	column: number,
	text: string,
	chunk: StoredChunk,
	kind: FactKind,
	{ name, nested, file, alone, telling }: Found,
	importedIn: Imported,
): boolean {
	const receiver = receiverOf(line, column);
	const isOwn = chunk.path === file.path;
	if (kind === 'configured') {
		return alone && telling && !isMember(nested);
	}
	if (isMember(nested)) {
		const container = containerOf(nested);
		const isOfContainer =
			receiver?.kind === 'name' &&
			(receiver.name === container || typeOf(receiver.name, text)?.name === container || isNamedAfter(receiver.name, container));
		return (
			isOfContainer || (isOwn && receiver?.kind === 'self') || (receiver !== undefined && alone && isUnmistakable(name, nested, file.text))
		);
	}
	if (isOwn) {
		return receiver === undefined;
	}
	const imported = importedIn(chunk.path, text);
	const isImported = imported !== undefined && fitOf(imported.module, file.path, chunk.path) > 0;
	const isRedefined = new RegExp(`\\b(?:def|function|func|fun|fn|class|struct|interface|type|enum)\\s+${escaped(name)}\\b`).test(text);
	return isImported || (alone && imported === undefined && telling && !isRedefined);
}

/** Of a chunk that holds several definitions nothing tells at once which of them the line is in. */
function labelOf({ symbol, names }: StoredChunk): string {
	return names.length === 0 || (names.length === 1 && symbol.split('.').at(-1) === names[0]) ? symbol : '';
}
