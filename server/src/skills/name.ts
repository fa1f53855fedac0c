/** A name as it stands in a file, for those who ask what it is. */

/** A place in a file; row and column count from 0, columns in UTF-16 units. */
export type Spot = { readonly row: number; readonly column: number };

export type Name = {
	readonly text: string;
	/** Where it begins in its line. */
	readonly column: number;
	/** `type` where the syntax says so, `mention` in prose, `value` for everything else. */
	readonly role: 'type' | 'value' | 'mention';
};

const words = /[\p{L}_$][\p{L}\p{N}_$]*(?:[?!](?![=\p{L}\p{N}_]))?/gu;

/** The word that holds the column or ends there. */
export function wordAt(line: string, column: number): { readonly text: string; readonly column: number } | undefined {
	for (const match of line.matchAll(words)) {
		if (match.index <= column && column <= match.index + match[0].length) {
			return { text: match[0], column: match.index };
		}
	}
	return undefined;
}
