/** What decides how a device fares: model, runtime, processor and drivers, as far as that is known without asking a driver. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, homedir, release } from 'node:os';
import { dirname, join } from 'node:path';
import { chooseThreads } from './devices.ts';

/** Changes when what was found out about devices may not hold any more. */
export function machineKey(modelFolder: string, threads: number): string {
	const parts = [
		`model ${contentOf(join(modelFolder, 'manifest.json'))}`,
		`runtime ${runtimeVersion()} ${process.platform}-${process.arch}`,
		`processor ${cpus()[0]?.model ?? ''}, ${chooseThreads(threads)} threads`,
		`system ${release()}`,
		...(drivers[process.platform] ?? (() => []))(),
	];
	return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 24);
}

/** Libraries of providers that are not in the package and that somebody laid beside it, by provider: `libonnxruntime_providers_cuda.so` is `cuda`. */
export function addedProviders(): string[] {
	const folder = join(runtimeFolder(), 'bin', 'napi-v6', process.platform, process.arch);
	return namesIn(folder).flatMap((name) => /^(?:lib)?onnxruntime_providers_(\w+)\.(?:so|dll|dylib)$/.exec(name)?.[1] ?? []);
}

/** Drivers of macOS come with its release; of Windows, every one that is installed adds a folder here. */
const drivers: Readonly<Partial<Record<NodeJS.Platform, () => string[]>>> = {
	linux: () => [
		`nvidia ${contentOf('/proc/driver/nvidia/version')}`,
		...cards().map((card) => `card ${contentOf(join(card, 'vendor'))} ${contentOf(join(card, 'device'))}`),
		...vulkanVariables.map((name) => `${name} ${process.env[name] ?? ''}`),
		...vulkanDrivers().map(stampOf),
		`providers ${addedProviders().join(' ')}`,
	],
	win32: () => [
		stampOf(join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'DriverStore', 'FileRepository')),
		`providers ${addedProviders().join(' ')}`,
	],
};

/** They say where the loader of Vulkan looks, and where its library is looked for. */
const vulkanVariables = ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES', 'VK_ADD_DRIVER_FILES', 'LD_LIBRARY_PATH'] as const;

function vulkanDrivers(): string[] {
	const data = process.env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share');
	const folders = ['/etc', '/usr/local/etc', '/usr/share', '/usr/local/share', data].map((place) => join(place, 'vulkan', 'icd.d'));
	const named = vulkanVariables.slice(0, 3).flatMap((name) => process.env[name]?.split(':') ?? []);
	return [...named, ...folders.flatMap((folder) => namesIn(folder).map((name) => join(folder, name)))];
}

function cards(): string[] {
	const folder = '/sys/class/drm';
	return namesIn(folder)
		.filter((name) => /^card\d+$/.test(name))
		.map((name) => join(folder, name, 'device'));
}

function runtimeVersion(): string {
	return contentOf(join(runtimeFolder(), 'package.json')).match(/"version": "([^"]+)"/)?.[1] ?? '';
}

/** The package of ONNX Runtime: its main file is in `dist/`. */
function runtimeFolder(): string {
	try {
		return dirname(dirname(createRequire(import.meta.url).resolve('onnxruntime-node')));
	} catch {
		return ''; // it is not installed: then no device is
	}
}

/** Empty where there is none. */
function contentOf(file: string): string {
	return quietly(() => readFileSync(file, 'utf8').trim(), '');
}

function stampOf(file: string): string {
	return quietly(() => {
		const { size, mtimeMs } = statSync(file);
		return `${file} ${size} ${mtimeMs}`;
	}, `${file} is not there`);
}

function namesIn(folder: string): string[] {
	return quietly(() => readdirSync(folder).sort(), []);
}

function quietly<T>(look: () => T, otherwise: T): T {
	try {
		return look();
	} catch {
		return otherwise; // most machines lack most of these places
	}
}
