/** What the documents of the workspace say of a symbol, quoted: only where they name it as code does. */
import type { StoredChunk } from '../domain/chunk.ts';
import type { Passage } from '../domain/explanation.ts';
import { placeOf } from '../domain/place.ts';
import { terms } from '../domain/terms.ts';
import type { Skills } from '../skills/registry.ts';
import type { Store } from '../storage/store.ts';
import type { Files } from './files.ts';
import type { Found } from './find.ts';
import { containerOf, isMember } from './scope.ts';
import { type Quote, quoteOf } from './sentence.ts';

/** Sections that are looked at. */
const depth = 12;

export type DescribedOptions = { readonly store: Store; readonly skills: Skills; readonly files: Files };

type Told = { readonly chunk: StoredChunk; readonly quote: Quote };

/** The passages that say most, from different sections, at most `limit`. */
export function describedIn(found: Found, limit: number, { store, skills, files }: DescribedOptions): Passage[] {
	const { name, file, nested, alone, telling } = found;
	const member = isMember(nested);
	if ((!member && !alone) || placeOf(file.path) !== 'source') {
		return []; // nothing tells which of them a document means
	}
	const container = member && !(alone && telling) ? containerOf(nested) : '';
	const asked = [...new Set([...terms(name), ...terms(container)])];
	const chunks = store.read(store.words('chunk', asked, depth, { kinds: ['doc'] }).map(({ id }) => id));
	const told = chunks.flatMap((chunk): Told[] => {
		const place = placeOf(chunk.path);
		const current = place === 'notes' || place === 'vendored' || place === 'test' ? undefined : files.current(chunk.path);
		const text = current && skills.for(chunk.path)?.textOf(current, chunk);
		const quote = text === undefined ? undefined : quoteOf(text, chunk.symbol, name, container);
		return quote === undefined ? [] : [{ chunk, quote }];
	});
	return told
		.sort((a, b) => b.quote.weight - a.quote.weight)
		.slice(0, limit)
		.map(({ chunk, quote }) => ({ path: chunk.path, line: chunk.startLine + quote.row, symbol: chunk.symbol, quote: quote.text }));
}
