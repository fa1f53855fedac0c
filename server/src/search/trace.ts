/** How an answer came about: what each leg gave each hit, and where in it the words stand. Pure. */
import type { Answer, Hit } from '../domain/hit.ts';
import { terms } from '../domain/terms.ts';
import type { Trace, TracedHit } from '../domain/trace.ts';
import { nameOf } from './explain.ts';
import { type Contributions, contributions } from './fuse.ts';
import type { Candidate, Retrieval } from './retrieve.ts';
import type { Route } from './route.ts';

export type Traced = {
	readonly answer: Answer;
	readonly route: Route;
	readonly retrieval: Retrieval;
	/** The lines of a file as it is on disk. */
	readonly linesOf: (path: string) => readonly string[];
};

/** Lines of a passage. */
const passageLines = 5;

export function traceOf({ answer, route, retrieval, linesOf }: Traced): Trace {
	const given = contributions(retrieval.candidates);
	const sum = (candidate: Candidate): number => Object.values(given.get(candidate) ?? {}).reduce((all, part) => all + part, 0);
	const order = [...given.keys()].sort((a, b) => sum(b) - sum(a));
	const hits = answer.results.map((hit): TracedHit => {
		const at = order.findIndex(
			({ chunk }) => chunk.path === hit.path && chunk.startLine === hit.startLine && chunk.endLine === hit.endLine,
		);
		const candidate = order[at];
		return {
			fusedRank: at + 1,
			parts: candidate === undefined ? [] : partsOf(given.get(candidate) ?? {}, hit),
			passage: passageOf(hit, linesOf(hit.path), route.terms, retrieval.idf),
		};
	});
	return { answer, form: route.form, words: route.words, candidates: given.size, hits };
}

function partsOf(given: Contributions, { skill }: Hit): TracedHit['parts'] {
	return (Object.keys(given) as (keyof Contributions)[])
		.map((leg) => ({ signal: nameOf(leg, skill), amount: Number((given[leg] ?? 0).toFixed(3)) }))
		.filter(({ amount }) => amount > 0)
		.sort((a, b) => b.amount - a.amount);
}

/** The lines in a row that have the most of the question's words, each word counted once, rare ones more. */
function passageOf(
	{ startLine, endLine }: Hit,
	lines: readonly string[],
	asked: readonly string[],
	idf: ReadonlyMap<string, number>,
): TracedHit['passage'] {
	const said = lines.slice(startLine - 1, endLine).map((line) => new Set(terms(line)));
	const worth = (from: number): number => {
		const window = said.slice(from, from + passageLines);
		return asked.reduce((all, term) => all + (window.some((line) => line.has(term)) ? (idf.get(term) ?? 0) : 0), 0);
	};
	const starts = said.map((_, i) => ({ i, worth: worth(i) })).filter(({ i }) => asked.some((term) => said[i]?.has(term)));
	const best = starts.reduce((most, each) => (each.worth > most.worth ? each : most), { i: -1, worth: 0 });
	return best.i === -1 ? undefined : { startLine: startLine + best.i, endLine: Math.min(endLine, startLine + best.i + passageLines - 1) };
}
