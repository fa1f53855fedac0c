import type { Target } from '../target.ts';
export const lsp: Target = undefined as never;
