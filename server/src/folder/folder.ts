/** The rooms of one workspace folder, built once, in the order data flows through them. The language server and the command line share it. */

import { availableParallelism, homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import type { Settings } from '../../protocol/settings.ts';
import { productRoot } from '../base/assets.ts';
import type { CancelToken } from '../base/cancel.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import type { Log } from '../base/log.ts';
import type { SourceFile } from '../domain/file.ts';
import type { StoredMention } from '../domain/mention.ts';
import type { Query } from '../domain/query.ts';
import type { SkillId } from '../domain/skill.ts';
import { Explainer } from '../explain/explain.ts';
import { Indexer } from '../indexing/indexer.ts';
import { withPictures } from '../indexing/pictureSource.ts';
import { heapFor } from '../indexing/pool.ts';
import type { Model } from '../inference/encoder.ts';
import { Links } from '../links/links.ts';
import { Matcher } from '../match/match.ts';
import { Search, type WhyAnswer } from '../search/search.ts';
import { Pictures, PictureVectors } from '../skills/pictures.ts';
import { createSkills, type Skills } from '../skills/registry.ts';
import { indexFolder, openStore } from '../storage/openStore.ts';
import type { Store } from '../storage/store.ts';
import { diskWorkspace } from '../workspace/diskWorkspace.ts';
import { isSkipped, type Workspace } from '../workspace/workspace.ts';
import { whyMissing } from './missing.ts';

export type FolderOptions = {
	/** Absolute path of the workspace folder. */
	readonly root: string;
	/** Where indexes live, one folder a workspace. */
	readonly storage: string;
	readonly settings: Settings;
	readonly model: Model;
	/** Absolute path of the model folder, for the workers' static tier. */
	readonly modelFolder: string;
	/** The entry that prepares files in worker threads. */
	readonly workerScript: URL;
	readonly log: Log;
	/** Told when an answer met files that changed since they were indexed. */
	readonly onStale: (paths: readonly string[]) => void;
};

/** What a worker thread is told at its start. */
export type WorkerSetup = {
	readonly root: string;
	readonly maxFileBytes: number;
	readonly modelFolder: string | undefined;
	/** Where readings of pictures are kept. */
	readonly storage: string;
};

/** The rooms of one workspace folder. */
export type Folder = Disposable & {
	readonly root: string;
	readonly workspace: Workspace;
	readonly skills: Skills;
	readonly store: Store;
	readonly indexer: Indexer;
	readonly search: Search;
	readonly matcher: Matcher;
	readonly links: Links;
	readonly explainer: Explainer;
	/** Why a place has its rank for a question, or why it is not in the index. `path` is relative to the folder. */
	why(query: Query, path: string, line: number | undefined, token: CancelToken): Promise<WhyAnswer>;
};

/** One file may keep a worker so long; parsing has a limit of its own, far below. */
const fileTimeoutMs = 20_000;

export function openFolder({ root, storage, settings, model, modelFolder, workerScript, log, onStale }: FolderOptions): Folder {
	const house = new DisposableStore();
	const { encoder, static: table } = model;
	const maxFileBytes = settings['index.maxFileKilobytes'] * 1024;

	const disk = diskWorkspace({ root, maxFileBytes, maxFiles: settings['index.maxFiles'], log });
	const pictures = house.add(openPictures(storage, log));
	void pictures.prune();
	const shown =
		encoder?.pictures &&
		new PictureVectors({ ...{ storage, encoder: encoder.pictures, dims: encoder.dims }, pixels: (...asked) => pictures.pixels(...asked) });
	const skills = createSkills();
	const store = openStore({
		folder: indexFolder(storage, root),
		workspace: root,
		static: table && { dims: table.dims, versions: { static: table.version } },
		skills: encoder && { dims: encoder.dims, versions: encoder.versions },
		log,
	});
	house.add({ dispose: () => store.close() });
	const mentions = (name: string): StoredMention[] => store.mentions().filter((mention) => mention.name === name);
	const workspace: Workspace = { ...disk, read: withPictures({ ...disk, pictures, mentions }) };
	const cores = availableParallelism();
	const setup: WorkerSetup = { root, maxFileBytes, modelFolder: table && modelFolder, storage };
	const indexer = house.add(
		new Indexer({
			workspace,
			skills,
			store,
			model: encoder && {
				versions: encoder.versions,
				atOnce: () => encoder.atOnce(),
				encode: (ids, texts, lane, token) => encoder.encode(ids, texts, lane, token),
			},
			static: table,
			pictures,
			shown,
			pool: {
				script: workerScript,
				data: setup,
				threads: settings['index.threads'] || Math.min(cores, 8),
				cpuShare: settings['index.cpuShare'],
				memory: { most: settings['index.memoryMegabytes'] * 2 ** 20, held: () => process.memoryUsage.rss() },
				fileTimeoutMs,
				heapMegabytes: heapFor(maxFileBytes),
			},
			modelThreads: settings['model.threads'] || cores,
			log,
		}),
	);
	const read = (path: string): SourceFile | undefined => {
		const file = workspace.read(path);
		return isSkipped(file) ? undefined : file;
	};
	const search = new Search({
		store,
		skills,
		model: {
			encode:
				encoder &&
				(async (ids: readonly SkillId[], text: string, token) => {
					const { vectors, costs, device } = await encoder.encode(ids, [text], 'interactive', token);
					return { vector: vectors[0] ?? new Float32Array(encoder.dims), costs, device };
				}),
			encodeStatic: table && ((text) => table.encode(text)),
			problem: () => model.problem(),
		},
		shown,
		embed: (chunks, token) => indexer.embed(chunks, token),
		read,
		onStale,
		waiting: () => (indexer.progress.phase === 'files' ? indexer.progress.total - indexer.progress.done : 0),
		log,
	});
	const links = new Links({ root, store, skills, pictures, read });
	const matcher = new Matcher({ store, skills, pictures, shown, read, shows: (label, path) => links.shows(label, path) });
	const explainer = new Explainer({ store, skills, links, read });
	return {
		root,
		workspace,
		skills,
		store,
		indexer,
		search,
		matcher,
		links,
		explainer,
		why: async (query, path, line, token) =>
			store.files().some((file) => file.path === path)
				? search.why(query, path, line, token)
				: { text: await whyMissing(path, { root, store }), indexed: false, rank: undefined, hit: undefined },
		dispose: () => house.dispose(),
	};
}

/** What reads pictures, for whoever has no workspace folder. */
export function openPictures(storage: string, log: Log): Pictures {
	return new Pictures(storage, log);
}

/** The model folder that the settings name, or the one that ships. */
export function modelFolder(settings: Settings): string {
	return settings['model.folder'] === '' ? join(productRoot, 'models', 'skillnet') : resolve(settings['model.folder']);
}

/** Where it is kept what was found out about devices, beside the indexes. */
export function devicesFile(storage: string): string {
	return join(storage, 'devices.json');
}

/** Where indexes live unless told otherwise: `$XDG_CACHE_HOME/skilllens`, or its default. */
export function cacheFolder(): string {
	const cache = process.env.XDG_CACHE_HOME;
	return join(cache !== undefined && isAbsolute(cache) ? cache : join(homedir(), '.cache'), 'skilllens');
}
