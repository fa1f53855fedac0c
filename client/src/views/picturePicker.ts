/** The code and docs behind a picture, in the native list: its stages while it is read, then the places with their evidence. */
import { posix } from 'node:path';
import * as vscode from 'vscode';
import {
	type HitItem,
	type LinkItem,
	type MatchAnswer,
	type MatchItem,
	matchRequest,
	openedNotification,
} from '../../../server/protocol/messages.ts';
import { activation } from '../activation.ts';
import { symbolIcon } from '../evidence.ts';
import { inert, milliseconds } from '../format.ts';
import type { Server } from '../languageClient.ts';
import { linkText } from '../linkText.ts';
import { openHit, openTarget, openUri } from '../opening.ts';

export type PictureRow = vscode.QuickPickItem & { readonly item?: MatchItem; readonly link?: LinkItem };

const formats = ['png', 'jpg', 'jpeg', 'webp', 'gif', 'avif', 'svg', 'apng'];

export function isPicture({ path }: { readonly path: string }): boolean {
	return formats.some((format) => path.toLowerCase().endsWith(`.${format}`));
}

/** Diagrams that are kept as text, and documents that may hold fenced ones. */
const drawn = /\.(?:mmd|mermaid|puml|plantuml|pu|iuml|wsd|dot|gv|drawio|dio|excalidraw|ucls|md|mdx|markdown)$/i;

/** The diagram that is meant, kept as pixels or as text; else a picture that is chosen. */
export async function chooseDiagram(given: unknown): Promise<vscode.Uri | undefined> {
	const shown = given instanceof vscode.Uri ? given : (ofNode(given) ?? openUri());
	return shown !== undefined && drawn.test(shown.path) ? shown : choosePicture(given);
}

/** The picture that is meant: the one in the explorer, the Pictures view or a preview, the one that is open, else one that is chosen. */
export async function choosePicture(given: unknown): Promise<vscode.Uri | undefined> {
	const shown = given instanceof vscode.Uri ? given : (ofNode(given) ?? previewed(given) ?? openUri());
	if (shown !== undefined && isPicture(shown)) {
		return shown;
	}
	const title = vscode.l10n.t('Choose a picture');
	const [chosen] = (await vscode.window.showOpenDialog({ title, filters: { [vscode.l10n.t('Pictures')]: formats } })) ?? [];
	return chosen;
}

/** A picture of the Pictures view. */
function ofNode(given: unknown): vscode.Uri | undefined {
	const { picture } = (given ?? {}) as { readonly picture?: { readonly uri: string } };
	return picture && vscode.Uri.parse(picture.uri);
}

