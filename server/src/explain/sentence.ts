/** Sentences out of comments and documents, as a person would quote them. Pure. */
import { escaped } from './scope.ts';

/** Characters of a sentence; longer ones are cut at a word. */
const longest = 180;
/** Characters of a comment or paragraph that are read: a person stops before that, too. */
const reach = 3_000;
/** Shorter than this it says nothing. Words. */
const fewest = 2;
const noise =
	/copyright|licen[cs]e|spdx|eslint|prettier|@ts-|pylint|noqa|nolint|type:\s*ignore|istanbul|rubocop|phpcs|clang-format|^\s*(?:todo|fixme|xxx|hack)\b|^[-=#*\s]*region\b/i;

/** The first sentence of a doc comment; undefined where it says nothing of its own. */
export function firstSentence(doc: string): string | undefined {
	const lines: string[] = [];
	for (const line of doc.slice(0, reach).split('\n')) {
		const isTag =
			/^\s*(?:@(?!link)\w+|[\\@](?:brief)?param\b|:\w+[^:]*:(?!`)|\.\. \w|>>>|```|-{3,}|Args:|Returns:|Parameters|Arguments:|Example|#+\s*(?:Examples?|Panics|Errors|Safety|Arguments)\b)/.test(
				line,
			);
		if (isTag && lines.length > 0) {
			break;
		}
		if (!isTag && line.trim() !== '') {
			lines.push(line.trim());
		}
		if (/[.!?](?<!\b(?:e\.g|i\.e|etc|vs|cf|resp)\.)(?:\s|$)/.test(line)) {
			break;
		}
	}
	const text = plain(lines.join(' '));
	const sentence = cut(first(text));
	const isCode = /[;{}]\s*$|^\W*\w+\([^)]*\)\W*$|=>|\w\s=\s\w/.test(sentence);
	return words(sentence) < fewest || noise.test(text) || isCode ? undefined : sentence;
}

/** Without the signs of comment and document languages. */
export function plain(text: string): string {
	return text
		.slice(0, reach)
		.replace(/(`+)(.+?)\1/g, (span) => span.replaceAll('<', '&lt;'))
		.replace(/\{@(?:link|code|linkplain|literal)\s+#?([^}]*)\}/g, '$1')
		.replace(/:(?:[\w+-]+:)*[\w+-]+:`~?\.?([^`<]*?)(?:\s*<[^>]*>)?`/g, '$1')
		.replace(/``([^`]+)``/g, '$1')
		.replace(/`([^`]+)`_{0,2}/g, '$1')
		.replace(/!?\[([^\]]*)\](?:\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\])/g, '$1')
		.replace(/\[([^\]\s]+)\](?![(\w])/g, '$1')
		.replace(/<\/?[a-zA-Z][^<>]*>/g, '')
		.replace(/&lt;/g, '<')
		.replace(/&gt;/g, '>')
		.replace(/&amp;/g, '&')
		.replace(/(?<![\w*])(?:\*\*|\*)(?=\S)([^*]+)(?<=\S)(?:\*\*|\*)(?![\w*])/g, '$1')
		.replace(/^\s*(?:[\\@]brief|[-*+•])\s+/, '')
		.replace(/\s+/g, ' ')
		.trim();
}

export type Quote = {
	readonly text: string;
	/** Row within the section, from 0. */
	readonly row: number;
	/** How much it says of the name: 3 where it is what the section is about, 2 where a sentence begins with it, 1 where it is named. */
	readonly weight: number;
};

/**
 * The words of a section that describe a name; code blocks show and do not describe.
 * Where other things have the same name, `container` must be named with it: in its sentence, in the class that the
 * section documents, or as the last heading of `trail`.
 */
export function quoteOf(section: string, trail: string, name: string, container: string): Quote | undefined {
	const owner = container === '' ? undefined : new RegExp(`(?<![\\w$])${escaped(container)}(?![\\w$])`, 'u');
	const paragraphs = paragraphsOf(section.slice(0, reach));
	const quotes: Quote[] = [];
	let documented = '';
	for (const [i, paragraph] of paragraphs.entries()) {
		documented = /^\.\.\s+(?:py:)?(?:class|exception)::\s*(?:[\w.]*\.)?(\w+)/.exec(paragraph.text)?.[1] ?? documented;
		const quote = quoteIn(paragraph, paragraphs[i + 1], name);
		const isMeant =
			owner === undefined ||
			documented === container ||
			(documented === '' && isTitleOf(trail.split(' › ').at(-1) ?? '', container)) ||
			(quote !== undefined && owner.test(quote.about));
		if (quote !== undefined && isMeant) {
			quotes.push(quote);
		}
	}
	return quotes.reduce<Quote | undefined>((best, each) => (best === undefined || each.weight > best.weight ? each : best), undefined);
}

function quoteIn(paragraph: Paragraph, next: Paragraph | undefined, name: string): (Quote & { readonly about: string }) | undefined {
	const { kind, row, text } = paragraph;
	if (kind === 'row') {
		const [head = '', ...cells] = text.split(/(?<!\\)\|/).map((cell) => cell.trim());
		const says = plain(cells.find((cell) => words(cell) >= 3) ?? '');
		return isTitleOf(plain(head), name) && says !== '' ? { text: cut(says), row, weight: 3, about: text } : undefined;
	}
	if (kind !== 'prose') {
		// a heading of one plain word may be about anything
		const isTelling = kind === 'directive' || /[`().:#_]|[a-z][A-Z]/.test(text.replace(/^#+\s/, ''));
		const sentence = isTelling && next?.kind === 'prose' && isTitleOf(plain(text), name) ? first(plain(next.text)) : '';
		return words(sentence) < 4 || !isSentence(sentence) ? undefined : { text: cut(sentence), row, weight: 3, about: text };
	}
	const found = sentencesOf(text).find((each) => isNamedIn(each, name));
	const sentence = found === undefined ? '' : plain(found);
	const begins = new RegExp(`^(?:the\\s+)?(?:[\\w$]+[.#:]+)*${escaped(name)}(?:\\([^)]*\\))?\\s+(?!and\\b|or\\b)\\p{Ll}`, 'iu').test(
		sentence,
	);
	return words(sentence) < (begins ? 5 : 6) || !isSentence(sentence)
		? undefined
		: { text: cut(sentence), row, weight: begins ? 2 : 1, about: sentence };
}

/** Words that say something: no fragment, no command, no code, no pointer elsewhere. */
function isSentence(text: string): boolean {
	const isCode =
		/^\s*(?:\$|>|%|(?:async )?def |class |import |from |return |await |const |let |var |func |public |<)|[;{}]\s*$|::\s*$|\w\s=\s\w|=>|https?:\/\/\S+.*https?:/.test(
			text,
		);
	return (
		!isCode &&
		/^[\p{Lu}\p{Lo}"'“(]|^[\w$]+[._(]|^[a-z$_]\w*[A-Z_]/u.test(text) &&
		!/^(?:see|refer to|note that see|changed in|new in|added in|deprecated)\b/i.test(text)
	);
}

/** Named as code writes it: between code signs, called, qualified; a name of several parts also as it is. */
function isNamedIn(sentence: string, name: string): boolean {
	const word = new RegExp(`(?<![\\w$/-])${escaped(name)}(?![\\w$/-])`, 'u');
	const spans = [...sentence.matchAll(/(`+)(.+?)\1/g)].map((match) => match[2] ?? '');
	const isTelling = /[a-z\d][A-Z]|[A-Za-z\d]_[A-Za-z]/.test(name);
	const outside = sentence.replace(/(`+)(.+?)\1/g, ' ');
	return (
		spans.some((span) => word.test(span)) ||
		(isTelling ? word.test(outside) : new RegExp(`(?<![\\w$])${escaped(name)}\\(`, 'u').test(outside))
	);
}

/** A heading or a directive is about the name when it consists of it. */
function isTitleOf(title: string, name: string): boolean {
	const bare = title
		.replace(/^\.\.\s+[\w:]+::\s*|^#+\s*/, '')
		.replace(/^(?:async|class|function|method|interface|type)[-\s]+/i, '')
		.replace(/`/g, '');
	return new RegExp(`^(?:[\\w$]+[.#:]+)*${escaped(name)}(?:\\(.*|<.*)?\\s*$`, 'u').test(bare);
}

type Paragraph = { readonly kind: 'title' | 'directive' | 'row' | 'prose'; readonly row: number; readonly text: string };

/** Directives whose content is no prose about anything. */
const silent =
	/^\s*\.\.\s+(?:code|code-block|sourcecode|literalinclude|versionadded|versionchanged|deprecated|index|currentmodule|module|testcode|image|figure|toctree|highlight)\b/;
const ruler = /^\s*([=\-~^"'*+#])\1{2,}\s*$/;

function paragraphsOf(section: string): Paragraph[] {
	const found: Paragraph[] = [];
	let fence: string | undefined;
	/** Lines that are indented more belong to a code block. */
	let block: number | undefined;
	let open = false;
	for (const [row, line] of section.split('\n').entries()) {
		const indent = /^\s*/.exec(line)?.[0].length ?? 0;
		const isBlank = line.trim() === '';
		const mark = /^\s*(```+|~~~+|-{4,}\s*$)/.exec(line)?.[1]?.trim();
		if (block !== undefined && !isBlank && indent <= block) {
			block = undefined;
		}
		const last = found.at(-1);
		const wasOpen: boolean = open;
		open = false;
		if (fence !== undefined) {
			fence = line.trim().startsWith(fence) ? undefined : fence;
		} else if (block !== undefined || isBlank) {
			// shown, not said
		} else if (mark !== undefined && /^[`~]/.test(mark)) {
			fence = mark;
		} else if (ruler.test(line)) {
			if (wasOpen && last?.kind === 'prose' && last.row === row - 1) {
				found[found.length - 1] = { ...last, kind: 'title' };
			}
		} else if (silent.test(line)) {
			block = indent;
		} else if (/^#{1,6}\s/.test(line)) {
			found.push({ kind: 'title', row, text: line.trim() });
		} else if (/^\s*\.\.\s+[\w:-]+::\s*\S/.test(line)) {
			found.push({ kind: 'directive', row, text: line.trim() });
		} else if (/^\s*\|.*\|/.test(line)) {
			found.push({ kind: 'row', row, text: line.trim().replace(/^\||\|$/g, '') });
		} else if (/^\s*(?:\.\.|:[\w ]+:\s|>>>|<|\[[^\]]+\]:\s)|^(?: {4}|\t)\s*\S.*(?:[;{}=]|\)$)/.test(line)) {
			// fields, comments, link targets, code
		} else if (wasOpen && last !== undefined && !/^\s*(?:[-*+]|\d+[.)])\s/.test(line)) {
			found[found.length - 1] = { ...last, text: `${last.text} ${line.trim()}` };
			open = true;
		} else {
			found.push({ kind: 'prose', row, text: line.trim().replace(/^(?:[-*+]|\d+[.)])\s+/, '') });
			open = true;
		}
		block = open && /::\s*$/.test(line) ? indent : block;
	}
	return found;
}

function sentencesOf(text: string): string[] {
	return text.split(/(?<=[.!?])(?<!\b(?:e\.g|i\.e|etc|vs|cf|resp)\.)\s+(?=[\p{Lu}\p{N}`"'([*])/u);
}

function first(text: string): string {
	return sentencesOf(text)[0] ?? '';
}

function words(text: string): number {
	return text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
}

function cut(text: string): string {
	return text.length <= longest ? text : `${text.slice(0, longest - 1).replace(/\s+\S*$/, '')}…`;
}

/** A sentence is told already: nearly all its words stand in `known`, in order. */
export function isTold(sentence: string, known: string): boolean {
	const bare = (text: string): string => (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(' ');
	const said = bare(sentence.replace(/…$/, ''));
	return said !== '' && bare(plain(known)).includes(said);
}
