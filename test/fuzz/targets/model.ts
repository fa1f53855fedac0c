import type { Target } from '../target.ts';
export const model: Target = undefined as never;
