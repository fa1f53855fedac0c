/** Diagrams that are kept as text: what is written in them. Pure. */
import { inflateRawSync } from 'node:zlib';

const sources = /\.(?:mmd|mermaid|puml|plantuml|pu|iuml|wsd|dot|gv|drawio|dio|excalidraw|ucls)$/i;
/** Characters that a packed page of draw.io may have, unpacked. */
const mostUnpacked = 8_000_000;

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
	const packed = [...text.matchAll(/<diagram\b[^>]*>\s*([A-Za-z\d+/=\s]{16,})<\/diagram>/g)].map(([, page = '']) => unpacked(page));
	const labels = [text, ...packed].flatMap((page) =>
		[...page.matchAll(/\b(?:value|label|name)="([^"]*)"/g)].map(([, label = '']) => plain(plain(label))),
	);
	return [...new Set(labels)].filter((label) => /[\p{L}\p{N}]/u.test(label)).join('\n');
}

/** Empty for what is not packed so. */
function unpacked(page: string): string {
	try {
		return decodeURIComponent(inflateRawSync(Buffer.from(page, 'base64'), { maxOutputLength: mostUnpacked }).toString('utf8'));
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
