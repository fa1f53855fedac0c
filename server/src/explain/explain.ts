/** The door to explanations: what a name in a file is, from evidence alone; undefined where there is nothing solid to say. */
import { type CancelToken, throwIfCancelled } from '../base/cancel.ts';
import { contentHash } from '../base/hash.ts';
import type { Explanation } from '../domain/explanation.ts';
import type { SourceFile } from '../domain/file.ts';
import type { SignalName } from '../domain/hit.ts';
import type { Skills } from '../skills/registry.ts';
import type { Spot } from '../skills/skill.ts';
import type { Store } from '../storage/store.ts';
import { describedIn } from './described.ts';
import { Files } from './files.ts';
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
	/** The file as its editor has it; as it is on disk where missing. */
	readonly text?: string;
	/** Where the editor's own language support says the name is defined; nothing is guessed then. */
	readonly told?: Told;
	/** What the reader is told already; it is not said again. */
	readonly known?: string;
};

export type ExplainerOptions = {
	readonly store: Store;
	readonly skills: Skills;
	/** A file as it is on disk now; undefined where it cannot be read any more. */
	readonly read: (path: string) => SourceFile | undefined;
};

const most = { described: 2, related: 3 };

export class Explainer {
	private readonly options: ExplainerOptions;
	private readonly files: Files;
	private readonly finder: Finder;

	constructor(options: ExplainerOptions) {
		const { store, skills } = options;
		this.options = options;
		this.files = new Files(options);
		this.finder = new Finder({ store, files: this.files, languageOf: (path) => skills.languageOf(path) });
	}

	async explain(asked: Asked, token: CancelToken): Promise<Explanation | undefined> {
		const start = performance.now();
		const skill = this.options.skills.for(asked.path);
		const file =
			asked.text === undefined ? this.files.read(asked.path) : { path: asked.path, text: asked.text, hash: contentHash(asked.text) };
		if (skill === undefined || file === undefined) {
			return undefined;
		}
		for (const at of spotsOf(file, asked)) {
			throwIfCancelled(token);
			const name = await skill.nameAt(file, at);
			const found = name && (await this.finder.find(file, name, at, asked.told));
			throwIfCancelled(token);
			const evidence = found && this.evidenceOf(found, asked.known ?? '');
			if (evidence !== undefined) {
				return { ...evidence, ms: Number((performance.now() - start).toFixed(1)) };
			}
		}
		return undefined;
	}

	private evidenceOf(found: Found, known: string): Omit<Explanation, 'ms'> | undefined {
		const { store, skills } = this.options;
		const { definition } = found.nested;
		const comment = firstSentence(definition.doc);
		// where it is defined its comment stands in sight
		const doc = comment === undefined || found.here || isTold(comment, known) ? undefined : comment;
		const described = describedIn(found, most.described, { store, skills, files: this.files }).filter(
			({ quote }) => !isTold(quote, known) && !isTold(quote, doc ?? ''),
		);
		const facts = doc === undefined && described.length === 0 ? usesOf(found, { store, files: this.files }) : [];
		if (doc === undefined && described.length === 0 && facts.length === 0) {
			return undefined;
		}
		const related = relatedTo(found, most.related, { store, files: this.files });
		const signals = new Set<SignalName>(related.map(({ signal }) => signal));
		return {
			definition: { path: found.file.path, line: definition.declared + 1, symbol: definition.path.join('.') },
			kind: definition.kind,
			among: found.among,
			because: found.because,
			doc,
			described,
			facts,
			related,
			signals: [...signals, 'names', ...(described.length + facts.length > 0 ? (['words'] as const) : [])],
		};
	}
}

/** The place asked about, or every word of the line. */
function spotsOf({ text }: SourceFile, { line, column }: Asked): Spot[] {
	const row = line - 1;
	if (column !== undefined) {
		return [{ row, column }];
	}
	const words = (text.split('\n')[row] ?? '').matchAll(/[\p{L}_$][\p{L}\p{N}_$]*/gu);
	return [...words].map(({ index }) => ({ row, column: index }));
}
