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
		return stats.size > mostBytes ? 'large' : readUpTo(file, stats.size, mostBytes);
	} finally {
		closeSync(file);
	}
}

/** The size is a hint: a file may grow while it is read. */
function readUpTo(file: number, size: number, mostBytes: number): Buffer | Refused {
	let content = Buffer.allocUnsafeSlow(size + 1);
	let filled = 0;
	for (;;) {
		const count = readSync(file, content, filled, content.length - filled, null);
		filled += count;
		if (count === 0) {
			return content.subarray(0, filled);
		}
		if (filled > mostBytes) {
			return 'large';
		}
		if (filled === content.length) {
			content = Buffer.concat([content], content.length * 2);
		}
	}
}
