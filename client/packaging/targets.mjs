// The platforms that a VSIX is built for, in VS Code's names, and those that none is built for, with the reason.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lockedPackage.mjs';

/**
 * `watcher` is the npm package with the file watcher's native part, `images` those with the picture library's; ONNX Runtime has its
 * binaries for all of them in one package.
 */
export const targets = {
	'linux-x64': { os: 'linux', cpu: 'x64', watcher: '@parcel/watcher-linux-x64-glibc', images: sharp('linux-x64', 'libvips-linux-x64') },
	'linux-arm64': {
		...{ os: 'linux', cpu: 'arm64', watcher: '@parcel/watcher-linux-arm64-glibc' },
		images: sharp('linux-arm64', 'libvips-linux-arm64'),
	},
	// on Windows libvips lies in the same package
	'win32-x64': { os: 'win32', cpu: 'x64', watcher: '@parcel/watcher-win32-x64', images: sharp('win32-x64') },
	'win32-arm64': { os: 'win32', cpu: 'arm64', watcher: '@parcel/watcher-win32-arm64', images: sharp('win32-arm64') },
	'darwin-arm64': {
		...{ os: 'darwin', cpu: 'arm64', watcher: '@parcel/watcher-darwin-arm64' },
		images: sharp('darwin-arm64', 'libvips-darwin-arm64'),
	},
};

function sharp(...parts) {
	return parts.map((part) => `@img/sharp-${part}`);
}

const noRuntime = 'ONNX Runtime, which runs the model, has no build for';
export const notServed = {
	'darwin-x64': `${noRuntime} Intel Macs since its version 1.24`,
	'alpine-x64': `${noRuntime} musl`,
	'alpine-arm64': `${noRuntime} musl`,
	'linux-armhf': `${noRuntime} 32-bit ARM`,
};

/** This machine, which need not be a target: watcher and picture library are those that npm installed for it, where it did. */
export function hostTarget() {
	const [os, cpu] = [process.platform, process.arch];
	const scope = join(root, 'node_modules', '@parcel');
	const watcher = existsSync(scope) && readdirSync(scope).find((name) => name.startsWith(`watcher-${os}-${cpu}`));
	const images = sharp(`${os}-${cpu}`, `libvips-${os}-${cpu}`).filter((name) => existsSync(join(root, 'node_modules', name)));
	return { name: `${os}-${cpu}`, os, cpu, images, ...(watcher && { watcher: `@parcel/${watcher}` }) };
}

/** Throws a sentence that a person can act on, where `name` is no target. */
export function targetNamed(name) {
	const target = targets[name];
	if (target === undefined) {
		const reason = notServed[name] === undefined ? 'is not a platform that VS Code knows' : `is not served: ${notServed[name]}`;
		throw new Error(`${name} ${reason}. Targets: ${Object.keys(targets).join(', ')}.`);
	}
	return { name, ...target };
}
