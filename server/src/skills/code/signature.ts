/** The one line a person recognises a definition by. */

/** Characters. */
const longest = 200;

/** The declaration without its body, white space collapsed, without leading decorators. */
export function signatureOf(declaration: string): string {
	const line = declaration
		.slice(0, longest * 8)
		.replace(/(?:^|[ \t])(?:\/\/|#(?!\s*(?:define|include|if|el|endif)))[ \t].*$/gm, '')
		.replace(/\s+/g, ' ')
		.trim()
		.replace(/^(?:(?:@[\w.:]+(?:\([^()]*(?:\([^()]*\)[^()]*)*\))?|#?\[[^[\]]*\]) )+(?=\S)/, '')
		.replace(/(?:\s*(?:\{|=>|=|:|;|\bdo|\bbegin|,))+$/, '')
		.replace(/\( /g, '(')
		.replace(/,? \)/g, ')');
	return line.length <= longest ? line : `${line.slice(0, longest - 1)}…`;
}
