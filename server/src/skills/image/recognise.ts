/** OCR: Tesseract in WebAssembly, called directly. Only the reading process imports this. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gunzipSync } from 'node:zlib';
import { assetPath } from '../../base/assets.ts';
import type { PictureLine, PictureWord } from '../../domain/picture.ts';
import { boxAround } from './boxes.ts';
import type { Grey } from './decode.ts';

/** The part of Tesseract's C++ interface that is used. */
type Api = {
	Init(folder: string, language: string, mode: number): number;
	SetVariable(name: string, value: string): void;
	SetPageSegMode(mode: number): void;
	SetImageFile(orientation: number, angle: number): number;
	Recognize(monitor: null): number;
	GetTSVText(page: number): string;
	Clear(): void;
};
type Core = {
	readonly FS: { writeFile(path: string, content: Uint8Array): void };
	readonly TessBaseAPI: new () => Api;
};
type LoadCore = (options: object) => Promise<Core>;

const neuralNet = 1;
/** How Tesseract goes about a page: as one block of text, which finds most words of screenshots and diagrams alike, or by its own analysis. */
const segmentation = { block: 6, auto: 3 } as const;
export type Layout = keyof typeof segmentation;
/** Words that OCR is less sure of are noise. */
const leastConfidence = 30;

export class Recogniser {
	private readonly core: Core;
	private readonly api: Api;

	private constructor(core: Core) {
		this.core = core;
		core.FS.writeFile('/eng.traineddata', gunzipSync(readFileSync(assetPath('ocr', 'eng.traineddata.gz'))));
		this.api = new core.TessBaseAPI();
		if (this.api.Init('/', 'eng', neuralNet) !== 0) {
			throw new Error('the language data of OCR does not load');
		}
	}

	static async open(): Promise<Recogniser> {
		const require = createRequire(import.meta.url);
		const name = 'tesseract.js-core/tesseract-core-simd-lstm';
		const load = require(`${name}.js`) as LoadCore;
		const silent = { print: () => undefined, printErr: () => undefined, TesseractProgress: () => undefined };
		return new Recogniser(await load({ ...silent, wasmBinary: readFileSync(require.resolve(`${name}.wasm`)) }));
	}

	/** Lines in pixels of the frame before it was scaled. */
	read({ pixels, width, height }: Grey, scale: number, layout: Layout): PictureLine[] {
		this.api.SetPageSegMode(segmentation[layout]);
		this.core.FS.writeFile('/input', Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`), pixels]));
		if (this.api.SetImageFile(1, 0) !== 0) {
			throw new Error('OCR does not take the pixels');
		}
		this.api.Recognize(null);
		const lines = linesOfTable(this.api.GetTSVText(0), scale);
		this.api.Clear();
		return lines;
	}
}

/** Tesseract's table: level, page, block, paragraph, line, word, left, top, width, height, confidence, text. */
export function linesOfTable(table: string, scale: number): PictureLine[] {
	const words = table.split('\n').flatMap((row) => {
		const cells = row.split('\t');
		const [level, , block, paragraph, line] = cells;
		const [left = 0, top = 0, width = 0, height = 0, confidence = 0] = cells.slice(6, 11).map(Number);
		const text = cells[11]?.trim() ?? '';
		if (level !== '5' || confidence < leastConfidence || !/[\p{L}\p{N}]/u.test(text)) {
			return [];
		}
		const box = { left: px(left, scale), top: px(top, scale), width: px(width, scale), height: px(height, scale) };
		return [{ key: `${block} ${paragraph} ${line}`, word: { text, box, confidence: Math.round(confidence) } satisfies PictureWord }];
	});
	return [...Map.groupBy(words, ({ key }) => key).values()].map((line) => {
		const all = line.map(({ word }) => word);
		return { words: all, box: boxAround(all.map(({ box }) => box)) };
	});
}

function px(value: number, scale: number): number {
	return Math.round(value / scale);
}
