/** A picture as text: what is said of it, what is written in it, and, where both are silent, its name. Pure. */
import type { StoredMention } from '../../domain/mention.ts';
import { parts } from '../../domain/terms.ts';

/** A picture that many translations of one page show is described by few of them. */
const mostMentions = 3;

export type Description = { readonly path: string; readonly words: string; readonly mentions: readonly StoredMention[] };

/** One paragraph each, the words last. */
export function describePicture({ path, words, mentions }: Description): string {
	const said = nearest(path, mentions)
		.slice(0, mostMentions)
		.map(({ alt, heading, around }) => [alt, heading, around].filter((part) => part !== '').join('\n'));
	const texts = [...new Set([...said, words])].filter((text) => text.trim() !== '');
	return texts.length > 0 ? texts.join('\n\n') : parts(path.slice(path.lastIndexOf('/') + 1).replace(/\.\w+$/, '')).join(' ');
}

/** Files that share more folders with the picture first. */
function nearest(path: string, mentions: readonly StoredMention[]): StoredMention[] {
	const shared = (other: string): number => {
		const [a, b] = [path.split('/'), other.split('/')];
		const at = a.findIndex((part, i) => part !== b[i]);
		return at === -1 ? a.length : at;
	};
	return [...mentions].sort((a, b) => shared(b.path) - shared(a.path) || (a.path < b.path ? -1 : 1));
}
