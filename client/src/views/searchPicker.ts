/** The search box: asks while one types, previews while one moves, opens on Enter. */
import * as vscode from 'vscode';
import { type SearchAnswer, type SearchParams, searchRequest } from '../../../server/protocol/messages.ts';
import { guarded } from '../guard.ts';
import { actOnHit, type HitAction } from '../hitActions.ts';
import type { Server } from '../languageClient.ts';
import { Latest } from '../latest.ts';
import { selectedText } from '../opening.ts';
import type { RecentQuestions } from '../recent.ts';
import type { Reports } from '../reports.ts';
import { Movement } from './movement.ts';
import { Preview } from './preview.ts';
import { answerRows, costLine, emptyRows, failureRows, type Row, type RowButton } from './searchRows.ts';

/** From the last keystroke to the question. Milliseconds. */
const pause = 80;
/** Longer selections are cut: no skill reads more. Characters. */
const longest = 8000;

export type SearchParts = {
	readonly server: Server;
	readonly recent: RecentQuestions;
	readonly reports: Reports;
	readonly log: vscode.LogOutputChannel;
	/** Keeps an answer after the box is gone. */
	keep(answer: SearchAnswer): void;
};

export class SearchPicker implements vscode.Disposable {
	private readonly parts: SearchParts;
	private readonly picker = vscode.window.createQuickPick<Row>();
	private readonly preview: Preview;
	private readonly latest: Latest<SearchParams, SearchAnswer>;
	private readonly owned: vscode.Disposable[];
	private readonly pin = { iconPath: new vscode.ThemeIcon('pin'), tooltip: vscode.l10n.t('Keep the results in the side bar') };
	private readonly forget = { iconPath: new vscode.ThemeIcon('clear-all'), tooltip: vscode.l10n.t('Forget the questions asked before') };
	private readonly selected = selectedText();
	private answer: SearchAnswer | undefined;
	private readonly movement = new Movement();
	private leaving = false;
	private visible = false;

	constructor(parts: SearchParts) {
		this.parts = parts;
		this.preview = new Preview((error) => parts.log.warn(`No preview: ${String(error)}`));
		this.latest = new Latest((params, token) => parts.server.ask(searchRequest, params, token), {
			answered: (_params, answer) => this.showAnswer(answer),
			failed: (_params, error) => this.showRows(failureRows(error, parts.server.state.kind === 'running')),
		});
		const { picker } = this;
		picker.placeholder = vscode.l10n.t('Ask in words, name a symbol, or paste code');
		// keeps the server's order: https://github.com/microsoft/vscode/issues/73904
		Object.assign(picker, { sortByLabel: false });
		this.owned = [
			picker,
			this.preview,
			this.latest,
			picker.onDidChangeValue((value) => this.request(value, pause)),
			picker.onDidChangeActive(([row]) => this.moved(row)),
			picker.onDidAccept(() => this.do(() => this.accept('open'))),
			picker.onDidTriggerButton((button) => this.do(() => (button === this.pin ? this.keep() : this.forgetAll()))),
			picker.onDidTriggerItemButton(({ item, button }) => this.do(() => this.press(item, (button as RowButton).act))),
			picker.onDidHide(() => this.do(() => this.hidden())),
			parts.server.onDidChange(({ kind }) => kind === 'running' && this.askAgain()),
		];
	}

	/** `question` can be edited; text of several lines is asked as it is and shown on one. */
	show(question = ''): void {
		this.setVisible(true);
		this.ask(question);
		this.picker.show();
	}

	/** Does it with the row under the cursor. */
	async accept(action: HitAction): Promise<void> {
		const [row] = this.picker.activeItems;
		if (row?.question !== undefined) {
			this.ask(row.question);
		} else if (row?.hit !== undefined) {
			await this.press(row, action);
		}
	}

	/** Shows the results in the tree and closes the box. */
	async keep(): Promise<void> {
		if (this.answer !== undefined && this.answer.results.length > 0) {
			this.parts.keep(this.answer);
			await this.leave();
		}
	}

