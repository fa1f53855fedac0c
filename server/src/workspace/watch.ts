/** Watches a folder and tells, in gathered batches, which paths may have changed. */
import { watch as watchFolder } from 'node:fs';
import { relative, sep } from 'node:path';
import type { BackendType, SubscribeCallback } from '@parcel/watcher';
import type { Disposable } from '../base/disposable.ts';
import { describe, sentence } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { persist } from '../base/retry.ts';
import { toolFolders } from './ignore.ts';
import { requireFolder } from './list.ts';

export type WatchOptions = { readonly root: string; readonly log: Log };
export type PathsListener = (paths: readonly string[]) => void;

const gatherMilliseconds = 80;
/** The system's watcher does not begin where a folder goes while it looks at the tree, as at a switch of branches. */
const tries = 5;

/** Left to itself, the library first asks a shell for watchman here, and leaves that shell and its pipe behind. */
const ownBackends: Partial<Record<NodeJS.Platform, BackendType>> = { linux: 'inotify', win32: 'windows' };

/**
 * Paths are relative to the root, with forward slashes. The empty path stands for the whole folder: git's index or
 * branch changed, or the system lost count of the events.
 */
export async function watchPaths(options: WatchOptions, listener: PathsListener): Promise<Disposable> {
	requireFolder(options.root);
	const gathered = new Gathered(listener, options.log);
	const watch = (await nativeWatch(options, gathered)) ?? plainWatch(options, gathered);
	return {
		dispose() {
			gathered.dispose();
			watch.dispose();
		},
	};
}

/** What an event's path, relative to the root, means to the index; `undefined`: nothing. */
export function meaning(path: string): string | undefined {
	const parts = path.split('/');
	const git = parts.indexOf('.git');
	if (git < 0) {
		return parts.some((part) => toolFolders.includes(part)) ? undefined : path;
	}
	const inside = parts.slice(git + 1).join('/');
	return inside === '' || inside === 'HEAD' || inside === 'index' || inside === 'info/exclude' ? '' : undefined;
}

class Gathered implements Disposable {
	private readonly listener: PathsListener;
	private readonly log: Log;
	private readonly paths = new Set<string>();
	private timer: NodeJS.Timeout | undefined;
	private disposed = false;

	constructor(listener: PathsListener, log: Log) {
		this.listener = listener;
		this.log = log;
	}

	add(path: string): void {
		const meant = meaning(path);
		if (meant === undefined || this.disposed) {
			return;
		}
		this.paths.add(meant);
		this.timer ??= setTimeout(() => this.tell(), gatherMilliseconds);
	}

	dispose(): void {
		this.disposed = true;
		clearTimeout(this.timer);
	}

	private tell(): void {
		this.timer = undefined;
		const paths = [...this.paths];
		this.paths.clear();
		try {
			this.listener(paths);
		} catch (error) {
			this.log.error('workspace', `a listener failed on ${paths.length} changed paths: ${describe(error)}`);
		}
	}
}

/** `undefined`, and a line in the log, where the system's watcher cannot be had. */
async function nativeWatch({ root, log }: WatchOptions, gathered: Gathered): Promise<Disposable | undefined> {
	try {
		const { subscribe } = await import('@parcel/watcher');
		const backend = ownBackends[process.platform];
		const told: SubscribeCallback = (error, events) => {
			if (error !== null) {
				log.warn('workspace', `watching ${root}: ${error.message}; looking at everything again`);
				gathered.add('');
			}
			for (const event of events ?? []) {
				gathered.add(slashed(relative(root, event.path)));
			}
		};
		const subscription = await persist(tries, () =>
			subscribe(root, told, {
				...(backend && { backend }),
				ignore: [...toolFolders.map((name) => `**/${name}`), /(^|[/\\])\.git[/\\]([^i/\\]|i[^n])[^/\\]*[/\\]/],
			}),
		);
		return {
			dispose: () => {
				subscription.unsubscribe().catch((error: unknown) => log.warn('workspace', `the watcher did not end: ${sentence(error)}`));
			},
		};
	} catch (error) {
		log.warn('workspace', `the system's file watcher is not available, using Node's: ${sentence(error)}`);
		return undefined;
	}
}

/** Node's own watcher, slower on large folders. */
export function plainWatch({ root, log }: WatchOptions, gathered: { add(path: string): void }): Disposable {
	const watcher = watchFolder(root, { recursive: true }, (_event, name) => gathered.add(name === null ? '' : slashed(name)));
	watcher.on('error', (error) => log.warn('workspace', `watching ${root}: ${sentence(error)}`));
	return { dispose: () => watcher.close() };
}

function slashed(path: string): string {
	return sep === '/' ? path : path.replaceAll(sep, '/');
}
