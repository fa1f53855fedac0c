import type { Target } from '../target.ts';
export const pictures: Target = undefined as never;
