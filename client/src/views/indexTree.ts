/** The index as a tree: folders with what is indexed in them, files with their chunks, and what is left out with the reason. */
import { posix } from 'node:path';
import * as vscode from 'vscode';
import { type FilesAnswer, filesRequest } from '../../../server/protocol/messages.ts';
import { chunkCount, fileCount } from '../counts.ts';
import { bytes, count } from '../format.ts';
import type { Server } from '../languageClient.ts';

type Indexed = FilesAnswer['files'][number];
type Skipped = FilesAnswer['skipped'][number];
export type FolderNode = {
	readonly kind: 'folder';
	/** The workspace folder, and the way in it: empty for itself. */
	readonly root: vscode.Uri;
	readonly path: string;
	readonly name: string;
	readonly uri: string;
	readonly files: readonly Indexed[];
	readonly skipped: readonly Skipped[];
};
export type IndexNode =
	| FolderNode
	| { readonly kind: 'indexed'; readonly uri: string; readonly file: Indexed }
	| { readonly kind: 'skipped'; readonly uri: string; readonly file: Skipped };

/** After the last change of the state, before the tree asks again. Milliseconds. */
const quiet = 500;

export class IndexTree implements vscode.TreeDataProvider<IndexNode>, vscode.Disposable {
	private readonly server: Server;
	private readonly changed = new vscode.EventEmitter<undefined>();
	readonly onDidChangeTreeData = this.changed.event;
	private readonly view: vscode.TreeView<IndexNode>;
	private readonly owned: vscode.Disposable[];
	private timer: NodeJS.Timeout | undefined;
	private seen = '';

	constructor(server: Server) {
		this.server = server;
		this.view = vscode.window.createTreeView('skilllens.index', { treeDataProvider: this, showCollapseAll: true });
		this.owned = [this.view, this.changed, server.onDidChange(() => this.notice()), { dispose: () => clearTimeout(this.timer) }];
	}

	async getChildren(node?: IndexNode): Promise<IndexNode[]> {
		if (node !== undefined) {
			return node.kind === 'folder' ? childrenOf(node) : [];
		}
		if (this.server.state.kind !== 'running') {
			return [];
		}
		const answer = await this.server.ask(filesRequest, {});
		const roots = rootsOf(answer, vscode.workspace.workspaceFolders ?? []);
		const [only, ...others] = roots;
		return only !== undefined && others.length === 0 ? childrenOf(only) : roots;
	}

	getTreeItem(node: IndexNode): vscode.TreeItem {
		return node.kind === 'folder' ? folderItem(node) : node.kind === 'indexed' ? indexedItem(node.file) : skippedItem(node.file);
	}

	dispose(): void {
		for (const item of this.owned) {
			item.dispose();
		}
	}

	/** Counts that changed are worth another look, once things are quiet. */
	private notice(): void {
		const { state } = this.server;
		const folders = state.kind === 'running' ? (state.status?.folders ?? []) : [];
		const now = folders.map((folder) => [folder.uri, folder.files, folder.chunks, folder.skipped].join(' ')).join('\n');
		if (now !== this.seen) {
			this.seen = now;
			clearTimeout(this.timer);
			this.timer = setTimeout(() => this.changed.fire(undefined), quiet);
		}
	}
}

/** One for each workspace folder that has files: the innermost folder has a file. */
export function rootsOf({ files, skipped }: FilesAnswer, folders: readonly Pick<vscode.WorkspaceFolder, 'name' | 'uri'>[]): FolderNode[] {
	const inner = folders.toSorted((a, b) => b.uri.path.length - a.uri.path.length);
	const rootOf = ({ uri }: { readonly uri: string }) => {
		const { path } = vscode.Uri.parse(uri);
		return inner.find((folder) => path.startsWith(`${folder.uri.path.replace(/\/$/, '')}/`));
	};
	const [indexed, left] = [Map.groupBy(files, rootOf), Map.groupBy(skipped, rootOf)];
	return folders
		.map((folder) => folderNode(folder.uri, '', folder.name, indexed.get(folder) ?? [], left.get(folder) ?? []))
		.filter((node) => node.files.length + node.skipped.length > 0);
}

