/** `skilllens/doctor`: the report for people. */
import { type DoctorParams, doctorRequest } from '../../protocol/messages.ts';
import { productVersion } from '../base/assets.ts';
import type { Log } from '../base/log.ts';
import { diagnose } from '../folder/doctor.ts';
import type { Model } from '../inference/encoder.ts';
import { type Feature, guarded } from './feature.ts';
import type { Folders } from './folders.ts';

export function doctorFeature(folders: Folders, model: () => Model, log: Log): Feature {
	return {
		register: (connection) =>
			connection.onRequest(
				doctorRequest,
				guarded(log, async (params: DoctorParams | undefined) => {
					const probe = params?.probe === true;
					const { ok, text } = await diagnose({ version: productVersion(), model: model(), folders: () => folders.ready(), probe });
					return { ok, text };
				}),
			),
	};
}
