/** What the model reads of stored chunks, taken from their files again: nothing is parsed. */
import { contentHash } from '../base/hash.ts';
import type { StoredChunk } from '../domain/chunk.ts';
import type { SkippedFile, SourceFile } from '../domain/file.ts';
import type { Skills } from '../skills/registry.ts';
import { isSkipped, type Workspace } from '../workspace/workspace.ts';

export type Passage = { readonly chunk: StoredChunk; readonly passage: string };

/** `stale` are those whose file changed or is gone: the next update will see to them. */
export type Taken = { readonly passages: readonly Passage[]; readonly stale: readonly StoredChunk[] };

export class Passages {
	private readonly workspace: Pick<Workspace, 'read'>;
	private readonly skills: Pick<Skills, 'for'>;
	/** The file read last: chunks come some at a time, and a long file's would have it read again for each time. */
	private last: SourceFile | SkippedFile | undefined;

	constructor({ workspace, skills }: { readonly workspace: Pick<Workspace, 'read'>; readonly skills: Pick<Skills, 'for'> }) {
		this.workspace = workspace;
		this.skills = skills;
	}

	of(chunks: readonly StoredChunk[]): Taken {
		const taken = [...Map.groupBy(chunks, ({ path }) => path)].map(([path, ofFile]) => this.ofFile(path, ofFile));
		return { passages: taken.flatMap(({ passages }) => passages), stale: taken.flatMap(({ stale }) => stale) };
	}

	/** A chunk's hash proves its passage, whenever the file was read; only where it does not, the file is read once more. */
	private ofFile(path: string, chunks: readonly StoredChunk[]): Taken {
		const kept = this.last?.path === path ? this.take(this.last, chunks) : undefined;
		if (kept?.stale.length === 0) {
			return kept;
		}
		this.last = this.workspace.read(path);
		return this.take(this.last, chunks);
	}

	private take(file: SourceFile | SkippedFile, chunks: readonly StoredChunk[]): Taken {
		const skill = this.skills.for(file.path);
		const passages: Passage[] = [];
		const stale: StoredChunk[] = [];
		for (const chunk of chunks) {
			const passage = skill === undefined || isSkipped(file) ? undefined : skill.passage({ ...chunk, text: skill.textOf(file, chunk) });
			if (passage !== undefined && contentHash(passage) === chunk.hash) {
				passages.push({ chunk, passage });
			} else {
				stale.push(chunk);
			}
		}
		return { passages, stale };
	}
}
