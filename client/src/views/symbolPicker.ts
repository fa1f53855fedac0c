/** Choosing the code that a region shows: what is called so, and what a search finds, while one types. */
import * as vscode from 'vscode';
import { type TargetsAnswer, type TargetsParams, targetsRequest } from '../../../server/protocol/messages.ts';
import { inert } from '../format.ts';
import type { Server } from '../languageClient.ts';
import { Latest } from '../latest.ts';

export type Target = TargetsAnswer['targets'][number];
type Row = vscode.QuickPickItem & { readonly target?: Target };

/** From the last keystroke to the question. Milliseconds. */
const pause = 80;

/** `text` is what the label says: asked at once, and there to be edited. Undefined where nothing is chosen. */
export function chooseSymbol(server: Server, picture: vscode.Uri, text: string): Promise<Target | undefined> {
	const picker = vscode.window.createQuickPick<Row>();
	// keeps the server's order: https://github.com/microsoft/vscode/issues/73904
	Object.assign(picker, { sortByLabel: false });
	picker.title = text === '' ? vscode.l10n.t('Code that the picture shows') : vscode.l10n.t('Code that “{0}” shows', text);
	picker.placeholder = vscode.l10n.t('Name or describe the code');
	const latest = new Latest<TargetsParams, TargetsAnswer>((params, token) => server.ask(targetsRequest, params, token), {
		answered: (_, { targets }) => {
			picker.busy = false;
			picker.items =
				targets.length === 0 ? [{ label: `$(info) ${vscode.l10n.t('Nothing found.')}`, alwaysShow: true }] : targets.map(rowOf);
		},
		failed: (_, error) => {
			picker.busy = false;
			picker.items = [{ label: `$(error) ${inert(error instanceof Error ? error.message : String(error))}`, alwaysShow: true }];
		},
	});
	const ask = (query: string, delay: number): void => {
		if (query.trim() === '') {
			latest.cancel();
			picker.busy = false;
			picker.items = [];
		} else {
			picker.busy = true;
			latest.request({ uri: picture.toString(), query }, delay);
		}
	};
	return new Promise((resolve) => {
		picker.onDidChangeValue((value) => ask(value, pause));
		picker.onDidAccept(() => {
			const [row] = picker.selectedItems;
			if (row?.target !== undefined) {
				resolve(row.target);
				picker.hide();
			}
		});
		picker.onDidHide(() => {
			resolve(undefined);
			latest.dispose();
			picker.dispose();
		});
		picker.value = text;
		ask(text, 0);
		picker.show();
	});
}

function rowOf(target: Target): Row {
	const { symbol, path, line, preview } = target;
	return {
		label: inert(symbol || path),
		description: inert(`${path}:${line + 1}`),
		detail: inert(preview.trim()),
		alwaysShow: true,
		target,
	};
}
