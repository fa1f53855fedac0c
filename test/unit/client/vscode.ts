/** Stands in for the editor's API, as far as the deciding parts of the client need it. Client modules are imported after this one. */
import { registerHooks } from 'node:module';

registerHooks({
	resolve: (specifier, context, next) =>
		specifier === 'vscode' ? { url: import.meta.url, format: 'module-typescript', shortCircuit: true } : next(specifier, context),
});

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
