/** The box over kept results: what is typed narrows the list at once, and an empty box shows all of it again. */
import * as vscode from 'vscode';
import { type SearchAnswer, type SearchParams, searchRequest } from '../../../server/protocol/messages.ts';
import type { Server } from '../languageClient.ts';
import { Latest } from '../latest.ts';
import type { ResultsTree } from './resultsTree.ts';

/** From the last keystroke to the question. Milliseconds. */
const pause = 80;

/** Enter leaves the list as it is shown, Escape puts back what it showed before. */
export function showRefineBox(server: Server, results: ResultsTree): void {
	const box = vscode.window.createInputBox();
	const before = results.shown;
	let accepted = false;
	const settle = (): void => {
		box.busy = false;
		if (accepted) {
			box.hide();
		}
	};
	const latest = new Latest<SearchParams, SearchAnswer>((params, token) => server.ask(searchRequest, params, token), {
		answered: ({ refine = '' }, answer) => {
			results.show({ answer, refinement: refine });
			settle();
		},
		failed: (_params, error) => {
			accepted = false;
			box.validationMessage = error instanceof Error ? error.message : String(error);
			settle();
		},
	});
	const ask = (text: string): void => {
		const refine = text.trim();
		box.validationMessage = undefined;
		box.busy = refine !== '';
		if (refine === '') {
			latest.cancel();
			results.showAll();
		} else {
			latest.request(results.refined(refine), pause);
		}
	};
	const owned = vscode.Disposable.from(
		box,
		latest,
		box.onDidChangeValue(ask),
		box.onDidAccept(() => {
			accepted = true;
			// a question under way is waited for
			if (!box.busy) {
				box.hide();
			}
		}),
		box.onDidHide(() => {
			if (!accepted) {
				results.show(before);
			}
			owned.dispose();
		}),
	);
	box.title = vscode.l10n.t('SkillLens: Refine Results');
	box.placeholder = vscode.l10n.t('Further words or filters: kind:code -word "exact words"');
	box.prompt = vscode.l10n.t('The list is narrowed while you type; an empty box shows all of it');
	box.value = before.refinement;
	box.show();
}
