/** BERT's text normalisation, in the order training applies it. */

/** Words of a normalised text: every punctuation mark is one of its own. */
export const words = /[!-/:-@[-`{-~\p{P}]|[^\s!-/:-@[-`{-~\p{P}]+/gu;

/** Ideographs, which BERT reads one by one; not all of Unicode's, but those its authors listed. */
const ideograph =
	/[\u4e00-\u9fff\u3400-\u4dbf\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b820}-\u{2ceaf}\uf900-\ufaff\u{2f800}-\u{2fa1f}]/gu;
const control = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\ufffd]/gu;

/** Without control characters and accents, in lower case, with spaces around ideographs. */
export function normalise(text: string): string {
	return (
		text
			.replace(control, '')
			.replace(ideograph, ' $& ')
			.normalize('NFD')
			.replace(/\p{Mn}/gu, '')
			// One letter at a time: JavaScript alone writes a capital sigma at the end of a word as ς.
			.replaceAll('Σ', 'σ')
			.toLowerCase()
	);
}
