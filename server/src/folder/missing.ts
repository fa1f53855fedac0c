/** Why a file is not in the index, in a sentence with what can be done about it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { restOfFolder, type SkippedFile } from '../domain/file.ts';
import type { Store } from '../storage/store.ts';
import { ignoreRule } from '../workspace/diskWorkspace.ts';

export async function whyMissing(path: string, { root, store }: { readonly root: string; readonly store: Store }): Promise<string> {
	const left = leftOut(path, store.skipped());
	const rule = await ignoreRule(root, path);
	if (rule !== undefined) {
		return `${path} is not in the index: ${rule}.`;
	}
	if (left !== undefined) {
		return `${path} is not in the index (${left.reason}): ${left.detail}`;
	}
	const rest = store.skipped().find((file) => file.path === restOfFolder);
	if (rest !== undefined && existsSync(join(root, path))) {
		return `${path} is not in the index (${rest.reason}): ${rest.detail}`;
	}
	return existsSync(join(root, path))
		? `${path} is not in the index, and nothing says why: it may be newer than the last look. Bring the index up to date and ask again.`
		: `There is no file ${path} in ${root}.`;
}

/** The entry for the file itself or for the nearest folder above it that is left out whole. */
function leftOut(path: string, skipped: readonly SkippedFile[]): SkippedFile | undefined {
	return skipped.find((file) => file.path === path) ?? skipped.find((file) => file.path.endsWith('/') && path.startsWith(file.path));
}
