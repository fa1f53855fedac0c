/** Sections that name the code which fits best: what a picture shows is described where its code is. */
import type { SourceFile } from '../domain/file.ts';
import { terms } from '../domain/terms.ts';
import type { Skills } from '../skills/registry.ts';
import type { Store } from '../storage/store.ts';
import { fuse, type Weights } from './fuse.ts';
import type { Place } from './places.ts';
import { resolved } from './relations.ts';

/** Files whose sections are looked for, and sections that are looked at for each. */
const most = { files: 6, sections: 40 } as const;

type Rooms = { readonly store: Store; readonly skills: Skills; readonly read: (path: string) => SourceFile | undefined };

/** The places, sections that name one of the best files with `code` among their scores: the file's share of the best. */
export function withNamed(places: readonly Place[], weights: Weights, { store, skills, read }: Rooms): Place[] {
	const byChunk = new Map(places.map((place) => [place.chunk.id, place]));
	for (const { path, score } of bestFiles(places, weights)) {
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

function bestFiles(places: readonly Place[], weights: Weights): { path: string; score: number }[] {
	const code = places.filter(({ chunk }) => chunk.kind === 'code');
	const scores = fuse(
		code.map((place) => place.scores),
		weights,
	);
	return code
		.map(({ chunk }, i) => ({ path: chunk.path, score: scores[i] ?? 0 }))
		.filter(({ score }) => score > 0)
		.sort((a, b) => b.score - a.score)
		.slice(0, most.files);
}

function names(text: string, from: string, target: string): boolean {
	const written = text.match(/[\w@./-]+\.[a-z]\w{0,7}\b/gi) ?? [];
	return written.some((path) => resolved(from, path, target));
}
