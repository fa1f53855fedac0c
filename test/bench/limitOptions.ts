/** What `bench:limit` is asked for, checked. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export type LimitOptions = {
	/** The folder to index; source files gathered from the installed packages where it is missing. */
	readonly folder: string | undefined;
	/** Vectors are computed of so many texts at most. */
	readonly texts: number;
};

/** Throws with a sentence for whoever typed them. */
export function readLimitOptions(args: readonly string[]): LimitOptions {
	const { values } = parseArgs({ args: [...args], options: { folder: { type: 'string' }, texts: { type: 'string', default: '2000' } } });
	const { folder } = values;
	if (folder !== undefined && !statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
		throw new Error(`There is no folder ${folder}.`);
	}
	const texts = Number(values.texts);
	if (!Number.isInteger(texts) || texts < 1) {
		throw new Error(`--texts is a number from 1, not ${values.texts}.`);
	}
	return { folder: folder && resolve(folder), texts };
}
