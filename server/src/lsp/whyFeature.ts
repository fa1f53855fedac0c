/** `skilllens/why`: why a place has its rank for a question, or why it is missing. */
import { type WhyAnswer, whyRequest } from '../../protocol/messages.ts';
import type { Log } from '../base/log.ts';
import { toRules, toSignals } from './convert.ts';
import { type Feature, guarded } from './feature.ts';
import type { Folders } from './folders.ts';

export function whyFeature(folders: Folders, log: Log): Feature {
	return {
		register: (connection) =>
			connection.onRequest(
				whyRequest,
				guarded(log, async ({ query, verbatim = false, refine = '', skills, uri, line }, token): Promise<WhyAnswer> => {
					const place = folders.find(uri);
					if (place === undefined) {
						return { text: 'This file is in none of the open folders.', indexed: false, signals: [], rules: [] };
					}
					const { text, indexed, rank, hit } = await place.folder.why(
						{ text: query, top: 10, verbatim, refine, ...(skills !== undefined && { skills }) },
						place.path,
						line === undefined ? undefined : line + 1,
						token,
					);
					return {
						text,
						indexed,
						...(rank === undefined ? {} : { rank }),
						signals: hit === undefined ? [] : toSignals(hit),
						rules: hit === undefined ? [] : toRules(hit),
					};
				}),
			),
	};
}
