/** Which format bytes are in. The name of a file is not asked: a `.png` may be anything. */

export const pictureFormats = ['png', 'jpeg', 'webp', 'gif', 'avif', 'svg'] as const;
export type PictureFormat = (typeof pictureFormats)[number];

/** Undefined for what is none of them. */
export function formatOf(bytes: Uint8Array): PictureFormat | undefined {
	const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 4_096)).toString('latin1');
	return signatures.find(([, test]) => test.test(head))?.[0];
}

const signatures: readonly (readonly [PictureFormat, RegExp])[] = [
	['png', /^\x89PNG\r\n/],
	['jpeg', /^\xff\xd8\xff/],
	['gif', /^GIF8[79]a/],
	['webp', /^RIFF[\s\S]{4}WEBP/],
	['avif', /^[\s\S]{4}ftyp(?:avif|avis)/],
	// one way only to read what comes first: many comments must not take for ever
	[
		'svg',
		/^(?:\xef\xbb\xbf)?(?:\s|<\?xml[^>]*>|<!--(?:(?!-->)[\s\S])*-->|<!DOCTYPE[^[>]*(?:\[(?:(?!\]\s*>)[\s\S])*\]\s*)?>)*<(?:\w+:)?svg[\s>]/i,
	],
];
