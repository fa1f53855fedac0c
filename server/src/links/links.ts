/** The door to links between pictures and code: what a person decided outranks what evidence suggests. */
import { breathe, type CancelToken } from '../base/cancel.ts';
import { UserError } from '../base/errors.ts';
import { contentHash } from '../base/hash.ts';
import {
	type Decision,
	type Diagram,
	type Drift,
	type Link,
	type Linked,
	type Located,
	linksPath,
	type Region,
	type Shown,
	type Target,
} from '../domain/link.ts';
import { blocksOf, diagramSource, kindOf, type Pictures } from '../skills/pictures.ts';
import { driftOf } from './drift.ts';
import { asItIs, type Held, HeldLinks } from './held.ts';
import { keyOf, labelText, namesIn, stemKey } from './label.ts';
import { LinksFile } from './linksFile.ts';
import { type Label, Shelf, type Shelved } from './shelf.ts';
import { isInner, Symbols, type SymbolsOptions } from './symbols.ts';

export type LinksOptions = SymbolsOptions & {
	/** Absolute path of the workspace folder. */
	readonly root: string;
	readonly pictures: Pictures;
};

/** Definitions of one file for which pictures are looked up, and pictures of one symbol. */
const most = { definitions: 500, pictures: 20 } as const;

export class Links {
	private readonly options: LinksOptions;
	private readonly file: LinksFile;
	private readonly symbols: Symbols;
	private readonly shelf: Shelf;
	private readonly links: HeldLinks;
	private deciding: Promise<unknown> = Promise.resolve();

	constructor(options: LinksOptions) {
		this.options = options;
		this.file = new LinksFile(options.root);
		this.symbols = new Symbols(options);
		this.links = new HeldLinks({ file: this.file, store: options.store, symbols: this.symbols });
		this.shelf = new Shelf(options.store, options.pictures, options.read);
	}

	/** Lines of the links file that cannot be read, as sentences. */
	get notes(): string[] {
		return this.file.read().problems.map(({ line, what }) => `Line ${line} of ${linksPath} is not used: ${what}.`);
	}

	/** What the nodes of a diagram show that is kept as text, or of all fenced ones of a document. Throws a UserError where it cannot be read. */
	async drawn(path: string, token: CancelToken): Promise<Diagram> {
		const file = this.options.read(path);
		if (file === undefined) {
			throw new UserError(`${path} cannot be read.`, 'Choose a diagram that is there.');
		}
		const { nodes, lines } = diagramSource(path, file.text);
		const box = { left: 0, top: 0, width: 0, height: 0 };
		const regions: Region[] = [{ text: '', box, links: await this.shows('', path) }];
		for (const { text, line } of nodes) {
			await breathe(token);
			regions.push({ text: labelText(text), box, line, links: await this.shows(text, path) });
		}
		return { path, kind: 'diagram', width: 0, height: 0, regions, source: lines, notes: this.notes };
	}

	/** What the regions of a picture of the workspace show. Throws a UserError for a picture that cannot be read. */
	async diagram(path: string, bytes: Uint8Array, token: CancelToken): Promise<Diagram> {
		const reading = await this.options.pictures.read(bytes, contentHash(bytes), 'interactive', token);
		const { width, height } = reading;
		const whole = { text: '', box: { left: 0, top: 0, width, height } };
		const regions: Region[] = [];
		for (const { text, box } of [whole, ...blocksOf(reading.lines)]) {
			await breathe(token);
			regions.push({ text: labelText(text), box, links: await this.shows(text, path) });
		}
		const kind = kindOf(reading);
		const isNamed = ({ text, links }: Region): boolean => text === '' || links.length > 0 || kind === 'diagram';
		return { path, kind, width, height, regions: regions.filter(isNamed), source: [], notes: this.notes };
	}

	/** The code that a label of a picture shows; `picture` is empty for one from elsewhere. */
	async shows(label: string, picture: string): Promise<readonly Linked[]> {
		return this.linksOf({ text: labelText(label), names: namesIn(label) }, picture, await this.links.now());
	}

	/**
	 * Keeps a person's word on a region, in place of any word on the same; forgets it where `decision` is missing. Gives what was decided
	 * before. Throws a UserError where it cannot be written.
	 */
	decide(picture: string, region: string, target: Target, decision: Decision | undefined): Promise<Decision | undefined> {
		// one after another: each is written over what the one before left
		const next = this.deciding.then(() => this.decideNow(picture, region, target, decision));
		this.deciding = next.catch(() => undefined);
		return next;
	}

	/** Pictures that show this symbol of a file, or anything of it where no symbol is given: confirmed ones first. */
	async shownIn(path: string, symbol: string | undefined, token: CancelToken): Promise<Shown[]> {
		const held = await this.links.now();
		const outline = symbol === '' ? [] : await this.symbols.outline(path);
		const asked = outline.filter((each) => !isInner(each.kind) && (symbol === undefined || each.symbol === symbol));
		const found: Shown[] = held.flatMap(({ link, picture, target }) =>
			link.decision === 'confirmed' && picture !== undefined && target?.path === path && (symbol ?? target.symbol) === target.symbol
				? [{ ...target, picture, region: link.region, state: 'confirmed', because: 'a person confirmed it' }]
				: [],
		);
		const whole = symbol === undefined || symbol === '' ? [{ path, symbol: '', names: [stemKey(path)] }] : [];
		for (const { symbol: own, names } of [...whole, ...asked.slice(0, most.definitions)]) {
			for (const key of new Set(names.map(keyOf))) {
				for (const picture of this.shelf.named(key)) {
					await breathe(token);
					found.push(...(await this.suggestedIn(picture, key, { path, symbol: own }, held)));
				}
			}
		}
		const once = found.filter((each, i) => found.findIndex((other) => isSameShown(each, other)) === i);
		return once.slice(0, symbol === undefined ? once.length : most.pictures);
	}

