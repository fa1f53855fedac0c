/** Read-only documents made of the server's answers: the doctor's report, the files left out, why a place has its rank. */
import { posix } from 'node:path';
import * as vscode from 'vscode';
import {
	doctorRequest,
	type ExplainParams,
	explainRequest,
	type FilesAnswer,
	filesRequest,
	type HitItem,
	type SearchParams,
	type WhyParams,
	whyRequest,
} from '../../server/protocol/messages.ts';
import { count } from './format.ts';
import type { Server } from './languageClient.ts';
import { summaryOf } from './summary.ts';

const scheme = 'skilllens';
const summaryPath = '/Summary.md';
const doctorPath = '/SkillLens Doctor.txt';

export class Reports implements vscode.TextDocumentContentProvider, vscode.Disposable {
	private readonly server: Server;
	private readonly changed = new vscode.EventEmitter<vscode.Uri>();
	readonly onDidChange = this.changed.event;
	/** Of the documents that are open, by URI. */
	private readonly texts = new Map<string, string>();
	private readonly owned: vscode.Disposable[];

	constructor(server: Server) {
		this.server = server;
		this.owned = [
			vscode.workspace.registerTextDocumentContentProvider(scheme, this),
			vscode.workspace.onDidCloseTextDocument(({ uri }) => this.texts.delete(uri.toString())),
			this.changed,
		];
	}

	doctor(): Promise<void> {
		return this.open(vscode.Uri.from({ scheme, path: doctorPath }));
	}

	/** The doctor's report once every device was tried anew. */
	async probeDevices(): Promise<void> {
		const title = vscode.l10n.t('SkillLens: probing devices');
		await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title }, async () => {
			const { text } = await this.server.ask(doctorRequest, { probe: true });
			await this.show(vscode.Uri.from({ scheme, path: doctorPath }), text);
		});
	}

	filesLeftOut(): Promise<void> {
		return this.open(vscode.Uri.from({ scheme, path: '/SkillLens Files Left Out.txt' }));
	}

	why({ query, verbatim, refine, skills }: SearchParams, hit: HitItem): Promise<void> {
		const asked = { query, ...(verbatim && { verbatim }), ...(refine && { refine }), ...(skills && { skills }) };
		return this.whyFile({ ...asked, uri: hit.uri, line: hit.range.start.line });
	}

	whyFile(question: WhyParams): Promise<void> {
		const name = posix.basename(vscode.Uri.parse(question.uri).path);
		return this.open(vscode.Uri.from({ scheme, path: `/Why ${name}.md`, query: JSON.stringify(question) }));
	}

	/** Why a hover says what it says. */
	whyExplanation(place: ExplainParams): Promise<void> {
		return this.open(vscode.Uri.from({ scheme, path: '/Why This Explanation.md', query: JSON.stringify(place) }));
	}

	/** What a language model of the editor makes of what a hover shows. */
	summary(place: ExplainParams): Promise<void> {
		return this.open(vscode.Uri.from({ scheme, path: summaryPath, query: JSON.stringify(place) }));
	}

	/** What was asked for by a command is there already; a document that the editor restored asks by itself, but no language model. */
	async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
		const text = this.texts.get(uri.toString());
		return text ?? (uri.path === summaryPath ? vscode.l10n.t('Ask again in the hover for a summary.') : await this.ask(uri));
	}

	dispose(): void {
		for (const item of this.owned) {
			item.dispose();
		}
	}

	private async open(uri: vscode.Uri): Promise<void> {
		await this.show(uri, await this.ask(uri));
	}

	private async show(uri: vscode.Uri, text: string): Promise<void> {
		this.texts.set(uri.toString(), text);
		// an open document keeps what it said; asking again must show what is true now
		this.changed.fire(uri);
		await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
	}

	private async ask(uri: vscode.Uri): Promise<string> {
		if (uri.query !== '') {
			const question = JSON.parse(uri.query) as WhyParams | ExplainParams;
			return 'position' in question
				? this.explanation(question, uri.path === summaryPath)
				: (await this.server.ask(whyRequest, question)).text;
		}
		return uri.path === doctorPath
			? (await this.server.ask(doctorRequest, {})).text
			: leftOut(await this.server.ask(filesRequest, { skipped: true }));
	}

	private async explanation(place: ExplainParams, isSummary: boolean): Promise<string> {
		const answer = await this.server.ask(explainRequest, place);
		if (answer === null) {
			return vscode.l10n.t('There is nothing solid to say of this place any more.');
		}
		return isSummary ? await summaryOf(answer) : answer.why;
	}
}

/** Grouped by reason, the largest group first, so that a surprise is seen at once. */
export function leftOut({ skipped }: FilesAnswer): string {
	const groups = Map.groupBy(skipped, ({ reason }) => reason);
	const sorted = [...groups].sort(([, a], [, b]) => b.length - a.length);
	const head = vscode.l10n.t('Files and folders left out of the index: {0}', count(skipped.length));
	const body = sorted.map(([reason, files]) =>
		[
			`${reason} (${count(files.length)})`,
			...files.map(({ path, detail }) => (detail === '' ? `  ${path}` : `  ${path} — ${detail}`)),
		].join('\n'),
	);
	return `${[head, ...body].join('\n\n')}\n`;
}
