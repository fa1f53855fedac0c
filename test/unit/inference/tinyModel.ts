/** A copy of the tiny model folder of the fixtures, for a test to break, and a log that a test can wait on. */
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
