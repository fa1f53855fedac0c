/** The tools for coding agents, once: `skilllens mcp` serves them, the extension contributes them. A test keeps package.json equal to this table. */
export type SearchInput = {
	readonly query: string;
	readonly kinds?: readonly ('code' | 'doc')[];
	/** A folder, absolute or relative to the workspace. */
	readonly root?: string;
	readonly top?: number;
};
export type WhyInput = {
	readonly query: string;
	/** Absolute or relative to the workspace. */
	readonly file: string;
	/** From 1. */
	readonly line?: number;
};
export type MatchInput = {
	/** Absolute or relative to the workspace. */
	readonly file: string;
	readonly top?: number;
};
export type ExplainInput = {
	/** Absolute or relative to the workspace. */
	readonly file: string;
	/** From 1. */
	readonly line: number;
	readonly symbol?: string;
};

/** Characters of a question; what is longer is a file, not a question. */
const longestQuery = 4000;
const query = { type: 'string', minLength: 1, maxLength: longestQuery } as const;
const where = 'an absolute path, or one relative to the workspace folder (with several folders open: beginning with the name of one)';

export const defaultTop = 10;
const top = {
	type: 'integer',
	minimum: 1,
	maximum: 50,
	default: defaultTop,
	description: 'How many places to return at most.',
} as const;

export const tools = {
	search: {
		name: 'skilllens_search_workspace',
		title: 'Search Code and Docs by Meaning',
		description:
			'Finds the places in the code and the documentation of the workspace that answer a question, by meaning and by words. Use it to learn where ' +
			'something is done or described when the exact names are not known, for instance "where are retries handled", or to find code like a given ' +
			'piece of code. Do not use it to list every occurrence of a known string or symbol: a text search is exact and complete, this is a ranking. ' +
			'Returns places, best first, each with file, first and last line, symbol, one line of its text, and which kinds of evidence found it; read the ' +
			'file for the rest. Notes at the end say what makes the answer less than complete, such as files not indexed yet. The question is best put in English.',
		inputSchema: {
			type: 'object',
			properties: {
				query: {
					...query,
					description: 'What is looked for: a question or a description in words, the name of a symbol, or a piece of code.',
				},
				kinds: {
					type: 'array',
					items: { type: 'string', enum: ['code', 'doc'] },
					minItems: 1,
					description: 'Which kinds of places to return: code, doc (documentation), or both. Both where it is missing.',
				},
				root: {
					type: 'string',
					minLength: 1,
					description: `The folder to stay inside: ${where}. The whole workspace where it is missing.`,
				},
				top,
			},
			required: ['query'],
			additionalProperties: false,
		},
	},
	match: {
		name: 'skilllens_match_picture',
		title: 'Find the Code Behind a Picture',
		description:
			'Finds the code and the documentation behind a picture of the workspace: a screenshot, a diagram, a chart, an animation. The words in it are read ' +
			'on this machine and compared with the code, line by line where it shows code, and with what documents say of it. Use it to learn where what a ' +
			'picture shows is implemented or described. It reads words, not shapes or colours, and does not describe the picture. Returns places, best first, ' +
			'each with file, lines, symbol and the evidence that found it, and the labels in the picture that name code.',
		inputSchema: {
			type: 'object',
			properties: {
				file: { type: 'string', minLength: 1, description: `The picture, a PNG, JPEG, WebP, GIF, AVIF or SVG file: ${where}.` },
				top,
			},
			required: ['file'],
			additionalProperties: false,
		},
	},
	why: {
		name: 'skilllens_explain_rank',
		title: 'Explain a Search Rank',
		description:
			'Explains why a file has the rank it has in a search of the workspace by meaning, or why it was not found: its rank, every kind of evidence with ' +
			'its own rank, the ranking rules applied, and for a file that is not in the index the ignore rule or limit that keeps it out. Use it after ' +
			`a search that did not return a file that was expected. It explains a rank, not what the code does.`,
		inputSchema: {
			type: 'object',
			properties: {
				query: { ...query, description: 'The question that was asked, word for word.' },
				file: { type: 'string', minLength: 1, description: `The file to explain: ${where}.` },
				line: { type: 'integer', minimum: 1, description: 'A line of that file, from 1; the best place in the file where it is missing.' },
			},
			required: ['query', 'file'],
			additionalProperties: false,
		},
	},
	explain: {
		name: 'skilllens_explain_symbol',
		title: 'Explain a Symbol',
		description:
			'Tells what a symbol is that stands on a line of a file in the workspace, from evidence alone: where it is defined and of what kind, the first ' +
			'sentence of its own comment, what the documentation says of it, and where neither exists, where it is used, tested and configured; each with file ' +
			'and line. Use it to learn what an unfamiliar name means in this project. It says nothing where nothing is certain, for instance of names that come ' +
			'from outside the workspace. It does not list every use and does not find a definition that is known only by its name: search for those.',
		inputSchema: {
			type: 'object',
			properties: {
				file: { type: 'string', minLength: 1, description: `The file in which the symbol stands: ${where}.` },
				line: { type: 'integer', minimum: 1, description: 'The line on which it stands, from 1.' },
				symbol: {
					type: 'string',
					minLength: 1,
					maxLength: 200,
					description: 'The name as it stands on that line. The first name on the line that something is known of where it is missing.',
				},
			},
			required: ['file', 'line'],
			additionalProperties: false,
		},
	},
} as const;
