/** `skilllens/search`: one question over all folders. */
import { searchRequest } from '../../protocol/messages.ts';
import type { Settings } from '../../protocol/settings.ts';
import type { Log } from '../base/log.ts';
import type { Query } from '../domain/query.ts';
import { toRelative, toSearchAnswer } from './convert.ts';
import { type Feature, guarded } from './feature.ts';
import type { Folders } from './folders.ts';

const defaultLimit = 20;

export type SearchFeatureOptions = {
	readonly folders: Folders;
	readonly settings: () => Settings;
	readonly totalParameters: () => number;
	readonly log: Log;
};

export function searchFeature({ folders, settings, totalParameters, log }: SearchFeatureOptions): Feature {
	return {
		register: (connection) =>
			connection.onRequest(
				searchRequest,
				guarded(log, async ({ query, limit = defaultLimit, kinds, skills, root }, token) => {
					const asked: Query = {
						text: query,
						top: limit,
						...(kinds === undefined ? {} : { kinds }),
						...(skills === undefined ? {} : { skills }),
					};
					const within = folders.ready().flatMap((folder) => {
						const inner = root === undefined ? '' : toRelative(folder.root, root);
						return inner === undefined ? [] : [{ folder, query: inner === '' ? asked : { ...asked, root: inner } }];
					});
					const budget = { rerankMs: settings()['search.rerankMilliseconds'] };
					const answers = await Promise.all(
						within.map(async ({ folder, query: question }) => ({
							root: folder.root,
							answer: await folder.search.run(question, budget, token),
						})),
					);
					const answer = toSearchAnswer(answers, query, limit, totalParameters());
					const failed = folders.status().flatMap(({ problem }) => problem ?? []);
					log.info('search', `${answer.results.length} hits of ${answer.chunks} chunks in ${Math.round(answer.ms)} ms`);
					return { ...answer, notes: [...failed, ...answer.notes] };
				}),
			),
	};
}
