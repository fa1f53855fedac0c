/** From the bytes of a picture to its reading, step by step, or to what is wanted of it alone. Only the reading process imports this. */
import { UserError } from '../../base/errors.ts';
import type { PictureLine, Reading } from '../../domain/picture.ts';
import { chooseFrames, coloursOf, type Grey, greyFrame, type Header, lookOf, pixelsOf, readHeader } from './decode.ts';
import type { Outcome, Step, Task } from './hostMessages.ts';
import { limits } from './limits.ts';
import { Recogniser } from './recognise.ts';
import { withoutRules } from './rules.ts';
import { asLines, svgTexts } from './svg.ts';

/** Enlarging helps with the small type of screens; more than double does not. */
const enlarged = 2;
/** Letters, of words OCR is so sure of (0 to 100), that are next to nothing. */
const few = 40;
const sure = 80;
/** Pixels of the enlarged frame: icons hold no boxes with labels. */
const leastSide = 200;

let recogniser: Promise<Recogniser> | undefined;

/** `step` is told what begins, before every frame anew. Throws a UserError for what cannot be read. */
export async function perform(task: Task, bytes: Uint8Array, step: (step: Step) => void): Promise<Outcome[Task['kind']]> {
	if (task.kind === 'reading') {
		return readPicture(bytes, step);
	}
	const reading = (): void => step('reading');
	reading();
	const header = await readHeader(bytes);
	const frame = shownFrame(await chooseFrames(bytes, header, reading));
	reading();
	return task.kind === 'colours' ? coloursOf(bytes, frame) : pixelsOf(bytes, frame, header, task.takes);
}

/** Of the frames that are read the one that stands for the picture. */
function shownFrame(chosen: readonly number[]): number {
	return chosen.at(-1) ?? 0;
}

async function readPicture(bytes: Uint8Array, step: (step: Step) => void): Promise<Reading> {
	const reading = (): void => step('reading');
	reading();
	const header = await readHeader(bytes);
	const { format, width, height, frames } = header;
	const texts = format === 'svg' ? svgTexts(sourceOf(bytes)) : [];
	const chosen = await chooseFrames(bytes, header, reading);
	reading();
	const look = await lookOf(bytes, shownFrame(chosen));
	reading();
	const colours = await coloursOf(bytes, shownFrame(chosen));
	const lines = texts.length > 0 ? asLines(texts) : await recognise(bytes, header, chosen, step);
	const source = texts.length > 0 ? 'text' : 'ocr';
	return { format, width, height, frames, read: chosen.length, look, colours, lines: atMost(lines, limits.words), source };
}

async function recognise(bytes: Uint8Array, { width, height }: Header, frames: readonly number[], step: (step: Step) => void) {
	const scale = Math.min(enlarged, Math.sqrt(limits.recognised / (width * height)));
	const found: PictureLine[] = [];
	for (const frame of frames) {
		step('words');
		recogniser ??= Recogniser.open();
		found.push(...readFrame(await recogniser, await greyFrame(bytes, frame, scale), scale));
	}
	return frames.length < 2 ? found : [...new Map(found.map((line) => [line.words.map(({ text }) => text).join(' '), line])).values()];
}

/** Where next to nothing is read, it may stand in boxes: once more without their lines, and what says more counts. */
function readFrame(reader: Recogniser, grey: Grey, scale: number): PictureLine[] {
	const lines = reader.read(grey, scale, 'block');
	if (sureLetters(lines) >= few || Math.min(grey.width, grey.height) < leastSide) {
		return lines;
	}
	const again = reader.read(withoutRules(grey), scale, 'auto');
	return sureLetters(again) > sureLetters(lines) ? again : lines;
}

function sureLetters(lines: readonly PictureLine[]): number {
	const words = lines.flatMap((line) => line.words);
	return words.reduce((sum, { text, confidence }) => sum + (confidence >= sure ? text.length : 0), 0);
}

function sourceOf(bytes: Uint8Array): string {
	const source = new TextDecoder().decode(bytes);
	if (source.length > limits.svgCharacters) {
		throw new UserError('The SVG is too large to be read.', 'Choose a smaller one, or save it as PNG.');
	}
	return source;
}

function atMost(lines: readonly PictureLine[], words: number): PictureLine[] {
	let left = words;
	return lines.filter((line) => {
		left -= line.words.length;
		return left >= 0;
	});
}
