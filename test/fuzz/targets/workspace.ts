/** The small workspace that servers are asked about, and what stands outside of it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { boxesSvg } from '../../support/pictures.ts';

/** A word that stands nowhere but outside the workspace. */
export const secret = 'zanzibarsecret';

export type Fuzzed = { readonly folder: string; readonly root: string; readonly paths: fc.Arbitrary<string> };

export function fuzzedWorkspace(): Fuzzed {
	const folder = realpathSync(mkdtempSync(join(tmpdir(), 'skilllens-fuzzed-')));
	const root = join(folder, 'work');
	mkdirSync(join(root, 'src'), { recursive: true });
	writeFileSync(join(folder, 'outside.ts'), `export const key = '${secret}';\n`);
	writeFileSync(join(folder, 'outside.svg'), boxesSvg([secret]));
	writeFileSync(join(root, 'src', 'queue.ts'), '/** Keeps what is tried again. */\nexport class RetryQueue {\n\tretry() {}\n}\n');
	writeFileSync(join(root, 'queue.md'), '# Queue\n\n![Queue](queue.svg)\n\nThe `RetryQueue` keeps it.\n');
	writeFileSync(join(root, 'queue.svg'), boxesSvg(['RetryQueue', 'Client']));
	symlinkSync('../outside.ts', join(root, 'link.ts'));
	symlinkSync('../outside.svg', join(root, 'link.svg'));
	execFileSync('mkfifo', [join(root, 'pipe.ts'), join(root, 'pipe.svg')]);
	const known = ['src/queue.ts', 'queue.md', 'queue.svg', 'link.ts', 'link.svg', 'pipe.ts', 'pipe.svg', 'src', '.', ''];
	const outside = [
		'../outside.ts',
		'../outside.svg',
		join(folder, 'outside.ts'),
		'/etc/passwd',
		'/dev/zero',
		'/proc/self/mem',
		'a\0b',
		'a\nb',
		'..',
		'/',
	];
	return { folder, root, paths: fc.oneof(fc.constantFrom(...known, ...outside), fc.string({ unit: 'binary', maxLength: 20 })) };
}
