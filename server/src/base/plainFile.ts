/** Reads a file that anybody may have put there: never waits for a pipe, never reads a device, never more than is allowed. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** What bears the name and is not read. */
export type Refused = 'special' | 'large';

/** Throws the system's error for what cannot be opened; `links` that are refused give ELOOP. */
export function readPlainFile(path: string, mostBytes: number, links: 'follow' | 'refuse'): Buffer | Refused {
	const nofollow = links === 'refuse' ? (constants.O_NOFOLLOW ?? 0) : 0;
	const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | nofollow);
	try {
		const stats = fstatSync(file);
		if (!stats.isFile()) {
			return 'special';
		}
		const content = stats.size > mostBytes ? stats.size : readUpTo(file, stats.size, mostBytes);
		return typeof content === 'number' ? 'large' : content;
	} finally {
		closeSync(file);
	}
}

/** What is left of an open file, or how many bytes that was so far where it is more than allowed. The size is a hint: a file may grow while it is read. */
export function readUpTo(file: number, size: number, mostBytes: number): Buffer | number {
	let content = Buffer.allocUnsafeSlow(size + 1);
	let filled = 0;
	for (;;) {
		const count = readSync(file, content, filled, content.length - filled, null);
		filled += count;
		if (count === 0) {
			return content.subarray(0, filled);
		}
		if (filled > mostBytes) {
			return filled;
		}
		if (filled === content.length) {
			content = Buffer.concat([content], content.length * 2);
		}
	}
}
