/** Which of the definitions of a name is meant, as far as the file around it tells. Rather none than a wrong one. Pure. */
import type { StoredChunk } from '../domain/chunk.ts';
import { placeOf } from '../domain/place.ts';
import { parts } from '../domain/terms.ts';
import type { Definition } from '../skills/skill.ts';
import { fitOf, type Import, importOf, type Receiver, typeOf } from './scope.ts';

/** A name and what surrounds it. */
export type Use = {
	readonly name: string;
	readonly role: 'type' | 'value' | 'mention';
	readonly receiver: Receiver | undefined;
	readonly path: string;
	readonly language: string;
	/** The whole file. */
	readonly text: string;
	/** Of the function around the name, or of the whole file outside of functions. */
	readonly scope: string;
	/** Definitions around it, outermost first. */
	readonly around: readonly Definition[];
};

/** Where the definition must be looked for: in these files, in this container where one is named. */
export type Narrowed = {
	readonly name: string;
	readonly paths: readonly string[];
	/** Its container; `''` for what stands alone; undefined where it may be in any. */
	readonly container: string | undefined;
	readonly because: string;
	/** Nothing but nearness chose. */
	readonly nearest?: boolean;
};

/** A member of the class around may be named alone. */
const bareMembers = new Set('java kotlin scala groovy csharp cpp swift ruby crystal dart d haxe'.split(' '));
/** Everything of a folder may be named without an import. */
const packages = new Set('go java kotlin scala groovy csharp swift php d c cpp objective-c dart'.split(' '));
/** All of the program is one name space, for types at least. */
const programs = new Set(
	'csharp swift ruby php c cpp objective-c lua elixir fsharp visual-basic crystal perl bash powershell haskell ocaml erlang julia r gleam pascal fortran nim zig'.split(
		' ',
	),
);
const families: readonly (readonly string[])[] = [
	['typescript', 'tsx', 'javascript', 'vue', 'svelte', 'astro'],
	['c', 'cpp', 'objective-c'],
	['java', 'kotlin', 'scala', 'groovy'],
];

export function family(language: string): readonly string[] {
	return families.find((some) => some.includes(language)) ?? [language];
}

/** Code before its tests, examples, stubs and vendored copies; code itself knows nothing of its tests and examples. */
export function preferred(chunks: readonly StoredChunk[], from: string): readonly StoredChunk[] {
	const good = chunks.filter(({ path }) => placeOf(path) === 'source' || path === from);
	const isAside = ['test', 'example'].includes(placeOf(from));
	if (good.length > 0) {
		return good;
	}
	return isAside ? chunks : chunks.filter(({ path }) => !['test', 'example'].includes(placeOf(path)));
}

/** Candidates are the chunks of the same family of languages that define the name. */
export function narrow(use: Use, defining: (name: string) => readonly StoredChunk[]): Narrowed | undefined {
	if (use.role === 'mention') {
		return mentioned(use, defining);
	}
	return use.receiver === undefined ? bare(use, defining) : member(use, use.receiver, defining);
}

function pathsOf(chunks: readonly { readonly path: string }[]): string[] {
	return [...new Set(chunks.map(({ path }) => path))];
}

function bare(use: Use, defining: (name: string) => readonly StoredChunk[]): Narrowed | undefined {
	const { name, path, text, language, role } = use;
	const imported = importOf(name, text);
	if (imported !== undefined) {
		return fromModule(defining(imported.original), imported.original, imported.module, path);
	}
	const chunks = preferred(defining(name), path);
	const own = chunks.filter((chunk) => chunk.path === path);
	if (own.length > 0) {
		return { name, paths: [path], container: bareMembers.has(language) ? undefined : '', because: 'defined in this file' };
	}
	if (chunks.length === 0) {
		return undefined;
	}
	const folder = folderOf(path);
	const near = chunks.filter((chunk) => folderOf(chunk.path) === folder);
	if (packages.has(language) && near.length > 0) {
		return { name, paths: pathsOf(near), container: '', because: 'defined in the same folder' };
	}
	const isTelling = parts(name).length > 1 || (role === 'type' && name.length > 3) || (/^\p{Lu}\p{Ll}/u.test(name) && name.length > 3);
	if (!programs.has(language) && !(packages.has(language) && hasImportOf(use, chunks))) {
		return undefined;
	}
	const paths = pathsOf(chunks);
	if (paths.length === 1) {
		return isTelling ? { name, paths, container: '', because: 'the only definition of this name' } : undefined;
	}
	const nearest = nearestTo(path, paths);
	return isTelling && nearest !== undefined
		? { name, paths: [nearest], container: '', because: `the nearest of ${paths.length} definitions of this name`, nearest: true }
		: undefined;
}

