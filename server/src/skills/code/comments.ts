/** Doc comments as plain text. */

/** Characters of a doc that are kept. */
const longest = 1_000;

/** Without comment signs, rulers and surrounding blank lines; tags such as `@param` stay, they name things. */
export function plainComment(comment: string): string {
	const lines = comment
		.replace(/^\s*(?:[rRbBuUfF]{0,2}("""|''')|<#|<!--|--\[=*\[|\(\*|\{-\|?)/, '')
		.replace(/(?:"""|'''|#>|-->|\]=*\]|\*\)|-\})\s*$/, '')
		.split('\n')
		.map(plainLine);
	return lines
		.filter((line) => !/^[-=*#~/\s]*$/.test(line) || line === '')
		.join('\n')
		.replace(/\n{2,}/g, '\n')
		.trim()
		.slice(0, longest);
}

function plainLine(line: string): string {
	return line
		.slice(0, 2 * longest)
		.replace(/^\s*(?:\/\*[*!]*<?|\*+\/|\*(?!\*\S)|\/{2,}[!<]?|#+!?(?=\s|$)|#:|-{2,}[|^]?|;+|%+)/, '')
		.replace(/\s*\*+\/\s*$/, '')
		.replace(/<\/?(?:summary|remarks|para|returns|c|code|p)>/g, '')
		.trim();
}
