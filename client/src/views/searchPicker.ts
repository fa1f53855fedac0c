/** The search box: asks while one types, previews while one moves, opens on Enter. */
import * as vscode from 'vscode';
import {
	type CompleteAnswer,
	completeRequest,
	type SearchAnswer,
	type SearchParams,
	searchRequest,
} from '../../../server/protocol/messages.ts';
import { guarded } from '../guard.ts';
import { actOnHit, type HitAction } from '../hitActions.ts';
import type { Server } from '../languageClient.ts';
import { Latest } from '../latest.ts';
import { selectedText } from '../opening.ts';
import type { RecentQuestions } from '../recent.ts';
import type { Reports } from '../reports.ts';
import { Movement } from './movement.ts';
import { Preview } from './preview.ts';
import { answerRows, completionRows, costLine, emptyRows, failureRows, filterRows, type Row, type RowButton } from './searchRows.ts';

/** From the last keystroke to the question. Milliseconds. */
const pause = 80;
/** Longer selections are cut: no skill reads more. Characters. */
const longest = 8000;

export type SearchParts = {
	readonly server: Server;
	readonly recent: RecentQuestions;
	readonly reports: Reports;
	readonly log: vscode.LogOutputChannel;
	/** Shows how an answer came about. */
	trace(question: SearchParams): void;
	/** Keeps an answer after the box is gone. */
	keep(answer: SearchAnswer, question: SearchParams): void;
};

type Found = { readonly answer: SearchAnswer; readonly completions: CompleteAnswer };

