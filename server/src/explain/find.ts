/** From a name in a file to the one definition that is meant. */
import type { StoredChunk } from '../domain/chunk.ts';
import type { SourceFile } from '../domain/file.ts';
import { placeOf } from '../domain/place.ts';
import { parts } from '../domain/terms.ts';
import type { Name, Nested, Spot } from '../skills/skill.ts';
import type { Store } from '../storage/store.ts';
import type { Files } from './files.ts';
import { family, type Narrowed, narrow, type Use } from './narrow.ts';
import { around, bringsIn, containerOf, declaredAt, isBound, isInner, isLabel, isMember, receiverOf } from './scope.ts';

/** Definitions of one name that are looked at; a name that more things have says little. */
const mostDefinitions = 400;
const mostFiles = 4;
const prose = new Set('markdown restructuredtext asciidoc org latex text notebook'.split(' '));
/** Languages whose names are no symbols of a program. */
const data = new Set('css scss html xml json yaml toml ini template makefile dockerfile'.split(' '));

/** Where the editor says a name is defined: a line of a file of the index, or elsewhere. */
export type Told = { readonly path: string; readonly line: number } | 'elsewhere';

export type Found = {
	readonly name: string;
	readonly file: SourceFile;
	readonly nested: Nested;
	/** All definitions of this one thing, itself included. */
	readonly overloads: readonly Nested[];
	/** Nothing else in its family of languages has this name. */
	readonly alone: boolean;
	/** Several parts make a name that prose and other libraries do not use by chance. */
	readonly telling: boolean;
	readonly among: number;
	readonly because: string;
	/** The name was asked about where it is defined. */
	readonly here: boolean;
};

export type FindOptions = { readonly store: Store; readonly files: Files; readonly languageOf: (path: string) => string };

export class Finder {
	private readonly options: FindOptions;

	constructor(options: FindOptions) {
		this.options = options;
	}

	async find(file: SourceFile, name: Name, at: Spot, told: Told | undefined): Promise<Found | undefined> {
		const { files, languageOf } = this.options;
		const language = languageOf(file.path);
		if (data.has(language)) {
			return undefined;
		}
		const own = await files.definitionsOf(file);
		const declared = name.role === 'mention' ? undefined : declaredAt(own, name.text, at.row);
		if (declared !== undefined) {
			return this.found(name.text, file, [declared], { because: 'defined here', here: true, among: 1 });
		}
		if (told !== undefined) {
			const found = await this.foundTold(name.text, told);
			// while the language support still reads the project, the import is all it knows
			const isImport = told !== 'elsewhere' && told.path === file.path && bringsIn(file.text.split('\n'), told.line - 1);
			if (found !== undefined || !isImport) {
				return found;
			}
		}
		const use = useOf(file, name, at, own, language);
		if (use === undefined) {
			return undefined;
		}
		const narrowed = narrow(use, (asked) => this.definitionsNamed(asked, file.path));
		return narrowed && this.lookUp(narrowed, use);
	}

	/** What the editor's own language support says is right; what it does not know of the index is none of ours. */
	private async foundTold(name: string, told: Told): Promise<Found | undefined> {
		const file = told === 'elsewhere' ? undefined : this.options.files.current(told.path);
		if (file === undefined || told === 'elsewhere') {
			return undefined;
		}
		const all = await this.options.files.definitionsOf(file);
		const fits = all.filter(
			({ definition: { names, start, end } }) => names.includes(name) && start <= told.line - 1 && told.line - 1 <= end,
		);
		const inner = fits.at(-1);
		return inner && this.found(name, file, [inner], { because: 'as the language support of the editor says', here: false, among: 1 });
	}

	private async lookUp({ name, paths, container, because, nearest }: Narrowed, use: Use): Promise<Found | undefined> {
		const { files } = this.options;
		if (paths.length > mostFiles) {
			return undefined;
		}
		const owners = new Set(use.around.map(({ path }) => path.at(-1)));
		const fits = (nested: Nested): boolean =>
			nested.definition.names.includes(name) &&
			(container === undefined
				? use.receiver !== undefined || use.role === 'mention' || !isMember(nested) || owners.has(containerOf(nested))
				: container === ''
					? !isMember(nested)
					: containerOf(nested) === container);
		const groups = new Map<string, { file: SourceFile; all: Nested[] }>();
		const isC = family(use.language).includes('c');
		for (const path of paths) {
			const file = files.current(path);
			for (const nested of file === undefined ? [] : (await files.definitionsOf(file)).filter(fits)) {
				// in C a header and its source define the same thing; the one with a comment speaks
				const key = `${isC ? '' : path} ${nested.definition.path.join('.')}`;
				const group = groups.get(key);
				if (
					file !== undefined &&
					(group === undefined || (group.file !== file && group.all.every(({ definition }) => definition.doc === '')))
				) {
					groups.set(key, { file, all: [nested] });
				} else if (group?.file === file) {
					group?.all.push(nested);
				}
			}
		}
		const [only] = groups.values();
		const among = nearest === true ? new Set(this.definitionsNamed(name, use.path).map(({ path }) => path)).size : 1;
		return groups.size !== 1 || only === undefined ? undefined : this.found(name, only.file, only.all, { because, here: false, among });
	}

	private found(
		name: string,
		file: SourceFile,
		overloads: readonly Nested[],
		rest: { readonly because: string; readonly here: boolean; readonly among: number },
	): Found | undefined {
		if (overloads.some((each) => isInner(each, file.text))) {
			return undefined;
		}
		const nested = overloads.find(({ definition }) => definition.doc !== '') ?? overloads[0];
		const others = this.definitionsNamed(name, file.path).filter(
			({ path }) => placeOf(path) === 'source' || placeOf(path) === placeOf(file.path),
		);
		const elsewhere = others.some(
			({ path, startLine, endLine }) => path !== file.path || !overloads.some((each) => isIn(each, startLine, endLine)),
		);
		const telling = parts(name).length > 1;
		return nested && { name, file, nested, overloads, alone: !elsewhere, telling, ...rest };
	}

	/** In languages that can name one another's things. */
	private definitionsNamed(name: string, path: string): readonly StoredChunk[] {
		const { store, languageOf } = this.options;
		const languages = new Set(family(languageOf(path)));
		const isProse = prose.has(languageOf(path));
		return store.defining(name, mostDefinitions).filter((chunk) => {
			const language = languageOf(chunk.path);
			return (isProse || languages.has(language)) && !data.has(language);
		});
	}
}

function isIn({ definition }: Nested, startLine: number, endLine: number): boolean {
	return startLine <= definition.declared + 1 && definition.declared + 1 <= endLine;
}

/** Undefined for what is given its meaning right here. */
function useOf(file: SourceFile, name: Name, { row }: Spot, own: readonly Nested[], language: string): Use | undefined {
	const lines = file.text.split('\n');
	const line = lines[row] ?? '';
	const receiver = receiverOf(line, name.column);
	const outer = around(own, row);
	const outermost = outer.find(({ kind }) => /^(?:function|method|constructor|test|macro)$/.test(kind));
	const scope = outermost === undefined ? file.text : lines.slice(outermost.declared, outermost.end + 1).join('\n');
	const knownHere = outermost === undefined && own.some(({ definition }) => definition.names.includes(name.text));
	const isLocal = receiver === undefined && name.role === 'value' && !knownHere && isBound(name.text, scope);
	if (isLocal || (receiver === undefined && name.role === 'value' && isLabel(line, name.column, name.text))) {
		return undefined;
	}
	return { name: name.text, role: name.role, receiver, path: file.path, language, text: file.text, scope, around: outer };
}
