/** The skills' vectors of chunks that have none: taken over from another index, or their text is read again from disk and encoded. */
import { type CancelToken, throwIfCancelled } from '../base/cancel.ts';
import type { Lane } from '../base/lanes.ts';
import type { StoredChunk } from '../domain/chunk.ts';
import type { SkillCost, SkillId } from '../domain/skill.ts';
import { quantize } from '../domain/vector.ts';
import type { Skills } from '../skills/registry.ts';
import type { Store, VectorEntry } from '../storage/store.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { Passages } from './passages.ts';

/** Texts to unit vectors, by one activation of the model. */
export type Encode = (
	skills: readonly SkillId[],
	texts: readonly string[],
	lane: Lane,
	token: CancelToken,
) => Promise<{ readonly vectors: readonly Float32Array[]; readonly costs: readonly SkillCost[] }>;

export type VectorPassOptions = {
	readonly workspace: Workspace;
	readonly skills: Skills;
	readonly store: Store;
	readonly encode: Encode;
	readonly versions: Readonly<Partial<Record<SkillId, string>>>;
};

export type PassResult = {
	/** How many vectors the model computed … */
	readonly computed: number;
	/** … and how many chunks got theirs without it. */
	readonly known: number;
	/** Those that could not get theirs: their file changed or is gone, and the next update will see to them. */
	readonly stale: readonly StoredChunk[];
	readonly costs: readonly SkillCost[];
};

export class VectorPass {
	private readonly options: VectorPassOptions;
	private readonly passages: Passages;

	constructor(options: VectorPassOptions) {
		this.options = options;
		this.passages = new Passages(options);
	}

	/** All of `chunks`: from another index where one knows them, else each skill's in one call to the model. */
	async embed(chunks: readonly StoredChunk[], lane: Lane, token: CancelToken): Promise<PassResult> {
		const { store, encode, versions } = this.options;
		const unknown = store.takeOver(chunks);
		const { passages, stale } = this.passages.of(unknown);
		const costs: SkillCost[] = [];
		let computed = 0;
		for (const [skill, items] of Map.groupBy(passages, ({ chunk }) => chunk.skill)) {
			throwIfCancelled(token);
			const version = versions[skill];
			if (version === undefined) {
				continue;
			}
			const unique = [...new Map(items.map((item) => [item.chunk.hash, item])).values()];
			const encoding = await encode(
				[skill],
				unique.map((item) => item.passage),
				lane,
				token,
			);
			const entries = unique.flatMap(({ chunk }, i): VectorEntry[] => {
				const vector = encoding.vectors[i];
				return vector === undefined ? [] : [{ hash: chunk.hash, kind: skill, version, vector: quantize(vector) }];
			});
			store.putVectors(entries);
			costs.push(...encoding.costs);
			computed += entries.length;
		}
		return { computed, known: chunks.length - unknown.length, stale, costs };
	}
}
