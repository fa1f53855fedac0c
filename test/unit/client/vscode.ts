/** Stands in for the editor's API, as far as the deciding parts of the client need it. Client modules are imported after this one. */
import { registerHooks } from 'node:module';
import { sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

registerHooks({
	resolve: (specifier, context, next) =>
		specifier === 'vscode' ? { url: import.meta.url, format: 'module-typescript', shortCircuit: true } : next(specifier, context),
});

export const env = { language: 'en' };

export const l10n = {
	t: (message: string, ...values: unknown[]) => message.replaceAll(/\{(\d+)\}/g, (_, index) => String(values[Number(index)])),
};

export const QuickPickItemKind = { Separator: -1, Default: 0 } as const;

export class ThemeIcon {
	readonly id: string;

	constructor(id: string) {
		this.id = id;
	}
}

export class CancellationTokenSource {
	readonly token = { isCancellationRequested: false };

	cancel(): void {
		this.token.isCancellationRequested = true;
	}

	dispose(): void {
		this.cancel();
	}
}

export const lm = {
	registered: new Map<string, unknown>(),
	registerTool(name: string, tool: unknown): { dispose(): void } {
		this.registered.set(name, tool);
		return { dispose: () => undefined };
	},
};

export class LanguageModelTextPart {
	readonly value: string;

	constructor(value: string) {
		this.value = value;
	}
}

export class LanguageModelToolResult {
	readonly content: readonly unknown[];

	constructor(content: readonly unknown[]) {
		this.content = content;
	}
}

export const Disposable = {
	from: (...items: readonly { dispose(): void }[]) => ({
		dispose: () => {
			for (const item of items) {
				item.dispose();
			}
		},
	}),
};

export const Uri = {
	file: (fsPath: string) => ({ fsPath, toString: () => pathToFileURL(fsPath).href }),
	parse: (uri: string) => Uri.file(fileURLToPath(uri)),
	joinPath: (_: unknown, ...parts: readonly string[]) => Uri.file(`/extension/${parts.join('/')}`),
};

export const workspace = {
	workspaceFolders: [] as { readonly name: string; readonly uri: { readonly fsPath: string } }[],
	getWorkspaceFolder: ({ fsPath }: { fsPath: string }) =>
		workspace.workspaceFolders.find(({ uri }) => `${fsPath}${sep}`.startsWith(`${uri.fsPath}${sep}`)),
};