	/** Definitions that are called so, or nearly so. */
	named(name: string): Promise<readonly Located[]> {
		return this.symbols.near(name, '');
	}

	/** The symbol where the file defines it, else the innermost one at the line, else empty: the file itself. */
	async known(path: string, symbol: string, line: number): Promise<string> {
		const outline = await this.symbols.outline(path);
		return outline.some((each) => each.symbol === symbol) ? symbol : ((await this.symbolAt(path, line)) ?? '');
	}

	/** The innermost symbol at a line that pictures show by name; undefined between them. */
	async symbolAt(path: string, line: number): Promise<string | undefined> {
		const outline = await this.symbols.outline(path);
		return outline.findLast(({ kind, startLine, endLine }) => !isInner(kind) && startLine <= line && line <= endLine)?.symbol;
	}

	/** The pictures that name something or are linked to code, diagrams that are kept as text among them, with how many links a person confirmed. */
	async pictures(): Promise<readonly (Pick<Diagram, 'path' | 'kind' | 'width' | 'height'> & { readonly confirmed: number })[]> {
		const confirmed = (await this.links.now()).filter(({ link, target }) => link.decision === 'confirmed' && target !== undefined);
		const counts = Map.groupBy(confirmed, ({ picture }) => picture);
		return this.shelf
			.all()
			.map(({ path, kind, width, height, labels }) => ({
				labels,
				known: { path, kind, width, height, confirmed: counts.get(path)?.length ?? 0 },
			}))
			.filter(({ labels, known }) => known.confirmed > 0 || labels.some(({ names }) => names.length > 0))
			.map(({ known }) => known);
	}

	/** What pictures say that is not so any more. */
	async drift(token: CancelToken): Promise<Drift[]> {
		const held = await this.links.now();
		return driftOf({ held, pictures: this.shelf.all(), symbols: this.symbols, mentions: this.options.store.mentions() }, token);
	}

	private async decideNow(picture: string, region: string, target: Target, decision: Decision | undefined): Promise<Decision | undefined> {
		const held = await this.links.now();
		const isSame = ({ link, picture: now, target: at }: Held): boolean =>
			(now ?? link.picture) === picture &&
			isRegion(link, region) &&
			(at ?? link).path === target.path &&
			(at ?? link).symbol === target.symbol;
		const before = held.find(isSame)?.link.decision;
		// what shows something does not show nothing
		const isOver = ({ link, picture: now }: Held): boolean =>
			decision === 'confirmed' && link.path === '' && (now ?? link.picture) === picture && isRegion(link, region);
		const kept = held.filter((each) => !isSame(each) && !isOver(each)).map(asItIs);
		const pictureHash = this.options.store.files().find(({ path }) => path === picture)?.hash ?? '';
		const made =
			decision === undefined
				? []
				: [{ picture, region: labelText(region), ...target, decision, pictureHash, symbolHash: await this.symbols.hashOf(target) }];
		this.file.write([...kept, ...made]);
		return before;
	}

	/** Confirmed ones outrank suggestions; a rejected one is not suggested again. */
	private async linksOf({ text, names }: Label, picture: string, held: readonly Held[]): Promise<Linked[]> {
		const own = held.filter((each) => each.picture === picture && isRegion(each.link, text));
		const decided = own.flatMap(({ link, target }): Linked[] =>
			target === undefined ? [] : [{ ...target, state: link.decision, because: 'a person decided it' }],
		);
		const confirmed = decided.filter(({ state }) => state === 'confirmed');
		const isDone = confirmed.length > 0 || own.some(({ link }) => link.path === '');
		const suggested = isDone ? [] : await this.symbols.meant(names, picture);
		const isOpen = ({ path, symbol }: Target): boolean => !decided.some((other) => other.path === path && other.symbol === symbol);
		return [
			...confirmed,
			...suggested.filter(isOpen).map((each): Linked => {
				const several = suggested.length === 1 ? '' : `, one of ${suggested.length} of this name`;
				const { path, symbol, line } = each;
				return { path, symbol, line, state: 'suggested', because: `the label names this ${each.kind}${several}` };
			}),
			...decided.filter(({ state }) => state === 'rejected'),
		];
	}

	private async suggestedIn({ path: picture, labels }: Shelved, key: string, target: Target, held: readonly Held[]): Promise<Shown[]> {
		const found: Shown[] = [];
		for (const label of labels.filter(({ names }) => names.some((name) => name.key === key))) {
			const links = await this.linksOf(label, picture, held);
			const link = links.find(({ path, symbol, state }) => state === 'suggested' && path === target.path && symbol === target.symbol);
			if (link !== undefined) {
				found.push({ ...link, picture, region: label.text, state: 'suggested' });
			}
		}
		return found;
	}
}

/** What OCR reads of one label may differ in signs. */
function isRegion({ region }: Link, text: string): boolean {
	return region === text || (region !== '' && text !== '' && keyOf(region) === keyOf(text));
}

function isSameShown(a: Shown, b: Shown): boolean {
	return a.picture === b.picture && a.symbol === b.symbol && a.region === b.region;
}
