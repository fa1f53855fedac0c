// What platform a native file is for, by its header.

/** `linux-x64` and its like; undefined for a file that is no program or library. */
export function platformOf(bytes) {
	if (bytes.length < 64) {
		return undefined;
	}
	const magic = bytes.readUInt32LE(0);
	if (magic === 0x464c457f) {
		return `linux-${{ 62: 'x64', 183: 'arm64' }[bytes.readUInt16LE(18)] ?? 'other'}`;
	}
	if (magic === 0xfeedfacf) {
		return `darwin-${{ 16777223: 'x64', 16777228: 'arm64' }[bytes.readUInt32LE(4)] ?? 'other'}`;
	}
	if (magic === 0xbebafeca) {
		return 'darwin-universal';
	}
	const header = bytes.toString('latin1', 0, 2) === 'MZ' ? bytes.readUInt32LE(0x3c) : bytes.length;
	if (bytes.toString('latin1', header, header + 4) === 'PE\0\0') {
		return `win32-${{ 34404: 'x64', 43620: 'arm64' }[bytes.readUInt16LE(header + 4)] ?? 'other'}`;
	}
	return undefined;
}
