/** The vocabulary of a WordPiece tokenizer, read from the `tokenizer.json` of Hugging Face. */
import { Fields } from './fields.ts';
import type { Manifest } from './manifest.ts';
import { damaged, readChecked } from './modelFiles.ts';

export type Vocabulary = {
	readonly ids: ReadonlyMap<string, number>;
	/** Ids of `[CLS]`, `[SEP]` and `[UNK]`. */
	readonly cls: number;
	readonly sep: number;
	readonly unk: number;
	/** What continues a word begins with this. */
	readonly continuation: string;
	/** Longer words are unknown. Code points. */
	readonly longestWord: number;
	readonly largestId: number;
	/** The longest entry, in UTF-16 units: no piece needs to be tried beyond it. */
	readonly longestPiece: number;
};

export function loadVocabulary(folder: string, manifest: Manifest): Vocabulary {
	const { file, cls, sep, unk } = manifest.tokenizer;
	const json = parse(readChecked(folder, manifest.files, file).toString('utf8'));
	const tokenizer = new Fields(json, (field) =>
		damaged(folder, `${file} is no BERT tokenizer this version can read (${field || 'not an object'})`),
	);
	return { ...readWordPiece(tokenizer), cls, sep, unk };
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		if (error instanceof SyntaxError) {
			return undefined;
		}
		throw error;
	}
}

function readWordPiece(tokenizer: Fields): Omit<Vocabulary, 'cls' | 'sep' | 'unk'> {
	const model = tokenizer.object('model');
	model.is('type', 'WordPiece');
	tokenizer.object('normalizer').is('type', 'BertNormalizer');
	tokenizer.object('normalizer').is('lowercase', true);
	tokenizer.object('pre_tokenizer').is('type', 'BertPreTokenizer');
	const ids = new Map(model.object('vocab').counts());
	return {
		ids,
		continuation: model.text('continuing_subword_prefix'),
		longestWord: model.count('max_input_chars_per_word'),
		largestId: [...ids.values()].reduce((largest, id) => Math.max(largest, id), 0),
		longestPiece: [...ids.keys()].reduce((longest, piece) => Math.max(longest, piece.length), 0),
	};
}
