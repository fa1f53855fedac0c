/** `skilllens/search`: one question over all folders; `skilllens/complete`: what its filters may be. */
import {
	type CompleteAnswer,
	completeRequest,
	type SearchParams,
	searchRequest,
	type TraceAnswer,
	traceRequest,
} from '../../protocol/messages.ts';
import type { Settings } from '../../protocol/settings.ts';
import { DisposableStore } from '../base/disposable.ts';
import type { Log } from '../base/log.ts';
import type { Query } from '../domain/query.ts';
import type { SkillId } from '../domain/skill.ts';
import type { Trace } from '../domain/trace.ts';
import type { AnswerLog } from '../trace/answerLog.ts';
import { toLogged, toRelative, toSearchAnswer, toSpans, toTraceAnswer } from './convert.ts';
import { type Feature, guarded } from './feature.ts';
import type { Folders } from './folders.ts';

const defaultLimit = 20;

export type SearchFeatureOptions = {
	readonly folders: Folders;
	readonly settings: () => Settings;
	readonly totalParameters: () => number;
	readonly skillsOfModel: () => readonly SkillId[];
	readonly answers: AnswerLog;
	readonly log: Log;
};

export function searchFeature(options: SearchFeatureOptions): Feature {
	const { folders, settings, totalParameters, skillsOfModel, answers: logged, log } = options;
	const search = guarded(log, async (params: SearchParams, token) => {
		const { query, limit = defaultLimit } = params;
		const budget = { rerankMs: settings()['search.rerankMilliseconds'] };
		const asked = folders.ready().flatMap((folder) => {
			const question = questionOf(params, limit, folder.root);
			return question === undefined ? [] : [{ folder, question }];
		});
		const answers = await Promise.all(
			asked.map(async ({ folder, question }) => {
				const answer = await folder.search.run(question, budget, token);
				folder.indexer.looked([...new Set(answer.results.map(({ path }) => path))].reverse());
				return { root: folder.root, answer };
			}),
		);
		const answer = toSearchAnswer(answers, query, limit, totalParameters());
		const failed = folders.problems();
		log.info('search', `${answer.results.length} hits of ${answer.chunks} chunks in ${Math.round(answer.ms)} ms`);
		const notes = [...failed, ...answer.notes];
		const { ms, device, skills } = answer;
		logged.add({ kind: 'search', question: query, ms, device, skills, results: answer.results.map(toLogged), notes });
		return { ...answer, notes };
	});
	const trace = guarded(log, async (params: SearchParams, token): Promise<TraceAnswer> => {
		const { query, limit = defaultLimit } = params;
		const budget = { rerankMs: settings()['search.rerankMilliseconds'] };
		const traces: { root: string; trace: Trace }[] = [];
		for (const folder of folders.ready()) {
			const question = questionOf(params, limit, folder.root);
			if (question !== undefined) {
				traces.push({ root: folder.root, trace: await folder.search.trace(question, budget, token) });
			}
		}
		return toTraceAnswer(traces, query, limit, totalParameters(), skillsOfModel());
	});
	const complete = guarded(log, ({ query }: { query: string }): CompleteAnswer => {
		const all = folders.ready().flatMap((folder) => folder.search.complete(query));
		const items = [...Map.groupBy(all, ({ filter }) => filter).values()].flatMap(([first, ...others]) => {
			const files = others.reduce((sum, other) => sum + (other.files ?? 0), first?.files ?? 0);
			return first === undefined ? [] : [{ filter: first.filter, query: first.query, ...(first.files !== undefined && { files }) }];
		});
		return { items };
	});
	return {
		register: (connection) => {
			const owned = new DisposableStore();
			owned.add(connection.onRequest(searchRequest, search));
			owned.add(connection.onRequest(traceRequest, trace));
			owned.add(connection.onRequest(completeRequest, complete));
			return owned;
		},
	};
}

/** What a folder is asked; undefined where `root` is outside of it. */
function questionOf(params: SearchParams, top: number, folder: string): Query | undefined {
	const { query: text, kinds, skills, root, verbatim, refine, among, except } = params;
	const inner = root === undefined ? '' : toRelative(folder, root);
	if (inner === undefined) {
		return undefined;
	}
	return {
		text,
		top,
		...(inner !== '' && { root: inner }),
		...(kinds !== undefined && { kinds }),
		...(skills !== undefined && { skills }),
		...(verbatim !== undefined && { verbatim }),
		...(refine !== undefined && { refine }),
		...(among !== undefined && { among: toSpans(folder, among) }),
		...(except !== undefined && { except: toSpans(folder, except) }),
	};
}
