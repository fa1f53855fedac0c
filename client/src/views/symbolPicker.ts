/** Choosing code by searching for it: the hits of the search, while one types. */
import * as vscode from 'vscode';
import { type HitItem, type SearchAnswer, type SearchParams, searchRequest } from '../../../server/protocol/messages.ts';
import { symbolIcon } from '../evidence.ts';
import type { Server } from '../languageClient.ts';
import { Latest } from '../latest.ts';

type Row = vscode.QuickPickItem & { readonly hit?: HitItem };

/** From the last keystroke to the question. Milliseconds. */
const pause = 80;

/** `text` is what the label says: asked at once, and there to be edited. Undefined where nothing is chosen. */
export function chooseSymbol(server: Server, text: string): Promise<HitItem | undefined> {
	const picker = vscode.window.createQuickPick<Row>();
	// keeps the server's order: https://github.com/microsoft/vscode/issues/73904
	Object.assign(picker, { sortByLabel: false });
	picker.title = text === '' ? vscode.l10n.t('Code that the picture shows') : vscode.l10n.t('Code that “{0}” shows', text);
	picker.placeholder = vscode.l10n.t('Name or describe the code');
	const latest = new Latest<SearchParams, SearchAnswer>((params, token) => server.ask(searchRequest, params, token), {
		answered: (_, { results }) => {
			picker.busy = false;
			picker.items =
				results.length === 0 ? [{ label: `$(info) ${vscode.l10n.t('Nothing found.')}`, alwaysShow: true }] : results.map(rowOf);
		},
		failed: (_, error) => {
			picker.busy = false;
			picker.items = [{ label: `$(error) ${error instanceof Error ? error.message : String(error)}`, alwaysShow: true }];
		},
	});
	const ask = (query: string, delay: number): void => {
		if (query.trim() === '') {
			latest.cancel();
			picker.busy = false;
			picker.items = [];
		} else {
			picker.busy = true;
			latest.request({ query, kinds: ['code'], limit: 20 }, delay);
		}
	};
	return new Promise((resolve) => {
		picker.onDidChangeValue((value) => ask(value, pause));
		picker.onDidAccept(() => {
			const [row] = picker.selectedItems;
			if (row?.hit !== undefined) {
				resolve(row.hit);
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

function rowOf(hit: HitItem): Row {
	return {
		label: `$(${symbolIcon(hit)}) ${hit.symbol || hit.path}`,
		description: `${hit.path}:${hit.range.start.line + 1}`,
		detail: hit.preview.trim(),
		alwaysShow: true,
		hit,
	};
}
