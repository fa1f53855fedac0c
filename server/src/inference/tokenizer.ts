/** BERT's uncased WordPiece tokenizer: a text's token ids, as training makes them, at the speed of a word look-up. */
import { Remembered } from '../base/remembered.ts';
import { normalise, words } from './normalise.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Words remembered with their pieces, about 100 bytes each. */
const rememberedWords = 8_000;
/** Longer runs are data, met once. UTF-16 units. */
const longestRemembered = 40;

const [space, punctuation, word] = [0, 1, 2] as const;
const plain = /^[A-Za-z0-9]+$/;

export class Tokenizer {
	private readonly vocabulary: Vocabulary;
	private readonly splitsIdentifiers: boolean;
	/** What each ASCII character is; everything above is part of a word until it is normalised. */
	private readonly kinds: Uint8Array;
	private readonly punctuationIds: Int32Array;
	/** Runs between ASCII spaces and punctuation, as written, with their ids. */
	private readonly known = new Remembered<Int32Array | number>(rememberedWords);
	private out = new Int32Array(1024);
	private length = 0;

	/** `splitIdentifiers` reads `getUserName` and `get_user_name` as three words. */
	constructor(vocabulary: Vocabulary, splitIdentifiers: boolean) {
		this.vocabulary = vocabulary;
		this.splitsIdentifiers = splitIdentifiers;
		this.kinds = Uint8Array.from({ length: 128 }, (_, code) => kindOf(code, splitIdentifiers));
		this.punctuationIds = Int32Array.from({ length: 128 }, (_, code) => this.idOf(String.fromCharCode(code)));
	}

	get largestId(): number {
		return Math.max(this.vocabulary.largestId, this.vocabulary.unk);
	}

	/** The ids of a text alone: all, or the first `limit`. A `[SEP]` written in it is text like any other. */
	tokens(text: string, limit = Number.POSITIVE_INFINITY): Int32Array {
		this.length = 0;
		this.scan(text, limit);
		return this.out.slice(0, Math.min(this.length, limit));
	}

	/** `[CLS]`, the first ids, `[SEP]`: `maxTokens` in all at most. */
	input(text: string, maxTokens: number): Int32Array {
		this.length = 0;
		this.push(this.vocabulary.cls);
		this.scan(text, maxTokens - 1);
		this.length = Math.min(this.length, maxTokens - 1);
		this.push(this.vocabulary.sep);
		return this.out.slice(0, this.length);
	}

	/** Cuts at ASCII spaces and punctuation, which no normalisation crosses. */
	private scan(text: string, limit: number): void {
		const to = text.length;
		let i = 0;
		while (i < to && this.length < limit) {
			const code = text.charCodeAt(i);
			const kind = this.kindAt(code);
			if (kind === word) {
				const start = i;
				do {
					i++;
				} while (i < to && this.kindAt(text.charCodeAt(i)) === word);
				this.pushRun(text.slice(start, i));
			} else {
				if (kind === punctuation) {
					this.push(this.punctuationIds[code] as number);
				}
				i++;
			}
		}
	}

	private kindAt(code: number): number {
		return code < 128 ? (this.kinds[code] as number) : word;
	}

	private pushRun(run: string): void {
		const ids = this.known.get(run) ?? this.learn(run);
		if (typeof ids === 'number') {
			this.push(ids);
		} else {
			for (const id of ids) {
				this.push(id);
			}
		}
	}

	private push(id: number): void {
		if (this.length === this.out.length) {
			const longer = new Int32Array(this.length * 2);
			longer.set(this.out);
			this.out = longer;
		}
		this.out[this.length++] = id;
	}

	private learn(run: string): Int32Array | number {
		const ids = this.piecesOfRun(run);
		const [first] = ids;
		const made = ids.length === 1 && first !== undefined ? first : Int32Array.from(ids);
		if (run.length <= longestRemembered) {
			// A slice keeps the whole text alive; the key is a copy of its own.
			this.known.set(` ${run}`.slice(1), made);
		}
		return made;
	}

	private piecesOfRun(run: string): number[] {
		const read = this.splitsIdentifiers ? splitIdentifier(run) : run;
		const found = plain.test(read) ? [read.toLowerCase()] : (normalise(read).match(words) ?? []);
		return found.flatMap((each) => this.pieces(each));
	}

	/** The longest known piece, and so on; a word with an unknown rest is unknown as a whole. */
	private pieces(whole: string): number[] {
		const { ids, unk, continuation, longestPiece, longestWord } = this.vocabulary;
		if (whole.length > longestWord && [...whole].length > longestWord) {
			return [unk];
		}
		const found: number[] = [];
		for (let start = 0; start < whole.length; ) {
			let end = Math.min(whole.length, start + longestPiece);
			let id: number | undefined;
			for (; end > start; end--) {
				const piece = whole.slice(start, end);
				id = ids.get(start === 0 ? piece : continuation + piece);
				if (id !== undefined) {
					break;
				}
			}
			if (id === undefined) {
				return [unk];
			}
			found.push(id);
			start = end;
		}
		return found;
	}

	private idOf(token: string): number {
		return this.vocabulary.ids.get(token) ?? this.vocabulary.unk;
	}
}

/** `getUserName` as `get User Name`, `HTTPServer` as `HTTP Server`; underscores count as spaces, see `kindOf`. */
function splitIdentifier(run: string): string {
	return run.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2');
}

/** Control characters join the word they stand in; normalising removes them. */
function kindOf(code: number, underscoreIsSpace: boolean): number {
	const character = String.fromCharCode(code);
	if (/[ \t\n\r]/.test(character) || (underscoreIsSpace && character === '_')) {
		return space;
	}
	return /[!-/:-@[-`{-~]/.test(character) ? punctuation : word;
}
