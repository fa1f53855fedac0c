/** How a file that is left out is written down: the reason for programs, a phrase for a person. */
import type { SkippedFile, SkipReason } from '../domain/file.ts';

export type Verdict = { readonly reason: SkipReason; readonly detail: string };

export function skip(path: string, reason: SkipReason, detail: string): SkippedFile {
	return { path, reason, detail };
}

/** `1.5 MB`, as people count: a kilobyte is 1,024 bytes. */
export function bytes(count: number): string {
	const [unit, size] = count < 1024 ** 2 ? ['kB', 1024] : ['MB', 1024 ** 2];
	return `${Number((count / Number(size)).toFixed(1)).toLocaleString('en')} ${unit}`;
}

export function tooLarge(size: number, maxFileBytes: number): Verdict {
	return {
		reason: 'oversized',
		detail: `${bytes(size)}, and files over ${bytes(maxFileBytes)} are left out (skilllens.index.maxFileKilobytes)`,
	};
}
