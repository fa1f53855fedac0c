/** What a model folder holds, read from its manifest.json. The folder may be a user's own, so nothing in it is trusted. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode, UserError } from '../base/errors.ts';
import type { PatchGrids } from '../domain/picture.ts';
import { type SkillId, skillIds } from '../domain/skill.ts';
import { Fields } from './fields.ts';
import { damaged, type ModelFiles } from './modelFiles.ts';

export type SkillEntry = {
	readonly id: SkillId;
	readonly version: string;
	readonly parameters: number;
	/** Identifiers are split into words before they are tokenised; false for skills that read no text. */
	readonly splitIdentifiers: boolean;
	/** How it takes pictures; undefined for skills that read text. */
	readonly pixels: PatchGrids | undefined;
	/** It is weak as yet, and whoever shows what it says tells so. */
	readonly experimental: boolean;
};

/** The tokenizer's file and the ids of its special tokens. */
export type TokenizerEntry = {
	readonly file: string;
	readonly cls: number;
	readonly sep: number;
	readonly pad: number;
	readonly unk: number;
};

/** One graph: the skills it activates together and what each token costs; a picture has one a patch. */
export type Activation = {
	readonly skills: readonly SkillId[];
	/** For processors, and for every device where `deviceGraph` is missing. */
	readonly graph: string;
	readonly deviceGraph: string | undefined;
	readonly weights: readonly string[];
	readonly activatedParameters: number;
	readonly flopsPerToken: number;
};

export type StaticEntry = {
	readonly file: string;
	readonly dims: number;
	readonly rows: number;
	readonly version: string;
	readonly splitIdentifiers: boolean;
};

export type Manifest = {
	readonly name: string;
	readonly version: string;
	/** Of the graphs, for the doctor: whatever it is, they are run alike. */
	readonly precision: string;
	readonly dims: number;
	readonly maxTokens: number;
	readonly totalParameters: number;
	readonly tokenizer: TokenizerEntry;
	readonly skills: readonly SkillEntry[];
	readonly activations: readonly Activation[];
	readonly static: StaticEntry;
	readonly files: ModelFiles;
};

/** Since 2 there are skills that take pixels. */
const readableSchemas = [1, 2];
/** Patches of a picture, and pixels along one, at most: more would be a mistake, or meant to do harm. */
const most = { patches: 4096, patch: 256 } as const;

export function readManifest(folder: string): Manifest {
	const manifest = new Fields(parse(folder), (field) =>
		damaged(folder, field === '' ? 'manifest.json is not an object' : `manifest.json has no usable "${field}"`),
	);
	const schema = manifest.count('schema');
	if (!readableSchemas.includes(schema)) {
		throw new UserError(
			`The model folder ${folder} is of a kind this version cannot read: its manifest has schema ${schema}, not ${readableSchemas.join(' or ')}.`,
			'Search goes on with words alone. Update the extension, or choose another model folder.',
		);
	}
	return {
		name: manifest.text('name'),
		version: manifest.text('version'),
		precision: manifest.text('precision'),
		dims: positive(manifest, 'dims'),
		maxTokens: positive(manifest, 'maxTokens'),
		totalParameters: manifest.count('totalParameters'),
		tokenizer: readTokenizer(manifest.object('tokenizer')),
		skills: manifest.list('skills').map((skill) => readSkill(skill, schema)),
		activations: manifest.list('activations').map(readActivation),
		static: readStatic(manifest.object('static')),
		files: readFiles(manifest),
	};
}

/** The activation of exactly these skills, in whatever order. */
export function findActivation(manifest: Manifest, skills: readonly SkillId[]): Activation {
	const wanted = setName(skills);
	const found = manifest.activations.find((activation) => setName(activation.skills) === wanted);
	if (found === undefined) {
		throw new UserError(
			`The model ${manifest.name} cannot activate ${skills.length === 0 ? 'no skill' : `the skills ${skills.join(' and ')} together`}.`,
			`It can activate ${manifest.activations.map(({ skills: known }) => known.join(' + ')).join(', ')}.`,
		);
	}
	return found;
}

