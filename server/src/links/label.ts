/** What a label in a picture may name: identifiers and paths as code writes them, or its words as a person writes a name. Pure. */
import { parts } from '../domain/terms.ts';

export type LabelName = {
	/** Letters and digits without case and signs: `Retry queue`, `retry_queue` and `RetryQueue` are `retryqueue`. */
	readonly key: string;
	readonly text: string;
	/** How many words it has. */
	readonly words: number;
	/** Written as code writes names: inner capitals, underscores, a call, a path. */
	readonly isCode: boolean;
	/** With the ending of a file. */
	readonly isFile: boolean;
	/** The label says nothing else. */
	readonly isWhole: boolean;
};

/** Labels are short; what is longer is prose, in which only names written as code count. */
const most = { words: 4, characters: 400 } as const;
const noise = /^(?:the|a|an)$/i;
/** What diagrams write before a name: stereotypes and keywords. */
const lead =
	/^(?:[«<]+[\w ]+[»>]+\s*|(?:class|interface|enum|struct|trait|abstract|participant|actor|component|package|module|def|function|func|fn)\s+)+/i;
const codeName = /(?:[\p{L}_$][\p{L}\p{N}_$-]*(?:\/|\.|::|#|->))*[\p{L}_$][\p{L}\p{N}_$]*(?:\(\))?/gu;
/** `name(what it takes): what it gives`, with the marks that diagrams write before members. */
const signature = /^[+\-#~|]?\s*([\p{L}_$][\p{L}\p{N}_$.]*\s?\(\)|[\p{L}_$][\p{L}\p{N}_$.]*)\s?\([^()]*\)\s*(?::\s*[\w<>,.[\] ]+)?$/u;
const fileEnding = /\.(?!com\b|org\b|io\b|net\b)[a-z]\w{0,5}$/i;

export function keyOf(name: string): string {
	return parts(name).join('');
}

/** The key of a file's name without its ending. */
export function stemKey(path: string): string {
	return keyOf((path.split('/').at(-1) ?? '').replace(/\.[^.]+$/, ''));
}

/** The label as one line, as it is shown and kept. */
export function labelText(text: string): string {
	return text.replace(/\s+/g, ' ').trim();
}

/** Names in it, each once: the whole label first. */
export function namesIn(label: string): LabelName[] {
	const text = labelText(label).slice(0, most.characters).replace(lead, '');
	const words = text.split(' ').filter((word) => /[\p{L}\p{N}]/u.test(word) && !noise.test(word));
	const isShort = words.length > 0 && words.length <= most.words;
	// of a signature the name, whatever it takes and gives
	const bare = signature.exec(text)?.[1] ?? words.join(' ');
	const whole = isShort || signature.test(text) ? [nameOf(bare, true)] : [];
	const inside = (text.match(codeName) ?? []).map((written) => nameOf(written, false)).filter(({ isCode }) => isCode);
	// a list of files is no label of one
	const named = inside.filter(({ isFile }) => !isFile || isShort);
	const last = named.flatMap(({ text: written, isFile }) => (isFile || !/[./:#>]/.test(written) ? [] : [nameOf(lastOf(written), false)]));
	const all = [...whole, ...named, ...last].filter(({ key }) => key.length > 2);
	return all.filter(({ key, isFile }, i) => all.findIndex((other) => other.key === key && other.isFile === isFile) === i);
}

function nameOf(text: string, isWhole: boolean): LabelName {
	const bare = text.replace(/\([^)]*\)?/g, '').trim();
	const isFile = fileEnding.test(bare) && !bare.includes(' ');
	const isCode = isFile || /\w\(\)|\p{Ll}\p{Lu}|[\p{L}\p{N}]_[\p{L}\p{N}]|\w(?:::|->|\/)\w|\w\.\w/u.test(text);
	return { key: keyOf(bare), text: bare, words: parts(bare).length, isCode: isCode && !text.includes(' '), isFile, isWhole };
}

function lastOf(path: string): string {
	return path.split(/\/|\.|::|#|->/).at(-1) ?? '';
}
