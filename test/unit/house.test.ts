/** The rules of the house, held: who may import whom, through which door, no cycles, packages confined to their room. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import test from 'node:test';
import ts from 'typescript';

const house = process.cwd();

/** Each room, and the rooms it may open a door to; `base` and `domain` lie under all of the server. */
const may: Readonly<Record<string, readonly string[]>> = {
	protocol: [],
	base: [],
	domain: [],
	inference: [],
	workspace: [],
	storage: [],
	skills: ['inference'],
	indexing: ['workspace', 'skills', 'storage'],
	search: ['skills', 'storage'],
	match: ['skills', 'storage'],
	links: ['skills', 'storage'],
	explain: ['skills', 'storage', 'links'],
	trace: [],
	folder: ['protocol', 'inference', 'workspace', 'storage', 'skills', 'indexing', 'search', 'match', 'links', 'explain'],
	lsp: ['protocol', 'inference', 'indexing', 'search', 'match', 'links', 'explain', 'trace', 'folder'],
	cli: ['protocol', 'inference', 'indexing', 'search', 'match', 'links', 'explain', 'folder'],
	entry: [
		'protocol',
		'inference',
		'workspace',
		'storage',
		'skills',
		'indexing',
		'search',
		'match',
		'links',
		'explain',
		'trace',
		'folder',
		'lsp',
		'cli',
	],
	client: ['protocol'],
};

/** The files that another room may name. `base`, `domain` and `protocol` are open; `lsp` and `cli` are named by the entries alone. */
const doors: Readonly<Record<string, readonly string[]>> = {
	inference: ['encoder', 'loadModel'],
	workspace: ['workspace', 'diskWorkspace'],
	storage: ['store', 'openStore'],
	skills: ['skill', 'registry', 'pictures'],
	indexing: ['indexer', 'progress', 'pool', 'prepare', 'pictureSource'],
	search: ['search'],
	match: ['match'],
	links: ['links'],
	explain: ['explain'],
	trace: ['answerLog'],
	folder: ['folder', 'doctor'],
};

/** A package, and the rooms that may import it. */
const confined: Readonly<Record<string, string>> = {
	'onnxruntime-node': 'inference',
	'@huggingface/tokenizers': 'inference',
	'node:sqlite': 'storage',
	'web-tree-sitter': 'skills',
	sharp: 'skills',
	'tesseract.js-core': 'skills',
	'markdown-it': 'skills',
	ignore: 'workspace',
	'@parcel/watcher': 'workspace',
	'vscode-languageserver': 'lsp entry',
	'vscode-languageserver-protocol': 'protocol client',
	commander: 'entry',
	'cli-progress': 'cli',
	'@modelcontextprotocol/server': 'cli',
	vscode: 'client',
	'vscode-languageclient': 'client',
	'node:http': '',
	'node:https': '',
	'node:http2': '',
	'node:net': '',
	'node:tls': '',
	'node:dgram': '',
	'node:dns': '',
};

type Import = { readonly name: string; readonly path: string | undefined };

const files = ['server/src', 'server/protocol', 'client/src']
	.flatMap((folder) =>
		readdirSync(join(house, folder), { recursive: true, encoding: 'utf8' })
			.filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts') && !name.includes('languages/'))
			.map((name) => join(folder, name)),
	)
	.sort();
const imports = new Map(files.map((file) => [file, importsOf(file)]));

test('a room opens only the doors it may', () => {
	assert.deepEqual(
		violations((file, { path }) => {
			const [from, to] = [room(file), path && room(path)];
			return (
				to !== undefined &&
				to !== from &&
				!(from !== 'client' && from !== 'protocol' && (to === 'base' || to === 'domain')) &&
				!may[from]?.includes(to)
			);
		}),
		[],
	);
});

test('a room is entered by its door', () => {
	assert.deepEqual(
		violations((file, { path }) => {
			const to = path && room(path);
			return to !== undefined && to !== room(file) && doors[to]?.every((door) => path !== `server/src/${to}/${door}.ts`) === true;
		}),
		[],
	);
});

test('skills do not know each other', () => {
	const wing = (file: string): string | undefined => /^server\/src\/skills\/([^/]+)\//.exec(file)?.[1];
	assert.deepEqual(
		violations((file, { path }) => wing(file) !== undefined && path !== undefined && wing(path) !== undefined && wing(path) !== wing(file)),
		[],
	);
});

test('packages stay in their room, and nothing opens a socket', () => {
	assert.deepEqual(
		violations((file, { name }) =>
			Object.entries(confined).some(
				([pack, rooms]) => (name === pack || name.startsWith(`${pack}/`)) && !rooms.split(' ').includes(room(file)),
			),
		),
		[],
	);
});

test('there are no cycles, not even of types', () => {
	const done = new Set<string>();
	const visit = (file: string, path: readonly string[]): void => {
		assert.ok(!path.includes(file), `cycle: ${[...path.slice(path.indexOf(file)), file].join(' -> ')}`);
		if (!done.has(file)) {
			for (const target of imports.get(file) ?? []) {
				if (target.path !== undefined) {
					visit(target.path, [...path, file]);
				}
			}
			done.add(file);
		}
	};
	for (const file of files) {
		visit(file, []);
	}
});

test('every room of the table is there, and every folder is in the table', () => {
	const rooms = readdirSync(join(house, 'server/src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
	assert.deepEqual(
		rooms.map((entry) => entry.name).filter((name) => !(name in may)),
		[],
	);
});

function violations(isWrong: (file: string, target: Import) => boolean): string[] {
	return [...imports].flatMap(([file, targets]) =>
		targets.filter((target) => isWrong(file, target)).map((target) => `${file} -> ${target.path ?? target.name}`),
	);
}

/** Static imports and exports, and `import('…')` of a literal. */
function importsOf(file: string): Import[] {
	const source = ts.createSourceFile(file, readFileSync(join(house, file), 'utf8'), ts.ScriptTarget.Latest, true);
	const found: Import[] = [];
	const visit = (node: ts.Node): void => {
		const specifier =
			ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
				? node.moduleSpecifier
				: isDynamicImport(node)
					? node.arguments[0]
					: undefined;
		if (specifier !== undefined && ts.isStringLiteral(specifier)) {
			const name = specifier.text;
			found.push({ name, path: name.startsWith('.') ? relative(house, resolve(dirname(join(house, file)), name)) : undefined });
		}
		ts.forEachChild(node, visit);
	};
	visit(source);
	return found;
}

function isDynamicImport(node: ts.Node): node is ts.CallExpression {
	return ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
}

function room(file: string): string {
	return (
		/^server\/src\/([^/]+)\//.exec(file)?.[1] ??
		(file.startsWith('server/protocol/') ? 'protocol' : file.startsWith('client/') ? 'client' : 'entry')
	);
}
