/** Symbols of the workspace: those that a label names, where a linked one is now, and what is called nearly alike. */
import { contentHash } from '../base/hash.ts';
import type { SourceFile } from '../domain/file.ts';
import type { Link, Located, Target } from '../domain/link.ts';
import { isPictureName } from '../domain/picture.ts';
import { placeOf } from '../domain/place.ts';
import { terms } from '../domain/terms.ts';
import type { Skills } from '../skills/registry.ts';
import type { Definition } from '../skills/skill.ts';
import type { Store } from '../storage/store.ts';
import { keyOf, type LabelName, stemKey } from './label.ts';

export type SymbolsOptions = {
	readonly store: Store;
	readonly skills: Skills;
	/** A file as it is on disk now; undefined where it cannot be read any more. */
	readonly read: (path: string) => SourceFile | undefined;
};

export type Found = Located & { readonly kind: string };
/** With its lines, its doc comment among them; `hash` is of its content, whatever it is called. */
export type Outlined = Found & {
	readonly startLine: number;
	readonly endLine: number;
	readonly names: readonly string[];
	readonly hash: () => string;
};

/** Chunks that are looked at for a name; places that may be meant before none is. */
const most = { chunks: 40, meant: 3, near: 3 } as const;
/** Share of letter pairs from which two names are nearly alike. */
const nearlyAlike = 0.6;
const types = /^(?:class|interface|struct|enum|trait|protocol|record|object|type|module|namespace|component)$/;
/** What lies inside of types and functions: labels do not name it. */
export function isInner(kind: string): boolean {
	return /^(?:field|variable|constant|key|parameter|property)$/.test(kind);
}

/** Files in which names are keys, not symbols. */
const data = new Set('css scss html xml json yaml toml ini template makefile dockerfile plain'.split(' '));

export class Symbols {
	private readonly options: SymbolsOptions;
	private known: (ReturnType<Symbols['names']> & { readonly generation: number }) | undefined;
	/** What names mean in one generation of the index: labels are asked about again with every hover. */
	private meanings: { readonly generation: number; readonly of: Map<string, Promise<Found[]>> } | undefined;

	constructor(options: SymbolsOptions) {
		this.options = options;
	}

	/** The places that one of the names means, best first; none where several would do as well. `from` is the picture. */
	async meant(names: readonly LabelName[], from: string): Promise<readonly Found[]> {
		for (const name of names) {
			const found = name.isFile ? this.files(name) : await this.definitions(name);
			const best = nearest(name, found, from, this.hasCode(from));
			// among other words, what several things are called is no name of one
			if (!name.isWhole && found.length > 1 && !types.test(best[0]?.kind ?? '')) {
				continue;
			}
			if (best.length > 0) {
				return best.length <= most.meant ? best : [];
			}
		}
		return [];
	}

	/** Where the linked symbol is now, followed by its content and its name; undefined where it is gone. */
	async locate({ path, symbol, symbolHash }: Target & Pick<Link, 'symbolHash'>): Promise<Located | undefined> {
		if (symbol === '') {
			const files = this.options.store.files();
			const file = files.find((each) => each.path === path) ?? files.find(({ hash }) => hash === symbolHash);
			return file && { path: file.path, symbol, line: 1 };
		}
		const own = await this.outline(path);
		const there = own.find(({ symbol: name }) => name === symbol) ?? own.find(({ hash }) => hash() === symbolHash);
		if (there !== undefined) {
			return located(there);
		}
		const name = lastName(symbol);
		const paths = new Set(this.options.store.defining(name, most.chunks).map((chunk) => chunk.path));
		const elsewhere = (await Promise.all([...paths].map((other) => this.outline(other)))).flat();
		const same = elsewhere.filter((each) => each.symbol === symbol);
		// code does not move into its test
		const likely = same.filter((each) => placeOf(each.path) === placeOf(path));
		const moved = same.find(({ hash }) => hash() === symbolHash) ?? (likely.length === 1 ? likely[0] : undefined);
		const byContent = elsewhere.find(({ hash, symbol: other }) => lastName(other) === name && hash() === symbolHash);
		const found = moved ?? byContent;
		return found && located(found);
	}