	dispose(): void {
		this.setVisible(false);
		for (const item of this.owned.splice(0).reverse()) {
			item.dispose();
		}
	}

	private ask(question: string): void {
		this.picker.value = question.trim().replaceAll(/\s+/g, ' ').slice(0, longest);
		this.request(question, 0);
	}

	private request(text: string, delay: number): void {
		const query = text.trim().slice(0, longest);
		this.picker.busy = query !== '';
		if (query === '') {
			this.latest.cancel();
			this.showEmpty();
		} else {
			this.latest.request({ query }, delay);
		}
	}

	/** A server that has news is worth another question where there is no result to lose. */
	private askAgain(): void {
		if (this.picker.value.trim() !== '' && !this.picker.busy && (this.answer?.results.length ?? 0) === 0) {
			this.request(this.picker.value, pause);
		}
	}

	private showAnswer(answer: SearchAnswer): void {
		const folders = vscode.workspace.workspaceFolders?.length ?? 0;
		const legs = vscode.workspace.getConfiguration('skilllens').get('trace.rowSkills', true);
		const folderName = (uri: string) => vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(uri))?.name;
		this.showRows(answerRows(answer, { legs, folders, folderName }), answer);
	}

	private showEmpty(): void {
		const asked = this.parts.recent.list();
		this.showRows(emptyRows(asked, this.selected));
		this.picker.buttons = asked.length === 0 ? [] : [this.forget];
	}

	private showRows(rows: readonly Row[], answer?: SearchAnswer): void {
		this.answer = answer;
		// the first line, out of the way of the rows: a separator would take half of the best hit's room
		this.picker.title = answer === undefined ? vscode.l10n.t('SkillLens: Search') : costLine(answer);
		this.picker.busy = false;
		const stay = this.movement.replace(rows, ({ kind }) => kind !== vscode.QuickPickItemKind.Separator, this.picker.activeItems[0]);
		this.picker.items = rows;
		if (stay !== undefined) {
			this.picker.activeItems = [stay];
		}
		this.picker.buttons = answer !== undefined && answer.results.length > 0 ? [this.pin] : [];
	}

	private moved(row: Row | undefined): void {
		if (this.movement.isStep(row) && row?.hit !== undefined) {
			this.preview.show(row.hit);
		}
	}

	private async press(row: Row, act: RowButton['act']): Promise<void> {
		const { hit } = row;
		if (typeof act === 'object') {
			await this.leave();
			await vscode.commands.executeCommand(act.command);
		} else if (act === 'forget') {
			await this.parts.recent.remove(row.question ?? '');
			this.showEmpty();
		} else if (hit !== undefined) {
			const query = this.answer?.query ?? '';
			await (act === 'copy' ? undefined : this.leave());
			// what goes to the side must not leave its preview behind here
			await (act === 'side' ? this.preview.restore() : undefined);
			await actOnHit(act, hit, query, this.parts.reports);
		}
	}

	private async forgetAll(): Promise<void> {
		await this.parts.recent.clear();
		this.showEmpty();
	}

	/** The question led somewhere: it is remembered, and the view stays. */
	private async leave(): Promise<void> {
		const question = this.picker.value;
		this.leaving = true;
		this.picker.hide();
		await this.parts.recent.add(question);
	}

	private async hidden(): Promise<void> {
		// at once: the next box may open while the view is still being put back
		this.setVisible(false);
		this.latest.cancel();
		await (this.leaving ? undefined : this.preview.restore());
		this.dispose();
	}

	/** For the keys that work in this box only. */
	private setVisible(visible: boolean): void {
		if (this.visible !== visible) {
			this.visible = visible;
			void vscode.commands.executeCommand('setContext', 'skilllens.searchVisible', visible);
		}
	}

	private do(action: () => Promise<void>): void {
		void guarded(this.parts.log, action);
	}
}
