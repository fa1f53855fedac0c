/** Pictures made on the spot: text on a ground, and bytes that mean harm. */
import sharp from 'sharp';

export type Style = { readonly ink?: string; readonly ground?: string; readonly font?: string; readonly size?: number };

/** Lines of text as a screen shows them. */
export function textSvg(
	lines: readonly string[],
	{ ink = '#1f2328', ground = '#ffffff', font = 'DejaVu Sans Mono', size = 16 }: Style = {},
): string {
	const escaped = (line: string): string => line.replace(/&/g, '&amp;').replace(/</g, '&lt;');
	const rows = lines.map(
		(line, i) =>
			`<text x="16" y="${(i + 1) * size * 1.5 + 8}" font-family="${font}" font-size="${size}" fill="${ink}" xml:space="preserve">${escaped(line)}</text>`,
	);
	const width = 40 + Math.max(...lines.map(({ length }) => length)) * size * 0.62;
	return `<svg xmlns="http://www.w3.org/2000/svg" width="${Math.ceil(width)}" height="${Math.ceil(lines.length * size * 1.5 + 24)}"><rect width="100%" height="100%" fill="${ground}"/>${rows.join('')}</svg>`;
}

export function textPng(lines: readonly string[], style?: Style): Promise<Buffer> {
	return sharp(Buffer.from(textSvg(lines, style)))
		.png()
		.toBuffer();
}

/** The header of a PNG of this size, and nothing more. */
export async function hugePng(width: number, height: number): Promise<Buffer> {
	const bytes = await sharp({ create: { width: 1, height: 1, channels: 3, background: '#fff' } })
		.png()
		.toBuffer();
	bytes.writeUInt32BE(width, 16);
	bytes.writeUInt32BE(height, 20);
	bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
	return bytes;
}

/** A GIF of so many frames, one pixel each. */
export function gifOf(frames: number): Buffer {
	const head = Buffer.concat([Buffer.from('GIF89a'), Buffer.from([1, 0, 1, 0, 0x80, 0, 0, 255, 255, 255, 0, 0, 0])]);
	const frame = Buffer.from([0x21, 0xf9, 4, 0, 1, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0]);
	return Buffer.concat([head, ...Array.from({ length: frames }, () => frame), Buffer.from([0x3b])]);
}

function crc32(bytes: Uint8Array): number {
	let crc = 0xffffffff;
	for (const byte of bytes) {
		crc ^= byte;
		for (let bit = 0; bit < 8; bit++) {
			crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
		}
	}
	return (crc ^ 0xffffffff) >>> 0;
}

/** A diagram: a box for each label, one below the other with an arrow between. */
export function boxesSvg(labels: readonly string[]): string {
	const boxes = labels.map((label, i) => {
		const y = 20 + i * 110;
		const arrow = i === 0 ? '' : `<path d="M150 ${y - 50} V${y}" stroke="#333" stroke-width="2"/>`;
		return `${arrow}<rect x="20" y="${y}" width="260" height="60" rx="6" fill="#dbeafe" stroke="#1d4ed8"/><text x="150" y="${y + 36}" text-anchor="middle" font-family="DejaVu Sans" font-size="18">${label.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</text>`;
	});
	return `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="${labels.length * 110 + 30}"><rect width="100%" height="100%" fill="#ffffff"/>${boxes.join('')}</svg>`;
}
