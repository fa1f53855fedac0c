/** Headings of Markdown, as its parser sees them: setext ones too, none inside fences. */
import MarkdownIt from 'markdown-it';
import type { Heading } from './sections.ts';

const parser = new MarkdownIt({ html: true });
/** Inline marks are not needed: a heading's text is read as it stands. */
parser.core.ruler.disable(['inline', 'linkify', 'replacements', 'smartquotes', 'text_join']);

export function markdownHeadings(text: string): Heading[] {
	const front = /^---\n[\s\S]*?\n(?:---|\.\.\.)[ \t]*(?:\n|$)/.exec(text)?.[0] ?? '';
	const skipped = front.split('\n').length - 1;
	const tokens = parser.parse(text.slice(front.length), {});
	const headings = tokens.flatMap((token, i): Heading[] => {
		const row = token.map?.[0];
		return token.type === 'heading_open' && token.level === 0 && row !== undefined
			? [{ row: row + skipped, level: Number(token.tag.slice(1)), title: plainTitle(tokens[i + 1]?.content ?? '') }]
			: [];
	});
	const title = /^title:[ \t]*(.+)$/m.exec(front)?.[1]?.replace(/^(["'])(.*)\1$/, '$2');
	return title === undefined || headings.some(({ level }) => level === 1)
		? headings
		: [{ row: 0, level: 1, title: title.trim() }, ...headings];
}

/** Characters of a heading. */
const longestTitle = 500;

/** Without links, emphasis, code signs, HTML and anchors. */
function plainTitle(title: string): string {
	return title
		.slice(0, longestTitle)
		.replace(/!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])/g, '$1')
		.replace(/<[^>]*>/g, '')
		.replace(/\s*\{:?\s*#[^}]*\}\s*$/, '')
		.replace(/[`*]|(?<!\w)_|_(?!\w)/g, '')
		.replace(/\\([\\`*_{}[\]()#+\-.!])/g, '$1')
		.replace(/\s+/g, ' ')
		.trim();
}