/** Folders first, then files, each by name; what is left out stands among them. */
export function childrenOf({ root, path: own, files, skipped }: FolderNode): IndexNode[] {
	/** The name below this folder, and whether it is a folder with more in it. */
	const nameOf = ({ path }: { readonly path: string }): { name: string; isFolder: boolean } => {
		const [name = '', ...rest] = path.slice(own === '' ? 0 : own.length + 1).split('/');
		return { name, isFolder: rest.some((part) => part !== '') };
	};
	const folderOf = (file: { readonly path: string }): string => (nameOf(file).isFolder ? nameOf(file).name : '');
	const [indexed, left] = [Map.groupBy(files, folderOf), Map.groupBy(skipped, folderOf)];
	const names = [...new Set([...indexed.keys(), ...left.keys()])].filter((name) => name !== '').sort(byName);
	const here: IndexNode[] = [
		...(indexed.get('') ?? []).map((file): IndexNode => ({ kind: 'indexed', uri: file.uri, file })),
		...(left.get('') ?? []).map((file): IndexNode => ({ kind: 'skipped', uri: file.uri, file })),
	];
	return [
		...names.map((name) => folderNode(root, own === '' ? name : `${own}/${name}`, name, indexed.get(name) ?? [], left.get(name) ?? [])),
		...here.sort((a, b) => byName(a.kind === 'folder' ? '' : nameOf(a.file).name, b.kind === 'folder' ? '' : nameOf(b.file).name)),
	];
}

function folderNode(root: vscode.Uri, path: string, name: string, files: readonly Indexed[], skipped: readonly Skipped[]): FolderNode {
	const uri = path === '' ? root : vscode.Uri.joinPath(root, path);
	return { kind: 'folder', root, path, name, uri: uri.toString(), files, skipped };
}

function byName(a: string, b: string): number {
	return a.localeCompare(b, undefined, { numeric: true });
}

function folderItem({ uri, name, files, skipped }: FolderNode): vscode.TreeItem {
	const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Collapsed);
	const chunks = files.reduce((sum, file) => sum + file.chunks, 0);
	item.id = uri;
	item.description = [
		...(files.length === 0 ? [] : [fileCount(files.length), chunkCount(chunks)]),
		...(skipped.length === 0 ? [] : [vscode.l10n.t('{0} left out', count(skipped.length))]),
	].join(' · ');
	item.tooltip = [item.description, bytes(files.reduce((sum, file) => sum + file.size, 0))].join(' · ');
	item.iconPath = vscode.ThemeIcon.Folder;
	item.contextValue = 'folder';
	return item;
}

function indexedItem({ uri, path, language, chunks, size }: Indexed): vscode.TreeItem {
	const item = new vscode.TreeItem(vscode.Uri.parse(uri));
	item.id = uri;
	item.description = [chunkCount(chunks), bytes(size)].join(' · ');
	item.tooltip = [path, language, item.description].join(' · ');
	item.iconPath = vscode.ThemeIcon.File;
	item.contextValue = 'indexed';
	item.command = { command: 'vscode.open', title: vscode.l10n.t('Open'), arguments: [vscode.Uri.parse(uri)] };
	return item;
}

function skippedItem({ uri, path, reason, detail }: Skipped): vscode.TreeItem {
	const name = posix.basename(path.replace(/\/$/, ''));
	const item = new vscode.TreeItem(name);
	item.id = uri;
	item.description = vscode.l10n.t('left out: {0}', reason);
	item.tooltip = detail === '' ? `${path} · ${reason}` : `${path} · ${reason}: ${detail}`;
	item.accessibilityInformation = { label: `${name}, ${item.tooltip}` };
	item.iconPath = new vscode.ThemeIcon(reason === 'quarantined' ? 'warning' : 'circle-slash');
	item.contextValue = reason === 'quarantined' ? 'quarantined' : 'skipped';
	return item;
}
