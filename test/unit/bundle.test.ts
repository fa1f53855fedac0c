/**
 * What ships can reach no network: every part of the bundles that is run is searched for modules and globals that could. Packages that carry such
 * code all the same are named here with the reason, and the README's privacy section names the same.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import ts from 'typescript';

const root = join(import.meta.dirname, '..', '..');
const dist = join(root, 'dist');
const skip = existsSync(join(dist, 'client.cjs')) ? false : 'npm run build comes first';

/** Packages with network code in them, what of it there is, and why it is never run. */
const allowed: Readonly<Record<string, readonly string[]>> = {
	// transports by socket and pipe of the libraries for language servers, for those that are started so; we use Node IPC and standard input and output
	'vscode-jsonrpc': ['net'],
	// Emscripten's loader for pages and workers: under Node it reads files, and it is given the bytes
	'tesseract.js-core': ['XMLHttpRequest', 'fetch'],
	'web-tree-sitter': ['XMLHttpRequest', 'fetch'],
};

const modules = /^(?:node:)?(http|https|http2|net|tls|dgram|dns|inspector|undici)(?:\/.*)?$/;
const globals = new Set(['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'WebTransport', 'RTCPeerConnection']);
const members = new Set(['sendBeacon']);

/** Every script that ships, by its path in `dist`. */
function scripts(): string[] {
	return readdirSync(dist, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && /\.[cm]?js$/.test(entry.name))
		.map((entry) =>
			join(entry.parentPath, entry.name)
				.slice(dist.length + 1)
				.replaceAll('\\', '/'),
		)
		.filter((path) => !path.startsWith('stage/'));
}

/** Network code of a script, each with the package that it is of: the bundler says in comments of which file what follows is. */
function network(path: string): { readonly what: string; readonly from: string }[] {
	const text = readFileSync(join(dist, path), 'utf8');
	const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
	const own = /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
	const marks = [...text.matchAll(/^\s*\/\/ (\S+\.(?:[cm]?[jt]s|json))$/gm)].map(({ index, 1: file = '' }) => ({ index, file }));
	const found: { what: string; from: string }[] = [];
	const add = (what: string, node: ts.Node): void => {
		const file = marks.findLast(({ index }) => index < node.getStart())?.file ?? path;
		const from = own ?? /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(file)?.[1] ?? file;
		found.push({ what, from });
	};
	const visit = (node: ts.Node): void => {
		if (ts.isStringLiteralLike(node) && isImported(node)) {
			const name = modules.exec(node.text)?.[1];
			if (name !== undefined) {
				add(name, node);
			}
		} else if (ts.isIdentifier(node) && (globals.has(node.text) ? isGlobal(node) : members.has(node.text))) {
			add(node.text, node);
		} else if (
			ts.isElementAccessExpression(node) &&
			ts.isStringLiteralLike(node.argumentExpression) &&
			globals.has(node.argumentExpression.text)
		) {
			add(node.argumentExpression.text, node);
		}
		ts.forEachChild(node, visit);
	};
	visit(source);
	return found;
}

/** In an import, an export, or a call of what requires or imports. */
function isImported({ parent }: ts.Node): boolean {
	return (
		ts.isImportDeclaration(parent) ||
		ts.isExportDeclaration(parent) ||
		(ts.isCallExpression(parent) && /require|import|getBuiltinModule/i.test(parent.expression.getText()))
	);
}

/** Neither a member of something else, nor a name that the script gives itself: a parameter, a method, a key. */
function isGlobal(node: ts.Identifier): boolean {
	const { parent } = node;
	if (ts.isPropertyAccessExpression(parent) && parent.name === node) {
		return /^(?:globalThis|window|self|global)$/.test(parent.expression.getText());
	}
	const isNaming =
		(ts.isMethodDeclaration(parent) ||
			ts.isPropertyAssignment(parent) ||
			ts.isPropertyDeclaration(parent) ||
			ts.isBindingElement(parent) ||
			ts.isParameter(parent) ||
			ts.isFunctionDeclaration(parent) ||
			ts.isVariableDeclaration(parent)) &&
		parent.name === node;
	return !isNaming && !isLocal(node);
}

/** Declared around it: the name means something of the script's own. */
function isLocal(node: ts.Identifier): boolean {
	for (let around: ts.Node | undefined = node.parent; around !== undefined; around = around.parent) {
		if (ts.isFunctionLike(around) && around.parameters.some(({ name }) => name.getText() === node.text)) {
			return true;
		}
	}
	return false;
}

test('the scripts of web views have no network code and no script in their page but their own', { skip }, () => {
	for (const path of scripts().filter((name) => name.startsWith('webview/'))) {
		assert.deepEqual(network(path), [], path);
		assert.doesNotMatch(
			readFileSync(join(dist, path), 'utf8'),
			/\.(?:inner|outer)HTML\s*=|insertAdjacentHTML|document\.write|\beval\(|new Function\(/,
			path,
		);
	}
});

test('only packages that are named have network code', { skip }, () => {
	const found = new Map<string, Set<string>>();
	for (const path of scripts()) {
		for (const { what, from } of network(path)) {
			found.set(from, (found.get(from) ?? new Set()).add(what));
		}
	}
	assert.deepEqual(
		Object.fromEntries([...found].map(([from, what]) => [from, [...what].sort()]).sort()),
		Object.fromEntries(Object.entries(allowed).sort()),
	);
});

test("the README's privacy section names the same packages", () => {
	const privacy = /^## Privacy\n([\s\S]*?)^## /m.exec(readFileSync(join(root, 'README.md'), 'utf8'))?.[1] ?? '';
	const named = [...privacy.matchAll(/`([a-z@][\w@/.-]*)`/g)]
		.map(([, name = '']) => name)
		.filter((name) => existsSync(join(root, 'node_modules', name)));
	assert.deepEqual([...new Set(named)].sort(), Object.keys(allowed).sort());
});
