/** A folder for one test, filled as told, gone at its end. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';

export type TempFolder = {
	readonly path: string;
	write(file: string, content: string | Uint8Array): void;
	remove(file: string): void;
};

export function tempFolder(test: Pick<TestContext, 'after'>, files: Readonly<Record<string, string | Uint8Array>> = {}): TempFolder {
	const path = realpathSync(mkdtempSync(join(tmpdir(), 'skilllens-')));
	test.after(() => rmSync(path, { recursive: true, force: true, maxRetries: 5 }));
	const folder: TempFolder = {
		path,
		write: (file, content) => {
			mkdirSync(dirname(join(path, file)), { recursive: true });
			writeFileSync(join(path, file), content);
		},
		remove: (file) => rmSync(join(path, file), { recursive: true, force: true }),
	};
	for (const [file, content] of Object.entries(files)) {
		folder.write(file, content);
	}
	return folder;
}
