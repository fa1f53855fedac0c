/** Keeps what the index says of pictures equal to what was read of them and what files say of them; reads those never read, and has the image skill look at them, behind everything else. */
import type { CancelToken } from '../base/cancel.ts';
import { StorageError } from '../base/disk.ts';
import { UserError } from '../base/errors.ts';
import { contentHash } from '../base/hash.ts';
import type { StoredMention } from '../domain/mention.ts';
import { isPictureName } from '../domain/picture.ts';
import { type Pictures, type PictureVectors, ReaderBroken } from '../skills/pictures.ts';
import type { Skills } from '../skills/registry.ts';
import type { FileRows, Store, StoredFile } from '../storage/store.ts';
import { isSkipped, type Workspace } from '../workspace/workspace.ts';
import { nameOf, pictureSource } from './pictureSource.ts';
import { type Preparer, rowsOf } from './prepare.ts';
import { Meter, type Progress } from './progress.ts';

export type PicturePassOptions = {
	readonly workspace: Workspace;
	readonly skills: Skills;
	readonly store: Store;
	readonly pictures: Pictures;
	/** What pictures show, where the model has an image skill. */
	readonly shown: PictureVectors | undefined;
	readonly embed: Preparer['embed'];
};

/** Pictures that are read before what was read of them is written. */
const batchSize = 8;
const mostFailures = 3;

export class PicturePass {
	private readonly options: PicturePassOptions;
	/** By path, what the index was last found or made to say of the file as it was written there then. */
	private readonly known = new Map<string, string>();

	constructor(options: PicturePassOptions) {
		this.options = options;
	}

	/** Writes what changed; returns how many pictures. */
	async refresh(): Promise<number> {
		const { store } = this.options;
		const files = this.files();
		const mentions = files.length === 0 ? new Map<string, StoredMention[]>() : Map.groupBy(store.mentions(), ({ name }) => name);
		const changed: FileRows[] = [];
		for (const file of files) {
			const rows = await this.changedRows(file, mentions.get(nameOf(file.path)) ?? []);
			changed.push(...(rows === undefined ? [] : [rows]));
		}
		if (changed.length > 0) {
			store.replace(changed);
		}
		return changed.length;
	}

	/** Reads every picture that was never read, one at a time. Returns how many; one that cannot be read keeps what is said of it. */
	async read(token: CancelToken, ready: () => Promise<void>, report: (progress: Progress) => void): Promise<number> {
		const { workspace, pictures } = this.options;
		const unread = [...new Map(this.files().map((file) => [file.hash, file])).values()].filter(({ hash }) => !pictures.isKnown(hash));
		const meter = new Meter('pictures', unread.length);
		let count = 0;
		for (const { path } of unread) {
			await ready();
			const file = workspace.bytes(path);
			if (!isSkipped(file)) {
				const error = await pictures.read(file.bytes, file.hash, 'background', token).then(() => undefined, orUnreadable);
				if (error instanceof ReaderBroken) {
					break;
				}
				count++;
			}
			report(meter.add(1, 1));
			if (count % batchSize === batchSize - 1) {
				await this.refresh();
			}
		}
		await this.refresh();
		return count;
	}

	/**
	 * Has the image skill look at every picture it never saw, of those that can be read, one at a time. Returns how many. It gives up when several
	 * in a row fail, as they do without a working model: the next update tries again.
	 */
	async lookAt(token: CancelToken, ready: () => Promise<void>, report: (progress: Progress) => void): Promise<number> {
		const { workspace, pictures, shown } = this.options;
		const all = shown === undefined ? [] : [...new Map(this.files().map((file) => [file.hash, file])).values()];
		const unseen = all.filter(({ hash }) => shown?.kept(hash) === undefined && pictures.kept(hash) !== undefined);
		const meter = new Meter('pictures', unseen.length);
		let [count, failures] = [0, 0];
		for (const { path } of unseen) {
			await ready();
			const file = workspace.bytes(path);
			if (!isSkipped(file)) {
				const error = await shown?.of(file.bytes, file.hash, 'background', token).then(() => undefined, orUnreadable);
				failures = error === undefined ? 0 : failures + 1;
				count += error === undefined ? 1 : 0;
			}
			if (failures === mostFailures) {
				break;
			}
			report(meter.add(1, 1));
		}
		return count;
	}

	private files(): StoredFile[] {
		return this.options.store.files().filter(({ path }) => isPictureName(path));
	}

	private async changedRows(file: StoredFile, mentions: readonly StoredMention[]): Promise<FileRows | undefined> {
		const { skills, store, pictures, embed } = this.options;
		const { id, path, size, mtime } = file;
		const source = pictureSource(file, pictures, mentions);
		const state = contentHash(`${id} ${mtime} ${source.hash} ${source.text}`);
		const skill = skills.for(path);
		if (this.known.get(path) === state || skill === undefined) {
			return undefined;
		}
		const rows = await rowsOf(source, { path, size, mtime }, skill, { skills, embed });
		this.known.set(path, state);
		return store.chunksOf(path)[0]?.hash === rows.chunks[0]?.hash ? undefined : rows;
	}
}

/** The reason is in the log and, where it is the picture's fault, kept with the readings. A disk that is full ends it all. */
function orUnreadable(error: unknown): UserError {
	if (!(error instanceof UserError) || error instanceof StorageError) {
		throw error;
	}
	return error;
}
