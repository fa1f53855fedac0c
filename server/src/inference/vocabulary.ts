/** The vocabulary of a WordPiece tokenizer, read from the `tokenizer.json` of Hugging Face. */
import { Fields } from './fields.ts';

export type Vocabulary = {
	readonly ids: ReadonlyMap<string, number>;
	/** Tokens that stand for themselves wherever they are written: `[SEP]`, `[MASK]`, … */
	readonly special: ReadonlyMap<string, number>;
	readonly unknown: number;
	readonly start: number;
	readonly end: number;
	/** What continues a word begins with this. */
	readonly continuation: string;
	/** Longer words are unknown. Code points. */
	readonly longestWord: number;
	/** The longest entry, in UTF-16 units: no piece needs to be tried beyond it. */
	readonly longestPiece: number;
};

/** Throws what `fields` throws for a tokenizer that is not BERT's uncased WordPiece. */
export function readVocabulary(file: Fields): Vocabulary {
	const model = file.object('model');
	model.is('type', 'WordPiece');
	file.object('normalizer').is('type', 'BertNormalizer');
	file.object('normalizer').is('lowercase', true);
	file.object('pre_tokenizer').is('type', 'BertPreTokenizer');
	const ids = new Map(model.object('vocab').counts());
	const special = new Map(file.list('added_tokens').map((token) => [token.text('content'), token.count('id')]));
	const idOf = (token: string) => ids.get(token) ?? special.get(token) ?? model.fail(`vocab.${token}`);
	return {
		ids,
		special,
		unknown: idOf(model.text('unk_token')),
		start: idOf('[CLS]'),
		end: idOf('[SEP]'),
		continuation: model.text('continuing_subword_prefix'),
		longestWord: model.count('max_input_chars_per_word'),
		longestPiece: [...ids.keys()].reduce((longest, piece) => Math.max(longest, piece.length), 0),
	};
}