/** The picture under the pointer in a preview of Markdown: its source as it is written, beside the document. */
function previewed(given: unknown): vscode.Uri | undefined {
	const { imageSource, resource } = (given ?? {}) as { readonly imageSource?: unknown; readonly resource?: unknown };
	if (typeof imageSource !== 'string' || typeof resource !== 'string') {
		return undefined;
	}
	const document = vscode.Uri.parse(resource);
	const path = decodeURIComponent(imageSource.replace(/[?#].*$/, ''));
	const root = vscode.workspace.getWorkspaceFolder(document)?.uri;
	return path.startsWith('/') && root !== undefined ? vscode.Uri.joinPath(root, path) : vscode.Uri.joinPath(document, '..', path);
}

/** Shows the list at once and fills it when the server answers; closing it cancels. */
export async function findCodeForPicture(server: Server, uri: vscode.Uri): Promise<void> {
	const picker = vscode.window.createQuickPick<PictureRow>();
	const source = new vscode.CancellationTokenSource();
	const side = { iconPath: new vscode.ThemeIcon('split-horizontal'), tooltip: vscode.l10n.t('Open to the side') };
	// keeps the server's order: https://github.com/microsoft/vscode/issues/73904
	Object.assign(picker, { sortByLabel: false, matchOnDescription: true, matchOnDetail: true });
	picker.title = vscode.l10n.t('Code and docs behind {0}', posix.basename(uri.path));
	picker.placeholder = vscode.l10n.t('Reading the picture');
	picker.busy = true;
	const open = (row: PictureRow | undefined, where: { readonly side?: boolean }): void => {
		if (row?.link !== undefined) {
			picker.hide();
			void openTarget(row.link, where.side === true ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active);
		} else if (row?.item !== undefined) {
			picker.hide();
			void openHit(asHit(row.item), where);
			void server.tell(openedNotification, { query: uri.toString(), uri: row.item.uri, line: row.item.range.start.line });
		}
	};
	const closed = new Promise<void>((resolve) => {
		picker.onDidHide(() => {
			source.cancel();
			picker.dispose();
			resolve();
		});
	});
	picker.onDidAccept(() => open(picker.selectedItems[0], {}));
	picker.onDidTriggerItemButton(({ item }) => open(item, { side: true }));
	picker.show();
	try {
		const tell = (message: string): void => {
			picker.placeholder = message;
		};
		const answer = await server.askTelling(matchRequest, { uri: uri.toString() }, tell, source.token);
		picker.title = `${picker.title} · ${summary(answer)}`;
		picker.placeholder = vscode.l10n.t('Type to filter');
		picker.items = pictureRows(answer).map((row) => (row.item === undefined && row.link === undefined ? row : { ...row, buttons: [side] }));
		picker.busy = false;
	} catch (error) {
		picker.hide();
		throw error;
	}
	await closed;
}

/** What was read, which skills it took, and how long: "diagram · 38 words read · image activated · 10.6 M of 49 M parameters · cpu · 1.3 s". */
export function summary(answer: MatchAnswer): string {
	const { kind, words, ms } = answer;
	return [kind, vscode.l10n.t('{0} words read', words), ...activation(answer), milliseconds(ms)].join(' · ');
}

/** A place a row, with what speaks most for it below; then the labels that name code. */
export function pictureRows({ results, regions, notes }: MatchAnswer): PictureRow[] {
	const places = results.map(
		(item): PictureRow => ({
			label: `$(${symbolIcon(asHit(item))}) ${inert(item.symbol || posix.basename(item.path))}`,
			description: inert(`${item.path}:${item.range.start.line + 1}`),
			detail: inert(evidence(item)),
			item,
			alwaysShow: false,
		}),
	);
	const labels = regions.flatMap(({ text, links }) => links.flatMap((link) => (link.state === 'rejected' ? [] : [labelRow(text, link)])));
	const separator = { label: vscode.l10n.t('Labels in the picture'), kind: vscode.QuickPickItemKind.Separator };
	return [
		...places,
		...(labels.length === 0 ? [] : [separator, ...labels]),
		...notes.map((note) => ({ label: `$(info) ${inert(note)}`, alwaysShow: true })),
	];
}

function labelRow(text: string, link: LinkItem): PictureRow {
	const { symbol, path, line, state } = link;
	return {
		label: `$(${state === 'confirmed' ? 'link' : 'question'}) ${inert(symbol || posix.basename(path))}`,
		description: inert(`${path}:${line + 1}`),
		detail: linkText(state, text),
		link,
	};
}

/** Of the signals in which it stands first, what a person sees at a glance before single words. */
const atAGlance = ['lines', 'files', 'code', 'tests', 'names', 'page', 'context', 'words', 'colours', 'looks'] as const;

function evidence({ signals }: MatchItem): string {
	const at = ({ name }: MatchItem['signals'][number]): number => atAGlance.indexOf(name);
	return [...signals]
		.sort((a, b) => a.rank - b.rank || at(a) - at(b))
		.slice(0, 2)
		.map(({ name, evidence: said }) => `${named(name)}: ${said}`)
		.join(' · ');
}

/** A weak signal says of itself that it is. */
function named(name: MatchItem['signals'][number]['name']): string {
	return name === 'looks' ? vscode.l10n.t('looks like, experimental') : name === 'colours' ? vscode.l10n.t('same colours') : name;
}

function asHit(item: MatchItem): HitItem {
	return { ...item, skill: 'image', signals: [], rules: [] };
}
