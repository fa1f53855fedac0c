/** From code to its pictures: the one that shows it, or a choice; and, where a picture drifted, the way to it. */
import * as vscode from 'vscode';
import { type ShownItem, shownInRequest } from '../../server/protocol/messages.ts';
import { inert } from './format.ts';
import type { Server } from './languageClient.ts';
import { linkText } from './linkText.ts';
import type { DiagramPanels } from './views/diagramPanel.ts';

type Row = vscode.QuickPickItem & { readonly shown: ShownItem };

/** `line` counts from 0; the place of the cursor where nothing is given. */
export async function showPicturesOf(server: Server, panels: DiagramPanels, uri?: unknown, line?: unknown): Promise<void> {
	const editor = vscode.window.activeTextEditor;
	const file = typeof uri === 'string' ? uri : editor?.document.uri.toString();
	const at = typeof line === 'number' ? line : editor?.selection.active.line;
	if (file === undefined || at === undefined) {
		return;
	}
	const { pictures, symbol } = await server.ask(shownInRequest, { uri: file, line: at });
	const once = [...new Map(pictures.map((shown) => [shown.pictureUri, shown])).values()];
	const [first] = once;
	if (first === undefined) {
		await vscode.window.showInformationMessage(
			symbol === undefined
				? vscode.l10n.t('There is no symbol at this place.')
				: vscode.l10n.t('No picture is known to show {0}.', inert(symbol)),
		);
		return;
	}
	const title = vscode.l10n.t('Pictures that show {0}', symbol ?? '');
	const chosen = once.length === 1 ? first : (await vscode.window.showQuickPick(once.map(rowOf), { title }))?.shown;
	if (chosen !== undefined) {
		panels.show(vscode.Uri.parse(chosen.pictureUri), vscode.ViewColumn.Beside);
	}
}

function rowOf(shown: ShownItem): Row {
	const { picture, region, state } = shown;
	return {
		label: `$(file-media) ${inert(picture.split('/').at(-1) ?? '')}`,
		description: inert(picture),
		detail: linkText(state, region),
		shown,
	};
}

/** Beside the quick fixes of the server: the picture itself, to choose by eye. */
export class DriftActions implements vscode.CodeActionProvider {
	static register(): vscode.Disposable {
		const options = { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] };
		return vscode.languages.registerCodeActionsProvider({ scheme: 'file' }, new DriftActions(), options);
	}

	provideCodeActions(_document: vscode.TextDocument, _range: vscode.Range, { diagnostics }: vscode.CodeActionContext): vscode.CodeAction[] {
		return diagnostics.flatMap((diagnostic) => {
			const picture = diagnostic.source === 'SkillLens' ? diagnostic.relatedInformation?.[0]?.location.uri : undefined;
			if (picture === undefined) {
				return [];
			}
			const action = new vscode.CodeAction(vscode.l10n.t('Open the picture and choose'), vscode.CodeActionKind.QuickFix);
			action.diagnostics = [diagnostic];
			action.command = { command: 'skilllens.pictures.open', title: action.title, arguments: [picture] };
			return [action];
		});
	}
}
