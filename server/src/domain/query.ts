/** What is asked, and within which bounds. */
import type { ChunkKind } from './chunk.ts';
import type { SkillId } from './skill.ts';

export type Query = {
	readonly text: string;
	/** How many hits, at most. */
	readonly top: number;
	/** A folder of the workspace to stay inside, relative, forward slashes; empty or missing for all of it. */
	readonly root?: string;
	readonly kinds?: readonly ChunkKind[];
	/** Only these skills may be activated; missing for whatever `route` chooses. */
	readonly skills?: readonly SkillId[];
};
