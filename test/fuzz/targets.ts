/** Everything that reads what others wrote. */
import type { Target } from './target.ts';
import { code, prose } from './targets/chunks.ts';
import { ignore } from './targets/ignore.ts';
import { links } from './targets/links.ts';
import { lsp } from './targets/lsp.ts';
import { mcp } from './targets/mcp.ts';
import { model } from './targets/model.ts';
import { pictures } from './targets/pictures.ts';
import { query } from './targets/query.ts';
import { store } from './targets/store.ts';
import { texts } from './targets/texts.ts';

export const targets: readonly Target[] = [code, prose, texts, query, ignore, links, store, model, pictures, lsp, mcp];
