/** From the bytes of a text file to text in Unix lines; bytes that are no text are told as such. */
import { isUtf8 } from 'node:buffer';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** How many bytes are looked at to tell text from anything else. */
const probe = 8192;

/** `undefined` where the bytes are not text. */
export function encodingOf(content: Uint8Array): Encoding | undefined {
	const [first, second, third, fourth] = content;
	if (first === 0xff && second === 0xfe) {
		return third === 0 && fourth === 0 ? undefined : 'utf-16le';
	}
	if (first === 0xfe && second === 0xff) {
		return 'utf-16be';
	}
	const head = content.subarray(0, probe);
	if (!head.includes(0)) {
		return 'utf-8';
	}
	return isTextWithZeros(content, head) ? 'utf-8' : unmarkedUtf16(head);
}

/** Source code may hold a zero or two in a literal, where everything else is valid text. */
function isTextWithZeros(content: Uint8Array, head: Uint8Array): boolean {
	return head.reduce((sum, byte) => sum + Number(isControl(byte)), 0) < head.length / 500 && isUtf8(content);
}

/** Tab, line feed, form feed, return and escape occur in text. */
function isControl(byte: number): boolean {
	return byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0c && byte !== 0x0d && byte !== 0x1b;
}

/** Invalid bytes become U+FFFD; a byte order mark is dropped; every line end becomes one line feed. */
export function decode(content: Uint8Array, encoding: Encoding): string {
	const text = new TextDecoder(encoding).decode(content);
	return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

/** Mostly Latin text without a mark: nearly every other byte is zero, and the bytes between are letters, digits, signs or spaces. */
function unmarkedUtf16(head: Uint8Array): Encoding | undefined {
	const pairs = Math.floor(head.length / 2);
	const zeros = [0, 0];
	let control = 0;
	for (let at = 0; at < pairs * 2; at++) {
		const byte = head[at] ?? 0;
		zeros[at % 2] = (zeros[at % 2] ?? 0) + (byte === 0 ? 1 : 0);
		control += byte !== 0 && isControl(byte) ? 1 : 0;
	}
	const [even, odd] = [(zeros[0] ?? 0) / pairs, (zeros[1] ?? 0) / pairs];
	if (pairs < 2 || control > 0 || even + odd > 1) {
		return undefined;
	}
	if (odd > 0.7 && even < 0.05) {
		return 'utf-16le';
	}
	return even > 0.7 && odd < 0.05 ? 'utf-16be' : undefined;
}
