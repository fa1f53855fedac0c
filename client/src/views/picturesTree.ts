/** The pictures of the workspace whose words were read, each with the code that it shows. A picture dropped here is looked up. */
import { posix } from 'node:path';
import * as vscode from 'vscode';
import { diagramRequest, type LinkItem, type PicturesAnswer, picturesRequest } from '../../../server/protocol/messages.ts';
import { count } from '../format.ts';
import { guarded } from '../guard.ts';
import type { Server } from '../languageClient.ts';
import { linkText } from '../linkText.ts';
import { keepPicture } from './clipboardPicture.ts';
import { isPicture } from './picturePicker.ts';

type Picture = PicturesAnswer['pictures'][number];
type Link = LinkItem & { readonly region: string };
export type PictureNode = { readonly kind: 'picture'; readonly picture: Picture } | { readonly kind: 'link'; readonly link: Link };

/** Pixels of the picture in a tooltip, which holds so many without scrolling. */
const thumbnail = { width: 320, height: 260 };
const uriList = 'text/uri-list';

export type PicturesTreeParts = {
	readonly server: Server;
	readonly log: vscode.LogOutputChannel;
	/** A folder of the extension's own. */
	readonly storage: vscode.Uri;
	/** Finds the code behind a picture. */
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
		try {
			if (node === undefined) {
				const { pictures } = await this.parts.server.ask(picturesRequest);
				return pictures.map((picture) => ({ kind: 'picture', picture }));
			}
			return node.kind === 'picture' ? await this.linksOf(node.picture) : [];
		} catch (error) {
			// the server says when there is something new
			this.parts.log.warn(`The pictures are not known: ${String(error)}`);
			return [];
		}
	}

	private async linksOf({ uri }: Picture): Promise<PictureNode[]> {
		const { regions } = await this.parts.server.ask(diagramRequest, { uri });
		return regions.flatMap(({ text, links }) =>
			links.flatMap((link): PictureNode[] => (link.state === 'rejected' ? [] : [{ kind: 'link', link: { ...link, region: text } }])),
		);
	}

	getTreeItem(node: PictureNode): vscode.TreeItem {
		return node.kind === 'picture' ? pictureItem(node.picture) : linkItem(node.link);
	}

	/** The code behind the first picture that was dropped. */
	async handleDrop(_target: PictureNode | undefined, data: vscode.DataTransfer): Promise<void> {
		await guarded(this.parts.log, async () => {
			const uri = (await droppedUri(data)) ?? (await this.droppedFile(data));
			if (uri === undefined) {
				throw new Error(vscode.l10n.t('What was dropped is no picture that can be read. Drop a PNG, JPEG, WebP, GIF, AVIF or SVG file.'));
			}
			await this.parts.find(uri);
		});
	}

	/** From a desktop that is not this machine's, only bytes come: they are kept while they are looked up. */
	private async droppedFile(data: vscode.DataTransfer): Promise<vscode.Uri | undefined> {
		const files = [...data].flatMap(([, item]) => item.asFile() ?? []);
		const file = files.find(({ name }) => isPicture({ path: name }));
		if (file === undefined) {
			return undefined;
		}
		return keepPicture(this.parts.storage, file.name, await file.data());
	}

	dispose(): void {
		for (const item of this.owned) {
			item.dispose();
		}
	}
}

async function droppedUri(data: vscode.DataTransfer): Promise<vscode.Uri | undefined> {
	const lines = ((await data.get(uriList)?.asString()) ?? '').split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
	return lines.map((line) => vscode.Uri.parse(line)).find(isPicture);
}

function pictureItem({ uri, path, kind, width, height, confirmed }: Picture): vscode.TreeItem {
	const item = new vscode.TreeItem(posix.basename(path), vscode.TreeItemCollapsibleState.Collapsed);
	const resource = vscode.Uri.parse(uri);
	const folder = posix.dirname(path);
	item.description = [
		...(folder === '.' ? [] : [folder]),
		...(confirmed === 0 ? [] : [vscode.l10n.t('{0} confirmed', count(confirmed))]),
	].join(' · ');
	item.iconPath = new vscode.ThemeIcon(width === 0 ? 'type-hierarchy' : 'file-media');
	item.contextValue = width === 0 ? 'drawing' : 'picture';
	const tooltip = new vscode.MarkdownString();
	tooltip.appendText(`${path} · ${kind}`);
	if (width > 0) {
		const share = Math.min(thumbnail.width / width, thumbnail.height / height);
		tooltip.appendMarkdown(`\n\n![](${resource.toString()}|width=${Math.round(share * width)})`);
	}
	item.tooltip = tooltip;
	item.command = { command: 'skilllens.pictures.open', title: vscode.l10n.t('Open'), arguments: [resource] };
	return item;
}

function linkItem({ region, symbol, path, line, state, because, uri }: Link): vscode.TreeItem {
	const item = new vscode.TreeItem(symbol === '' ? path : symbol);
	const where = `${path}:${line + 1}`;
	item.description = [linkText(state, region), where].join(' · ');
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
