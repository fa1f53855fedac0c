/** What pictures say that is not so any more: linked code that is gone, labels that name nothing while something is called nearly so. */
import { breathe, type CancelToken } from '../base/cancel.ts';
import { type Drift, linksPath } from '../domain/link.ts';
import { means, type StoredMention } from '../domain/mention.ts';
import { parts } from '../domain/terms.ts';
import type { Held } from './held.ts';
import { keyOf, type LabelName } from './label.ts';
import type { Label, Shelved } from './shelf.ts';
import { lastName, likeness, type Symbols } from './symbols.ts';

export type Drifting = {
	readonly held: readonly Held[];
	readonly pictures: readonly Shelved[];
	readonly symbols: Symbols;
	readonly mentions: readonly StoredMention[];
};

/** A label of fewer letters may mean anything. */
const leastLetters = 6;
/** Two words that have more in common may be one, misread. */
const misread = 0.3;
/** Names of which one is the other, bent or with an ending. */
const alike = 0.8;

export async function driftOf({ held, pictures, symbols, mentions }: Drifting, token: CancelToken): Promise<Drift[]> {
	const found: Drift[] = [];
	const placesOf = (picture: string, region: string, line: number): Drift['places'] => {
		const drawn = pictures.find(({ path, width }) => path === picture && width === 0);
		if (drawn !== undefined) {
			return [{ path: picture, line: drawn.labels.find(({ text }) => keyOf(text) === keyOf(region))?.line ?? 1 }];
		}
		const own = mentions.filter((mention) => means(mention, picture)).map(({ path, line: row }) => ({ path, line: row }));
		return own.length > 0 ? own : line === 0 ? [] : [{ path: linksPath, line }];
	};
	for (const each of held) {
		await breathe(token);
		const drift = each.link.decision === 'confirmed' && (await driftOfLink(each, pictures, symbols));
		if (drift) {
			found.push({ ...drift, places: placesOf(drift.picture, drift.region, each.line) });
		}
	}
	for (const picture of pictures.filter(({ kind, labels }) => kind === 'diagram' && labels.length > 0)) {
		await breathe(token);
		const isShown = placesOf(picture.path, '', 0).length > 0;
		const drifts = isShown ? await unknownLabels(picture, held, symbols) : [];
		found.push(...drifts.map((drift) => ({ ...drift, places: placesOf(picture.path, drift.region, 0) })));
	}
	return found;
}

type Placeless = Omit<Drift, 'places'>;

async function driftOfLink(
	{ link, picture, target }: Held,
	pictures: readonly Shelved[],
	symbols: Symbols,
): Promise<Placeless | undefined> {
	const { path, symbol, region } = link;
	const base = { picture: picture ?? link.picture, region, target: { path, symbol } };
	const what = symbol === '' ? path : symbol;
	const shows = region === '' ? base.picture : `“${region}” in ${base.picture}`;
	if (picture === undefined) {
		return { ...base, kind: 'pictureGone', near: [], message: `${link.picture} is gone; it was linked to ${what}.` };
	}
	if (target === undefined) {
		const near = await symbols.near(lastName(symbol) || region, path);
		return { ...base, kind: 'symbolGone', near, message: `${what} is gone from ${path}; ${shows} was linked to it.` };
	}
	const shelved = pictures.find((each) => each.path === picture);
	const isThere = region === '' || shelved === undefined || shelved.labels.some(({ text }) => keyOf(text) === keyOf(region));
	return isThere
		? undefined
		: { ...base, kind: 'regionGone', near: [], message: `${picture} does not say “${region}” any more; it was linked to ${what}.` };
}

/** Labels that are one name written as code by which nothing is called, in diagrams that name other code rightly. */
async function unknownLabels({ path, isCertain, labels }: Shelved, held: readonly Held[], symbols: Symbols): Promise<Placeless[]> {
	const found: Placeless[] = [];
	for (const label of labels) {
		const name = codeName(label);
		const decided = held.some(({ link, picture }) => picture === path && keyOf(link.region) === keyOf(label.text));
		if (name === undefined || decided || symbols.isWritten(name.text) || (await symbols.meant(label.names, path)).length > 0) {
			continue;
		}
		const near = (await symbols.near(name.text, '')).filter(({ symbol }) => isOther(name.text, lastName(symbol), isCertain));
		if (near.length > 0) {
			const message = `“${label.text}” in ${path} names nothing any more; ${lastName(near[0]?.symbol ?? '')} is called nearly so.`;
			found.push({ kind: 'nameGone', picture: path, region: label.text, near, message });
		}
	}
	return found.length > 0 && (await namesSomething(labels, path, symbols)) ? found : [];
}

async function namesSomething(labels: readonly Label[], path: string, symbols: Symbols): Promise<boolean> {
	for (const { names } of labels) {
		if ((await symbols.meant(names, path)).length > 0) {
			return true;
		}
	}
	return false;
}

function codeName({ names }: Label): LabelName | undefined {
	return names.find(
		({ isCode, isFile, isWhole, words, key }) => isWhole && isCode && !isFile && words > 1 && key.length >= leastLetters && /\D$/.test(key),
	);
}

/** Whether a name was changed rather than misread or invented: OCR errs in letters, people rename by words. */
export function isOther(label: string, name: string, isCertain: boolean): boolean {
	const [old, now] = [parts(label), parts(name)];
	const gone = old.filter((part) => !now.includes(part));
	const come = now.filter((part) => !old.includes(part));
	const sharesWords = old.length - gone.length >= 2 && gone.length === 1 && come.length === 1;
	return isCertain
		? sharesWords || likeness(keyOf(label), keyOf(name)) >= alike
		: sharesWords && gone.every((a) => a.length > 2 && come.every((b) => likeness(a, b) < misread));
}
