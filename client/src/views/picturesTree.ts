/** The pictures of the workspace whose words were read, each with the code that it shows. A picture dropped here is looked up. */
import { posix } from 'node:path';
import * as vscode from 'vscode';
import { type PicturesAnswer, picturesRequest } from '../../../server/protocol/messages.ts';
import { count } from '../format.ts';
import { guarded } from '../guard.ts';
import type { Server } from '../languageClient.ts';
import { isPicture } from './picturePicker.ts';

type Picture = PicturesAnswer['pictures'][number];
type Link = Picture['links'][number];
export type PictureNode = { readonly kind: 'picture'; readonly picture: Picture } | { readonly kind: 'link'; readonly link: Link };

/** Pixels of the picture in a tooltip. */
const thumbnail = 320;
const uriList = 'text/uri-list';

export type PicturesTreeParts = {
	readonly server: Server;
	readonly log: vscode.LogOutputChannel;
	find(picture: vscode.Uri): Promise<void>;
};

export class PicturesTree
	implements vscode.TreeDataProvider<PictureNode>, vscode.TreeDragAndDropController<PictureNode>, vscode.Disposable
{
	readonly dropMimeTypes = [uriList, 'files'];
	readonly dragMimeTypes = [];
	private readonly parts: PicturesTreeParts;
	private readonly changed = new vscode.EventEmitter<undefined>();
	readonly onDidChangeTreeData = this.changed.event;
	private readonly owned: vscode.Disposable[];
	private known: readonly Picture[] = [];

	constructor(parts: PicturesTreeParts) {
		this.parts = parts;
		const view = vscode.window.createTreeView('skilllens.pictures', {
			treeDataProvider: this,
			dragAndDropController: this,
			showCollapseAll: true,
		});
		this.owned = [view, this.changed, parts.server.onDidChangeLinks(() => this.changed.fire(undefined))];
	}

	async getChildren(node?: PictureNode): Promise<PictureNode[]> {
		if (node !== undefined) {
			return node.kind === 'picture' ? node.picture.links.map((link) => ({ kind: 'link', link })) : [];
		}
		try {
			this.known = (await this.parts.server.ask(picturesRequest)).pictures;
		} catch (error) {
			this.parts.log.warn(`The pictures are not known: ${String(error)}`); // the server says when there is something new
		}
		return this.known.map((picture) => ({ kind: 'picture', picture }));
	}

	getTreeItem(node: PictureNode): vscode.TreeItem {
		return node.kind === 'picture' ? pictureItem(node.picture) : linkItem(node.link);
	}

	/** The code behind the first picture that was dropped. */
	async handleDrop(_target: PictureNode | undefined, data: vscode.DataTransfer): Promise<void> {
		const dropped = ((await data.get(uriList)?.asString()) ?? '').split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
		const uri = dropped.map((line) => vscode.Uri.parse(line)).find(isPicture);
		await guarded(this.parts.log, async () => {
			if (uri === undefined) {
				throw new Error(vscode.l10n.t('What was dropped is no picture that can be read. Drop a PNG, JPEG, WebP, GIF, AVIF or SVG file.'));
			}
			await this.parts.find(uri);
		});
	}

	dispose(): void {
		for (const item of this.owned) {
			item.dispose();
		}
	}
}

function pictureItem({ uri, path, kind, links }: Picture): vscode.TreeItem {
	const state = links.length === 0 ? vscode.TreeItemCollapsibleState.None : vscode.TreeItemCollapsibleState.Collapsed;
	const item = new vscode.TreeItem(posix.basename(path), state);
	const resource = vscode.Uri.parse(uri);
	const confirmed = links.filter((link) => link.state === 'confirmed').length;
	const folder = posix.dirname(path);
	item.description = [
		...(folder === '.' ? [] : [folder]),
		...(confirmed === 0 ? [] : [vscode.l10n.t('{0} confirmed', count(confirmed))]),
		...(links.length === confirmed ? [] : [vscode.l10n.t('{0} probable', count(links.length - confirmed))]),
	].join(' · ');
	item.iconPath = new vscode.ThemeIcon('file-media');
	item.contextValue = 'picture';
	const tooltip = new vscode.MarkdownString();
	tooltip.appendText(`${path} · ${kind}`).appendMarkdown(`\n\n![](${resource.toString()}|width=${thumbnail})`);
	item.tooltip = tooltip;
	item.command = { command: 'skilllens.pictures.open', title: vscode.l10n.t('Open'), arguments: [resource] };
	return item;
}

function linkItem({ region, symbol, path, line, state, because, uri }: Link): vscode.TreeItem {
	const item = new vscode.TreeItem(symbol === '' ? path : symbol);
	const where = `${path}:${line + 1}`;
	item.description = [
		state === 'confirmed' ? vscode.l10n.t('confirmed') : vscode.l10n.t('probably'),
		...(region === '' ? [] : [`“${region}”`]),
		where,
	].join(' · ');
	item.iconPath = new vscode.ThemeIcon(state === 'confirmed' ? 'link' : 'question');
	item.tooltip = [where, because].join('\n');
	item.contextValue = 'link';
	const start = new vscode.Position(line, 0);
	item.command = {
		command: 'vscode.open',
		title: vscode.l10n.t('Open'),
		arguments: [vscode.Uri.parse(uri), { selection: new vscode.Range(start, start) }],
	};
	return item;
}
