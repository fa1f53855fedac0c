/** What the text around a name tells of it: its receiver, whether it is bound right here, what it is imported from. Pure. */
import { parts } from '../domain/terms.ts';
import type { Definition, Nested } from '../skills/skill.ts';

const modules = /^(?:module|namespace|package|function|method|test|container)$/;

/** Reached through an object or a type, not by its name alone. */
export function isMember({ definition, around }: Nested): boolean {
	const outer = around.at(-1);
	return (
		/^(?:method|field|constructor)$/.test(definition.kind) || (outer === undefined ? definition.path.length > 1 : !modules.test(outer.kind))
	);
}

export function containerOf({ definition }: Nested): string {
	return definition.path.at(-2) ?? '';
}

/** A member whose name no other library is likely to have: of three words, and not one that an interface from elsewhere asks for. */
export function isUnmistakable(name: string, { definition: { start, declared } }: Nested, text: string): boolean {
	const lead = text
		.split('\n')
		.slice(start, declared + 1)
		.join('\n');
	return parts(name).length > 2 && !/@Override\b|\boverride\b|#\[Override\]/.test(lead);
}

/** A variable inside of what its language's grammar could not read: nothing else can mean it. */
export function isInner({ definition, around: outer }: Nested, text: string): boolean {
	return outer.length === 0 && /^(?:variable|constant)$/.test(definition.kind) && /^\s/.test(text.split('\n')[definition.declared] ?? '');
}

/** The definition whose own name stands at this row. */
export function declaredAt(all: readonly Nested[], name: string, row: number): Nested | undefined {
	const fits = all.filter(
		({ definition }) => definition.names.includes(name) && definition.declared <= row && row <= definition.declared + 2,
	);
	return fits.findLast(({ definition }) => definition.declared === row) ?? fits.find(({ definition }) => definition.end >= row);
}

/** Definitions around a row, outermost first. */
export function around(all: readonly Nested[], row: number): Definition[] {
	return all.map(({ definition }) => definition).filter(({ start, end }) => start <= row && row <= end);
}

export type Receiver = { readonly kind: 'self' } | { readonly kind: 'name'; readonly name: string } | { readonly kind: 'expression' };

/** Characters that are looked at: of a line on each side of a name, of a file from its head. What lies farther away says nothing. */
const reach = { line: 300, text: 20_000 } as const;

/** What stands before the name: undefined for a bare name. */
export function receiverOf(whole: string, place: number): Receiver | undefined {
	const from = Math.max(0, place - reach.line);
	const [line, column] = [whole.slice(from, place + reach.line), place - from];
	const match = /(?:([@\p{L}_$][\p{L}\p{N}_$]*)(<[^<>]*>)?|([)\]}"'`?!]))?\s*(?:\?\.|!\.|(?<![.\d])\.|->|::|\\)\s*$/u.exec(
		line.slice(0, column),
	);
	// of Ruby; decorators begin their line, annotations of parameters are written large
	const sigil = /\S.*@{1,2}$/.test(line.slice(0, column)) && /^\p{Ll}/u.test(line.slice(column));
	if (match === null) {
		return sigil ? { kind: 'self' } : undefined;
	}
	const [, name] = match;
	const isChained = /(?:\.|->|::)\s*$/.test(line.slice(0, match.index));
	if (name === undefined || (isChained && !/^\p{Lu}/u.test(name))) {
		return { kind: 'expression' };
	}
	return /^(?:\$?this|self|Self|cls|static|super|parent|base|@+\w+)$/.test(name)
		? { kind: 'self' }
		: { kind: 'name', name: name.replace(/^\$/, '') };
}