	/** By what it is known again; empty for what is not there. */
	async hashOf({ path, symbol }: Target): Promise<string> {
		if (symbol === '') {
			return this.options.store.files().find((file) => file.path === path)?.hash ?? '';
		}
		return (await this.outline(path)).find((each) => each.symbol === symbol)?.hash() ?? '';
	}

	/** What is called nearly so: of the same file before others, the likest first. */
	async near(name: string, path: string): Promise<readonly Located[]> {
		const { store } = this.options;
		const found = store.read(store.words('names', terms(name), most.chunks, { kinds: ['code'] }).map(({ id }) => id));
		const paths = [...new Set([path, ...found.map((chunk) => chunk.path)])].filter((each) => each !== '' && placeOf(each) !== 'test');
		const all = (await Promise.all(paths.map((each) => this.outline(each)))).flat();
		const scored = all
			.filter(({ kind }) => !isInner(kind))
			.map((each) => ({ each, likeness: likeness(keyOf(name), keyOf(lastName(each.symbol))) + (each.path === path ? 0.1 : 0) }))
			.filter(({ likeness: own }) => own >= nearlyAlike)
			.sort((a, b) => b.likeness - a.likeness);
		return scored.slice(0, most.near).map(({ each }) => located(each));
	}

	/** Whether code has this name of several words anywhere, defined or not. */
	isWritten(name: string): boolean {
		return this.options.store.words('chunk', terms(name).slice(-1), 1, { kinds: ['code'] }).length > 0;
	}

	/** Every definition of a file as a target, with the names it has. */
	async outline(path: string): Promise<readonly Outlined[]> {
		const { skills, read } = this.options;
		const file = data.has(skills.languageOf(path)) ? undefined : read(path);
		const lines = file?.text.split('\n') ?? [];
		return (file === undefined ? [] : await skills.outline(file)).map(({ definition }) => ({
			...{ path, symbol: definition.path.join('.'), line: definition.declared + 1, kind: definition.kind, names: definition.names },
			...{ startLine: definition.start + 1, endLine: definition.end + 1 },
			hash: () => fingerprint(definition, lines),
		}));
	}

	private definitions(name: LabelName): Promise<Found[]> {
		const generation = this.options.store.generation();
		if (this.meanings?.generation !== generation) {
			this.meanings = { generation, of: new Map() };
		}
		const { of } = this.meanings;
		const key = JSON.stringify(name);
		const known = of.get(key);
		if (known !== undefined) {
			return known;
		}
		const found = this.lookUp(name);
		of.set(key, found);
		found.catch(() => of.delete(key));
		return found;
	}

	private async lookUp(name: LabelName): Promise<Found[]> {
		const { store } = this.options;
		const chunks = store
			.read(store.words('names', terms(name.text), most.chunks, { kinds: ['code'] }).map(({ id }) => id))
			.filter(({ names }) => names.some((own) => keyOf(own) === name.key));
		const paths = new Set(chunks.map(({ path }) => path));
		const all = (await Promise.all([...paths].map((path) => this.outline(path)))).flat();
		const own = all.filter((each) => each.names.some((written) => keyOf(written) === name.key) && isTelling(name, each));
		return own.length > 0 ? own : name.words > 1 || name.isCode ? this.files(name) : [];
	}

	/** Files that are called so; with a path, those that end with it. */
	private files({ text, isFile }: LabelName): Found[] {
		const stem = stemKey(text);
		const paths = stem === '' ? [] : (this.names().byStem.get(stem) ?? []);
		const fits = isFile ? paths.filter((path) => path === text || path.endsWith(`/${text.replace(/^\.?\//, '')}`)) : paths;
		return fits.map((path) => ({ path, symbol: '', line: 1, kind: 'file' }));
	}

	/** Whether the outermost folder of a file holds code: what lies there shows code from there. */
	private hasCode(path: string): boolean {
		return this.names().folders.has(path.split('/')[0] ?? '');
	}