/** `import java.util.*`, `import static a.b.C.*`: the folder of the only definition is imported whole. */
function hasImportOf({ text }: Use, chunks: readonly StoredChunk[]): boolean {
	const modules = [...text.matchAll(/^\s*import\s+(?:static\s+)?([\w.]+)\.(?:\*|_)/gm)].map((match) => match[1] ?? '');
	return chunks.some(({ path }) => modules.some((module) => fitOf(module, path, '') > 20));
}

function fromModule(chunks: readonly StoredChunk[], name: string, module: string, from: string): Narrowed | undefined {
	const scored = preferred(chunks, from).map((chunk) => ({ chunk, fit: fitOf(module, chunk.path, from) }));
	const most = Math.max(0, ...scored.map(({ fit }) => fit));
	const best = scored.filter(({ fit }) => fit > 0 && fit === most).map(({ chunk }) => chunk);
	const paths = pathsOf(best.length > 0 ? best : passedOn(preferred(chunks, from), module));
	return paths.length === 0 ? undefined : { name, paths, container: '', because: `imported from ${module}` };
}

/** A module of this workspace passes on what another one defines: the only definition there is, below the folder that the module begins with. */
function passedOn<Chunk extends { readonly path: string }>(chunks: readonly Chunk[], module: string): readonly Chunk[] {
	const isRelative = /^(?:\.|crate\b|super\b|self\b)/.test(module);
	const [top = ''] = module.split(/[./:\\]+/);
	const isOurs = isRelative || chunks.every(({ path }) => path.split('/').slice(0, -1).includes(top));
	return pathsOf(chunks).length === 1 && isOurs ? chunks : [];
}

function member(use: Use, receiver: Receiver, defining: (name: string) => readonly StoredChunk[]): Narrowed | undefined {
	const { name, path, text, scope, around } = use;
	const chunks = preferred(defining(name), path);
	const inside = (container: string): readonly StoredChunk[] =>
		chunks.filter(({ symbol, names }) => symbol.split('.').includes(container) || names.includes(container));
	if (receiver.kind === 'self') {
		const owner = ownerOf(around);
		const found = owner === undefined ? [] : inside(owner);
		const paths = found.some((chunk) => chunk.path === path) ? [path] : pathsOf(found);
		return owner === undefined || paths.length === 0
			? onlyOne(use, chunks)
			: { name, paths, container: owner, because: `a member of ${owner}` };
	}
	if (receiver.kind === 'expression') {
		return onlyOne(use, chunks);
	}
	const module = importOf(receiver.name, text);
	const isType = /^\p{Lu}/u.test(receiver.name);
	const type = isType ? { name: receiver.name, qualifier: '' } : (typeOf(receiver.name, scope) ?? typeOf(receiver.name, text));
	if (type !== undefined) {
		const brought = importOf(type.qualifier === '' ? type.name : type.qualifier, text);
		const container = type.qualifier === '' ? (brought?.original ?? type.name) : type.name;
		const owned = inside(container).filter((chunk) =>
			brought === undefined ? type.qualifier === '' : isFrom(brought, chunk.path, path, type.name),
		);
		const because = isType ? `a member of ${container}` : `${receiver.name} is a ${container}`;
		return owned.length === 0 ? undefined : { name, paths: pathsOf(owned), container, because };
	}
	if (module !== undefined) {
		return fromModule(chunks, name, isItsName(module.module, receiver.name) ? module.module : `${module.module}/${module.original}`, path);
	}
	const alike = chunks.filter(({ symbol, names }) =>
		[...symbol.split('.'), ...names].some((each) => each !== name && isNamedAfter(receiver.name, each)),
	);
	const owner =
		alike[0] && [...alike[0].symbol.split('.'), ...alike[0].names].find((each) => each !== name && isNamedAfter(receiver.name, each));
	if (owner !== undefined && alike.every((chunk) => chunk.path === alike[0]?.path)) {
		return { name, paths: pathsOf(alike), container: owner, because: `${receiver.name} is named after ${owner}` };
	}
	return onlyOne(use, chunks);
}

