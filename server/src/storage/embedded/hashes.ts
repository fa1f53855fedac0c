/** Content hashes in the form they are stored in: half the size of their text where they are 128 bits in hex, as they are otherwise. */
export function packHash(hash: string): Uint8Array | string {
	return /^[0-9a-f]{32}$/.test(hash) ? Buffer.from(hash, 'hex') : hash;
}

export function unpackHash(stored: Uint8Array | string): string {
	return typeof stored === 'string' ? stored : Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength).toString('hex');
}
