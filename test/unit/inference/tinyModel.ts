/** A copy of the tiny model folder of the fixtures, for a test to break, and a log that a test can wait on. */
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { productRoot } from '../../../server/src/base/assets.ts';
import { Log } from '../../../server/src/base/log.ts';

export const tinyFolder = join(productRoot, 'test', 'fixtures', 'model');

export type Json = Record<string, unknown>;

export function copyOfTinyModel(context: TestContext, change: (manifest: Json, folder: string) => void = () => undefined): string {
	const folder = join(mkdtempSync(join(tmpdir(), 'skilllens-model-')), 'model');
	context.after(() => rmSync(join(folder, '..'), { recursive: true, force: true }));
	cpSync(tinyFolder, folder, { recursive: true });
	const manifest: Json = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
	change(manifest, folder);
	return folder;
}

/** A golden vector for each activation and each of these inputs of token ids. */
export type GoldenVectors = (activation: readonly string[], tokens: readonly number[]) => readonly number[];

export const goldenTokens = [
	[2, 3],
	[2, 5, 3],
	[2, 6, 7, 3],
	[2, 5, 6, 7, 8, 3],
] as const;

/** A copy of the tiny model folder with golden vectors. */
export function tinyModelWithGolden(context: TestContext, vectorOf: GoldenVectors): string {
	return copyOfTinyModel(context, (manifest, folder) => {
		const activations = (manifest.activations as { readonly skills: readonly string[] }[]).map(({ skills }) => skills);
		const cases = goldenTokens.map((tokens) => ({
			name: `${tokens.length} tokens`,
			skills: { text: { tokens }, code: { tokens } },
			vectors: Object.fromEntries(activations.map((skills) => [skills.join('+'), vectorOf(skills, tokens)])),
		}));
		const content = JSON.stringify({ tolerance: 0.001, cases });
		writeFileSync(join(folder, 'golden.json'), content);
		const sha256 = createHash('sha256').update(content).digest('hex');
		writeManifest(folder, { ...manifest, files: { ...(manifest.files as Json), 'golden.json': { bytes: content.length, sha256 } } });
	});
}

/** Of length one, and another one for other tokens. */
export const madeUpVector: GoldenVectors = (skills, tokens) => {
	const raw = Array.from({ length: 8 }, (_, i) => Math.sin(i + tokens.length * 3 + skills.length));
	return raw.map((value) => value / Math.hypot(...raw));
};

/** The manifest as one of schema 2, with the image skill of the fixtures. */
export function withImageSkill(manifest: Json): Json {
	const { skill, activation, files } = JSON.parse(readFileSync(join(tinyFolder, 'image.json'), 'utf8')) as Json;
	return {
		...manifest,
		schema: 2,
		skills: [...(manifest.skills as Json[]), skill],
		activations: [...(manifest.activations as Json[]), activation],
		files: { ...(manifest.files as Json), ...(files as Json) },
	};
}

/** A copy of the tiny model folder that has an image skill. */
export function tinyModelWithPictures(context: TestContext, change: (manifest: Json) => Json = (same) => same): string {
	return copyOfTinyModel(context, (manifest, folder) => writeManifest(folder, change(withImageSkill(manifest))));
}

export function writeManifest(folder: string, manifest: Json): void {
	writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
}

/** Remembers every line and tells who waits for one. */
export class HeardLog {
	readonly lines: string[] = [];
	readonly log = new Log((_level, line) => {
		this.lines.push(line);
		for (const waiter of this.waiters) {
			waiter();
		}
	});
	private readonly waiters = new Set<() => void>();

	/** The first line that matches, past or to come. */
	heard(pattern: RegExp): Promise<string> {
		return new Promise((resolve) => {
			const look = () => {
				const line = this.lines.find((each) => pattern.test(each));
				if (line !== undefined) {
					this.waiters.delete(look);
					resolve(line);
				}
			};
			this.waiters.add(look);
			look();
		});
	}
}
