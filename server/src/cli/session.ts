/** What every command works with: a model, and the rooms of one workspace folder. */

import { statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { readSettings, type Settings } from '../../protocol/settings.ts';
import { siblingScript } from '../base/assets.ts';
import { CancelSource, type CancelToken } from '../base/cancel.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { UserError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { cacheFolder, devicesFile, type Folder, modelFolder, openFolder } from '../folder/folder.ts';
import type { Model } from '../inference/encoder.ts';
import { loadModel } from '../inference/loadModel.ts';

export type SessionOptions = {
	readonly workspace: string;
	readonly setting: readonly string[];
	/** Where indexes live; the cache folder where it is missing. */
	readonly storage?: string | undefined;
	readonly log: Log;
};

export class Session implements Disposable {
	readonly settings: Settings;
	readonly token: CancelToken;
	readonly model: Model;
	private readonly options: SessionOptions;
	private readonly owned = new DisposableStore();

	constructor(options: SessionOptions) {
		this.options = options;
		this.settings = settingsFrom(options.setting);
		this.token = cancelOnInterrupt(this.owned);
		this.model = this.owned.add(
			loadModel({
				folder: modelFolder(this.settings),
				device: this.settings['model.device'],
				threads: this.settings['model.threads'],
				idleSeconds: this.settings['model.idleSeconds'],
				devicesFile: devicesFile(this.storage),
				log: options.log,
			}),
		);
	}

	get log(): Log {
		return this.options.log;
	}

	/** Where indexes live. */
	get storage(): string {
		return this.options.storage ?? cacheFolder();
	}

	/** Absolute path of the workspace folder; a UserError where there is none. */
	get root(): string {
		const root = resolve(this.options.workspace);
		if (!statSync(root, { throwIfNoEntry: false })?.isDirectory()) {
			throw new UserError(`There is no folder ${root}.`, 'Name an existing folder with --workspace.');
		}
		return root;
	}

	openFolder(): Folder {
		return this.owned.add(
			openFolder({
				root: this.root,
				storage: this.storage,
				settings: this.settings,
				model: this.model,
				modelFolder: modelFolder(this.settings),
				workerScript: workerScript(),
				log: this.options.log,
				onStale: () => undefined, // the next command looks again
			}),
		);
	}

	/** Starts the model process while other work goes on; whether that works is for the first answer to say. */
	warmUp(): void {
		this.model.encoder?.encode(['text'], [''], 'interactive', this.token).catch(() => undefined);
	}

	/** A folder inside the workspace as the index names it: relative, forward slashes, empty for the workspace itself. */
	inside(path: string): string {
		const full = isAbsolute(path) ? path : join(this.root, path);
		const inner = relative(this.root, full);
		if (inner.startsWith('..') || isAbsolute(inner) || inner.includes('\0')) {
			throw new UserError(`${path} is not inside the workspace ${this.root}.`, 'Name a place inside it, or work on another workspace.');
		}
		return inner.split(sep).join('/');
	}

	/** The same for `--root`, which must be there. */
	folderInside(path: string): string {
		const inner = this.inside(path);
		if (!statSync(join(this.root, inner), { throwIfNoEntry: false })?.isDirectory()) {
			throw new UserError(
				`There is no folder ${inner} in the workspace ${this.root}.`,
				'Name a folder that is there, relative to the workspace.',
			);
		}
		return inner;
	}

	dispose(): void {
		this.owned.dispose();
	}
}

/** From a bundle beside this program's other entries, or from source one folder up. */
export function workerScript(): URL {
	return import.meta.url.endsWith('.ts') ? new URL('../chunkWorker.ts', import.meta.url) : siblingScript(import.meta.url, 'chunkWorker');
}

function settingsFrom(assignments: readonly string[]): Settings {
	const raw = assignments.map((assignment): [string, unknown] => {
		const at = assignment.indexOf('=');
		const value = assignment.slice(at + 1);
		return [
			assignment.slice(0, at),
			/^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : value === 'true' || value === 'false' ? value === 'true' : value,
		];
	});
	const { settings, problems } = readSettings(Object.fromEntries(raw));
	if (problems.length > 0) {
		throw new UserError(`${problems.join('; ')}.`, 'See the settings in the README.');
	}
	return settings;
}

function cancelOnInterrupt(owned: DisposableStore): CancelToken {
	const source = new CancelSource();
	const interrupt = (): void => {
		source.cancel();
		process.exitCode = 130;
	};
	process.once('SIGINT', interrupt);
	process.once('SIGTERM', interrupt);
	owned.add({ dispose: () => process.off('SIGINT', interrupt).off('SIGTERM', interrupt) });
	return source.token;
}
