import type { Target } from '../target.ts';
export const mcp: Target = undefined as never;
