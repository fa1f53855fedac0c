/** The strings of the client for translators; run by itself, it writes them to l10n/bundle.l10n.json. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const root = join(import.meta.dirname, '..', '..', '..');
const folder = join(root, 'client', 'src');
/** Relative to the repository. */
export const bundlePath = join('l10n', 'bundle.l10n.json');

/** The first argument of every `vscode.l10n.t(…)` of the client. */
export function sourceStrings(): string[] {
	const found = new Set<string>();
	const visit = (node: ts.Node): void => {
		if (ts.isCallExpression(node) && node.expression.getText() === 'vscode.l10n.t') {
			const [text] = node.arguments;
			if (text === undefined || !ts.isStringLiteralLike(text)) {
				throw new Error(`a string that translators cannot see: ${node.getText()}`);
			}
			found.add(text.text);
		}
		ts.forEachChild(node, visit);
	};
	for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))) {
		visit(ts.createSourceFile(name, readFileSync(join(folder, name), 'utf8'), ts.ScriptTarget.Latest, true));
	}
	return [...found].sort();
}

if (import.meta.main) {
	const bundle = Object.fromEntries(sourceStrings().map((text) => [text, text]));
	writeFileSync(join(root, bundlePath), `${JSON.stringify(bundle, null, '\t')}\n`);
}
