import type { Target } from '../target.ts';
export const store: Target = undefined as never;