	private names(): { readonly byStem: ReadonlyMap<string, readonly string[]>; readonly folders: ReadonlySet<string> } {
		const { store, skills } = this.options;
		const generation = store.generation();
		if (this.known?.generation !== generation) {
			const paths = store.files().flatMap(({ path }) => (isPictureName(path) ? [] : [path]));
			const code = paths.filter((path) => path.includes('/') && skills.for(path)?.id === 'code' && !data.has(skills.languageOf(path)));
			this.known = { generation, byStem: Map.groupBy(paths, stemKey), folders: new Set(code.map((path) => path.split('/')[0] ?? '')) };
		}
		return this.known;
	}
}

/**
 * A single common word names a type only, written as it is; in a longer text so does a name written as code, or a function whose name is
 * long enough not to be met by chance. Nothing names what lies inside of functions.
 */
function isTelling({ words, isCode, isWhole, text }: LabelName, { kind, symbol }: Found): boolean {
	const isType = types.test(kind);
	if (words === 1 && !isCode) {
		return isType && lastName(symbol) === text;
	}
	return isType || (!isInner(kind) && (isWhole || words > 2));
}

/**
 * Sources before tests and examples, types before functions, names written the same before those written otherwise; of equals those that
 * share most of their path with the picture, all of them. `stays`: only below the picture's outermost folder.
 */
function nearest({ text }: LabelName, found: readonly Found[], from: string, stays: boolean): Found[] {
	const tier = ({ path, kind, symbol }: Found): number =>
		(placeOf(path) === placeOf(from) || placeOf(path) === 'source' ? 0 : 10) +
		(types.test(kind) ? 0 : kind === 'file' ? 4 : 2) +
		(kind === 'file' || lastName(symbol) === text.replaceAll(' ', '') ? 0 : 1);
	const top = `${from.split('/')[0]}/`;
	const isFit = (place: ReturnType<typeof placeOf>): boolean => place !== 'notes' && (place !== 'test' || placeOf(from) === 'test');
	const likely = found.filter(({ path }) => isFit(placeOf(path)) && (!stays || path.startsWith(top)));
	const best = Math.min(...likely.map(tier));
	const closest = Math.max(...likely.filter((each) => tier(each) === best).map(({ path }) => shared(path, from)));
	return likely.filter((each) => tier(each) === best && shared(each.path, from) === closest).sort((a, b) => a.path.length - b.path.length);
}

/** Folders that two paths share from their start, and those of the second that stand anywhere in the first. */
function shared(path: string, picture: string): number {
	const own = path.split('/');
	const folders = picture.split('/').slice(0, -1);
	const at = folders.findIndex((part, i) => part !== own[i]);
	const common = at === -1 ? folders.length : at;
	return common + folders.slice(common).filter((part) => own.includes(part)).length;
}

function located({ path, symbol, line }: Located): Located {
	return { path, symbol, line };
}

export function lastName(symbol: string): string {
	return symbol.split('.').at(-1) ?? '';
}

/** Of its lines without indentation and without its own name, so that moving it, indenting it and renaming it leave it as it is. */
function fingerprint({ start, end, names }: Definition, lines: readonly string[]): string {
	const text = lines
		.slice(start, end + 1)
		.map((line) => line.trim())
		.join('\n');
	return contentHash(names.reduce((all, name) => (name === '' ? all : all.replaceAll(name, '_')), text));
}

/** Dice's share of the pairs of letters that both have. */
export function likeness(a: string, b: string): number {
	const pairs = (text: string): string[] => [...text].slice(1).map((letter, i) => `${text[i]}${letter}`);
	const [own, other] = [pairs(a), pairs(b)];
	const left = [...other];
	const both = own.filter((pair) => {
		const at = left.indexOf(pair);
		return at !== -1 && left.splice(at, 1).length > 0;
	});
	return a === b ? 1 : (2 * both.length) / Math.max(1, own.length + other.length);
}