/** The name of an argument or of a field in a literal, which is none of ours to explain. */
export function isLabel(line: string, column: number, name: string): boolean {
	const end = column + name.length;
	const [before, after] = [line.slice(Math.max(0, column - reach.line), column), line.slice(end, end + reach.line)];
	const isFirst = /[({,[]\s*$/.test(before);
	return (isFirst && /^\s*(?:=(?![=>])|:(?!:))/.test(after)) || (/^\s*$/.test(before) && /^(?:=(?![=>~]).*,|:\s.*[,{[(])\s*$/.test(after));
}

const declaring = '(?:let|const|var|val|auto|my|our|local|mut|dim|final|lateinit|static)';
const leading =
	'return|new|throw|case|else|await|yield|in|not|and|or|is|typeof|delete|import|from|goto|raise|assert|del|package|extends|implements|instanceof|as|echo|print|puts|use|go|defer|export|default|if|unless|while|until|when|match|with|do|then|class|struct|def|func|fn|fun|function|type|interface|trait|enum|impl|where|require|include|using|namespace|module|public|private|protected|internal|async|unsafe|move|ref|out|super|throws|sizeof|catch|elif|elsif|end|begin|void';

/** `text` gives the name a meaning of its own: a parameter, a variable, the variable of a loop. Rather once too often: then nothing is said. */
export function isBound(name: string, whole: string): boolean {
	const text = whole.slice(0, reach.text);
	const n = escaped(name);
	const isLower = !/^\p{Lu}/u.test(name);
	const patterns = [
		`\\b${declaring}\\b[^=\\n;]*(?<![\\w$.])${n}(?![\\w$])`,
		`(?<![\\w$.>:@])${n}\\s*(?:,\\s*[\\w$]+\\s*)*(?::=|=(?![=>~]))`,
		`(?<![\\w$.])${n}\\s*:\\s*[^\\n=]*=(?![=>])`,
		`(?<![\\w$.])(?!(?:${leading})\\s)[\\p{L}_$][\\w$.]*(?:::[\\w$]+)*(?:<[^\\n<>]*>|\\[\\])*[?*&]*\\s+[*&]*${n}\\s*[=;,)\\[](?!=)`,
		`\\bfor(?:each)?\\b[^\\n]*?(?<![\\w$.])${n}(?![\\w$])[^\\n]*?(?:\\bin\\b|\\bof\\b|:=|:|<-|\\bas\\b)`,
		`\\b(?:as|catch|except|rescue)\\s*\\(?[^\\n)]*?(?<![\\w$.])${n}\\s*(?:[:),{]|$)`,
		...(isLower
			? [
					`(?<![\\w$.])${n}\\s*=>`,
					`(?<!\\b(?:if|while|switch|until|elif|unless|match|with|using|lock|for|foreach)\\s*)\\([^()\\n]*(?<![\\w$.])${n}(?![\\w$])[^()\\n]*\\)\\s*(?:=>|->|\\{)`,
					`\\|[^|\\n]*(?<![\\w$.])${n}(?![\\w$])[^|\\n]*\\|`,
					`\\blambda\\b[^:\\n]*(?<![\\w$.])${n}(?![\\w$])`,
					`\\b(?:func|function|fn|fun|def)\\b\\s*[\\w$]*\\s*\\([^)]*(?<![\\w$.])${n}(?![\\w$])`,
				]
			: []),
	];
	return patterns.some((pattern) => new RegExp(pattern, 'mu').test(text)) || (isLower && isParameter(n, text));
}

/** In the first brackets of a function, where its parameters are. */
function isParameter(pattern: string, text: string): boolean {
	return new RegExp(`[(,|]\\s*(?:[\\w$]+\\s+)*[*&.]*(?<![\\w$])${pattern}(?![\\w$])`, 'u').test(headOf(text));
}

function headOf(text: string): string {
	let depth = 0;
	let groups = 0;
	for (let i = 0; i < text.length; i++) {
		const sign = text[i] as string;
		depth += sign === '(' ? 1 : sign === ')' ? -1 : 0;
		groups += sign === ')' && depth === 0 ? 1 : 0;
		if (depth === 0 && groups > 0 && (sign === '{' || sign === '\n')) {
			return text.slice(0, i);
		}
	}
	return text.slice(0, 400);
}

export type TypeName = {
	readonly name: string;
	/** What stands before its name: `http` of `http.Handler`; empty where nothing does. */
	readonly qualifier: string;
};

/** The type that the text gives a variable; undefined where it gives none, or several. */
export function typeOf(variable: string, whole: string): TypeName | undefined {
	const text = whole.slice(0, reach.text);
	const v = `(?<![\\w$.])${escaped(variable)}`;
	const type = '(?:(?<qualifier>[\\w$]+)(?:\\.|::))?(?<type>\\p{Lu}[\\w$]*)';
	const declared = [
		`${v}\\??\\s*:\\s*(?:&\\s*)?(?:mut\\s+)?["']?${type}`,
		`${v}\\s+\\*?${type}\\s*(?:[,)]|$)`,
		`(?<![\\w$.])${type}(?:<[^\\n]*?>)?[*&?\\s]+${escaped(variable)}\\s*[=;,):]`,
	];
	const made = [
		`${v}\\s*(?::?=)\\s*(?:await\\s+)?(?:new\\s+|&)?${type}(?:<[^<>]*>)?(?:::new)?\\s*[({][^\\n.]*$`,
		`${v}\\s*(?::?=)\\s*&(?:(?<qualifier>[\\w$]+)\\.)?(?<type>[\\w$]+)\\{`,
		`\\bwith\\s+${type}\\([^\\n]*\\)\\s+as\\s+${escaped(variable)}\\b`,
	];
	for (const patterns of [declared, made]) {
		const found = patterns.flatMap((pattern) => [...text.matchAll(new RegExp(pattern, 'gmu'))].map(({ groups }) => groups));
		const types = new Map(
			found.map((groups) => [
				`${groups?.qualifier ?? ''}.${groups?.type}`,
				{ name: groups?.type ?? '', qualifier: groups?.qualifier ?? '' },
			]),
		);
		if (types.size > 0) {
			return types.size === 1 ? [...types.values()][0] : undefined;
		}
	}
	return undefined;
}

export type Import = {
	/** As written: `./retry`, `com.google.gson`, `crate::http`. */
	readonly module: string;
	/** What it is called there. */
	readonly original: string;
};

/** The statement that brings a name into this file. */
export function importOf(name: string, whole: string): Import | undefined {
	const text = whole.slice(0, reach.text);
	const n = `(?<![\\w$])${escaped(name)}(?![\\w$])`;
	const patterns = [
		`\\b(?:import|export)\\b(?<list>[^;'"()]*?${n}[^;'"()]*?)\\bfrom\\s*['"](?<module>[^'"\\n]+)['"]`,
		`\\bfrom\\s+(?<module>[\\w.]+)\\s+import\\s+(?<list>\\([^)]*?${n}|[^\\n(]*?${n})`,
		`\\b(?:const|let|var|local)\\s+(?<list>[^=;]*?${n}[^=;]*?)=\\s*require\\s*\\(?\\s*['"](?<module>[^'"\\n]+)['"]`,
		`^[ \\t]*import\\s+(?:static\\s+)?(?<module>[\\w.]+)\\.\\{(?<list>[^}]*?${n})`,
		`^[ \\t]*import\\s+(?:static\\s+|type\\s+)?(?<module>[\\w.]+)\\.(?<list>${n})`,
		`^[ \\t]*import\\s+(?:static\\s+)?(?<module>[\\w.]+)\\.(?<list>[\\w$]+\\s+(?:as|=>)\\s+${n})`,
		`\\buse\\s+(?:function\\s+)?(?<module>[\\w:\\\\]+?)(?:::|\\\\)\\{(?<list>[^;]*?${n})`,
		`\\buse\\s+(?:function\\s+)?(?<module>[\\w:\\\\]+?)(?:::|\\\\)(?<list>${n})`,
		`\\buse\\s+(?<module>[\\w:\\\\]+?)(?:::|\\\\)(?<list>[\\w]+\\s+as\\s+${n})`,
		`^[ \\t]*(?:import|from)\\s+(?<list>)(?<module>(?:[\\w.]+\\.)?${n})\\s*$`,
		`^[ \\t]*import\\s+(?<list>)(?<module>[\\w.]+)\\s+as\\s+${n}`,
		`^[ \\t]*(?:import\\s+)?(?:${escaped(name)}\\s+)?"(?<list>)(?<module>(?:[\\w.-]+/)*${escaped(name)}(?:/v\\d+)?)"\\s*$`,
	];
	for (const pattern of patterns) {
		const groups = new RegExp(pattern, 'mu').exec(text)?.groups;
		if (groups?.module !== undefined) {
			const alias = new RegExp(`([\\w$]+)\\s*(?:\\bas\\b|=>|:)\\s*${n}`, 'u').exec(groups.list ?? '')?.[1];
			return { module: groups.module, original: alias === undefined || alias === 'type' || alias === 'default' ? name : alias };
		}
	}
	return undefined;
}

/** Whether this row is an import, or one name in the list of one. */
export function bringsIn(lines: readonly string[], row: number): boolean {
	const isStart = (line: string): boolean => /^\s*(?:import|from|use|export)\b[^;]*$|\brequire\s*\(/.test(line.replace(/;\s*$/, ''));
	if (isStart(lines[row] ?? '')) {
		return true;
	}
	const isListed = /^\s*(?:type\s+)?[\w$]+(?:\s+as\s+[\w$]+)?\s*,?\s*$/;
	const start = isListed.test(lines[row] ?? '') ? lines.slice(0, row).findLastIndex((line) => !isListed.test(line)) : -1;
	return /^\s*(?:import|from|use|export)\b.*[{(]\s*$/.test(lines[start] ?? '');
}

/** How well a module's name fits a file: 0 for not at all. `from` is the importing file. */
export function fitOf(module: string, path: string, from: string): number {
	const file = bare(path);
	const relative = relativeTo(module, from);
	if (relative !== undefined) {
		const wanted = relative.replace(/(?:^|\/)(?:index|__init__|mod)$/, '');
		return file === wanted ? 100 : wanted === '' || file.startsWith(`${wanted}/`) ? 50 : 0;
	}
	const wanted = module.split(/[./:\\]+/).filter((part) => !/^(?:|crate|self|super|@|~|v\d+)$/.test(part));
	const segments = file.split('/').filter((part) => part !== '');
	for (let length = wanted.length; length > 0; length--) {
		const tail = wanted.slice(-length).join('/');
		if (`/${segments.join('/')}/`.includes(`/${tail}/`)) {
			return length === wanted.length || mayBegin(module, wanted.length - length, segments) ? 20 + length : 0;
		}
	}
	return /^(?:crate|self|super)\b/.test(module) ? 1 : 0;
}

/** The parts of a module's name that are no folders here: a vendor's name space, a crate, a scope, the address of a repository. */
function mayBegin(module: string, missing: number, segments: readonly string[]): boolean {
	const isAddress = /^[\w-]+\.\w+\//.test(module) && segments.length <= 2;
	const isOutside = /^(?:std|core|alloc)::/.test(module);
	return isAddress || (missing === 1 && !isOutside && (module.includes('\\') || module.includes('::') || module.startsWith('@')));
}

/** Without its ending, and without the names that stand for their folder. */
function bare(path: string): string {
	return path.replace(/(?:\.d)?\.[^./]+$/, '').replace(/(?:^|\/)(?:index|__init__|mod|lib)$/, '');
}

/** The path that a relative module means; undefined where it is none. */
function relativeTo(module: string, from: string): string | undefined {
	const folder = from.split('/').slice(0, -1);
	const python = /^(\.+)((?:\w+(?:\.\w+)*)?)$/.exec(module);
	if (python !== null) {
		const up = (python[1]?.length ?? 1) - 1;
		return [...folder.slice(0, folder.length - up), ...(python[2] ?? '').split('.')].filter((part) => part !== '').join('/');
	}
	if (!/^\.{1,2}(?:\/|$)/.test(module)) {
		return undefined;
	}
	const parts = [...folder];
	for (const part of module.replace(/\.(?:[cm]?[jt]sx?|vue|svelte)$/, '').split('/')) {
		if (part === '..') {
			parts.pop();
		} else if (part !== '.' && part !== '') {
			parts.push(part);
		}
	}
	return parts.join('/');
}

export function escaped(text: string): string {
	return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
