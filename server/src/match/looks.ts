/** How near chunks are to what a picture shows, by the vectors of the skills: a cosine says little by itself, its standing among all chunks does. */
import type { CancelToken } from '../base/cancel.ts';
import { sentence, UserError } from '../base/errors.ts';
import type { ChunkKind } from '../domain/chunk.ts';
import type { SkillCost } from '../domain/skill.ts';
import type { PictureVectors } from '../skills/pictures.ts';
import type { Scored, Store } from '../storage/store.ts';

/** Where a chunk stands among those of its kind. */
export type Standing = {
	/** Standard deviations above the mean of all, beyond what is common. */
	readonly above: number;
	/** Where it stands among all, in a sentence. */
	readonly because: string;
};

export type Looks = {
	/** Chunks that stand above what is common, by id. */
	readonly standing: ReadonlyMap<number, Standing>;
	/** Their ids, those that stand highest first. */
	readonly nearest: readonly number[];
};

/** What the image skill said, and what that cost now. */
export type Looked = {
	readonly near: Looks;
	readonly costs: readonly SkillCost[];
	/** `none` where nothing was computed. */
	readonly device: string;
	readonly notes: readonly string[];
};

export const unseen: Looked = { near: { standing: new Map(), nearest: [] }, costs: [], device: 'none', notes: [] };

/** Standard deviations that many chunks have by chance: a file's best of some twenty is that high without a reason. */
const common = 2;
/** Fewer have no mean worth the name. */
const least = 8;
/** Of more, the nearest stand for all: their standing is told lower than it is, never higher. */
const mostCompared = 50_000;

const number = new Intl.NumberFormat('en');

/** Without an image skill, or when it cannot answer, nothing is near, and notes say what failed. */
export async function lookAt(
	{ bytes, hash }: { readonly bytes: Uint8Array; readonly hash: string },
	{ shown, store }: { readonly shown: PictureVectors | undefined; readonly store: Store },
	token: CancelToken,
): Promise<Looked> {
	if (shown === undefined) {
		return unseen;
	}
	try {
		const { vector, costs, device } = await shown.of(bytes, hash, 'interactive', token);
		const { chunks, vectors } = store.count({ kinds: ['code', 'doc'] });
		const [have, all] = [number.format(vectors.skills), number.format(chunks)];
		const note = `What it shows was compared with ${have} of ${all} chunks: the others have no vectors of the skills yet.`;
		const near = looksOf(vector, store, shown.experimental ? ' (experimental skill)' : '');
		return { near, costs, device, notes: vectors.skills < chunks ? [note] : [] };
	} catch (error) {
		if (!(error instanceof UserError)) {
			throw error;
		}
		return { ...unseen, notes: [`What it shows was not compared: ${sentence(error)}`] };
	}
}

/** Code and prose each among themselves: different skills wrote their vectors, and they lie differently far from pictures. */
function looksOf(vector: Float32Array, store: Store, remark: string): Looks {
	const all = (['code', 'doc'] as const).flatMap((kind) => standings(scoresOf(vector, kind, store), remark));
	all.sort((a, b) => b[1].above - a[1].above);
	return { standing: new Map(all), nearest: all.map(([id]) => id) };
}

function scoresOf(vector: Float32Array, kind: ChunkKind, store: Store): readonly Scored[] {
	const { vectors } = store.count({ kinds: [kind] });
	return store.nearest('skills', vector, Math.min(vectors.skills, mostCompared), { kinds: [kind] });
}

/** `scored` are best first; `remark` ends every sentence. */
export function standings(scored: readonly Scored[], remark: string): [id: number, standing: Standing][] {
	const of = scored.length;
	const mean = scored.reduce((sum, { score }) => sum + score, 0) / of;
	const deviation = Math.sqrt(scored.reduce((sum, { score }) => sum + (score - mean) ** 2, 0) / of);
	if (of < least || deviation === 0) {
		return [];
	}
	return scored.flatMap(({ id, score }, i): [number, Standing][] => {
		const above = (score - mean) / deviation - common;
		return above > 0 ? [[id, { above, because: `number ${number.format(i + 1)} of ${number.format(of)} by what it shows${remark}` }]] : [];
	});
}
