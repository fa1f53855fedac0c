/** Sentences out of comments and documents, as a person would quote them. Pure. */
import { escaped } from './scope.ts';

/** Characters of a sentence; longer ones are cut at a word. */
const longest = 180;
/** Shorter than this it says nothing. Words. */
const fewest = 2;
const noise =
	/copyright|licen[cs]e|spdx|eslint|prettier|@ts-|pylint|noqa|nolint|type:\s*ignore|istanbul|rubocop|phpcs|clang-format|^\s*(?:todo|fixme|xxx|hack)\b|^[-=#*\s]*region\b/i;

/** The first sentence of a doc comment; undefined where it says nothing of its own. */
export function firstSentence(doc: string): string | undefined {
	const lines: string[] = [];
	for (const line of doc.split('\n')) {
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
		if (/[.!?](?:\s|$)/.test(line)) {
			break;
		}
	}
	const text = plain(lines.join(' '));
	const sentence = cut(/^.*?[.!?。](?=\s+[\p{Lu}\p{N}"'`([]|\s*$)/u.exec(text)?.[0] ?? text);
	const isCode = /[;{}]\s*$|^\W*\w+\([^)]*\)\W*$|=>|\w\s=\s\w/.test(sentence);
	return words(sentence) < fewest || noise.test(text) || isCode ? undefined : sentence;
}

/** Without the signs of comment and document languages. */
export function plain(text: string): string {
	return text
		.replace(/\{@(?:link|code|linkplain|literal)\s+#?([^}]*)\}/g, '$1')
		.replace(/:(?:[\w+-]+:)*[\w+-]+:`~?\.?([^`<]*?)(?:\s*<[^>]*>)?`/g, '$1')
		.replace(/``([^`]+)``/g, '$1')
		.replace(/`([^`]+)`_{0,2}/g, '$1')
		.replace(/!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])/g, '$1')
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
 * Where other things have the same name, `container` must be named too, in the section or in `trail`, the headings that lead there.
 */
export function quoteOf(section: string, trail: string, name: string, container: string): Quote | undefined {
	const owner = new RegExp(`(?<![\\w$])${escaped(container)}(?![\\w$])`, 'u');
	if (container !== '' && !owner.test(trail) && !owner.test(section)) {
		return undefined;
	}
	const paragraphs = paragraphsOf(section);
	const own = nameIn(name);
	const quotes = paragraphs.flatMap((paragraph, i): Quote[] => {
		if (paragraph.kind === 'title' || paragraph.kind === 'directive') {
			const next = paragraphs[i + 1];
			const says = next?.kind === 'prose' && isTitleOf(paragraph.text, name);
			const sentence = says ? first(plain(next.text)) : '';
			return words(sentence) < 4 ? [] : [{ text: cut(sentence), row: paragraph.row, weight: 3 }];
		}
		const sentence = sentencesOf(paragraph.text).find((each) => own.test(each));
		if (sentence === undefined || words(plain(sentence)) < 5) {
			return [];
		}
		const begins = new RegExp(
			`^(?:the\\s+)?\`{0,2}(?:[\\w$.]+[.#:])?${escaped(name)}(?:\\(\\))?\`{0,2}\\s+(?!and\\b|or\\b)\\p{Ll}`,
			'iu',
		).test(sentence);
		return [{ text: cut(plain(sentence)), row: paragraph.row, weight: begins ? 2 : 1 }];
	});
	return quotes.reduce<Quote | undefined>((best, each) => (best === undefined || each.weight > best.weight ? each : best), undefined);
}

/** As code writes it: between code signs, called, qualified; a name of several parts also as it is. */
function nameIn(name: string): RegExp {
	const n = escaped(name);
	const isTelling = /[a-z\d][A-Z]|[A-Za-z\d]_[A-Za-z]/.test(name);
	const marked = `\`[^\`\\n]*(?<![\\w$-])${n}(?![\\w$-])[^\`\\n]*\`|(?<![\\w$])${n}\\(`;
	return new RegExp(isTelling ? `${marked}|(?<![\\w$/-])${n}(?![\\w$/-])` : marked, 'u');
}

/** A heading or a directive is about the name when it consists of it. */
function isTitleOf(title: string, name: string): boolean {
	const bare = title
		.replace(/^\.\.\s+[\w:]+::\s*|^#+\s*/, '')
		.replace(/^(?:async|class|function|method|interface|type)[-\s]+/i, '')
		.replace(/`/g, '');
	return new RegExp(`^(?:[\\w$]+[.#:]+)*${escaped(name)}(?:\\(.*|<.*)?\\s*$`, 'u').test(bare);
}

type Paragraph = { readonly kind: 'title' | 'directive' | 'prose'; readonly row: number; readonly text: string };

function paragraphsOf(section: string): Paragraph[] {
	const found: Paragraph[] = [];
	let fence: string | undefined;
	let open = false;
	const lines = section.split('\n');
	for (const [row, line] of lines.entries()) {
		const mark =
			/^\s*(```+|~~~+|----+$|\.\.\s+(?:code|code-block|sourcecode|literalinclude|versionadded|versionchanged|deprecated|note|warning|seealso|index|currentmodule|module)\b)/.exec(
				line,
			)?.[1];
		const directive = /^\s*\.\.\s+(?:py:|js:|c:|cpp:|rb:)?[\w-]+::\s*\S/.test(line);
		const isRuler = /^\s*([=\-~^"'*+#])\1{2,}\s*$/.test(line);
		if (fence !== undefined) {
			fence = line.trim().startsWith(fence) ? undefined : fence;
			open = false;
		} else if (mark !== undefined && /^[`~]/.test(mark)) {
			fence = mark;
			open = false;
		} else if (isRuler) {
			const title = found.at(-1);
			if (open && title?.kind === 'prose' && title.row === row - 1) {
				found[found.length - 1] = { ...title, kind: 'title' };
			}
			open = false;
		} else if (/^#{1,6}\s/.test(line)) {
			found.push({ kind: 'title', row, text: line.trim() });
			open = false;
		} else if (directive && mark === undefined) {
			found.push({ kind: 'directive', row, text: line.trim() });
			open = false;
		} else if (line.trim() === '' || /^\s*(?:\.\.|:[\w ]+:|\||>>>|<|\[!)/.test(line) || /^(?: {4}|\t)\s*\S.*(?:[;{}=]|\)$)/.test(line)) {
			open = false;
		} else if (open && !/^\s*(?:[-*+]|\d+\.)\s/.test(line)) {
			const last = found.at(-1) as Paragraph;
			found[found.length - 1] = { ...last, text: `${last.text} ${line.trim()}` };
		} else {
			found.push({ kind: 'prose', row, text: line.trim() });
			open = true;
		}
	}
	return found;
}

function sentencesOf(text: string): string[] {
	return text.split(/(?<=[.!?])\s+(?=[\p{Lu}\p{N}`"'([*])/u);
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
