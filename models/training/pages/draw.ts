/** Chromium with one page on which pictures are drawn and taken. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Graphviz } from '@hpcc-js/wasm-graphviz';
import { chromium } from 'playwright-core';
import { chromiumLaunch } from '../../../test/e2e/paths.mjs';
import type { Picture } from './words.ts';

const packages = join(import.meta.dirname, 'node_modules');
const largest = { width: 1600, height: 1000 };
const fonts: readonly (readonly [string, string])[] = [
	['Inter', 'inter'],
	['Roboto', 'roboto'],
	['Open Sans', 'open-sans'],
	['Lato', 'lato'],
	['Nunito', 'nunito'],
	['Source Sans 3', 'source-sans-3'],
	['Merriweather', 'merriweather'],
	['Fira Code', 'fira-code'],
];

export interface Drawing {
	/** A PNG of the picture. */
	readonly draw: (picture: Picture) => Promise<Buffer>;
	/** False once Chromium is gone, and nothing more can be drawn. */
	readonly isOpen: () => boolean;
	readonly close: () => Promise<void>;
}

export async function openDrawing(): Promise<Drawing> {
	const graphviz = await Graphviz.load();
	const browser = await chromium.launch(chromiumLaunch());
	const page = await browser.newPage({ viewport: largest });
	await page.setContent(
		`<!DOCTYPE html><style>${fonts.map(fontFace).join('\n')} body { margin: 0 } #stage { width: max-content; min-width: 20px }</style><div id="stage"></div>`,
	);
	await page.addScriptTag({ path: join(packages, 'chart.js/dist/chart.umd.min.js') });
	await page.addScriptTag({ path: join(packages, 'mermaid/dist/mermaid.min.js') });
	await page.addScriptTag({ path: join(packages, '@plantuml/core/viz-global.js') });
	await page.addScriptTag({ content: `(${inPage.toString()})()` });
	await page.evaluate(
		(script) => (globalThis as unknown as { loadPlantuml: (script: string) => Promise<void> }).loadPlantuml(script),
		readFileSync(join(packages, '@plantuml/core/plantuml.js'), 'utf8'),
	);
	await page.evaluate(
		async (names) => {
			await Promise.all(names.flatMap((name) => [document.fonts.load(`14px "${name}"`), document.fonts.load(`bold 14px "${name}"`)]));
		},
		fonts.map(([name]) => name),
	);
	const session = await page.context().newCDPSession(page);
	return {
		draw: async (picture) => {
			const ready =
				picture.kind === 'dot' ? { ...picture, source: graphviz.layout(picture.source, 'svg', picture.engine as 'dot') } : picture;
			const size = await page.evaluate(
				(given) =>
					(globalThis as unknown as { show: (given: unknown, largest: unknown) => Promise<{ width: number; height: number }> }).show(
						...given,
					),
				[ready, largest] as [unknown, unknown],
			);
			const { data } = await session.send('Page.captureScreenshot', {
				format: 'png',
				optimizeForSpeed: true,
				clip: { x: 0, y: 0, ...size, scale: 1 },
			});
			return Buffer.from(data, 'base64');
		},
		isOpen: () => browser.isConnected(),
		close: () => browser.close(),
	};
}

function fontFace([name, folder]: readonly [string, string]): string {
	return [400, 700]
		.map(
			(weight) =>
				`@font-face { font-family: '${name}'; font-weight: ${weight}; src: url(data:font/woff2;base64,${readFileSync(join(packages, `@fontsource/${folder}/files/${folder}-latin-${weight}-normal.woff2`)).toString('base64')}) }`,
		)
		.join('\n');
}

/** Runs in the page; `show` draws a picture on the stage and gives its size in pixels. */
function inPage(): void {
	const world = globalThis as unknown as {
		show: unknown;
		loadPlantuml: unknown;
		Chart: { new (canvas: HTMLCanvasElement, config: unknown): { destroy(): void } };
		mermaid: { initialize(config: unknown): void; render(id: string, source: string): Promise<{ svg: string }> };
	};
	const stage = document.querySelector('#stage') as HTMLElement;
	let chart: { destroy(): void } | undefined;
	let count = 0;
	let plantuml: { renderToString(lines: string[], done: (svg: string) => void, failed: (message: string) => void): void };
	world.loadPlantuml = async (script: string) => {
		plantuml = await import(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })));
	};
	type Given = {
		kind: string;
		html: string;
		source: string;
		config: { options: object };
		background: string;
		zoom: number;
		width: number;
		height: number;
	};
	world.show = async (given: Given, most: { width: number; height: number }) => {
		chart?.destroy();
		chart = undefined;
		stage.style.cssText = `background:${given.background ?? 'white'};padding:${given.kind === 'html' ? 0 : 8}px`;
		if (given.kind === 'html') {
			stage.innerHTML = given.html;
		} else if (given.kind === 'chart') {
			stage.innerHTML = `<canvas width="${given.width}" height="${given.height}" style="display:block"></canvas>`;
			chart = new world.Chart(stage.querySelector('canvas') as HTMLCanvasElement, {
				...given.config,
				options: { ...given.config.options, animation: false, responsive: false, devicePixelRatio: 1 },
			});
		} else {
			if (given.kind === 'mermaid') {
				world.mermaid.initialize({ startOnLoad: false, ...given.config });
				count += 1;
				stage.innerHTML = (await world.mermaid.render(`m${count}`, given.source)).svg;
			} else if (given.kind === 'plantuml') {
				stage.innerHTML = await new Promise<string>((resolve, reject) =>
					plantuml.renderToString(given.source.split('\n'), resolve, (message) => reject(new Error(message))),
				);
			} else {
				stage.innerHTML = given.source.slice(given.source.indexOf('<svg'));
			}
			const svg = stage.querySelector('svg') as SVGSVGElement;
			const { width, height } = svg.viewBox.baseVal;
			const scale = Math.min(given.zoom * (given.kind === 'dot' ? 1.2 : 1), (most.width - 16) / width, (most.height - 16) / height);
			svg.style.maxWidth = 'none';
			svg.style.display = 'block';
			svg.setAttribute('width', String(width * scale));
			svg.setAttribute('height', String(height * scale));
		}
		const box = stage.getBoundingClientRect();
		return { width: Math.min(Math.ceil(box.width), most.width), height: Math.min(Math.ceil(box.height), most.height) };
	};
}
