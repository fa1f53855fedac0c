/** `skilllens/files`: what is indexed, and what is left out and why. */
import { filesRequest } from '../../protocol/messages.ts';
import type { Log } from '../base/log.ts';
import { toUri } from './convert.ts';
import { type Feature, guarded } from './feature.ts';
import type { Folders } from './folders.ts';

export function filesFeature(folders: Folders, log: Log): Feature {
	return {
		register: (connection) =>
			connection.onRequest(
				filesRequest,
				guarded(log, ({ skipped = false }) => ({
					files: skipped
						? []
						: folders
								.ready()
								.flatMap(({ root, store }) =>
									store.files().map(({ path, language, chunks, size }) => ({ uri: toUri(root, path), path, language, chunks, size })),
								),
					skipped: folders
						.ready()
						.flatMap(({ root, store }) =>
							store.skipped().map(({ path, reason, detail }) => ({ uri: toUri(root, path), path, reason, detail })),
						),
				})),
			),
	};
}
