/** `skilllens/doctor`: the report for people. */
import { doctorRequest } from '../../protocol/messages.ts';
import { productVersion } from '../base/assets.ts';
import type { Log } from '../base/log.ts';
import { diagnose } from '../folder/doctor.ts';
import type { Model } from '../inference/encoder.ts';
import { type Feature, guardedAlone } from './feature.ts';
import type { Folders } from './folders.ts';

export function doctorFeature(folders: Folders, model: () => Model, log: Log): Feature {
	return {
		register: (connection) =>
			connection.onRequest(
				doctorRequest,
				guardedAlone(log, async () => {
					const { ok, text } = await diagnose({ version: productVersion(), model: model(), folders: () => folders.ready() });
					return { ok, text };
				}),
			),
	};
}
