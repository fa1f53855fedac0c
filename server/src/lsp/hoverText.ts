/** An explanation as Markdown for a hover, and its whole story for "why". What comes from the workspace is text: never a link, an icon or HTML. */
import type { Explanation, FactKind, Source } from '../domain/explanation.ts';
import type { Shown } from '../domain/link.ts';
import { toUri } from './convert.ts';

const factNames: Readonly<Record<FactKind, string>> = { used: 'Used in', tested: 'Tested in', configured: 'Configured in' };

/** At most a dozen lines, a paragraph each; every place can be opened. */
export function hoverMarkdown(root: string, { definition, kind, among, doc, described, facts, shown, related }: Explanation): string {
	const link = (source: Source, label = source.symbol === '' ? `${source.path}:${source.line}` : source.symbol): string =>
		`[${escaped(label)}](${linkTo(root, source)})`;
	const several = among === 1 ? '' : ` (one of ${among} definitions of this name)`;
	const title = `**${link(definition)}**`;
	return [
		doc === undefined ? `${title} · ${escaped(kind)} · ${escaped(definition.path)}${several}` : `${title} ${escaped(doc)}${several}`,
		...described.map(
			(passage) => `Described in ${link(passage, passage.symbol === '' ? passage.path : passage.symbol)}: “${escaped(passage.quote)}”`,
		),
		...facts.map(({ kind: fact, places }) => `${factNames[fact]} ${places.map((place) => link(place)).join(' · ')}`),
		...shown.map((picture) => shownLine(root, picture)),
		...(related.length === 0 ? [] : [`Related: ${related.map((place) => link(place)).join(' · ')}`]),
	].join('\n\n');
}

/** A confirmed link is a fact; a label that names the symbol is not. */
function shownLine(root: string, { picture, region, state }: Shown): string {
	const link = `[${escaped(picture.slice(picture.lastIndexOf('/') + 1))}](${toUri(root, picture).replaceAll('(', '%28').replaceAll(')', '%29')})`;
	return `${state === 'confirmed' ? 'Shown in' : 'Probably shown in'} ${link}${region === '' ? '' : `, “${escaped(region)}”`}`;
}

/** What the evidence was found by, and how long it took. */
export function hoverCost({ signals, ms }: Explanation): string {
	return `${signals.join(' · ')} · ${Math.round(ms)} ms`;
}

/** Why the hover says what it says, for a page of its own. */
export function hoverWhy({ definition, kind, among, because, doc, described, facts, shown, related, ms }: Explanation): string {
	const at = ({ path, line, symbol }: Source): string => `\`${code(path)}:${line}\`${symbol === '' ? '' : ` (${escaped(symbol)})`}`;
	return [
		`# Why: ${escaped(definition.symbol)}`,
		`The ${escaped(kind)} at ${at(definition)} is meant: ${escaped(because)}.${among === 1 ? '' : ` There are ${among} definitions of this name.`}`,
		doc === undefined
			? 'Its own comment is not shown: there is none that says something, or it is in sight already.'
			: 'The sentence is the first one of its own comment.',
		...described.map((passage) => `Quoted from ${at(passage)}, which names it as code does.`),
		...facts.flatMap(({ kind: fact, places }) => places.map((place) => `${factNames[fact]} ${at(place)}: that line names it.`)),
		...shown.map(
			({ picture, region, because }) =>
				`Shown in \`${code(picture)}\`${region === '' ? '' : ` (“${escaped(region)}”)`}: ${escaped(because)}.`,
		),
		...related.map((item) => `Related by ${vectorsOf(item.signal)}, cosine ${item.similarity}: ${at(item)}.`),
		`No skill was activated: ${related.some(({ signal }) => signal !== 'static') ? 'vectors that the skills computed while indexing were compared' : 'words, names and stored vectors were enough'}. ${ms} ms.`,
	].join('\n\n');
}

function vectorsOf(signal: string): string {
	return signal === 'static' ? 'static vectors' : `vectors of the ${signal} skill`;
}

function linkTo(root: string, { path, line }: Source): string {
	return `${toUri(root, path).replaceAll('(', '%28').replaceAll(')', '%29')}#L${line}`;
}

/** No sign means anything to Markdown, nothing becomes a link by itself. */
function escaped(text: string): string {
	return text
		.replaceAll(/\s+/g, ' ')
		.replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '')
		.replaceAll(/[\\`*_{}[\]()#+\-.!<>|~$&:@]/g, '\\$&');
}

function code(text: string): string {
	return text.replaceAll(/[`\p{Cc}]/gu, '_');
}
