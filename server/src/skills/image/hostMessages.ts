/** What the server and the reading process say to each other. */
import type { Colour, PatchGrids, Pixels, Reading } from '../../domain/picture.ts';

/** What a picture goes through: decoding, then OCR, frame by frame. */
export type Step = 'reading' | 'words';

/** What is wanted of a picture: all that can be read of it, its colours alone, or its pixels for the image skill. */
export type Task = { readonly kind: 'reading' } | { readonly kind: 'colours' } | { readonly kind: 'pixels'; readonly takes: PatchGrids };
export type Outcome = { readonly reading: Reading; readonly colours: readonly Colour[]; readonly pixels: Pixels };

export type ReadCall = { readonly id: number; readonly bytes: Uint8Array; readonly task: Task };
export type ReadReply =
	| { readonly kind: 'step'; readonly id: number; readonly step: Step }
	| { readonly kind: 'done'; readonly id: number; readonly value: Outcome[Task['kind']] }
	| { readonly kind: 'failed'; readonly id: number; readonly message: string; readonly remedy: string };
