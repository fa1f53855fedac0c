/** Between our nouns and the wire: relative paths to URIs, lines from 1 to ranges from 0. */
import { join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Range } from 'vscode-languageserver/node';
import type {
	HitItem,
	LinkItem,
	Place,
	RuleItem,
	SearchAnswer,
	ShownItem,
	SignalItem,
	TargetItem,
	TraceAnswer,
} from '../../protocol/messages.ts';
import { UserError } from '../base/errors.ts';
import type { Answer, Hit } from '../domain/hit.ts';
import type { Linked, Located, Shown } from '../domain/link.ts';
import type { Span } from '../domain/query.ts';
import { type SkillId, skillIds } from '../domain/skill.ts';
import type { Trace } from '../domain/trace.ts';

export function toUri(root: string, path: string): string {
	return pathToFileURL(join(root, path)).href;
}

/** Absolute path; a UserError for what is not a file on this machine. */
export function toPath(uri: string): string {
	const path = uri.startsWith('file:') ? pathOf(uri) : undefined;
	if (path === undefined || path.includes('\0')) {
		throw new UserError(`${uri} is not a file on this machine.`, 'SkillLens indexes files only; open the folder from disk.');
	}
	return path;
}

/** Undefined for a URI of another machine, and for what is none. */
function pathOf(uri: string): string | undefined {
	try {
		return fileURLToPath(uri);
	} catch (error) {
		if (error instanceof TypeError || error instanceof URIError) {
			return undefined;
		}
		throw error;
	}
}

/** Relative to the root with forward slashes; undefined outside of it. */
export function toRelative(root: string, uri: string): string | undefined {
	const inner = relative(root, toPath(uri)).split(sep).join('/');
	return inner === '..' || inner.startsWith('../') || /^[A-Za-z]:/.test(inner) ? undefined : inner;
}

/** Whole lines: from the start of the first to the start of the line after the last. */
export function toRange({ startLine, endLine }: { readonly startLine: number; readonly endLine: number }): Range {
	return { start: { line: startLine - 1, character: 0 }, end: { line: endLine, character: 0 } };
}

/** Those of the places that lie inside the root. A range that ends at the start of a line has nothing of it. */
export function toSpans(root: string, places: readonly Place[]): Span[] {
	return places.flatMap(({ uri, range: { start, end } }) => {
		const path = toRelative(root, uri);
		const last = end.character === 0 && end.line > start.line ? end.line : end.line + 1;
		return path === undefined ? [] : [{ path, startLine: start.line + 1, endLine: last }];
	});
}

export function toTarget(root: string, { path, symbol, line }: Located): TargetItem {
	return { uri: toUri(root, path), path, symbol, line: line - 1 };
}

export function toLink(root: string, link: Linked): LinkItem {
	return { ...toTarget(root, link), state: link.state, because: link.because };
}

export function toShown(root: string, shown: Shown): ShownItem {
	const { picture, region, state, because } = shown;
	return { ...toTarget(root, shown), pictureUri: toUri(root, picture), picture, region, state, because };
}

export function toHitItem(root: string, hit: Hit): HitItem {
	const { path, kind, skill, symbol, score, preview } = hit;
	return {
		uri: toUri(root, path),
		range: toRange(hit),
		path,
		kind,
		skill,
		symbol,
		score,
		preview,
		signals: toSignals(hit),
		rules: toRules(hit),
	};
}

export function toSignals({ signals }: Hit): SignalItem[] {
	return signals.map((signal) => ({ ...signal, ...(signal.words === undefined ? {} : { words: [...signal.words] }) }) as SignalItem);
}

export function toRules({ rules }: Hit): RuleItem[] {
	return rules.map((rule) => ({ ...rule }));
}

/** The answers of several folders as one: best first, costs added up. */
export function toSearchAnswer(
	answers: readonly { readonly root: string; readonly answer: Answer }[],
	query: string,
	limit: number,
	totalParameters: number,
): SearchAnswer {
	const all = answers.map(({ answer }) => answer);
	const costs = Map.groupBy(
		all.flatMap((answer) => answer.skills),
		(cost) => cost.skill,
	);
	return {
		query,
		filters: (all[0]?.filters ?? []).map((filter) => ({ ...filter, values: [...filter.values] })),
		ms: Math.max(0, ...all.map((answer) => answer.ms)),
		device: all.find((answer) => answer.device !== 'none')?.device ?? 'none',
		skills: [...costs].map(([skill, some]) => ({
			skill,
			parameters: Math.max(...some.map((cost) => cost.parameters)),
			flops: some.reduce((sum, cost) => sum + cost.flops, 0),
			ms: some.reduce((sum, cost) => sum + cost.ms, 0),
		})),
		totalParameters,
		results: answers
			.flatMap(({ root, answer }) => answer.results.map((hit) => toHitItem(root, hit)))
			.sort((a, b) => b.score - a.score)
			.slice(0, limit),
		// a folder in which nothing fits the filters is no news where another has what was asked for
		notes: [...new Set(all.filter((answer) => isTelling(answer, all)).flatMap((answer) => answer.notes))],
		chunks: all.reduce((sum, answer) => sum + answer.chunks, 0),
	};
}

/** The traces of several folders as one, each hit with its own. */
export function toTraceAnswer(
	traces: readonly { readonly root: string; readonly trace: Trace }[],
	query: string,
	limit: number,
	totalParameters: number,
	skillsOfModel: readonly SkillId[],
): TraceAnswer {
	const answers = traces.map(({ root, trace }) => ({ root, answer: trace.answer }));
	const hits = traces
		.flatMap(({ trace }) => trace.hits.map((hit, i) => ({ hit, score: trace.answer.results[i]?.score ?? 0 })))
		.sort((a, b) => b.score - a.score)
		.slice(0, limit)
		.map(({ hit }) => hit);
	const answer = toSearchAnswer(answers, query, limit, totalParameters);
	const activated = new Set(answer.skills.map(({ skill }) => skill));
	const sums = new Map<string, number>();
	for (const { signal, amount } of hits.flatMap(({ parts }) => parts)) {
		sums.set(signal, (sums.get(signal) ?? 0) + amount);
	}
	const total = [...sums.values()].reduce((sum, amount) => sum + amount, 0);
	const [first] = traces;
	return {
		answer,
		form: first?.trace.form ?? 'words',
		words: [...(first?.trace.words ?? [])],
		candidates: traces.reduce((sum, { trace }) => sum + trace.candidates, 0),
		skills: skillIds.map((skill) => ({
			skill,
			state: activated.has(skill) ? 'activated' : skillsOfModel.includes(skill) ? 'notNeeded' : 'notInModel',
		})),
		shares: [...sums].map(([signal, sum]) => ({ signal, share: Number((sum / total).toFixed(4)) })).sort((a, b) => b.share - a.share),
		hits: hits.map(({ fusedRank, parts, passage }) => ({
			fusedRank,
			parts: parts.map((part) => ({ ...part })),
			...(passage === undefined ? {} : { passage: toRange(passage) }),
		})),
	};
}

/** A place of an answer as the log of answers has it, lines from 1. */
export function toLogged({
	uri,
	range,
	symbol,
	score,
	signals,
}: Pick<HitItem, 'uri' | 'range' | 'symbol' | 'score'> & { signals: object[] }): object {
	return { uri, startLine: range.start.line + 1, endLine: range.end.line, symbol, score, signals };
}

function isTelling(answer: Answer, all: readonly Answer[]): boolean {
	return answer.filters.length === 0 || answer.chunks > 0 || all.every(({ chunks }) => chunks === 0);
}
