/** Terms: what the word legs match. Identifiers are split and lightly stemmed, the same for what is indexed and what is asked. */
import { stemmer } from 'stemmer';
import { Remembered } from '../base/remembered.ts';

/** Runs of letters, marks and digits; scripts written without spaces are runs of their own. */
const asciiWords = /[A-Za-z0-9_$]+/g;
const allWords =
	/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]+|[[\p{L}\p{M}\p{N}_$]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]]+/gv;
const unspaced = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;
const beyondAscii = /[^\0-\x7f]/;
/** Longer runs are data (hashes, base64), not words. */
const longestWord = 64;
/** What words were split into: about 200 bytes each, in every thread. */
const known = new Remembered<readonly string[]>(8_000);

/** The terms of a text in order, repeated as often as they stand there. */
export function terms(text: string): string[] {
	const found: string[] = [];
	for (const word of text.match(beyondAscii.test(text) ? allWords : asciiWords) ?? []) {
		for (const term of termsOfWord(word)) {
			found.push(term);
		}
	}
	return found;
}

/** The same as one string, with a space after each: what the index keeps. */
export function termText(text: string): string {
	let found = '';
	for (const word of text.match(beyondAscii.test(text) ? allWords : asciiWords) ?? []) {
		for (const term of termsOfWord(word)) {
			found += `${term} `;
		}
	}
	return found;
}

/** For each of these terms that a text has, the first word with it as it stands there: `retri` in "Retries are counted" is `Retries`. Each word once. */
export function wordsWith(asked: readonly string[], text: string): string[] {
	const first = new Map<string, string>();
	for (const word of text.match(beyondAscii.test(text) ? allWords : asciiWords) ?? []) {
		for (const term of termsOfWord(word)) {
			first.set(term, first.get(term) ?? word);
		}
	}
	return [...new Set(asked.flatMap((term) => first.get(term) ?? []))];
}

/** The parts of an identifier, lower case and unstemmed: `parseHTTPHeader_v2` gives `parse http header v2`. */
export function parts(identifier: string): string[] {
	return identifier
		.replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
		.replace(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, '$1 $2')
		.toLowerCase()
		.split(/[^\p{L}\p{M}\p{N}]+/u)
		.filter((part) => part !== '');
}

export function stem(word: string): string {
	return word.length < 4 || /[^a-z]/.test(word) ? word : stemmer(word);
}

/**
 * For each word of a text the terms of which every text with this word has one, however the word is capitalised and split there.
 * Words that no term stands for are left out.
 */
export function anyCaseTerms(text: string): string[][] {
	return (text.match(allWords) ?? []).flatMap((word) => {
		if (word.length > longestWord) {
			return [];
		}
		if (unspaced.test(word)) {
			return [...word].length === 1 ? [] : pairs(word).map((pair) => [pair]);
		}
		const whole = parts(word).join('');
		return whole === '' ? [] : [[...new Set([whole, stem(whole)])]];
	});
}

function termsOfWord(word: string): readonly string[] {
	if (word.length > longestWord) {
		return [];
	}
	const before = known.get(word);
	if (before !== undefined) {
		return before;
	}
	// A slice keeps the whole text alive that it was cut from; the word and its terms are to be strings of their own.
	const own = ` ${word}`.slice(1);
	const made = unspaced.test(own) ? pairs(own) : split(own);
	known.set(own, made);
	return made;
}

/** The stemmed parts and, where there are several, the whole as one more term. */
function split(word: string): string[] {
	const all = parts(word);
	return all.length < 2 ? all.map(stem) : [...all.map(stem), all.join('')];
}

/** Scripts without spaces: every two neighbours. */
function pairs(run: string): string[] {
	const letters = [...run];
	return letters.length === 1 ? letters : letters.slice(1).map((letter, i) => `${letters[i]}${letter}`);
}
