// Chunks as Continue makes them (core/indexing/chunk, June 2026): at most 500 tokens of the llama tokenizer. Code by its syntax tree, whole where it
// fits, else each definition with its body left out and then what is inside it; other files by lines.
import llama from 'llama-tokenizer-js';
import { loadLanguages } from '../../../server/src/skills/code/languages.ts';
import { Parsers } from '../../../server/src/skills/code/parsers.ts';

const most = 500;
const [classes, functions] = [
	new Set(['class_definition', 'class_declaration', 'impl_item']),
	new Set(['function_definition', 'function_declaration', 'function_item', 'method_declaration']),
];
const bodies = new Set(['block', 'class_body', 'declaration_list']);
const inBodies = new Set([...functions, 'method_definition']);
const blocks = new Set(['block', 'statement_block']);
/** Parsed by nobody, though there are grammars. */
const byLines = /\.(?:css|html?|json|toml|ya?ml|md)$/;
const languages = loadLanguages();
const parsers = new Parsers(60_000);

/** `{ startLine, endLine, content }`, lines from 0. */
export async function chunksOf(path, text) {
	if (text.trim() === '' || text.length > 1_000_000) {
		return [];
	}
	const language = byLines.test(path) ? undefined : languages.ofPath(path);
	const tree = language?.grammar === undefined ? undefined : (await parsers.load(language)).parse(text);
	try {
		const chunks = tree === undefined ? ofLines(text) : ofNode(tree.rootNode, text, true);
		return [...chunks].filter(({ content }) => content !== '' && tokens(content) <= most);
	} finally {
		tree?.delete();
	}
}

function* ofNode(node, text, isRoot) {
	const [startLine, endLine] = [node.startPosition.row, node.endPosition.row];
	const isDefinition = classes.has(node.type) || functions.has(node.type);
	if ((isRoot || isDefinition) && tokens(node.text) < most) {
		yield { startLine, endLine, content: node.text };
		return;
	}
	if (isDefinition) {
		yield { startLine, endLine, content: classes.has(node.type) ? outlined(node, text) : signed(node, text) };
	}
	for (const child of node.children) {
		yield* ofNode(child, text, false);
	}
}

/** A class with the bodies of its methods left out, the last methods too where that is still too long. */
function outlined(node, text) {
	const methods = (node.children.find(({ type }) => bodies.has(type))?.children ?? []).filter(({ type }) => inBodies.has(type));
	let [content, end] = ['', node.startIndex];
	const cuts = [];
	for (const method of methods) {
		const body = method.children.find(({ type }) => blocks.has(type));
		if (body !== undefined) {
			content += text.slice(end, method.startIndex);
			const short = text.slice(method.startIndex, body.startIndex) + leftOut(body);
			cuts.push([content.length, short.length]);
			content += short;
			end = body.endIndex;
		}
	}
	content += text.slice(end, node.endIndex);
	while (cuts.length > 0 && tokens(content.trim()) > most) {
		const [at, length] = cuts.pop();
		content = content.slice(0, at) + content.slice(at + length);
	}
	return content.replace(/\n(?:[ \t]*\n){2,}/g, '\n\n');
}

/** A function's signature, under the head of its class. */
function signed(node, text) {
	const body = node.children.at(-1);
	const signature = text.slice(node.startIndex, body.startIndex);
	const short = signature + leftOut(body);
	const [block, owner] = [node.parent, node.parent?.parent];
	const isMember = ['block', 'declaration_list'].includes(block?.type) && ['class_definition', 'impl_item'].includes(owner?.type);
	const inside = isMember ? [`${text.slice(owner.startIndex, block.startIndex)}...\n\n${' '.repeat(node.startPosition.column)}${short}`] : [];
	const forms = [...inside, short, `${signature.split('\n')[0]} ${leftOut(body)}`];
	return forms.find((form) => tokens(form) <= most) ?? leftOut(body);
}

function leftOut({ type }) {
	return type === 'statement_block' ? '{ ... }' : '...';
}

function* ofLines(text) {
	let [content, size, startLine, line] = ['', 0, 0, 0];
	for (const each of text.split('\n')) {
		const length = tokens(each);
		if (size + length > most - 5) {
			yield { startLine, endLine: line - 1, content };
			[content, size, startLine] = ['', 0, line];
		}
		if (length < most) {
			content += `${each}\n`;
			size += length + 1;
		}
		line += 1;
	}
	yield { startLine, endLine: line - 1, content };
}

function tokens(text) {
	return llama.encode(text).length;
}
