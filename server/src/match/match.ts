/** The door to matching: from a picture to the code and docs behind it, each with its evidence. */
import { breathe, type CancelToken } from '../base/cancel.ts';
import { contentHash } from '../base/hash.ts';
import type { ChunkKind } from '../domain/chunk.ts';
import type { SourceFile } from '../domain/file.ts';
import type { Linked, Region } from '../domain/link.ts';
import { type MatchAnswer, type MatchHit, type MatchSignalName, type MatchStage, matchSignals } from '../domain/matching.ts';
import { means, type StoredMention } from '../domain/mention.ts';
import { isPictureName, type Reading, textOfLines } from '../domain/picture.ts';
import { terms } from '../domain/terms.ts';
import { type Block, blocksOf, kindOf, type Pictures, type PictureVectors } from '../skills/pictures.ts';
import type { Skills } from '../skills/registry.ts';
import type { Store } from '../storage/store.ts';
import { candidates } from './candidates.ts';
import { coloursIn, namesOf, numbersOf, weighed } from './colours.ts';
import { type Looks, lookAt, unseen } from './looks.ts';
import { withNeighbours } from './neighbours.ts';
import type { Idf } from './overlap.ts';
import { type Said, said } from './picture.ts';
import { type Place, placesOf } from './places.ts';
import { ranked, weightsOf } from './rank.ts';
import { type Relation, relationsOf } from './relations.ts';

export type MatcherOptions = {
	readonly store: Store;
	readonly skills: Skills;
	readonly pictures: Pictures;
	/** What pictures show, where the model has an image skill. */
	readonly shown: PictureVectors | undefined;
	/** A file as it is on disk now; undefined where it cannot be read any more. */
	readonly read: (path: string) => SourceFile | undefined;
	/** The code that a label of a picture names; `path` is empty for a picture from elsewhere. */
	readonly shows: (label: string, path: string) => Promise<readonly Linked[]>;
};

export type MatchQuery = {
	/** As the answer names it. */
	readonly picture: string;
	readonly bytes: Uint8Array;
	/** Its path in the workspace, where it lies there. The same bytes elsewhere in the workspace are found without. */
	readonly path?: string;
	readonly top: number;
	readonly kinds?: readonly ChunkKind[];
	/** Signals that may speak; all of them where missing. */
	readonly signals?: readonly MatchSignalName[];
};

const longestPreview = 200;
/** Characters of a file that are compared. */
const mostCharacters = 400_000;

export class Matcher {
	private readonly options: MatcherOptions;

	constructor(options: MatcherOptions) {
		this.options = options;
	}

	/** `stage` is told what begins. Throws a UserError for a picture that cannot be read. */
	async run(query: MatchQuery, token: CancelToken, stage: (stage: MatchStage) => void = () => undefined): Promise<MatchAnswer> {
		const start = performance.now();
		stage({ stage: 'reading' });
		const hash = contentHash(query.bytes);
		const reading = await this.options.pictures.read(query.bytes, hash, 'interactive', token);
		const words = reading.lines.reduce((sum, line) => sum + line.words.length, 0);
		stage({ stage: 'words', words });
		const blocks = blocksOf(reading.lines);
		stage({ stage: 'boxes', boxes: blocks.length });
		await breathe(token);
		stage({ stage: 'comparing' });
		const signals = query.signals ?? matchSignals;
		const looks = signals.includes('looks') ? await lookAt({ ...query, hash }, this.options, token) : unseen;
		const { places, words: read, idf } = await this.compare(query, { hash, reading, looks: looks.near }, signals, token);
		const { top, kinds } = query;
		const preview = (place: Place): string => this.previewOf(place);
		const results = ranked(places, { weights: weightsOf(signals), top, kinds, said: read, idf, preview });
		return {
			picture: query.picture,
			kind: kindOf(reading),
			width: reading.width,
			height: reading.height,
			text: textOfLines(reading.lines),
			words,
			regions: await this.regionsOf(blocks, query.path ?? '', token),
			ms: Number((performance.now() - start).toFixed(1)),
			device: looks.device,
			skills: looks.costs,
			results,
			notes: [...notesOf(reading, results), ...looks.notes],
		};
	}

	private async regionsOf(blocks: readonly Block[], path: string, token: CancelToken): Promise<Region[]> {
		const regions: Region[] = [];
		for (const { text, box } of blocks) {
			await breathe(token);
			regions.push({ text, box, links: await this.options.shows(text, path) });
		}
		return regions;
	}

