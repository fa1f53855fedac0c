/** Every user setting, once. A test keeps package.json equal to this table. */
type Entry<T> = { readonly default: T; readonly check: (value: unknown) => boolean; readonly schema: object; readonly description: string };

const entry = <T>(value: T, schema: object, check: (value: unknown) => boolean, description: string): Entry<T> => ({
	default: value,
	check,
	schema,
	description,
});
const number = (value: number, minimum: number, maximum: number, description: string): Entry<number> =>
	entry(
		value,
		{ type: 'number', minimum, maximum },
		(given) => typeof given === 'number' && given >= minimum && given <= maximum,
		description,
	);
const choice = <T extends string>(value: T, options: readonly T[], description: string): Entry<T> =>
	entry(value, { type: 'string', enum: options }, (given) => options.includes(given as T), description);
const text = (value: string, description: string): Entry<string> =>
	entry(value, { type: 'string' }, (given) => typeof given === 'string', description);
const flag = (value: boolean, description: string): Entry<boolean> =>
	entry(value, { type: 'boolean' }, (given) => typeof given === 'boolean', description);

export const settingsTable = {
	'index.maxFileKilobytes': number(1024, 1, 65_536, 'Files larger than this many kilobytes are left out of the index.'),
	'index.maxFiles': number(
		200_000,
		1,
		10_000_000,
		'So many files of a folder are looked at, ignored ones not counted; what comes after them is left out of the index.',
	),
	'index.threads': number(0, 0, 64, 'Threads that read and cut up files while indexing. 0 chooses by the number of cores.'),
	'index.cpuShare': number(
		100,
		1,
		100,
		'How many percent of the processor indexing may use; between batches it rests as long as that takes.',
	),
	'index.memoryMegabytes': number(
		450,
		200,
		65_536,
		'Megabytes of memory that the server aims at while indexing: near them fewer threads read files, and those are started afresh. For a time it may hold more.',
	),
	'index.pauseOnBattery': flag(false, 'Pause skill vectors and pictures in the background while this computer runs on its battery.'),
	'index.skillVectors': choice(
		'background',
		['background', 'onDemand'],
		'When the skills compute vectors of chunks: in the background for the whole folder, or only for the candidates of a search.',
	),
	'index.pictures': choice(
		'background',
		['background', 'onDemand'],
		'When the words of pictures are read: in the background for the whole folder, or only when a picture is asked about.',
	),
	'search.rerankMilliseconds': number(150, 0, 10_000, 'How long a search may compute skill vectors for candidates that have none yet.'),
	'hover.show': choice(
		'always',
		['always', 'onKey', 'never'],
		'When explanations of symbols are shown: in every hover, only when asked for by the key of "SkillLens: Explain Symbol", or never.',
	),
	'hover.summary': flag(
		false,
		'Offer in hovers a summary by a language model that you have in this editor. It is asked only when you choose "summarise", and told only what the hover shows.',
	),
	'pictures.codeLens': flag(
		true,
		'Show above a symbol which pictures show it: those that you confirmed, and those with a label that names it.',
	),
	'pictures.drift': flag(
		true,
		'Tell, in the document that shows a picture, when code that the picture was linked to is gone, or a label names nothing any more.',
	),
	'model.folder': text('', 'A model folder to use in place of the one that ships with SkillLens.'),
	'model.device': choice(
		'auto',
		['auto', 'cpu', 'cuda', 'dml', 'coreml', 'webgpu'],
		'The device the skills run on: `auto` takes the fastest that was proven to give the right numbers. One that crashes, hangs or gives others is refused with its reason in the doctor report.',
	),
	'model.threads': number(0, 0, 64, 'Threads of the model process. 0 chooses by the number of cores.'),
	'model.idleSeconds': number(120, 1, 86_400, 'Skills that were not activated for this many seconds are unloaded.'),
	'trace.answerLog': flag(
		false,
		'Keep a log of answers on this machine: the question, the places with what spoke for them, skills, device and times, and what was opened.',
	),
	'trace.rowSkills': flag(true, 'Show the activated skills on every row of the search box.'),
} as const;

export type SettingName = keyof typeof settingsTable;
type Widen<T> = T extends number ? number : T extends boolean ? boolean : T;
export type Settings = { readonly [K in SettingName]: Widen<(typeof settingsTable)[K]['default']> };

/** Wrong values fall back to their default and are named in `problems`; nothing is dropped in silence. `raw` is nested (`{ index: { threads: 2 } }`) or flat. */
export function readSettings(raw: unknown): { settings: Settings; problems: string[] } {
	const given = flatten(raw);
	const problems = [...given.keys()].filter((key) => !(key in settingsTable)).map((key) => `unknown setting: skilllens.${key}`);
	const pairs = Object.entries(settingsTable).map(([key, { default: fallback, check }]) => {
		const value = given.get(key);
		if (value === undefined || check(value)) {
			return [key, value ?? fallback];
		}
		problems.push(`skilllens.${key}: ${JSON.stringify(value)} is not allowed, using ${JSON.stringify(fallback)}`);
		return [key, fallback];
	});
	return { settings: Object.fromEntries(pairs) as Settings, problems };
}

export const defaultSettings: Settings = readSettings({}).settings;

function flatten(raw: unknown, prefix = ''): Map<string, unknown> {
	if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
		return new Map();
	}
	return new Map(
		Object.entries(raw).flatMap(([key, value]): [string, unknown][] => {
			const name = prefix + key;
			const known = name in settingsTable || typeof value !== 'object' || value === null || Array.isArray(value);
			return known ? [[name, value]] : [...flatten(value, `${name}.`)];
		}),
	);
}
