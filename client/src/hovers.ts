/** Hovers that explain a symbol. The server is told what the language's own support says, so that it repeats nothing and guesses nothing. */
import * as vscode from 'vscode';
import { type ExplainAnswer, type ExplainParams, explainRequest } from '../../server/protocol/messages.ts';
import type { Server } from './languageClient.ts';
import { isPicture } from './views/picturePicker.ts';

/** How long the language's own support is waited for, in milliseconds. */
const patience = 250;
/** How long after its key an explanation may begin, in milliseconds. */
const keyLasts = 2_000;
const whyCommand = 'skilllens.explain.why';
const summariseCommand = 'skilllens.explain.summarise';

export class Hovers implements vscode.HoverProvider, vscode.Disposable {
	private readonly server: Server;
	private readonly registration: vscode.Disposable;
	/** Places whose hovers by others we are asking for; we are asked along and stay silent. */
	private readonly asking = new Set<string>();
	private keyPressed = Number.NEGATIVE_INFINITY;

	constructor(server: Server) {
		this.server = server;
		this.registration = vscode.languages.registerHoverProvider({ scheme: 'file' }, this);
	}

	/** The hover at the cursor, explanation included where it is shown on its key only. */
	async show(): Promise<void> {
		this.keyPressed = Date.now();
		await vscode.commands.executeCommand('editor.action.showHover');
	}

	async provideHover(
		document: vscode.TextDocument,
		position: vscode.Position,
		token: vscode.CancellationToken,
	): Promise<vscode.Hover | undefined> {
		const place = `${document.uri} ${position.line} ${position.character}`;
		if (this.asking.has(place) || !this.isWanted(document) || this.server.state.kind !== 'running') {
			return undefined;
		}
		const [known, definition] = await Promise.all([this.known(place, document, position), definitionOf(document, position)]);
		const { line, character } = position;
		const asked: ExplainParams = { uri: document.uri.toString(), position: { line, character }, ...(definition && { definition }) };
		const more = { ...(document.isDirty ? { text: document.getText() } : {}), ...(known === '' ? {} : { known }) };
		const answer = token.isCancellationRequested ? null : await this.ask({ ...asked, ...more }, token);
		const { summary = false } = vscode.workspace.getConfiguration('skilllens', document).get<{ summary?: boolean }>('hover') ?? {};
		return answer === null ? undefined : new vscode.Hover(contentsOf(answer, asked, summary));
	}

	dispose(): void {
		this.registration.dispose();
	}

	private isWanted(document: vscode.TextDocument): boolean {
		const show = vscode.workspace.getConfiguration('skilllens', document).get<string>('hover.show');
		return show === 'always' || (show === 'onKey' && Date.now() - this.keyPressed < keyLasts);
	}

	/** A hover is not worth a message: what went wrong is in the server's log. */
	private async ask(params: ExplainParams, token: vscode.CancellationToken): Promise<ExplainAnswer | null> {
		try {
			return await this.server.ask(explainRequest, params, token);
		} catch {
			return null;
		}
	}

	/** What others say in their hovers at this place, as plain text. */
	private async known(place: string, { uri }: vscode.TextDocument, position: vscode.Position): Promise<string> {
		this.asking.add(place);
		try {
			const hovers = await inTime(vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, position));
			return (hovers ?? []).flatMap(({ contents }) => contents.map((part) => (typeof part === 'string' ? part : part.value))).join('\n');
		} finally {
			this.asking.delete(place);
		}
	}
}

async function definitionOf({ uri }: vscode.TextDocument, position: vscode.Position): Promise<ExplainParams['definition']> {
	type Found = vscode.Location | vscode.LocationLink;
	const found = await inTime(vscode.commands.executeCommand<Found[]>('vscode.executeDefinitionProvider', uri, position));
	const [first] = found ?? [];
	if (first === undefined) {
		return undefined;
	}
	return 'targetUri' in first
		? { uri: first.targetUri.toString(), line: (first.targetSelectionRange ?? first.targetRange).start.line }
		: { uri: first.uri.toString(), line: first.range.start.line };
}

/** Undefined for what takes too long or fails: it is others' work, and we can do without. */
async function inTime<T>(work: Thenable<T>): Promise<T | undefined> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<undefined>((resolve) => {
		timer = setTimeout(() => resolve(undefined), patience);
	});
	try {
		return await Promise.race([work, late]);
	} catch {
		return undefined;
	} finally {
		clearTimeout(timer);
	}
}

/** Pixels of a picture in a hover: what the language's own hover says stays in sight below. */
const thumbnail = 80;

/** Only the last part may run commands, and no word of the workspace is in it. */
export function contentsOf({ markdown, shown, cost }: ExplainAnswer, asked: ExplainParams, canSummarise: boolean): vscode.MarkdownString[] {
	const link = (label: string, command: string): string => `[${label}](command:${command}?${encodeURIComponent(JSON.stringify([asked]))})`;
	const links = [link(vscode.l10n.t('why'), whyCommand), ...(canSummarise ? [link(vscode.l10n.t('summarise'), summariseCommand)] : [])];
	const last = new vscode.MarkdownString([cost, ...links].join(' · '));
	last.isTrusted = { enabledCommands: [whyCommand, summariseCommand] };
	const confirmed = shown.find(({ state, picture }) => state === 'confirmed' && isPicture({ path: picture }));
	const picture = confirmed && new vscode.MarkdownString(`![](${vscode.Uri.parse(confirmed.pictureUri).toString()}|height=${thumbnail})`);
	return [new vscode.MarkdownString(markdown), ...(picture === undefined ? [] : [picture]), last];
}
