/** The second door to pictures: reading them, in processes of their own, and what was read before. */
import type { CancelToken } from '../base/cancel.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { UserError } from '../base/errors.ts';
import type { Lane } from '../base/lanes.ts';
import type { Log } from '../base/log.ts';
import { type PatchGrids, type Pixels, type Reading, textOfLines } from '../domain/picture.ts';
import type { Step } from './image/hostMessages.ts';
import { PictureProcess, ReaderBroken } from './image/pictureProcess.ts';
import { type Incomplete, isComplete, isReading, Readings } from './image/readings.ts';

export { type Block, blocksOf } from './image/boxes.ts';
export { describePicture } from './image/describe.ts';
export type { Step } from './image/hostMessages.ts';
export { kindOf } from './image/kind.ts';
export { mentionsIn } from './image/mentions.ts';
export { type DiagramSource, diagramSource, hasDiagramSource } from './image/nodes.ts';
export { ReaderBroken } from './image/pictureProcess.ts';
export { PictureVectors, type Shown } from './image/pictureVectors.ts';

/** Texts that are kept in memory. */
const mostTexts = 5_000;

export class Pictures implements Disposable {
	private readonly readings: Readings;
	private readonly log: Log;
	private readonly owned = new DisposableStore();
	private readonly processes: Readonly<Record<Lane, PictureProcess>>;
	private readonly texts = new Map<string, string>();
	/** Hashes of those of which there is nothing more to read. */
	private readonly known = new Set<string>();

	/** `storage` is where indexes live: readings are shared by all of them. */
	constructor(storage: string, log: Log) {
		this.readings = new Readings(storage);
		this.log = log;
		this.processes = {
			interactive: this.owned.add(new PictureProcess('interactive', log)),
			background: this.owned.add(new PictureProcess('background', log)),
		};
	}

	/** Removes readings of earlier versions that none reads any more. */
	prune(): Promise<void> {
		return this.readings.prune();
	}

	/** Whether all there is to read of it was read, or it was found unreadable, before. */
	isKnown(hash: string): boolean {
		if (!this.known.has(hash)) {
			const kept = this.readings.get(hash);
			if (kept !== undefined && (isComplete(kept) || !isReading(kept))) {
				this.known.add(hash);
			}
		}
		return this.known.has(hash);
	}

	/** What is written in it, one line a row; empty where it was not read yet, or cannot be. */
	wordsOf(hash: string): string {
		const known = this.texts.get(hash);
		if (known !== undefined) {
			return known;
		}
		const kept = this.readings.get(hash);
		const text = isReading(kept) ? textOfLines(kept.lines) : '';
		if (kept !== undefined && this.texts.size < mostTexts) {
			this.texts.set(hash, text);
		}
		return text;
	}

	/** What was read of it before; undefined where it was not read yet, or cannot be. */
	kept(hash: string): Incomplete | undefined {
		const kept = this.readings.get(hash);
		return isReading(kept) ? kept : undefined;
	}

	/** From what was kept, or by reading it now. Throws a UserError for what cannot be read, which is kept too, and a ReaderBroken. */
	async read(bytes: Uint8Array, hash: string, lane: Lane, token: CancelToken, step?: (step: Step) => void): Promise<Reading> {
		const kept = this.readings.get(hash);
		if (isComplete(kept)) {
			return kept;
		}
		if (kept !== undefined && !isReading(kept)) {
			throw new UserError(kept.failed, kept.remedy);
		}
		try {
			const process = this.processes[lane];
			const reading =
				kept === undefined ? await process.read(bytes, token, step) : { ...kept, colours: await process.colours(bytes, token) };
			this.readings.put(hash, reading);
			return reading;
		} catch (error) {
			if (error instanceof UserError) {
				this.log.warn('pictures', `${hash}: ${error.message}`);
			}
			if (error instanceof UserError && !(error instanceof ReaderBroken)) {
				this.readings.put(hash, { failed: error.message, remedy: error.remedy });
			}
			throw error;
		}
	}

	/** As the image skill takes it. Throws a UserError for what cannot be read. */
	pixels(bytes: Uint8Array, takes: PatchGrids, lane: Lane, token: CancelToken): Promise<Pixels> {
		return this.processes[lane].pixels(bytes, takes, token);
	}

	dispose(): void {
		this.owned.dispose();
	}
}
