/** A disk of its own for one test, so small that it gets full. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

export type SmallDisk = {
	readonly path: string;
	resize(kilobytes: number): void;
};

/** Undefined, and the test is skipped, where it may not be mounted. */
export function smallDisk(t: TestContext, kilobytes: number): SmallDisk | undefined {
	const path = mkdtempSync(join(tmpdir(), 'skilllens-disk-'));
	const mount = (...options: string[]) => execFileSync('mount', [...options, path], { stdio: 'ignore' });
	try {
		mount('-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'none');
	} catch {
		rmSync(path, { recursive: true });
		t.skip('a small disk cannot be mounted here');
		return undefined;
	}
	t.after(() => {
		execFileSync('umount', ['--lazy', path]);
		rmSync(path, { recursive: true });
	});
	return { path, resize: (size) => void mount('-o', `remount,size=${size}k`) };
}
