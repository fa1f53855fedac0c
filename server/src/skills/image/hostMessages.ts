/** What the server and the reading process say to each other. */
import type { Reading } from '../../domain/picture.ts';

/** What a picture goes through: decoding, then OCR, frame by frame. */
export type Step = 'reading' | 'words';

export type ReadCall = { readonly id: number; readonly bytes: Uint8Array };
export type ReadReply =
	| { readonly kind: 'step'; readonly id: number; readonly step: Step }
	| { readonly kind: 'done'; readonly id: number; readonly reading: Reading }
	| { readonly kind: 'failed'; readonly id: number; readonly message: string; readonly remedy: string };
