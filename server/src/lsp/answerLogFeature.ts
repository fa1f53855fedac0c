/** The log of answers, for people: where it is, erasing it, and what was opened. */
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { type AnswerLogState, answerLogRequest, eraseAnswerLogRequest, openedNotification } from '../../protocol/messages.ts';
import { DisposableStore } from '../base/disposable.ts';
import type { Log } from '../base/log.ts';
import type { AnswerLog } from '../trace/answerLog.ts';
import { type Feature, guardedAlone } from './feature.ts';

export function answerLogFeature(answers: AnswerLog, log: Log): Feature {
	return {
		register: (connection) => {
			const owned = new DisposableStore();
			owned.add(
				connection.onRequest(
					answerLogRequest,
					guardedAlone(log, async (): Promise<AnswerLogState> => {
						await answers.settled();
						return { uri: pathToFileURL(answers.file).href, on: answers.isOn, exists: existsSync(answers.file) };
					}),
				),
			);
			owned.add(
				connection.onRequest(
					eraseAnswerLogRequest,
					guardedAlone(log, () => answers.erase()),
				),
			);
			owned.add(
				connection.onNotification(openedNotification, ({ query, uri, line }) =>
					answers.add({ kind: 'opened', question: query, uri, line: line + 1 }),
				),
			);
			return owned;
		},
	};
}