/** A filter without its end, after which the server knows what may follow. */
const opensFilter = /(?:^|\s)-?[a-z]+:(?:[^\s"]*|"[^"]*)$/;

export class SearchPicker implements vscode.Disposable {
	private readonly parts: SearchParts;
	private readonly picker = vscode.window.createQuickPick<Row>();
	private readonly preview: Preview;
	private readonly latest: Latest<SearchParams, Found>;
	private readonly owned: vscode.Disposable[];
	private readonly pin = { iconPath: new vscode.ThemeIcon('pin'), tooltip: vscode.l10n.t('Keep the results in the side bar') };
	private readonly how = { iconPath: new vscode.ThemeIcon('pulse'), tooltip: vscode.l10n.t('How this answer came about') };
	private readonly forget = { iconPath: new vscode.ThemeIcon('clear-all'), tooltip: vscode.l10n.t('Forget the questions asked before') };
	private readonly filter = { iconPath: new vscode.ThemeIcon('filter'), tooltip: vscode.l10n.t('Add a filter') };
	private readonly selected = selectedText();
	private answer: SearchAnswer | undefined;
	/** What was asked last, and the question that came with the text that stands in the box, if it is more than that text. */
	private asked: SearchParams = { query: '' };
	private given: { readonly shown: string; readonly question: SearchParams } | undefined;
	private readonly movement = new Movement();
	private leaving = false;
	private visible = false;

	constructor(parts: SearchParts) {
		this.parts = parts;
		this.preview = new Preview((error) => parts.log.warn(`No preview: ${String(error)}`));
		this.latest = new Latest((params, token) => this.find(params, token), {
			answered: (_params, found) => this.showAnswer(found),
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
			picker.onDidChangeValue((value) => this.request(value === this.given?.shown ? this.given.question : { query: value }, pause)),
			picker.onDidChangeActive(([row]) => this.moved(row)),
			picker.onDidAccept(() => this.do(() => this.accept('open'))),
			picker.onDidTriggerButton((button) => this.do(() => this.pressed(button))),
			picker.onDidTriggerItemButton(({ item, button }) => this.do(() => this.press(item, (button as RowButton).act))),
			picker.onDidHide(() => this.do(() => this.hidden())),
			parts.server.onDidChange(({ kind }) => kind === 'running' && this.askAgain()),
		];
	}

	/** `question` can be edited; text of several lines is asked as it is and shown on one. */
	show(question: SearchParams): void {
		this.setVisible(true);
		this.ask(question);
		this.picker.show();
	}

	/** Does it with the row under the cursor. */
	async accept(action: HitAction): Promise<void> {
		const [row] = this.picker.activeItems;
		if (row?.typed !== undefined) {
			this.ask({ query: row.typed });
		} else if (row?.question !== undefined) {
			this.ask({ query: row.question, verbatim: row.question === this.selected });
		} else if (row?.hit !== undefined) {
			await this.press(row, action);
		}
	}

	/** Shows the results of what stands in the box in the tree, and closes the box. */
	async keep(): Promise<void> {
		await this.latest.settled();
		if (this.answer !== undefined && this.answer.results.length > 0) {
			this.parts.keep(this.answer, this.asked);
			await this.leave();
		}
	}

	/** Shows how the answer to what stands in the box came about, and closes the box. */
	async trace(): Promise<void> {
		await this.latest.settled();
		if (this.answer !== undefined) {
			await this.leave();
			await this.preview.restore();
			this.parts.trace(this.asked);
		}
	}

	dispose(): void {
		this.setVisible(false);
		for (const item of this.owned.splice(0).reverse()) {
			item.dispose();
		}
	}

	private ask(question: SearchParams): void {
		const shown = question.query.trimStart().replaceAll(/\s+/g, ' ').slice(0, longest);
		this.given = { shown, question };
		this.picker.value = shown;
		this.request(question, 0);
	}

	private request(question: SearchParams, delay: number): void {
		const query = question.query.trimStart().slice(0, longest);
		this.asked = { ...question, query: query.trim() };
		this.picker.busy = query !== '';
		if (query === '') {
			this.latest.cancel();
			this.showEmpty();
		} else {
			this.latest.request({ ...question, query }, delay);
		}
	}

	/** A server that has news is worth another question where there is no result to lose. */
	private askAgain(): void {
		if (this.picker.value.trim() !== '' && !this.picker.busy && (this.answer?.results.length ?? 0) === 0) {
			this.request(this.asked, pause);
		}
	}

	private async find(params: SearchParams, token: vscode.CancellationToken): Promise<Found> {
		const { server } = this.parts;
		const { query, verbatim = false } = params;
		const opens = !verbatim && opensFilter.test(query);
		const [answer, completions] = await Promise.all([
			server.ask(searchRequest, { ...params, query: query.trim() }, token),
			opens ? server.ask(completeRequest, { query }, token) : { items: [] },
		]);
		return { answer, completions };
	}

	private showAnswer({ answer, completions }: Found): void {
		const folders = vscode.workspace.workspaceFolders?.length ?? 0;
		const legs = vscode.workspace.getConfiguration('skilllens').get('trace.rowSkills', true);
		const folderName = (uri: string) => vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(uri))?.name;
		const offered = completionRows(completions);
		// half a filter is not worth a note
		const told = offered.length === 0 ? answer : { ...answer, notes: [] };
		this.showRows([...offered, ...answerRows(told, { legs, folders, folderName })], answer);
	}

	private showEmpty(): void {
		const asked = this.parts.recent.list();
		this.showRows(emptyRows(asked, this.selected));
		this.picker.buttons = asked.length === 0 ? [this.filter] : [this.filter, this.forget];
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
		this.picker.buttons = answer !== undefined && answer.results.length > 0 ? [this.filter, this.how, this.pin] : [this.filter];
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
			const question = this.asked;
			await (act === 'copy' ? undefined : this.leave());
			// what goes to the side must not leave its preview behind here
			await (act === 'side' ? this.preview.restore() : undefined);
			await actOnHit(act, hit, question, this.parts);
		}
	}

	private async pressed(button: vscode.QuickInputButton): Promise<void> {
		if (button === this.filter) {
			this.latest.cancel();
			this.showRows(filterRows(this.picker.value));
		} else {
			await (button === this.pin ? this.keep() : button === this.how ? this.trace() : this.forgetAll());
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

	get isVisible(): boolean {
		return this.visible;
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