/** The import may mean this file: the file fits, or a module of this workspace passes on what the file defines. */
function isFrom({ module, original }: Import, path: string, from: string, type: string): boolean {
	const named = original === type ? module : `${module}/${original}`;
	return fitOf(named, path, from) > 0 || fitOf(module, path, from) > 0 || passedOn([{ path }], module).length > 0;
}

/** `import a.b`, `import "a/b/v2"`: the module is called by its last part. */
function isItsName(module: string, name: string): boolean {
	return (
		module
			.replace(/\/v\d+$/, '')
			.split(/[./:\\]+/)
			.at(-1) === name
	);
}

/** `httpClient`, `http_client` and `HttpClient`. */
export function isNamedAfter(variable: string, type: string): boolean {
	return /^\p{Lu}/u.test(type) && parts(variable).join('') === parts(type).join('') && parts(type).join('').length > 3;
}

/** The innermost thing around that has members. */
function ownerOf(around: readonly Definition[]): string | undefined {
	const classes = around.filter(
		({ kind }) => !/^(?:function|method|constructor|test|macro|field|variable|constant|module|namespace)$/.test(kind),
	);
	const method = around.find(({ path, kind }) => path.length > 1 && /^(?:function|method|constructor)$/.test(kind));
	return classes.at(-1)?.path.at(-1) ?? method?.path.at(-2);
}

/** A member of we know not what: ours only where the name is ours alone. */
function onlyOne({ name }: Use, chunks: readonly StoredChunk[]): Narrowed | undefined {
	const paths = pathsOf(chunks);
	return paths.length === 1 && parts(name).length > 2
		? { name, paths, container: undefined, because: 'the only definition of this name' }
		: undefined;
}

/** In prose only what is unmistakable. */
function mentioned(use: Use, defining: (name: string) => readonly StoredChunk[]): Narrowed | undefined {
	const chunks = preferred(defining(use.name), '').filter(({ path }) => placeOf(path) === 'source');
	const { receiver } = use;
	const owned =
		receiver?.kind === 'name'
			? chunks.filter(({ symbol, names }) => symbol.split('.').includes(receiver.name) || names.includes(receiver.name))
			: [];
	if (receiver?.kind === 'name' && owned.length > 0) {
		return { name: use.name, paths: pathsOf(owned), container: receiver.name, because: `a member of ${receiver.name}` };
	}
	const paths = pathsOf(chunks);
	const isTelling = parts(use.name).length > 1 || /^\p{Lu}\p{Ll}/u.test(use.name);
	return paths.length === 1 && isTelling
		? { name: use.name, paths, container: undefined, because: 'the only definition of this name' }
		: undefined;
}

function folderOf(path: string): string {
	return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The one file with the longest way in common; undefined where two share it. */
function nearestTo(from: string, paths: readonly string[]): string | undefined {
	const way = from.split('/');
	const shared = (path: string): number => {
		const other = path.split('/');
		const at = way.findIndex((part, i) => other[i] !== part);
		return at === -1 ? way.length : at;
	};
	const sorted = paths.map((path) => ({ path, length: shared(path) })).sort((a, b) => b.length - a.length);
	return sorted[0]?.length === sorted[1]?.length ? undefined : sorted[0]?.path;
}