	/** Every place worth comparing, with its scores. */
	private async compare(
		query: MatchQuery,
		{ hash, reading, looks }: { readonly hash: string; readonly reading: Reading; readonly looks: Looks },
		signals: readonly MatchSignalName[],
		token: CancelToken,
	): Promise<{ readonly places: readonly Place[]; readonly words: Said; readonly idf: Idf }> {
		const { store } = this.options;
		const paths = store.files().flatMap((file) => (isPictureName(file.path) ? [] : [file.path]));
		const own = this.pathsOf(query, hash);
		const mentions = store.mentions();
		const read = (path: string): string | undefined => this.options.read(path)?.text;
		const relations = new Map<string, Relation>();
		for (const relation of signals.includes('files') ? own.flatMap((path) => relationsOf(path, mentions, paths, read)) : []) {
			relations.set(relation.path, relations.get(relation.path) ?? relation);
		}
		const words = said(reading.lines, kindOf(reading));
		const context = said(signals.includes('context') ? contextLines(own, mentions) : [], undefined);
		const filled = signals.includes('colours') ? reading.colours : [];
		const named = filled.flatMap((colour) => terms(namesOf(colour).join(' ')));
		const idf = this.idfOf([...words.terms.keys(), ...context.terms.keys(), ...named]);
		const asked = {
			words: [...words.terms.keys()],
			context: [...context.terms.keys()],
			related: [...relations.keys()],
			colours: named,
			numbers: filled.map(numbersOf),
			looks: looks.nearest,
		};
		const found = candidates(asked, idf, store, {});
		const compared = filled.length === 0 ? [] : found.map((path) => coloursIn(read(path)?.slice(0, mostCharacters) ?? ''));
		const colours = weighed(filled, compared, paths.length);
		const placesIn = (path: string): Place[] => this.placesIn(path, { said: words, context, idf, relations, colours, looks });
		const places: Place[] = [];
		for (const [i, path] of found.entries()) {
			if (i % 8 === 7) {
				await breathe(token);
			}
			places.push(...placesIn(path));
		}
		return { places: withNeighbours(places, signals, { ...this.options, text: read, said: words, paths, mentions, placesIn }), words, idf };
	}

	/** Where these bytes lie in the workspace. */
	private pathsOf({ path }: MatchQuery, hash: string): string[] {
		const same = this.options.store.files().flatMap((file) => (file.hash === hash && isPictureName(file.path) ? [file.path] : []));
		return [...new Set([...(path === undefined ? [] : [path]), ...same])];
	}

	private idfOf(terms: readonly string[]): Idf {
		const { store } = this.options;
		const { chunks } = store.count({});
		const known = store.documentFrequency([...new Set(terms)]);
		return new Map([...known].map(([term, count]) => [term, count === 0 ? 0 : Math.log(1 + chunks / count)]));
	}

	private placesIn(path: string, compared: Parameters<typeof placesOf>[3]): Place[] {
		const { store, skills, read } = this.options;
		const [file, skill] = [read(path), skills.for(path)];
		const chunks = file === undefined || file.text.length > mostCharacters ? [] : store.chunksOf(path);
		return file === undefined || skill === undefined ? [] : placesOf(chunks, file.text, (chunk) => skill.textOf(file, chunk), compared);
	}

	private previewOf({ chunk }: Place): string {
		const { skills, read } = this.options;
		const file = read(chunk.path);
		const text = file === undefined ? '' : (skills.for(chunk.path)?.textOf(file, chunk) ?? '');
		const line =
			chunk.signature !== '' ? chunk.signature : (text.split('\n').find((candidate) => /[\p{L}\p{N}]/u.test(candidate)) ?? '').trim();
		return line.length > longestPreview ? `${line.slice(0, longestPreview - 1)}…` : line;
	}
}

function contextLines(own: readonly string[], mentions: readonly StoredMention[]): Reading['lines'] {
	const box = { left: 0, top: 0, width: 0, height: 0 };
	const about = mentions.filter((mention) => own.some((path) => means(mention, path))).slice(0, 4);
	return about
		.flatMap(({ alt, heading, around }) => [alt, heading, around])
		.map((text) => ({ box, words: text.split(' ').map((word) => ({ text: word, box, confidence: 100 })) }));
}

function notesOf({ frames, read, lines }: Reading, results: readonly MatchHit[]): string[] {
	return [
		...(frames > 1 ? [`It has ${frames} frames; ${read} that differ were read.`] : []),
		...(lines.length === 0 ? ['No words were read in the picture.'] : []),
		...(results.length === 0 ? ['Nothing in the workspace fits well enough to be shown.'] : []),
	];
}
