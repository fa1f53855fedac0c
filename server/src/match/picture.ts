/** What a picture says, as terms: in order and line by line, each with its weight. Pure. */
import type { Box, PictureKind, PictureLine } from '../domain/picture.ts';
import { terms } from '../domain/terms.ts';

export type Said = {
	/** Of the picture; missing for words from beside one. */
	readonly kind: PictureKind | undefined;
	/** Each term once, with how sure OCR was of it, 0 to 1. */
	readonly terms: ReadonlyMap<string, number>;
	/** The terms of each line, in order; lines without terms are missing. */
	readonly lines: readonly (readonly string[])[];
	/** Where each term stands first, and how it is written there. */
	readonly boxes: ReadonlyMap<string, Box>;
	readonly written: ReadonlyMap<string, string>;
};

/** One letter, also where OCR read it twice, or a number that only counts. */
const noise = /^(?:([a-z])\1*|\d{1,3})$/;

export function said(lines: readonly PictureLine[], kind: PictureKind | undefined): Said {
	const sure = new Map<string, number>();
	const boxes = new Map<string, Box>();
	const written = new Map<string, string>();
	const rows: string[][] = [];
	for (const line of lines) {
		const row: string[] = [];
		for (const { text, confidence, box } of line.words) {
			for (const term of terms(text)) {
				if (!noise.test(term)) {
					row.push(term);
					sure.set(term, Math.max(sure.get(term) ?? 0, confidence / 100));
					boxes.set(term, boxes.get(term) ?? box);
					written.set(term, written.get(term) ?? bare(text));
				}
			}
		}
		if (row.length > 0) {
			rows.push(row);
		}
	}
	return { kind, terms: sure, lines: rows, boxes, written };
}

/** Without the punctuation around it. */
function bare(word: string): string {
	return word.replace(/^[^\p{L}\p{N}_]+|[^\p{L}\p{N}_]+$/gu, '');
}
