/** What the doctor reports about a model: its files held against their checksums, and what its process runs on. */
import { describeProviders, type Known } from './devices.ts';
import type { ModelStatus } from './encoder.ts';
import type { HostStatus } from './hostMessages.ts';
import type { Manifest } from './manifest.ts';
import { isIntact } from './modelFiles.ts';

type Asked = Known & { readonly host: HostStatus | undefined; readonly refused: ModelStatus['refused'] };

/** Without a manifest nothing is known; without `host` the process could not be asked. */
export async function describeModel(folder: string, manifest: Manifest | undefined, known: Asked): Promise<ModelStatus> {
	const { host, refused } = known;
	const loaded = new Set(host?.loaded.flat());
	return {
		folder,
		name: manifest?.name ?? 'none',
		version: manifest?.version ?? '',
		precision: manifest?.precision ?? '',
		totalParameters: manifest?.totalParameters ?? 0,
		setting: known.setting,
		device: host?.device ?? 'none',
		providers: describeProviders(known),
		refused,
		skills: (manifest?.skills ?? []).map(({ id, version, parameters, experimental }) => ({
			...{ id, version, parameters, experimental },
			loaded: loaded.has(id),
		})),
		files: manifest === undefined ? [] : await describeFiles(folder, manifest),
		...(host && { memory: host.memory }),
	};
}

async function describeFiles(folder: string, { files }: Manifest): Promise<ModelStatus['files']> {
	const described: ModelStatus['files'][number][] = [];
	for (const [name, stamp] of Object.entries(files)) {
		described.push({ name, ...stamp, ok: await isIntact(folder, files, name) });
	}
	return described;
}
