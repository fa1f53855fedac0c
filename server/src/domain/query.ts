/** What is asked, and within which bounds. */
import type { ChunkKind } from './chunk.ts';
import type { SkillId } from './skill.ts';

export type Query = {
	/** A question in words, a name, or code; filters may be typed in it (search/filters.ts). */
	readonly text: string;
	/** How many hits, at most. */
	readonly top: number;
	/** A folder of the workspace to stay inside, relative, forward slashes; empty or missing for all of it. */
	readonly root?: string;
	readonly kinds?: readonly ChunkKind[];
	/** Only these skills may be activated; missing for whatever `route` chooses. */
	readonly skills?: readonly SkillId[];
	/** `text` is taken as it stands: nothing in it is a filter. */
	readonly verbatim?: boolean;
	/** Filters and further words beside `text`, written as they would be typed. */
	readonly refine?: string;
	/** Only the chunks that begin where these do. */
	readonly among?: readonly Span[];
	/** No chunk that shares a line with one of these. */
	readonly except?: readonly Span[];
};

/** Lines of a file, from 1, inclusive. */
export type Span = { readonly path: string; readonly startLine: number; readonly endLine: number };

/** A filter that was typed and understood: `-kind:code,doc` is `{ name: 'kind', values: ['code', 'doc'], not: true, text: '-kind:code,doc' }`. */
export type TypedFilter = {
	/** `exact` is typed in quotes, `word` after a minus alone. */
	readonly name: 'kind' | 'path' | 'lang' | 'skill' | 'exact' | 'word';
	readonly values: readonly string[];
	readonly not?: true;
	/** As one would type it. */
	readonly text: string;
};
