/** What files define, flat, and kept by content: parsing is what asking about a symbol costs most. */
import type { SourceFile } from '../domain/file.ts';
import type { Definition } from './code/definition.ts';

/** A definition with those around it, outermost first. */
export type Nested = { readonly definition: Definition; readonly around: readonly Definition[] };

/** Files whose definitions are kept. */
const kept = 64;

export function flat(definitions: readonly Definition[], around: readonly Definition[] = []): Nested[] {
	return definitions.flatMap((definition) => [{ definition, around }, ...flat(definition.children, [...around, definition])]);
}

export class Outlines {
	private readonly made = new Map<string, Promise<readonly Nested[]>>();

	/** In the order of the file, outer ones first. */
	of(file: SourceFile, parse: (file: SourceFile) => Promise<readonly Definition[]>): Promise<readonly Nested[]> {
		const key = `${file.hash} ${file.path}`;
		const outline = this.made.get(key) ?? parse(file).then((definitions) => flat(definitions));
		this.made.delete(key);
		this.made.set(key, outline);
		const [oldest] = this.made.keys();
		if (this.made.size > kept && oldest !== undefined) {
			this.made.delete(oldest);
		}
		return outline;
	}
}
