/** Definitions by the look of their lines, for languages without a grammar and for files that do not parse. */
import { indentOf, isBlank, type Rows } from '../lines.ts';
import { plainComment } from './comments.ts';
import type { Definition } from './definition.ts';
import type { Language } from './languages.ts';
import { signatureOf } from './signature.ts';

const modifiers =
	'(?:(?:export|default|public|private|protected|internal|open|static|final|abstract|async|override|pub(?:\\([^)]*\\))?|unsafe|extern|mutating|inline|virtual|sealed|data|partial|fileprivate|convenience|required|indirect|local|external|factory|const)\\s+)*';

/** What most languages have in common. */
const common = [
	`^\\s*${modifiers}(?<kind>class|interface|trait|protocol|struct|enum|record|object|module|actor|mixin|extension|contract|library)\\s+(?<name>[A-Za-z_$][\\w$.]*)(?![\\w$.]|\\s*;)`,
	`^\\s*${modifiers}(?<kind>func|fun|function|def|fn|sub|proc|method|macro|procedure|defp|defn)\\s+(?<name>[A-Za-z_$][\\w$.:]*[?!]?)`,
	`^\\s*${modifiers}(?<kind>type|typealias|typedef|newtype)\\s+(?<name>[A-Za-z_$][\\w$]*)`,
];
const comment = /^\s*(?:\/\/|#(?!\s*(?:include|define|if|else|endif|pragma))|--|;|%|\/\*|\*|\(\*|"""|@\w|#\[)/;

type Seen = { readonly row: number; readonly indent: number; readonly kind: string; readonly name: string };

export function outlineOf(
	lines: readonly string[],
	language: Language | undefined,
	rows?: Rows,
	outer: readonly string[] = [],
): Definition[] {
	const patterns = (language?.outline ?? common).map((source) => new RegExp(source, language?.ignoreCase === true ? 'i' : ''));
	const seen: Seen[] = [];
	const last = rows?.end ?? lines.length - 1;
	for (let row = rows?.start ?? 0; row <= last; row++) {
		const line = lines[row] ?? '';
		const found = line.length > 500 ? undefined : firstMatch(patterns, line);
		if (found !== undefined) {
			seen.push({ row, indent: indentOf(line), ...found });
		}
	}
	return nest(lines, seen, last, outer);
}

function firstMatch(patterns: readonly RegExp[], line: string): { readonly kind: string; readonly name: string } | undefined {
	for (const pattern of patterns) {
		const groups = pattern.exec(line)?.groups;
		if (groups?.name !== undefined) {
			return { kind: kindOf(groups.kind ?? 'function'), name: groups.name.trim() };
		}
	}
	return undefined;
}

function kindOf(word: string): string {
	return /^(?:func|fun|def|fn|sub|proc|procedure|defp|defn)$/i.test(word) ? 'function' : word.toLowerCase();
}

/** What is indented more than a definition, up to the next line that is not, is inside it. */
function nest(lines: readonly string[], seen: readonly Seen[], last: number, outer: readonly string[]): Definition[] {
	const made: Definition[] = [];
	for (let i = 0; i < seen.length; ) {
		const own = seen[i];
		if (own === undefined) {
			break;
		}
		const next = nextOutside(seen, i);
		const end = endOf(lines, own, next === undefined ? last : leadOf(lines, next.row, own.row) - 1);
		const inner = insideOf(seen, i, end);
		made.push(definitionOf(lines, own, { start: leadOf(lines, own.row, made.at(-1)?.end ?? -1), end }, inner, outer));
		i += 1 + inner.length;
	}
	return made;
}

/** The next that is indented as little as `seen[i]`, or less. */
function nextOutside(seen: readonly Seen[], i: number): Seen | undefined {
	const indent = seen[i]?.indent ?? 0;
	let j = i + 1;
	while ((seen[j]?.indent ?? -1) > indent) {
		j++;
	}
	return seen[j];
}

function insideOf(seen: readonly Seen[], i: number, end: number): readonly Seen[] {
	let j = i + 1;
	while ((seen[j]?.row ?? end + 1) <= end) {
		j++;
	}
	return seen.slice(i + 1, j);
}

function definitionOf(lines: readonly string[], own: Seen, rows: Rows, inner: readonly Seen[], outer: readonly string[]): Definition {
	const parts = own.name.split(/::|[.:#]/).filter((part) => part !== '');
	const path = [...outer, ...parts];
	return {
		kind: own.kind,
		path,
		names: parts.slice(-1),
		...rows,
		declared: own.row,
		signature: signatureOf(declarationOf(lines, own.row)),
		doc: plainComment(lines.slice(rows.start, own.row).join('\n')),
		children: nest(lines, inner, rows.end, path),
	};
}

/** The line, and those after it while a bracket of it is open. */
function declarationOf(lines: readonly string[], row: number): string {
	let text = lines[row] ?? '';
	for (let next = row + 1; next < row + 12 && count(text, '(') > count(text, ')'); next++) {
		text += `\n${lines[next] ?? ''}`;
	}
	return text;
}

function count(text: string, sign: string): number {
	return text.split(sign).length - 1;
}

/** The first row of the comments and decorators right above. */
function leadOf(lines: readonly string[], row: number, after: number): number {
	let start = row;
	while (start - 1 > after && comment.test(lines[start - 1] ?? '')) {
		start--;
	}
	return start;
}

/** Up to the bracket or `end` that closes it where lines show one; else up to where, after a blank line, no line is indented more. */
function endOf(lines: readonly string[], own: Seen, limit: number): number {
	let end = own.row;
	for (let row = own.row + 1; row <= limit; row++) {
		const line = lines[row] ?? '';
		if (isBlank(line)) {
			continue;
		}
		const isInside = indentOf(line) > own.indent;
		const closes = indentOf(line) === own.indent && /^\s*(?:\}|end\w*|\))/i.test(line);
		if (!isInside && !closes && isBlank(lines[row - 1])) {
			return end;
		}
		end = row;
		if (closes && !/^\s*\).*[({]\s*$/.test(line)) {
			return end;
		}
	}
	return end;
}
