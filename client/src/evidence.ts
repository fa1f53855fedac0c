/** What found a hit, in one short phrase: "code · words", each with its sign. */
import type { HitItem, SignalItem } from '../../server/protocol/messages.ts';

/** Skills and legs have one sign each everywhere. */
const signs: Readonly<Record<string, string>> = {
	text: 'symbol-string',
	code: 'code',
	image: 'file-media',
	sound: 'unmute',
	video: 'device-camera-video',
	static: 'layers',
	words: 'whole-word',
};
/** Four legs read words; one name is enough on a row. */
const wordLegs: readonly string[] = ['words', 'file', 'names', 'path'];

/** The legs of a hit, skills first, words last, each once. */
export function legs(signals: readonly SignalItem[]): string[] {
	const names = new Set(signals.map(({ name }) => (wordLegs.includes(name) ? 'words' : name)));
	const known = Object.keys(signs).filter((name) => names.has(name));
	return [...known, ...[...names].filter((name) => !(name in signs))];
}

export function plainLegs(hit: HitItem): string {
	return legs(hit.signals).join(' · ');
}

/** With icons, for rows. */
export function signedLegs(hit: HitItem): string {
	return legs(hit.signals)
		.map((name) => (signs[name] === undefined ? name : `$(${signs[name]}) ${name}`))
		.join(' · ');
}

/** `src/queue.ts:5`; a picture is one place. */
export function whereOf({ kind, path, range }: Pick<HitItem, 'kind' | 'path' | 'range'>): string {
	return kind === 'picture' ? path : `${path}:${range.start.line + 1}`;
}

/** The codicon of what was found, as far as its declaration tells. */
export function symbolIcon(hit: HitItem): string {
	if (hit.kind === 'picture') {
		return 'file-media';
	}
	if (hit.kind === 'doc') {
		return 'markdown';
	}
	const known = declarations.find(([pattern]) => pattern.test(hit.preview));
	return known?.[1] ?? (hit.symbol === '' ? 'symbol-file' : 'symbol-field');
}

const declarations: readonly (readonly [RegExp, string])[] = [
	[/\b(class|struct|record|object|impl|extension)\s+\w/, 'symbol-class'],
	[/\b(interface|trait|protocol)\s+\w/, 'symbol-interface'],
	[/\benum\s+\w/, 'symbol-enum'],
	[/\b(namespace|module|package|mod)\s+\w/, 'symbol-namespace'],
	[/\b(function|func|fn|fun|def|sub|defp)\b|\w[\w<>, ]*\(|=>/, 'symbol-method'],
];
