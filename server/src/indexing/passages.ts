/** What the model reads of stored chunks, taken from their files again: nothing is parsed. */
import { contentHash } from '../base/hash.ts';
import type { StoredChunk } from '../domain/chunk.ts';
import type { Skills } from '../skills/registry.ts';
import { isSkipped, type Workspace } from '../workspace/workspace.ts';

export type Passage = { readonly chunk: StoredChunk; readonly passage: string };

/** `stale` are those whose file changed or is gone: the next update will see to them. */
export function passagesOf(
	chunks: readonly StoredChunk[],
	{ workspace, skills }: { readonly workspace: Workspace; readonly skills: Skills },
): { readonly passages: readonly Passage[]; readonly stale: readonly StoredChunk[] } {
	const passages: Passage[] = [];
	const stale: StoredChunk[] = [];
	for (const [path, ofFile] of Map.groupBy(chunks, (chunk) => chunk.path)) {
		const skill = skills.for(path);
		const file = workspace.read(path);
		for (const chunk of ofFile) {
			const passage = skill === undefined || isSkipped(file) ? undefined : skill.passage({ ...chunk, text: skill.textOf(file, chunk) });
			if (passage !== undefined && contentHash(passage) === chunk.hash) {
				passages.push({ chunk, passage });
			} else {
				stale.push(chunk);
			}
		}
	}
	return { passages, stale };
}
