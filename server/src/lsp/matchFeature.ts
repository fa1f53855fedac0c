/** `skilllens/match`: the code and docs behind a picture, over all folders, its stages told while it runs. */
import { type Connection, WorkDoneProgress } from 'vscode-languageserver/node';
import { type MatchAnswer, type MatchParams, matchRequest } from '../../protocol/messages.ts';
import type { CancelToken } from '../base/cancel.ts';
import { UserError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { type MatchAnswer as Answer, type MatchStage, stageText } from '../domain/matching.ts';
import type { AnswerLog } from '../trace/answerLog.ts';
import { toLink, toLogged, toPath, toRange, toRelative, toUri } from './convert.ts';
import { type Feature, guarded } from './feature.ts';
import type { Folders } from './folders.ts';
import { pictureBytes } from './pictureBytes.ts';

const defaultLimit = 20;

export type MatchFeatureOptions = {
	readonly folders: Folders;
	readonly totalParameters: () => number;
	readonly answers: AnswerLog;
	readonly log: Log;
};

export function matchFeature({ folders, totalParameters, answers: logged, log }: MatchFeatureOptions): Feature {
	async function match(params: MatchParams, token: CancelToken, tell: (stage: MatchStage) => void): Promise<MatchAnswer> {
		const { uri, limit = defaultLimit, kinds } = params;
		const bytes = await pictureBytes(toPath(uri));
		const answers: { readonly root: string; readonly answer: Answer }[] = [];
		// one after another: the first reads the picture, the others have it read
		for (const { root, matcher } of folders.ready()) {
			const path = toRelative(root, uri);
			const query = { picture: uri, bytes, top: limit, ...(path === undefined ? {} : { path }), ...(kinds === undefined ? {} : { kinds }) };
			answers.push({ root, answer: await matcher.run(query, token, tell) });
		}
		const [first] = answers;
		if (first === undefined) {
			throw new UserError('No folder is open.', 'Open the folder that the picture belongs to.');
		}
		log.info('pictures', `${first.answer.words} words, ${answers.flatMap(({ answer }) => answer.results).length} places`);
		const answer = toAnswer(answers, first.answer, limit, totalParameters());
		const { ms, device, skills } = answer;
		logged.add({ kind: 'match', question: uri, ms, device, skills, results: answer.results.map(toLogged), notes: answer.notes });
		return answer;
	}
	return {
		register: (connection) =>
			connection.onRequest(
				matchRequest,
				guarded(log, (params: MatchParams, token) => withProgress(connection, params, (tell) => match(params, token, tell))),
			),
	};
}

/** Tells the stages where the client gave a token to tell them by. */
async function withProgress<T>(
	connection: Connection,
	{ workDoneToken }: MatchParams,
	work: (tell: (stage: MatchStage) => void) => Promise<T>,
): Promise<T> {
	if (workDoneToken === undefined) {
		return work(() => undefined);
	}
	const send = (value: Told): void => void connection.sendProgress(WorkDoneProgress.type, workDoneToken, value);
	send({ kind: 'begin', title: 'SkillLens' });
	try {
		return await work((stage) => send({ kind: 'report', message: stageText(stage) }));
	} finally {
		send({ kind: 'end' });
	}
}

type Told =
	| { readonly kind: 'begin'; readonly title: string }
	| { readonly kind: 'report'; readonly message: string }
	| { readonly kind: 'end' };

function toAnswer(
	answers: readonly { readonly root: string; readonly answer: Answer }[],
	first: Answer,
	limit: number,
	totalParameters: number,
): MatchAnswer {
	const { kind, width, height, text, words, regions } = first;
	return {
		...{ kind, width, height, text, words },
		regions: regions.map(({ text: label, box }, i) => ({
			...{ text: label, box: { ...box } },
			links: answers.flatMap(({ root, answer }) => answer.regions[i]?.links.map((link) => toLink(root, link)) ?? []),
		})),
		ms: answers.reduce((sum, { answer }) => sum + answer.ms, 0),
		// computed for the first folder, kept for the others
		device: answers.find(({ answer }) => answer.device !== 'none')?.answer.device ?? 'none',
		skills: answers.flatMap(({ answer }) => answer.skills.map((cost) => ({ ...cost }))),
		totalParameters,
		results: answers
			.flatMap(({ root, answer }) =>
				answer.results.map((hit) => ({
					...{ path: hit.path, kind: hit.kind, symbol: hit.symbol, score: hit.score, preview: hit.preview },
					uri: toUri(root, hit.path),
					range: toRange(hit),
					signals: hit.signals.map((signal) => ({ ...signal })),
					regions: hit.regions.map((box) => ({ ...box })),
				})),
			)
			.sort((a, b) => b.score - a.score)
			.slice(0, limit),
		notes: [...new Set(answers.flatMap(({ answer }) => answer.notes))],
	};
}
