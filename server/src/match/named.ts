/** Code and documents that name each other: what a picture shows is described where its code is, and the other way round. */
import type { SourceFile } from '../domain/file.ts';
import { terms } from '../domain/terms.ts';
import type { Skills } from '../skills/registry.ts';
import type { Store } from '../storage/store.ts';
import { best } from './best.ts';
import type { Weights } from './fuse.ts';
import type { Pages } from './pages.ts';
import type { Place } from './places.ts';
import { namedNear, pathsIn, resolved } from './relations.ts';

/** Files whose sections are looked for, sections that are looked at for each, and sections in which code is looked for. */
const most = { files: 6, sections: 40, pages: 6 } as const;

export type Rooms = { readonly store: Store; readonly skills: Skills; readonly read: (path: string) => SourceFile | undefined };

/** The places, sections that name one of the best files with `code` among their scores: the file's share of the best. */
export function withNamed(places: readonly Place[], weights: Weights, { store, skills, read }: Rooms): Place[] {
	const byChunk = new Map(places.map((place) => [place.chunk.id, place]));
	for (const { place, score } of best(places, 'code', weights, most.files)) {
		const { path } = place.chunk;
		const asked = terms(path.split('/').slice(-2).join(' '));
		const found = store.words('chunk', asked, most.sections, { kinds: ['doc'] });
		for (const chunk of store.read(found.map(({ id }) => id))) {
			const [file, skill] = [read(chunk.path), skills.for(chunk.path)];
			const text = file === undefined ? '' : (skill?.textOf(file, chunk) ?? '');
			if (names(text, chunk.path, path)) {
				const known = byChunk.get(chunk.id) ?? { chunk, scores: {}, shared: [], lines: 0, size: 0, because: '' };
				if (score > (known.scores.code ?? 0)) {
					byChunk.set(chunk.id, { ...known, scores: { ...known.scores, code: score }, named: `names ${path}` });
				}
			}
		}
	}
	return [...byChunk.values()];
}

/** The places, code that the best sections name beside a picture with `code` among their scores. */
export function withNamers(
	places: readonly Place[],
	weights: Weights,
	{
		pages,
		placesIn,
		paths,
		text,
	}: {
		readonly pages: Pages;
		readonly placesIn: (path: string) => readonly Place[];
		readonly paths: readonly string[];
		readonly text: (path: string) => string | undefined;
	},
): Place[] {
	const sections = best(places, 'doc', weights, most.pages, ({ chunk }) => pages.in(chunk).length > 0);
	const found = new Map<string, { score: number; named: string }>();
	for (const {
		place: { chunk },
		score,
	} of sections) {
		for (const { path, weight, because } of namedNear(pages.in(chunk), paths, text)) {
			if (weight * score > (found.get(path)?.score ?? 0)) {
				found.set(path, { score: weight * score, named: because });
			}
		}
	}
	const code = new Map(places.filter(({ chunk }) => chunk.kind === 'code').map((each) => [each.chunk.path, each]));
	const added = [...found.keys()].flatMap((path) => (code.has(path) ? [] : placesIn(path)));
	return [...places, ...added.filter(({ chunk }) => chunk.kind === 'code')].map((each) => {
		const own = each.chunk.kind === 'code' ? found.get(each.chunk.path) : undefined;
		return own === undefined ? each : { ...each, scores: { ...each.scores, code: own.score }, named: own.named };
	});
}

function names(text: string, from: string, target: string): boolean {
	return pathsIn(text).some((path) => resolved(from, path, target));
}
