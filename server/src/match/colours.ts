/** Colours that a text names and a picture is filled with: charts and themes often share nothing else. Pure. */
import type { Colour } from '../domain/picture.ts';
import { cssColours, type Rgb } from './cssColours.ts';

/** A colour of the picture, with what it says: how rare it is among the texts compared, and how much of the picture it fills. */
export type Weighed = { readonly hex: string; readonly rgb: Rgb; readonly weight: number };

/** A text's colours as they compare with a picture's. */
export type Painted = {
	readonly weight: number;
	/** Those of the picture that it names, the most telling first. */
	readonly shared: readonly string[];
};

/** Steps of red, green and blue within which two colours are the same. */
const alike = 12;
/** Steps between the strongest and the weakest of red, green and blue that make a hue: pictures are not known by their greys. */
const leastHue = 28;
/** Colours of a text that are looked at. */
const mostLiterals = 2_000;

const number = String.raw`\s*([\d.]+%?)(?:deg)?\s*`;
const literal = new RegExp(
	[
		String.raw`#([\da-f]{8}|[\da-f]{6}|[\da-f]{3,4})(?![\w-])`,
		String.raw`\b0x(?:ff)?([\da-f]{6})\b`,
		String.raw`\b(rgba?|hsla?|Color(?:\.\w+)?|QColor|fromRGBO|fromARGB|rgb_to_hex)\(${number}[,\s]${number}[,\s]${number}(?:[,/]${number})?\)`,
		String.raw`["'\x60:=]\s*([a-z]{3,20})(?=["'\x60;,\s)]|$)`,
	].join('|'),
	'gim',
);

/** Every different colour that a text names; what is partly transparent as it looks on white. */
export function coloursIn(text: string): Rgb[] {
	const found = new Map<number, Rgb>();
	for (const match of text.matchAll(literal)) {
		const rgb = rgbOf(match);
		if (rgb !== undefined) {
			found.set((rgb[0] << 16) | (rgb[1] << 8) | rgb[2], rgb);
		}
		if (found.size >= mostLiterals) {
			break;
		}
	}
	return [...found.values()];
}

/** What each colour of the picture says, where `texts` are the colours of the texts compared, and those are all of so many that name any of them. */
export function weighed(colours: readonly Colour[], texts: readonly (readonly Rgb[])[], all: number): Weighed[] {
	const most = Math.max(0, ...colours.map(({ share }) => share));
	return colours.map(({ hex, share }) => {
		const rgb = ofHex(hex.slice(1));
		const count = texts.filter((text) => text.some((other) => isAlike(rgb, other))).length;
		const rare = count === 0 ? 0 : Math.log(1 + all / count);
		return { hex, rgb, weight: rare * (0.5 + 0.5 * Math.sqrt(share / most)) };
	});
}

export function painted(colours: readonly Weighed[], text: readonly Rgb[]): Painted {
	const shared = colours.filter(({ rgb }) => text.some((other) => isAlike(rgb, other))).sort((a, b) => b.weight - a.weight);
	const clear = text.filter((rgb) => Math.max(...rgb) - Math.min(...rgb) >= leastHue);
	const there = clear.filter((rgb) => colours.some((colour) => isAlike(colour.rgb, rgb)));
	// a palette has every colour by chance
	const damp = clear.length === 0 ? 0 : Math.sqrt(there.length / clear.length);
	return { weight: damp * shared.reduce((sum, { weight }) => sum + weight, 0), shared: shared.map(({ hex }) => hex) };
}

/** Words under which a text that names a colour may be found. */
export function namesOf({ hex }: Pick<Colour, 'hex'>): string[] {
	const digits = hex.slice(1);
	const isShort = [0, 2, 4].every((at) => digits[at] === digits[at + 1]);
	const short = isShort ? [`${digits[0]}${digits[2]}${digits[4]}`] : [];
	const rgb = ofHex(digits);
	const named = [...cssColours].filter(([, other]) => isAlike(rgb, other)).map(([name]) => name);
	return [digits, `0x${digits}`, `0xff${digits}`, ...short, ...named];
}

/** The three numbers of each colour as they stand in `rgb(255, 99, 132)`. */
export function numbersOf({ hex }: Pick<Colour, 'hex'>): string[] {
	return ofHex(hex.slice(1)).map(String);
}

function rgbOf([, hex, hexadecimal, call, first, second, third, alpha, name]: RegExpMatchArray): Rgb | undefined {
	if (hex !== undefined) {
		// `#123` is an issue more often than a colour
		return hex.length < 5 && /^\d+$/.test(hex) ? undefined : ofHex(hex);
	}
	if (hexadecimal !== undefined) {
		return ofHex(hexadecimal);
	}
	if (name !== undefined) {
		return cssColours.get(name.toLowerCase());
	}
	const numbers = [first, second, third].map((value = '') => Number.parseFloat(value));
	const [a = 0, b = 0, c = 0] = numbers;
	if (call === undefined || numbers.some((value) => !Number.isFinite(value))) {
		return undefined;
	}
	const opaque = alpha === undefined ? 1 : alphaOf(alpha);
	if (/^hsl/i.test(call)) {
		return onWhite(ofHsl(a, b / 100, c / 100), opaque);
	}
	// shares from 0 to 1, as some libraries have them
	const scale = /^(?:Color|QColor)/.test(call) && numbers.every((value) => value <= 1) ? 255 : 1;
	return onWhite([a * scale, b * scale, c * scale], opaque);
}

function alphaOf(written: string): number {
	const value = Number.parseFloat(written);
	return written.endsWith('%') ? value / 100 : value > 1 ? value / 255 : value;
}

/** Three, four, six or eight digits. */
function ofHex(digits: string): Rgb {
	const each = digits.length < 5 ? [...digits].map((digit) => digit + digit) : (digits.match(/../g) ?? []);
	const [red = 0, green = 0, blue = 0, alpha = 255] = each.map((pair) => Number.parseInt(pair, 16));
	return onWhite([red, green, blue], alpha / 255);
}

function ofHsl(hue: number, saturation: number, lightness: number): Rgb {
	const chroma = saturation * Math.min(lightness, 1 - lightness);
	const channel = (offset: number): number => {
		const k = (offset + hue / 30) % 12;
		return 255 * (lightness - chroma * Math.max(-1, Math.min(k - 3, 9 - k, 1)));
	};
	return [channel(0), channel(8), channel(4)];
}

function onWhite(rgb: Rgb, alpha: number): Rgb {
	const [red, green, blue] = rgb.map((value) => Math.min(255, Math.max(0, Math.round(255 - alpha * (255 - value)))));
	return [red ?? 0, green ?? 0, blue ?? 0];
}

function isAlike(a: Rgb, b: Rgb): boolean {
	return Math.abs(a[0] - b[0]) <= alike && Math.abs(a[1] - b[1]) <= alike && Math.abs(a[2] - b[2]) <= alike;
}
