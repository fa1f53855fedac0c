/** The door to explanations: what a name in a file is, from evidence alone; undefined where there is nothing solid to say. */
import { type CancelToken, throwIfCancelled } from '../base/cancel.ts';
import { contentHash } from '../base/hash.ts';
import type { Explanation } from '../domain/explanation.ts';
import type { SourceFile } from '../domain/file.ts';
import type { SignalName } from '../domain/hit.ts';
import type { Links } from '../links/links.ts';
import type { Spot } from '../skills/skill.ts';
import { describedIn } from './described.ts';
import { Files, type FilesOptions, Memory } from './files.ts';
import { Finder, type Found, type Told } from './find.ts';
import { relatedTo } from './related.ts';
import { firstSentence, isTold } from './sentence.ts';
import { usesOf } from './uses.ts';

export type { Told } from './find.ts';

export type Asked = {
	/** Relative to the workspace. */
	readonly path: string;
	/** From 1. */
	readonly line: number;
	/** In UTF-16 units from 0; the first name of the line that has an explanation where missing. */
	readonly column?: number;
	/** In place of a column: the name as it stands on the line, or the end of a path that does. */
	readonly symbol?: string;
	/** The file as its editor has it; as it is on disk where missing. */
	readonly text?: string;
	/** Where the editor's own language support says the name is defined; nothing is guessed then. */
	readonly told?: Told;
	/** What the reader is told already; it is not said again. */
	readonly known?: string;
};

export type ExplainerOptions = FilesOptions & { readonly links: Pick<Links, 'shownIn'> };

const wordPattern = /[\p{L}_$][\p{L}\p{N}_$]*/gu;
const most = { described: 2, shown: 2, related: 3 };

export class Explainer {
	private readonly options: ExplainerOptions;
	private readonly memory = new Memory();

	constructor(options: ExplainerOptions) {
		this.options = options;
	}

	async explain(asked: Asked, token: CancelToken): Promise<Explanation | undefined> {
		const start = performance.now();
		const { store, skills } = this.options;
		const skill = skills.for(asked.path);
		const files = new Files(this.options, this.memory);
		const finder = new Finder({ store, files, languageOf: (path) => skills.languageOf(path) });
		const file = asked.text === undefined ? files.read(asked.path) : { path: asked.path, text: asked.text, hash: contentHash(asked.text) };
		if (skill === undefined || file === undefined) {
			return undefined;
		}
		for (const at of spotsOf(file, asked)) {
			throwIfCancelled(token);
			const name = await skill.nameAt(file, at);
			const found = name && (await finder.find(file, name, at, asked.told));
			throwIfCancelled(token);
			const evidence = found && (await this.evidenceOf(found, asked, files, token));
			if (evidence !== undefined) {
				return { ...evidence, ms: Number((performance.now() - start).toFixed(1)) };
			}
		}
		return undefined;
	}

	private async evidenceOf(found: Found, asked: Asked, files: Files, token: CancelToken): Promise<Omit<Explanation, 'ms'> | undefined> {
		const { store, skills, links } = this.options;
		const { known = '' } = asked;
		const { definition } = found.nested;
		const comment = found.overloads.length > 1 ? common(found.overloads) : firstSentence(definition.doc);
		// where it is defined its comment stands in sight
		const doc = comment === undefined || found.here || isTold(comment, known) ? undefined : comment;
		const described = describedIn(found, most.described, { store, skills, files }).filter(
			({ quote }) => !isTold(quote, known) && !isTold(quote, doc ?? ''),
		);
		const facts =
			doc === undefined && described.length === 0
				? usesOf(found, asked, { store, files, languageOf: (path) => skills.languageOf(path) })
				: [];
		const shown = await links.shownIn(found.file.path, definition.path.join('.'), token);
		const isConfirmed = shown.some(({ state }) => state === 'confirmed');
		if (doc === undefined && described.length === 0 && facts.length === 0 && !isConfirmed) {
			return undefined;
		}
		const related = relatedTo(found, most.related, { store, files });
		const signals = new Set<SignalName>(related.map(({ signal }) => signal));
		return {
			definition: { path: found.file.path, line: definition.declared + 1, symbol: definition.path.join('.') },
			kind: definition.kind,
			among: found.among,
			because: found.because,
			doc,
			described,
			facts,
			shown: shown.slice(0, most.shown),
			related,
			signals: [...signals, 'names', ...(described.length + facts.length > 0 ? (['words'] as const) : [])],
		};
	}
}

/** What several definitions of one name say alike, or the one that says something. */
function common(overloads: Found['overloads']): string | undefined {
	const sentences = new Set(overloads.map(({ definition }) => firstSentence(definition.doc)).filter((sentence) => sentence !== undefined));
	return sentences.size === 1 ? [...sentences][0] : undefined;
}

/** The place asked about, or every word of the line that may be meant. */
function spotsOf({ text }: SourceFile, { line, column, symbol }: Asked): Spot[] {
	const row = line - 1;
	if (column !== undefined) {
		return [{ row, column }];
	}
	const words = [...(text.split('\n')[row] ?? '').matchAll(wordPattern)];
	const asked = symbol?.match(wordPattern)?.at(-1);
	return words.filter(([word]) => symbol === undefined || word === asked).map(({ index }) => ({ row, column: index }));
}
