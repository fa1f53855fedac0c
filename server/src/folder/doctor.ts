/** The doctor's report: device and providers, model and skills, store and index, versions; and whether all is well. */
import { sentence } from '../base/errors.ts';
import { skillIds } from '../domain/skill.ts';
import type { Model, ModelStatus } from '../inference/encoder.ts';
import type { Folder } from './folder.ts';

export type DoctorReport = {
	readonly ok: boolean;
	readonly text: string;
	readonly problems: readonly string[];
	readonly model: ModelStatus | undefined;
};

export type Patient = {
	readonly version: string;
	readonly model: Model;
	readonly folders: () => readonly Folder[];
	/** Every device is tried anew first. */
	readonly probe: boolean;
};

const number = new Intl.NumberFormat('en');

export async function diagnose({ version, model, folders, probe }: Patient): Promise<DoctorReport> {
	const problems: string[] = [];
	const lines = [`SkillLens ${version} · Node ${process.versions.node} · ${process.platform}-${process.arch}`, ''];
	if (probe) {
		await attempt(() => model.probeDevices(), problems);
	}
	const status = await attempt(() => model.status(), problems);
	lines.push(...(status === undefined ? ['Model: cannot be used.'] : modelLines(status)));
	problems.push(...refusedByName(status));
	const problem = model.problem();
	if (problem !== undefined && !problems.includes(problem)) {
		problems.push(problem);
	}
	const opened = await attempt(async () => folders(), problems);
	for (const folder of opened ?? []) {
		lines.push('', ...folderLines(folder));
	}
	lines.push('', problems.length === 0 ? 'All is well.' : 'Not well:', ...problems.map((text) => `  ${text}`));
	return { ok: problems.length === 0, text: lines.join('\n'), problems, model: status };
}

/** What the setting asks for and is not done. A device that `auto` leaves alone is no problem. */
function refusedByName(status: ModelStatus | undefined): string[] {
	const { setting, refused = [] } = status ?? {};
	return refused
		.filter(({ device }) => device === setting)
		.map(
			({ device, why }) =>
				`${device}, which \`skilllens.model.device\` names, cannot be used, and the processor computes in its place: ${why}.`,
		);
}

async function attempt<T>(work: () => Promise<T>, problems: string[]): Promise<T | undefined> {
	try {
		return await work();
	} catch (error) {
		problems.push(sentence(error));
		return undefined;
	}
}

function modelLines({
	name,
	version,
	folder,
	precision,
	totalParameters,
	device,
	providers,
	skills,
	files,
	memory,
}: ModelStatus): string[] {
	return [
		`Model: ${name} ${version}, ${precision}, ${millions(totalParameters)} parameters, ${folder}`,
		`Device: ${device}${memory === undefined ? '' : `, model process ${megabytes(memory)}`}`,
		...providers.map(providerLine),
		'Skills:',
		...skills.map(
			(skill) =>
				`  ${skill.id}: ${millions(skill.parameters)} parameters of its own, version ${skill.version}, ${skill.experimental ? 'experimental, ' : ''}${skill.loaded ? 'loaded' : 'not loaded'}`,
		),
		...notInModel(skills),
		'Files:',
		...files.map(
			(file) =>
				`  ${file.name}: ${megabytes(file.bytes)}, sha256 ${file.sha256.slice(0, 16)}… ${file.ok ? 'as its manifest says' : 'NOT as its manifest says'}`,
		),
	];
}

/** `webgpu: refused, it hangs: it did not answer for 30 s (probed 2026-11-30 20:15 UTC)` */
function providerLine({ name, state, why, speed, probedAt }: ModelStatus['providers'][number]): string {
	const measured = speed === undefined ? '' : `, ${speedText(speed)}`;
	const when = probedAt === undefined ? '' : ` (probed ${probedAt.slice(0, 16).replace('T', ' ')} UTC)`;
	return `  ${name}: ${state}, ${why}${measured}${when}`;
}

function speedText(speed: number): string {
	const times = (value: number): string => (value < 10 ? value.toFixed(1) : number.format(Math.round(value)));
	return speed < 1 ? `${times(1 / speed)} times slower than cpu` : `${times(speed)} times as fast as cpu`;
}

function notInModel(skills: ModelStatus['skills']): string[] {
	const missing = skillIds.filter((name) => skills.every(({ id }) => id !== name));
	return missing.length === 0 ? [] : [`  not in this model: ${missing.join(', ')}`];
}

function folderLines({ root, store }: Folder): string[] {
	const { files, chunks, skipped, bytes } = store.stats();
	const { vectors } = store.count({});
	const left = Object.entries(skipped).map(([reason, count]) => `${number.format(count)} ${reason}`);
	return [
		`Index of ${root}: ${store.folder}`,
		`  ${number.format(files)} files, ${number.format(chunks)} chunks, ${number.format(vectors.static)} with static vectors, ${number.format(vectors.skills)} with the skills', ${megabytes(bytes)}`,
		`  left out: ${left.length === 0 ? 'nothing' : left.join(', ')}`,
		...store.notes.map((note) => `  ${note}`),
	];
}

function millions(count: number): string {
	return `${(count / 1e6).toFixed(1)} M`;
}

function megabytes(bytes: number): string {
	return `${(bytes / 1e6).toFixed(1)} MB`;
}
