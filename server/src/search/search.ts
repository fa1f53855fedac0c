/** The door to answers: route, retrieve, fuse, rank, explain, in this order. */
import { setImmediate } from 'node:timers/promises';
import { type CancelToken, throwIfCancelled } from '../base/cancel.ts';
import { sentence, UserError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { StoredChunk } from '../domain/chunk.ts';
import type { SourceFile } from '../domain/file.ts';
import type { Answer, Hit } from '../domain/hit.ts';
import type { Query } from '../domain/query.ts';
import type { SkillCost, SkillId } from '../domain/skill.ts';
import type { Trace } from '../domain/trace.ts';
import type { Skills } from '../skills/registry.ts';
import type { Filter, Store } from '../storage/store.ts';
import { type Asked, bound } from './bounds.ts';
import { Catalogue } from './catalogue.ts';
import { type Completion, complete } from './complete.ts';
import { withExactWords } from './exact.ts';
import { explain } from './explain.ts';
import type { KnownLanguages } from './filters.ts';
import { fuse, lastTaken } from './fuse.ts';
import { answerNotes } from './notes.ts';
import { type Ranked, rank } from './rank.ts';
import {
	type Candidate,
	type QueryVectors,
	type Retrieval,
	retrieve,
	type Words,
	withoutSkills,
	withSimilarities,
	wordsOf,
} from './retrieve.ts';
import { type Route, route } from './route.ts';
import type { Showing } from './shown.ts';
import { traceOf } from './trace.ts';
import { whyText } from './why.ts';

/** What search needs of the model. Either half may be missing; `problem` then says why. */
export type QueryModel = {
	/** One unit vector for the text, by one activation. */
	readonly encode:
		| ((
				skills: readonly SkillId[],
				text: string,
				token: CancelToken,
		  ) => Promise<{ readonly vector: Float32Array; readonly costs: readonly SkillCost[]; readonly device: string }>)
		| undefined;
	readonly encodeStatic: ((text: string) => Float32Array) | undefined;
	problem(): string | undefined;
};

export type SearchOptions = {
	readonly store: Store;
	readonly skills: Skills;
	readonly model: QueryModel;
	/** Computes and stores vectors of these chunks now, ahead of background work. */
	readonly embed: (chunks: readonly StoredChunk[], token: CancelToken) => Promise<readonly SkillCost[]>;
	/** What the image skill said of pictures, where the model has one. */
	readonly shown: Showing | undefined;
	/** A file as it is on disk now; undefined where it cannot be read any more. */
	readonly read: (path: string) => SourceFile | undefined;
	/** Told when the index turns out to be behind the disk. */
	readonly onStale: (paths: readonly string[]) => void;
	/** How many files are still to be indexed. */
	readonly waiting: () => number;
	readonly log: Log;
};

/** How long an answer may wait for vectors of candidates that have none yet, in milliseconds; Infinity for all it takes. */
export type Budget = { readonly rerankMs: number };

export type WhyAnswer = {
	readonly text: string;
	readonly indexed: boolean;
	readonly rank: number | undefined;
	readonly hit: Hit | undefined;
};

/** So many of the best candidates are re-ranked with the skills' vectors, computed where missing. */
const rerankDepth = 40;
const rerankBatch = 4;

/** A question under way: what it cost so far, what there is to say about it, and the files it has read. */
type Trail = { readonly costs: SkillCost[]; device: string; readonly problems: string[]; readonly read: SearchOptions['read'] };

export class Search {
	private readonly options: SearchOptions;
	private readonly catalogue: Catalogue;

	constructor(options: SearchOptions) {
		this.options = options;
		this.catalogue = new Catalogue(options.store);
	}

	async run(query: Query, budget: Budget, token: CancelToken): Promise<Answer> {
		return (await this.answer(query, budget, token)).answer;
	}

	/** An answer, and how it came about. */
	async trace(query: Query, budget: Budget, token: CancelToken): Promise<Trace> {
		const { answer, route, retrieval, trail } = await this.answer(query, budget, token);
		return traceOf({ answer, route, retrieval, linesOf: (path) => trail.read(path)?.text.split('\n') ?? [] });
	}

	private async answer(
		query: Query,
		budget: Budget,
		token: CancelToken,
	): Promise<{ answer: Answer; route: Route; retrieval: Retrieval; trail: Trail }> {
		const start = performance.now();
		const trail = this.trail();
		const asked = this.bound(query);
		const { route, ranked, retrieval } = await this.order(asked, budget, trail, token);
		const { hits, stale } = this.show(ranked, route, query.top, trail);
		if (stale.length > 0) {
			this.options.onStale(stale);
		}
		const { store } = this.options;
		const counts = store.count(asked.filter);
		const answer: Answer = {
			query: query.text,
			filters: asked.filters,
			ms: Number((performance.now() - start).toFixed(1)),
			device: trail.device,
			skills: mergeCosts(trail.costs),
			results: hits,
			notes: answerNotes({
				query: asked.question,
				filters: asked.filters.map(({ text }) => text),
				typing: asked.notes,
				route,
				counts,
				indexed: counts.chunks > 0 ? counts.chunks : store.count({}).chunks,
				problems: trail.problems,
				stale,
				storeNotes: store.notes,
				waiting: this.options.waiting(),
				hasEncoder: this.options.model.encode !== undefined,
			}),
			chunks: retrieval.chunks,
		};
		return { answer, route, retrieval, trail };
	}

	/** What may follow the filter that is being typed at the end of a question. */
	complete(text: string): Completion[] {
		return complete(text, () => this.options.store.files());
	}

	/** Beginnings of the words of a question, lower case, as they may stand in a file that answers it. */
	static beginnings(text: string): string[] {
		const { question } = bound({ text, top: 1 }, { languages: { named: (name) => name, present: () => [] }, chunksOf: () => [] });
		return route(question)
			.terms.map((term) => term.replace(/i$/, ''))
			.filter((term) => term.length > 2);
	}

	/** Why a place of an indexed file has the rank it has. `path` must be in the catalogue. */
	async why(query: Query, path: string, line: number | undefined, token: CancelToken): Promise<WhyAnswer> {
		const trail = this.trail();
		const asked = this.bound(query);
		const { route, ranked, retrieval } = await this.order(asked, { rerankMs: Number.POSITIVE_INFINITY }, trail, token);
		const covers = (chunk: StoredChunk): boolean => line === undefined || (chunk.startLine <= line && line <= chunk.endLine);
		const at = ranked.findIndex(({ candidate: { chunk } }) => chunk.path === path && covers(chunk));
		const found = ranked[at];
		const hit = found && this.explained(found, route, trail.read(path));
		const its = this.options.store.chunksOf(path).filter(covers);
		return {
			text: whyText({
				path,
				line,
				rank: at === -1 ? undefined : at + 1,
				hit,
				route,
				filters: asked.filters.map(({ text }) => text),
				better: at === -1 ? ranked : ranked.slice(0, at),
				candidates: ranked.length,
				nearest: found === undefined ? await this.nearest(asked, its, trail, token) : undefined,
				last: lastTaken(retrieval.candidates),
			}),
			indexed: true,
			rank: at === -1 ? undefined : at + 1,
			hit,
		};
	}

	/** Of these chunks of a file the one that would come first, were they all there is. */
	private async nearest(asked: Asked, chunks: readonly StoredChunk[], trail: Trail, token: CancelToken): Promise<Hit | undefined> {
		const { among } = asked.filter;
		const ids = chunks.map(({ id }) => id).filter((id) => among?.includes(id) ?? true);
		const alone = { ...asked, filter: { ...asked.filter, among: ids } };
		const { route, ranked, retrieval } = await this.order(alone, { rerankMs: Number.POSITIVE_INFINITY }, trail, token);
		const [first = faintest(retrieval)] = ranked;
		return first && this.explained(first, route, trail.read(first.candidate.chunk.path));
	}

	/** All candidates in their final order. */
	private async order(
		asked: Asked,
		budget: Budget,
		trail: Trail,
		token: CancelToken,
	): Promise<{ route: Route; ranked: Ranked[]; retrieval: Retrieval }> {
		const { store } = this.options;
		const plan = route(asked.question);
		const isPictureAsked = plan.wants.has('picture') || asked.filter.kinds?.every((kind) => kind === 'picture') === true;
		const shown = isPictureAsked ? this.options.shown : undefined;
		const [encoded, words] = await Promise.all([this.vectorsOf(asked.question, plan, trail, token), this.meanwhile(asked.filter, plan)]);
		const vectors = { ...encoded, shown };
		throwIfCancelled(token);
		const textOf = (chunk: StoredChunk, hash: string): string | undefined => {
			const file = trail.read(chunk.path);
			return file?.hash === hash ? this.options.skills.for(chunk.path)?.textOf(file, chunk) : undefined;
		};
		const find = (filter: Filter): Retrieval =>
			retrieve(filter, plan, filter === asked.filter ? words : wordsOf(filter, plan, store), vectors, store, this.catalogue);
		const { note, ...found } = withExactWords(asked, find, textOf);
		trail.problems.push(...(note === undefined ? [] : [note]));
		const order = (retrieval: Retrieval): Ranked[] => rank(fuse(retrieval.candidates), plan, retrieval.idf);
		if (vectors.skills === undefined) {
			return { route: plan, ranked: order(found), retrieval: found };
		}
		const similar = withSimilarities(found, vectors.skills, store);
		const lacking = new Set(similar.candidates.flatMap(({ chunk, legs }) => (legs.has('skills') ? [] : [chunk.id])));
		// chosen by the other legs alone: those that happen to have a vector already would push the rest out
		const chosen = order(withoutSkills(found)).slice(0, rerankDepth);
		const todo = chosen.flatMap(({ candidate: { chunk } }) => (lacking.has(chunk.id) ? [chunk] : []));
		await this.fillIn(todo, budget, trail, token);
		const retrieval = todo.length === 0 ? similar : withSimilarities(found, vectors.skills, store);
		return { route: plan, ranked: order(retrieval), retrieval };
	}

	private bound(query: Query): Asked {
		const { store, skills } = this.options;
		const languages: KnownLanguages = {
			named: (name) => skills.languageNamed(name),
			present: () => [...new Set(store.files().map(({ language }) => language))].sort(),
		};
		return bound(query, { languages, chunksOf: (path) => store.chunksOf(path) });
	}

	private trail(): Trail {
		const known = new Map<string, SourceFile | undefined>();
		const read = (path: string): SourceFile | undefined => {
			const file = known.has(path) ? known.get(path) : this.options.read(path);
			known.set(path, file);
			return file;
		};
		return { costs: [], device: 'none', problems: [], read };
	}

	/** What words say, while the model process reads the question. */
	private async meanwhile(filter: Filter, plan: Route): Promise<Words> {
		await setImmediate();
		return wordsOf(filter, plan, this.options.store);
	}

	/** The question as vectors. Without a model, or when it breaks off, words answer alone and `problems` says so. */
	private async vectorsOf(query: Query, plan: Route, trail: Trail, token: CancelToken): Promise<QueryVectors> {
		const { model } = this.options;
		if (query.text.trim() === '') {
			return { static: undefined, skills: undefined };
		}
		const fixed = plan.activate.length === 0 ? undefined : model.encodeStatic?.(query.text);
		const skills = await this.activate(query.text, plan, trail, token);
		// asked afterwards: an answer by the model ends what was wrong with its process before
		const problem = model.problem();
		if (problem !== undefined && !trail.problems.includes(problem)) {
			trail.problems.push(problem);
		}
		return { static: fixed, skills };
	}

	/** The question's vector in the skills' space; undefined where none is to be had. */
	private async activate(text: string, plan: Route, trail: Trail, token: CancelToken): Promise<Float32Array | undefined> {
		const { model, log } = this.options;
		if (model.encode === undefined || plan.activate.length === 0) {
			return undefined;
		}
		try {
			const { vector, costs, device } = await model.encode(plan.activate, text, token);
			trail.costs.push(...costs);
			trail.device = device;
			return vector;
		} catch (error) {
			if (!(error instanceof UserError)) {
				throw error;
			}
			log.warn('search', `without skills: ${error.message}`);
			trail.problems.push(sentence(error));
			return undefined;
		}
	}

	/** Computes the vectors of these, best first, as long as the budget lasts. */
	private async fillIn(todo: readonly StoredChunk[], budget: Budget, trail: Trail, token: CancelToken): Promise<void> {
		const end = performance.now() + budget.rerankMs;
		for (let i = 0; i < todo.length && performance.now() < end; i += rerankBatch) {
			try {
				trail.costs.push(...(await this.options.embed(todo.slice(i, i + rerankBatch), token)));
			} catch (error) {
				if (!(error instanceof UserError)) {
					throw error;
				}
				trail.problems.push(sentence(error));
				break;
			}
		}
	}

	/** The first `top` hits whose text is still on disk. */
	private show(ranked: readonly Ranked[], plan: Route, top: number, { read }: Trail): { hits: Hit[]; stale: string[] } {
		const hits: Hit[] = [];
		const stale = new Set<string>();
		for (const item of ranked) {
			if (hits.length >= top) {
				break;
			}
			const { path, hash } = item.candidate.file;
			const file = read(path);
			if (file?.hash === hash) {
				hits.push(this.explained(item, plan, file));
			} else {
				stale.add(path);
			}
		}
		return { hits, stale: [...stale] };
	}

	private explained(item: Ranked, plan: Route, file: SourceFile | undefined): Hit {
		const { chunk } = item.candidate;
		const text = file === undefined ? '' : (this.options.skills.for(chunk.path)?.textOf(file, chunk) ?? '');
		return explain(item, plan.terms, text);
	}
}

/** The nearest of candidates that are all too far to count. */
function faintest({ candidates }: Retrieval): Ranked | undefined {
	const nearness = ({ legs }: Candidate): number => legs.get('skills')?.score ?? legs.get('static')?.score ?? 0;
	const [candidate] = candidates.toSorted((a, b) => nearness(b) - nearness(a));
	return candidate && { candidate, score: 0, rules: [] };
}

/** One line a skill: the same skill may have been activated for the question and for candidates. */
function mergeCosts(costs: readonly SkillCost[]): SkillCost[] {
	return [...Map.groupBy(costs, (cost) => cost.skill)].map(([skill, all]) => ({
		skill,
		parameters: Math.max(...all.map((cost) => cost.parameters)),
		flops: all.reduce((sum, cost) => sum + cost.flops, 0),
		ms: Number(all.reduce((sum, cost) => sum + cost.ms, 0).toFixed(1)),
	}));
}
