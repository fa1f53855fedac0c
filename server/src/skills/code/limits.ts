/** How large a chunk of code should be: a screenful for a reader, about what a model reads at once. */
import type { Limits } from '../windows.ts';

/** Statements: a long function, or what stands between definitions. */
export const statements: Limits = { target: 50, most: 80, characters: 3_000 };
/** What holds definitions is cut at its members earlier. */
export const members = { most: 60, characters: 3_000 };
/** Lines up to which neighbours may be one piece, and up to which one counts as small. */
export const joined = { most: 28, characters: 1_800, small: 10, aside: 5 };
