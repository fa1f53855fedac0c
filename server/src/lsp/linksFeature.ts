/** Links between pictures and code: `skilllens/diagram`, `decide`, `shownIn` and `pictures`, and `textDocument/codeLens`. */
import type { CodeLens, Connection } from 'vscode-languageserver/node';
import {
	type DecideAnswer,
	type DecideParams,
	type DiagramAnswer,
	decideRequest,
	diagramRequest,
	type PicturesAnswer,
	picturesRequest,
	type ShownInAnswer,
	type ShownInParams,
	shownInRequest,
	type TargetsAnswer,
	type TargetsParams,
	targetsRequest,
} from '../../protocol/messages.ts';
import type { Settings } from '../../protocol/settings.ts';
import type { CancelToken } from '../base/cancel.ts';
import { DisposableStore } from '../base/disposable.ts';
import { UserError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { Shown } from '../domain/link.ts';
import { isPictureName } from '../domain/picture.ts';
import type { Folder } from '../folder/folder.ts';
import { toLink, toRange, toRelative, toShown, toTarget, toUri } from './convert.ts';
import { type Feature, guarded, guardedAlone } from './feature.ts';
import type { Folders } from './folders.ts';

export type LinksFeatureOptions = {
	readonly folders: Folders;
	readonly settings: () => Settings;
	/** Told when a person decided something. */
	readonly onDecided: () => void;
	readonly log: Log;
};

export type LinksFeature = Feature & { decide(params: DecideParams): Promise<DecideAnswer> };

/** Of a search for code that a person may mean. */
const mostTargets = 20;
/** The command behind a code lens, for the client to run: its arguments are the URI of the file and a line from 0. */
const showPicturesCommand = 'skilllens.pictures.showIn';

export function linksFeature({ folders, settings, onDecided, log }: LinksFeatureOptions): LinksFeature {
	/** The folder that a picture lies in; only there can it be linked. */
	function placeOf(uri: string): { folder: Folder; path: string } {
		const place = folders.find(uri);
		if (place === undefined) {
			throw new UserError('The picture is in none of the open folders.', 'Open the folder that it belongs to, or copy it there.');
		}
		return place;
	}

	async function diagram(uri: string, token: CancelToken): Promise<DiagramAnswer> {
		const { folder, path } = placeOf(uri);
		const { regions, source, ...rest } = isPictureName(path)
			? await folder.links.diagram(path, bytesOf(folder, path), token)
			: await folder.links.drawn(path, token);
		const wire = regions.map(({ text, box, line, links }) => ({
			...{ text, box: { ...box }, ...(line === undefined ? {} : { line: line - 1 }) },
			links: links.map((link) => toLink(folder.root, link)),
		}));
		const lines = source.map(({ text, line }) => ({ text, line: line - 1 }));
		return { ...rest, uri, regions: wire, source: lines, notes: [...rest.notes] };
	}

	async function decide({ uri, region, target, decision }: DecideParams): Promise<DecideAnswer> {
		const { folder, path } = placeOf(uri);
		const inner = target && toRelative(folder.root, target.uri);
		if (target !== undefined && inner === undefined) {
			throw new UserError('Picture and code lie in different folders.', 'Link code of the folder that the picture lies in.');
		}
		const { symbol = '', line } = target ?? {};
		const meant = { path: inner ?? '', symbol: line === undefined ? symbol : await folder.links.known(inner ?? '', symbol, line + 1) };
		const before = await folder.links.decide(path, region, meant, decision);
		onDecided();
		return { symbol: meant.symbol, ...(before === undefined ? {} : { before }) };
	}

	async function targets({ uri, query }: TargetsParams, token: CancelToken): Promise<TargetsAnswer> {
		const { folder } = placeOf(uri);
		const named = await folder.links.named(query);
		const question = { text: query, verbatim: true, kinds: ['code'] as const, top: mostTargets };
		const { results } = await folder.search.run(question, { rerankMs: settings()['search.rerankMilliseconds'] }, token);
		const all = [
			...named.map((target) => ({ ...target, preview: '' })),
			...results.map(({ path, symbol, startLine, preview }) => ({ path, symbol, line: startLine, preview })),
		];
		const once = [...Map.groupBy(all, ({ path, symbol }) => `${path} ${symbol}`).values()].flatMap(([first]) => first ?? []);
		return { targets: once.map((target) => ({ ...toTarget(folder.root, target), preview: target.preview })) };
	}

	async function shownIn({ uri, line }: ShownInParams, token: CancelToken): Promise<ShownInAnswer> {
		const place = folders.find(uri);
		if (place === undefined) {
			return { pictures: [], notes: [] };
		}
		const { folder, path } = place;
		const symbol = line === undefined ? undefined : await folder.links.symbolAt(path, line + 1);
		const shown = line !== undefined && symbol === undefined ? [] : await folder.links.shownIn(path, symbol, token);
		return {
			...(symbol === undefined ? {} : { symbol }),
			pictures: shown.map((each) => toShown(folder.root, each)),
			notes: folder.links.notes,
		};
	}

	async function pictures(): Promise<PicturesAnswer> {
		const all: PicturesAnswer['pictures'] = [];
		for (const { root, links } of folders.ready()) {
			all.push(...(await links.pictures()).map((picture) => ({ ...picture, uri: toUri(root, picture.path) })));
		}
		return { pictures: all };
	}

	async function lenses(uri: string, token: CancelToken): Promise<CodeLens[]> {
		const place = settings()['pictures.codeLens'] && uri.startsWith('file:') ? folders.find(uri) : undefined;
		const shown = place === undefined ? [] : await place.folder.links.shownIn(place.path, undefined, token);
		return [...Map.groupBy(shown, ({ line }) => line)].map(([line, own]) => ({
			range: { ...toRange({ startLine: line, endLine: line }), end: { line: line - 1, character: 0 } },
			command: { title: lensTitle(own), command: showPicturesCommand, arguments: [uri, line - 1] },
		}));
	}

	return {
		decide,
		register: (connection: Connection) => {
			const owned = new DisposableStore();
			owned.add(
				connection.onRequest(
					diagramRequest,
					guarded(log, ({ uri }, token) => diagram(uri, token)),
				),
			);
			owned.add(connection.onRequest(decideRequest, guarded(log, decide)));
			owned.add(connection.onRequest(targetsRequest, guarded(log, targets)));
			owned.add(connection.onRequest(shownInRequest, guarded(log, shownIn)));
			owned.add(connection.onRequest(picturesRequest, guardedAlone(log, pictures)));
			owned.add(connection.onCodeLens(guarded(log, ({ textDocument }, token) => lenses(textDocument.uri, token))));
			return owned;
		},
	};
}

/** "shown in 2 pictures"; "probably" where no person confirmed one. */
function lensTitle(shown: readonly Shown[]): string {
	const count = new Set(shown.map(({ picture }) => picture)).size;
	const pictures = count === 1 ? `shown in ${shown[0]?.picture.split('/').at(-1)}` : `shown in ${count} pictures`;
	return shown.some(({ state }) => state === 'confirmed') ? pictures : `probably ${pictures}`;
}

/** Of a picture in the folder itself, not one that a link leads to. */
function bytesOf(folder: Folder, path: string): Uint8Array {
	const file = folder.workspace.bytes(path);
	if (!('bytes' in file)) {
		throw new UserError(`The picture cannot be read: ${file.detail}.`, 'Choose one that lies in the folder itself.');
	}
	return file.bytes;
}
