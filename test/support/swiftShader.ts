/** A graphics device without graphics hardware: Vulkan computed by the processor, from the package that also brings the tests' Chromium. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { productRoot } from '../../server/src/base/assets.ts';

/** What a process that is to find it has in its environment; undefined where it does not run. */
export function swiftShader(): Readonly<Record<string, string>> | undefined {
	if (process.platform !== 'linux' || process.arch !== 'x64') {
		return undefined;
	}
	const folder = unpacked();
	return { LD_LIBRARY_PATH: folder, VK_ICD_FILENAMES: join(folder, 'vk_swiftshader_icd.json') };
}

/** Unpacked once into node_modules/.cache, in one step: tests run side by side. */
function unpacked(): string {
	const folder = join(productRoot, 'node_modules', '.cache', 'swiftshader');
	if (!existsSync(folder)) {
		const archive = join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '..', 'bin', 'swiftshader.tar.br');
		const draft = `${folder}.${process.pid}`;
		mkdirSync(draft, { recursive: true });
		execFileSync('tar', ['x', '-C', draft], { input: brotliDecompressSync(readFileSync(archive)), maxBuffer: 1 << 28 });
		try {
			renameSync(draft, folder);
		} catch (error) {
			if (!existsSync(folder)) {
				throw error;
			}
			rmSync(draft, { recursive: true }); // another test was first
		}
	}
	return folder;
}
