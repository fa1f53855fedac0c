/** Numbers as people read them. */
const units = [
	{ from: 1e9, sign: 'B' },
	{ from: 1e6, sign: 'M' },
	{ from: 1e3, sign: 'k' },
];

/** Without line breaks and double spaces, cut at so many characters. */
export function oneLine(text: string, longest: number): string {
	return text.trim().replaceAll(/\s+/g, ' ').slice(0, longest);
}

/** Text that comes from elsewhere, for a message or a row of a list: links and icons in it are text, and no sign turns or breaks the line. */
export function inert(text: string): string {
	return text
		.replaceAll(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/gu, ' ')
		.replaceAll('](', '] (')
		.replaceAll(/\$\([A-Za-z0-9-]+(~[A-Za-z]+)?\)/g, '\\$&');
}

/** `1204` gives `1,204`, in the editor's language. */
export function count(value: number, language = 'en'): string {
	return value.toLocaleString(language);
}

/** Parameters of a model: `10_600_000` gives `10.6 M`. */
export function parameters(value: number): string {
	const unit = units.find(({ from }) => value >= from);
	return unit === undefined ? String(value) : `${short(value / unit.from)} ${unit.sign}`;
}

/** `7.9` gives `8 ms`, `1530` gives `1.5 s`. */
export function milliseconds(value: number): string {
	return value < 1000 ? `${Math.max(1, Math.round(value))} ms` : `${short(value / 1000)} s`;
}

/** Time left, rounded as one would say it. */
export function seconds(value: number): string {
	if (value < 90) {
		return `${Math.max(1, Math.round(value))} s`;
	}
	return value < 5400 ? `${Math.round(value / 60)} min` : `${short(value / 3600)} h`;
}

/** Bytes on disk, in the decimal units that file managers show. */
export function bytes(value: number): string {
	const power = Math.min(4, Math.max(0, Math.floor(Math.log10(Math.max(value, 1)) / 3)));
	return `${short(value / 1000 ** power)} ${['B', 'kB', 'MB', 'GB', 'TB'][power]}`;
}

/** A share in whole per cent that says 100 only when nothing is left. */
export function percent(done: number, total: number): number {
	return total === 0 ? 100 : Math.floor((100 * Math.min(done, total)) / total);
}

/** One decimal below a hundred, none above or where it is zero. */
function short(value: number): string {
	return value >= 100 ? String(Math.round(value)) : String(Number(value.toFixed(1)));
}
