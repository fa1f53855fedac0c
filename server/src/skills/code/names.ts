/** Names as a reader says them, from the text of the node that names a definition. */

/** Without quotes, type arguments, pointers and line breaks. */
export function plainName(raw: string): string {
	const bare = raw
		.replace(/<[^<>]*(?:<[^<>]*>[^<>]*)*>/g, '')
		.replace(/(?<!operator\s?)\[.*\]$/s, '')
		.replace(/^["'`*&:\s]+|["'`:\s]+$/g, '')
		.replace(/\s+/g, ' ')
		.slice(0, 120);
	return bare === '' ? raw.trim() : bare;
}

/** `ns::Type::method`, `M.f` and `M:f` are paths; a selector or a sentence is one name. */
export function partsOf(name: string): string[] {
	const parts = /^[\w$]+(?:(?:::|[.:#\\])~?[\w$]+[?!=]?)+$/.test(name) ? name.split(/::|[.:#\\]/) : [name];
	return parts.length > 1 ? parts.filter((part) => !/^(?:prototype|exports|module|this|self)$/.test(part)) : parts;
}
