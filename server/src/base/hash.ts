/** Content hashes: the first 128 bits of SHA-256, in hex. */
import { createHash } from 'node:crypto';

export function contentHash(content: Uint8Array | string): string {
	return createHash('sha256').update(content).digest('hex').slice(0, 32);
}
