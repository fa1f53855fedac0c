/** What kind of picture it is, by its pixels and words: a guess that ranks, never a fact that hides. Pure. */
import { type PictureKind, type Reading, textOfLines } from '../../domain/picture.ts';

const shell = /(?:^|\n)\s*(?:[$❯➜>%]|\w+@[\w.-]+[:~]|PS [A-Z]:)\s|\bsudo\b|\bnpm (?:run|install)\b|✔|quit\b.*\bhelp\b/;
const codeSigns = /[{};]|=>|->|::|\(\)|\bdef\b|\bclass\b|\bimport\b|\bfunction\b|\bconst\b|\breturn\b|\bself\b|==|\bvoid\b/g;
const umlSigns = /[<«]{1,2}\s*(?:Java )?(?:Interface|Class|Enumeration)\s*[>»]{1,2}|[+-]\w+\(|\bactor\b/i;

export function kindOf({ look, lines }: Pick<Reading, 'look' | 'lines'>): PictureKind {
	const text = textOfLines(lines);
	const words = text.match(/[\p{L}\p{N}_]+/gu) ?? [];
	const numbers = words.filter((word) => /^[-\d.]+$/.test(word)).length;
	const code = (text.match(codeSigns)?.length ?? 0) / Math.max(1, lines.length);
	const dark = look.ground < 0.4;
	if (umlSigns.test(text)) {
		return 'diagram';
	}
	if (look.gradual > 0.45 && look.dominant < 0.2) {
		return words.length > 40 ? 'ui' : 'photo';
	}
	if (code > 0.9 && lines.length > 2) {
		return 'code';
	}
	if (dark && look.dominant > 0.4) {
		return 'terminal';
	}
	if (numbers > 3 && numbers > words.length * 0.3) {
		return 'chart';
	}
	if (shell.test(text) && look.dominant > 0.6) {
		return 'terminal';
	}
	if (words.length > 45) {
		return 'ui';
	}
	return look.colourful > 0.25 ? 'chart' : 'diagram';
}
