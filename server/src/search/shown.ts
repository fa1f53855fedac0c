/** Pictures by what they show: the question's vector beside those that the image skill gave pictures, all of one space. */
import { isPictureName } from '../domain/picture.ts';
import { cosine, type Quantized } from '../domain/vector.ts';
import type { Scored, Store, Within } from '../storage/store.ts';

export type Showing = {
	/** What the image skill gave a picture with this content; undefined where it did not see it yet. */
	remembered(hash: string): Quantized | undefined;
};

/** Chunks of pictures, nearest first. */
export function picturesLike(vector: Float32Array, showing: Showing, store: Store, within: Within, limit: number): Scored[] {
	const near = store
		.files()
		.filter(({ id, path }) => isPictureName(path) && within.files.has(id))
		.flatMap(({ path, hash }) => {
			const shown = showing.remembered(hash);
			return shown === undefined ? [] : [{ path, score: cosine(vector, shown) }];
		})
		.sort((a, b) => b.score - a.score);
	return near
		.slice(0, limit)
		.flatMap(({ path, score }) =>
			store.chunksOf(path).flatMap(({ id, kind }) => (kind === 'picture' && within.has(id) ? [{ id, score }] : [])),
		);
}
