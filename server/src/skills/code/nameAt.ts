/** The name at a place of a source file: by its syntax tree, or by the look of its line where there is none. */
import type { Node, Tree } from 'web-tree-sitter';
import { type Name, type Spot, wordAt } from '../name.ts';

const verbatim = /comment|string|char_literal|character|heredoc|regex|literal_content|raw_text|jsx_text|plain_scalar/;
const embedded = /interpolat|substitution|embedded/;
const primitive =
	/^(?:primitive_type|predefined_type|predefined_builtin_type|void_type|integral_type|floating_point_type|boolean_type|this|self|super)$/;
const typeLike = /(?:^|_)types?(?:_|$)/;

export function nameInTree(tree: Tree, lines: readonly string[], { row, column }: Spot): Name | undefined {
	const line = lines[row] ?? '';
	const word = wordAt(line, column);
	if (word === undefined) {
		return undefined;
	}
	const leaf = tree.rootNode.namedDescendantForPosition({
		row,
		column: Math.max(word.column, Math.min(column, word.column + word.text.length - 1)),
	});
	if (
		leaf === null ||
		isVerbatim(leaf) ||
		primitive.test(leaf.type) ||
		leaf.startPosition.row !== row ||
		!/^:?[\p{L}\p{N}_$.:\\]+[?!]?$/u.test(leaf.text)
	) {
		return undefined;
	}
	const role = isType(leaf) ? 'type' : 'value';
	// a leaf may be a whole path, and in some languages a sign stands before the name
	return /[.:\\]/.test(leaf.text) ? { ...word, role } : { text: leaf.text, column: leaf.startPosition.column, role };
}

export function nameInLine(lines: readonly string[], { row, column }: Spot): Name | undefined {
	const line = lines[row] ?? '';
	const word = wordAt(line, column);
	const before = line.slice(0, word?.column);
	const isAside = /^\s*(?:\/\/|#|--|;|%|\/\*|\*|\(\*|REM\b)|\/\/|\s#\s/i.test(before);
	const isPart = /[\w$]-$/.test(before) || /^-\w/.test(line.slice(before.length + (word?.text.length ?? 0)));
	const isQuoted = ['"', "'", '`'].some((sign) => before.split(sign).length % 2 === 0);
	return word === undefined || isAside || isPart || isQuoted ? undefined : { ...word, role: 'value' };
}

function isVerbatim(leaf: Node): boolean {
	for (let node: Node | null = leaf; node !== null; node = node.parent) {
		if (embedded.test(node.type)) {
			return false;
		}
		if (verbatim.test(node.type)) {
			return true;
		}
	}
	return false;
}

/** The leaf is a type's name, or all there is in a node that stands for a type. */
function isType(leaf: Node): boolean {
	for (let node: Node | null = leaf; node !== null && node.startIndex === leaf.startIndex; node = node.parent) {
		if (typeLike.test(node.type) && !/declaration|definition|item|spec|alias/.test(node.type)) {
			return true;
		}
	}
	return false;
}