/** Does it read pictures, rather than texts? */
export function takesPixels({ skills }: Manifest, { skills: active }: Activation): boolean {
	return skills.some(({ id, pixels }) => active.includes(id) && pixels !== undefined);
}

function parse(folder: string): unknown {
	try {
		return JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
	} catch (error) {
		if (error instanceof SyntaxError) {
			throw damaged(folder, 'manifest.json is not valid JSON', error);
		}
		throw new UserError(
			`There is no model in the folder ${folder}: its manifest.json cannot be read (${errorCode(error) ?? 'unknown error'}).`,
			'Search goes on with words alone. Check the setting `skilllens.model.folder`, or reinstall the extension.',
			{ cause: error },
		);
	}
}

function readTokenizer(tokenizer: Fields): TokenizerEntry {
	tokenizer.is('lowercase', true);
	return {
		file: fileName(tokenizer, 'file'),
		cls: tokenizer.count('cls'),
		sep: tokenizer.count('sep'),
		pad: tokenizer.count('pad'),
		unk: tokenizer.count('unk'),
	};
}

function readSkill(skill: Fields, schema: number): SkillEntry {
	const takesPixels = schema > 1 && skill.has('pixels');
	return {
		id: skillId(skill.text('id')) ?? skill.fail('id'),
		version: skill.text('version'),
		parameters: skill.count('parameters'),
		splitIdentifiers: takesPixels ? false : skill.flag('splitIdentifiers'),
		pixels: takesPixels ? readPixels(skill.object('pixels')) : undefined,
		experimental: schema > 1 && skill.has('experimental') && skill.flag('experimental'),
	};
}

function readPixels(pixels: Fields): PatchGrids {
	const patch = positive(pixels, 'patch');
	const grids = pixels.pairs('grids');
	const isWhole = grids.length > 0 && grids.every(([rows, columns]) => rows * columns > 0 && rows * columns <= most.patches);
	return isWhole && patch <= most.patch ? { patch, grids } : pixels.fail('grids');
}

function readActivation(activation: Fields): Activation {
	return {
		skills: activation.texts('skills').map((id) => skillId(id) ?? activation.fail('skills')),
		graph: fileName(activation, 'graph'),
		deviceGraph: activation.has('deviceGraph') ? fileName(activation, 'deviceGraph') : undefined,
		weights: activation.texts('weights').map((name) => (isFileName(name) ? name : activation.fail('weights'))),
		activatedParameters: activation.count('activatedParameters'),
		flopsPerToken: activation.count('flopsPerToken'),
	};
}

function readStatic(table: Fields): StaticEntry {
	return {
		file: fileName(table, 'file'),
		dims: positive(table, 'dims'),
		rows: positive(table, 'rows'),
		version: table.text('version'),
		splitIdentifiers: table.flag('splitIdentifiers'),
	};
}

function readFiles(manifest: Fields): ModelFiles {
	const entries = manifest.object('files').entries();
	for (const [name] of entries) {
		if (!isFileName(name)) {
			manifest.fail('files');
		}
	}
	return Object.fromEntries(
		entries.map(([name, file]) => [name, { bytes: file.count('bytes'), sha256: file.text('sha256').toLowerCase() }]),
	);
}

function positive(fields: Fields, name: string): number {
	return fields.count(name) || fields.fail(name);
}

function fileName(fields: Fields, name: string): string {
	const value = fields.text(name);
	return isFileName(value) ? value : fields.fail(name);
}

/** A plain name: no folder, no drive, nothing that leads out of the model folder. */
function isFileName(name: string): boolean {
	return /^\w[\w.-]*$/.test(name);
}

function skillId(id: string): SkillId | undefined {
	return skillIds.find((known) => known === id);
}

function setName(skills: readonly SkillId[]): string {
	return [...new Set(skills)].sort().join();
}
