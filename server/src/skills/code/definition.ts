/** What a file defines, as a tree: from syntax where there is a grammar, from the look of its lines otherwise. */

export type Definition = {
	/** As the query names it: `function`, `class`, `field`, …; `container` where it holds definitions and is none itself. */
	readonly kind: string;
	/** Names from the outermost container inwards. */
	readonly path: readonly string[];
	/** What it defines itself; several for `const a = 1, b = 2`. */
	readonly names: readonly string[];
	/** Rows from 0, inclusive, with its doc comment and decorators. */
	readonly start: number;
	readonly end: number;
	/** The row of its declaration, below doc comment and decorators. */
	readonly declared: number;
	readonly signature: string;
	readonly doc: string;
	readonly children: readonly Definition[];
};

/** Its code is statements, so that what is defined inside serves it rather than the reader. */
export function isFunction(definition: Pick<Definition, 'kind'>): boolean {
	return /^(?:function|method|constructor|test|macro)$/.test(definition.kind);
}

export function isField(definition: Pick<Definition, 'kind'>): boolean {
	return /^(?:field|constant|variable|key)$/.test(definition.kind);
}

/** Everything it defines, itself first. */
export function namesOf(definition: Definition): string[] {
	return [...definition.names, ...definition.children.flatMap(namesOf)];
}
