/** Inputs near real ones: a text or bytes that somebody wrote, with a few changes; and pieces repeated until what is not linear shows. */
import fc from 'fast-check';

/** Pieces that readers of text stumble over. */
export const pieces: readonly string[] = [
	...'{ } ( ) [ ] < > " \' ` ; : , . / \\ # * - _ = + | & ! ? @ $ % ^ ~'.split(' '),
	...['"""', "'''", '```', '~~~', '/*', '*/', '//', '<!--', '-->', '<![CDATA[', ']]>', '{{', '}}', '<%', '%>', '${', '#{', '\\"', '\\\n'],
	...[
		'\n',
		'\n\n',
		'\r',
		'\r\n',
		'\t',
		'    ',
		' ',
		'\0',
		'\x1b[2J',
		'\u0085',
		'\u2028',
		'\ufeff',
		'\u202e',
		'\u2066',
		'\ud800',
		'\u{1f4a9}',
		'\uFFFD',
	],
	...[
		'a',
		'A1',
		'0',
		'_x',
		'é',
		'語',
		'function f(',
		'class A {',
		'def f():',
		'if ',
		'end',
		'return',
		'import x',
		'# ',
		'## ',
		'- ',
		'> ',
		'1. ',
	],
	...[
		'![a](b.png)',
		'<img src="a.png">',
		'image::a.png[]',
		'.. image:: a.png',
		'../../etc/passwd.png',
		'<svg>',
		'<text>',
		'<diagram>',
		'</diagram>',
	],
	...[
		'value="',
		'&amp;',
		'&#x41;',
		'<!DOCTYPE svg [',
		'<?xml ?>',
		'"source": [',
		'"text": "',
		'-----',
		'=====',
		'---\n',
		'***',
		'**/',
		'*/',
		'%',
	],
];

export const piece: fc.Arbitrary<string> = fc.constantFrom(...pieces);

type Change = {
	readonly kind: 'insert' | 'repeat' | 'remove' | 'double' | 'cut' | 'replace';
	/** Where, and how much of what follows, as shares of the whole. */
	readonly at: number;
	readonly share: number;
	readonly text: string;
	readonly times: number;
};

const share = fc.double({ min: 0, max: 1, noNaN: true });
const change: fc.Arbitrary<Change> = fc.record({
	kind: fc.constantFrom('insert', 'repeat', 'remove', 'double', 'cut', 'replace'),
	at: share,
	share: fc.oneof(
		share.map((part) => part / 50),
		share,
	),
	text: fc.oneof(
		{ weight: 5, arbitrary: piece },
		{ weight: 2, arbitrary: fc.array(piece, { minLength: 2, maxLength: 4 }).map((all) => all.join('')) },
		{ weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
	),
	times: fc.oneof({ weight: 4, arbitrary: fc.nat({ max: 60 }) }, { weight: 1, arbitrary: fc.nat({ max: 20_000 }) }),
});

/** Characters of a case. */
const most = 60_000;

/** One of the texts with up to a few changes. */
export function mutated(texts: readonly string[], changes = 6): fc.Arbitrary<string> {
	return fc.tuple(fc.constantFrom(...texts), fc.array(change, { maxLength: changes })).map(([text, all]) => all.reduce(changed, text));
}

function changed(text: string, { kind, at, share: part, text: added, times }: Change): string {
	const start = Math.floor(at * text.length);
	const end = start + Math.ceil(part * (text.length - start));
	const middle = text.slice(start, end);
	const put = (instead: string, from = end): string => (text.slice(0, start) + instead + text.slice(from)).slice(0, most);
	switch (kind) {
		case 'insert':
			return put(added, start);
		case 'repeat':
			return put(added.repeat(Math.min(times, Math.floor(most / Math.max(1, added.length)))), start);
		case 'remove':
			return put('');
		case 'double':
			return put(middle + middle);
		case 'cut':
			return text.slice(0, start);
		case 'replace':
			return put(added);
	}
}

export type ByteChange = {
	readonly kind: 'flip' | 'set' | 'remove' | 'double' | 'cut' | 'zero';
	readonly at: number;
	readonly share: number;
	readonly byte: number;
};

export const byteChange: fc.Arbitrary<ByteChange> = fc.record({
	kind: fc.constantFrom('flip', 'set', 'remove', 'double', 'cut', 'zero'),
	// heads are where lengths and kinds stand
	at: fc.oneof(
		share.map((part) => part / 20),
		share,
	),
	share: fc.oneof(
		fc.constant(0),
		share.map((part) => part / 20),
		share,
	),
	byte: fc.nat({ max: 255 }),
});

/** One of the contents with at least one change. */
export function mutatedBytes(contents: readonly Uint8Array[], changes = 5): fc.Arbitrary<Uint8Array> {
	return fc
		.tuple(fc.nat({ max: contents.length - 1 }), fc.array(byteChange, { minLength: 1, maxLength: changes }))
		.map(([index, all]) => all.reduce(changedBytes, contents[index] as Uint8Array));
}

export function changedBytes(bytes: Uint8Array, { kind, at, share: part, byte }: ByteChange): Uint8Array {
	if (bytes.length === 0) {
		return bytes;
	}
	const start = Math.min(bytes.length - 1, Math.floor(at * bytes.length));
	const end = start + Math.max(1, Math.ceil(part * (bytes.length - start)));
	const copy = Buffer.from(bytes);
	switch (kind) {
		case 'flip':
			copy[start] = (copy[start] ?? 0) ^ (1 << (byte % 8));
			return copy;
		case 'set':
			copy[start] = byte;
			return copy;
		case 'remove':
			return Buffer.concat([copy.subarray(0, start), copy.subarray(end)]);
		case 'double':
			return Buffer.concat([copy.subarray(0, end), copy.subarray(start)]);
		case 'cut':
			return copy.subarray(0, start);
		case 'zero':
			return copy.fill(0, start, end);
	}
}
