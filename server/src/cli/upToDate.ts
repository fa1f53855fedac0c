/** Brings an index up to date before a question is answered from it. */
import { NotStoredError } from '../base/disk.ts';
import { sentence } from '../base/errors.ts';
import type { Folder } from '../folder/folder.ts';
import { showProgress } from './output.ts';
import type { Session } from './session.ts';

/** With a bar on a terminal. The notes that an answer needs. */
export async function upToDate(session: Session, folder: Folder, cause: string): Promise<string[]> {
	const bar = showProgress(folder.indexer);
	try {
		return await orAsStored(folder, folder.indexer.update(cause, session.token));
	} finally {
		bar.dispose();
	}
}

/** Where nothing can be stored now, what was stored before answers, and a note says so; throws where there is nothing. */
export async function orAsStored(folder: Folder, update: Promise<unknown>): Promise<string[]> {
	try {
		await update;
		return [];
	} catch (error) {
		if (!(error instanceof NotStoredError) || folder.store.stats().files === 0) {
			throw error;
		}
		return [`${sentence(error)} This answer comes from what was stored before.`];
	}
}
