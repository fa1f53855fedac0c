/** JSON schemas of what the tools for agents return beside their text. */
const [text, count, figure, strings] = [
	{ type: 'string' },
	{ type: 'integer' },
	{ type: 'number' },
	{ type: 'array', items: { type: 'string' } },
] as const;
const object = (properties: Record<string, object>, optional: Record<string, object> = {}) =>
	({ type: 'object', properties: { ...properties, ...optional }, required: Object.keys(properties) }) as const;
const list = (items: object) => ({ type: 'array', items }) as const;

const hitOutput = object({
	path: { ...text, description: 'Relative to the workspace, with forward slashes.' },
	startLine: { ...count, description: 'From 1.' },
	endLine: { ...count, description: 'From 1, inclusive.' },
	kind: text,
	skill: { ...text, description: 'The skill of the model that reads it.' },
	symbol: text,
	score: figure,
	signals: list(object({ name: text, rank: count }, { similarity: figure, words: strings })),
	rules: list(object({ rule: text, effect: text })),
	preview: { ...text, description: 'One line of its text.' },
});
const activated = list(object({ skill: text, parameters: figure, flops: figure, ms: figure }));
/** The result object of the command line's `--json`. */
export const searchOutput = object({
	query: text,
	ms: figure,
	device: text,
	skills: activated,
	results: list(hitOutput),
	notes: { ...strings, description: 'Whatever makes the answer less than complete.' },
});
export const explainOutput = object(
	{ path: text, line: count, text: { ...text, description: 'All that is known, in sentences.' } },
	{
		symbol: text,
		explanation: { type: 'object', description: 'The object of `skilllens explain --json`; missing where nothing is certain.' },
	},
);
export const matchOutput = object({
	picture: text,
	kind: { ...text, description: 'diagram, ui, terminal, code, chart or photo, as it looks.' },
	text: { ...text, description: 'What was read in it, one line a row.' },
	device: text,
	skills: { ...activated, description: 'Skills of the model that were activated, and what they cost.' },
	results: list(
		object({
			path: { ...text, description: 'Relative to the workspace, with forward slashes.' },
			startLine: { ...count, description: 'From 1.' },
			endLine: { ...count, description: 'From 1, inclusive.' },
			kind: text,
			symbol: text,
			score: figure,
			signals: list(object({ name: text, rank: count, evidence: text })),
			preview: { ...text, description: 'One line of its text.' },
		}),
	),
	labels: { ...strings, description: 'Labels in the picture that name code, a sentence each.' },
	notes: { ...strings, description: 'Whatever makes the answer less than complete.' },
});
export const whyOutput = object(
	{ query: text, path: text, text: { ...text, description: 'The whole story in sentences.' }, indexed: { type: 'boolean' } },
	{ line: count, rank: { ...count, description: 'From 1; missing where it is not among the candidates.' }, hit: hitOutput },
);
