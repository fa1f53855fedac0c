/** Diagrams that are kept as text: what is written in them. Pure. */
import { inflateRawSync } from 'node:zlib';

const sources = /\.(?:mmd|mermaid|puml|plantuml|pu|iuml|wsd|dot|gv|drawio|dio|excalidraw|ucls)$/i;
/** Bytes that the packed pages of a file of draw.io may have together, unpacked, and characters of a label. */
const mostUnpacked = 8_000_000;
const longestLabel = 2_000;

export function isDiagramSource(path: string): boolean {
	return sources.test(path);
}

/** The labels of editors' formats, one a line; other sources as they are. */
export function diagramText(path: string, text: string): string {
	if (/\.excalidraw$/i.test(path)) {
		return labelsOfExcalidraw(text);
	}
	return /\.(?:drawio|dio|ucls)$/i.test(path) ? labelsOfXml(text) : text;
}

function labelsOfExcalidraw(text: string): string {
	return [...text.matchAll(/"(?:originalText|text|name)"\s*:\s*("(?:[^"\\]|\\.)*")/g)]
		.map(([, literal = '""']) => decoded(literal))
		.filter((label, i, all) => label.trim() !== '' && all.indexOf(label) === i)
		.join('\n');
}

function decoded(literal: string): string {
	try {
		return String(JSON.parse(literal));
	} catch (error) {
		if (error instanceof SyntaxError) {
			return literal;
		}
		throw error;
	}
}

/** Pages are XML, or XML packed into base64. */
function labelsOfXml(text: string): string {
	const labels = new Set(labelsIn(text));
	let room = mostUnpacked;
	for (const page of pagesOf(text)) {
		const found = unpacked(page, room);
		room -= found.length;
		for (const label of labelsIn(found)) {
			labels.add(label);
		}
	}
	return [...labels].filter((label) => /[\p{L}\p{N}]/u.test(label)).join('\n');
}

/** What stands between the tags of pages, from the first to the last. */
function pagesOf(text: string): string[] {
	return text
		.split(/<diagram\b/)
		.slice(1)
		.map((page) => page.slice(page.indexOf('>') + 1, Math.max(0, page.indexOf('</diagram>'))).trim())
		.filter((page) => page.length >= 16 && /^[A-Za-z\d+/=\s]+$/.test(page));
}

function labelsIn(page: string): string[] {
	return [...page.matchAll(/\b(?:value|label|name)="([^"]*)"/g)].map(([, label = '']) => plain(plain(label.slice(0, longestLabel))));
}

/** Empty for what is not packed so, or has no room. */
function unpacked(page: string, room: number): string {
	try {
		return decodeURIComponent(inflateRawSync(Buffer.from(page, 'base64'), { maxOutputLength: Math.max(1, room) }).toString('utf8'));
	} catch (error) {
		if (error instanceof Error) {
			return '';
		}
		throw error;
	}
}

/** Labels are HTML inside an attribute. */
function plain(label: string): string {
	return label
		.replace(/<[^>]*>/g, ' ')
		.replace(/&lt;/g, '<')
		.replace(/&gt;/g, '>')
		.replace(/&quot;/g, '"')
		.replace(/&(?:nbsp|#xa);/gi, ' ')
		.replace(/&amp;/g, '&')
		.replace(/\s+/g, ' ')
		.trim();
}
