/** What `bench:peers` is asked for, checked. */
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

export const wayNames = ['skilllens', 'continue', 'fts5', 'ripgrep', 'semble', 'ck'] as const;
export type WayName = (typeof wayNames)[number];

export type PeerOptions = {
	readonly suite: string;
	/** The folder that holds each repository under its name. */
	readonly repos: string;
	readonly only: readonly string[];
	readonly ways: readonly WayName[];
	/** all-MiniLM-L6-v2 as transformers.js reads it. */
	readonly plain: string | undefined;
	/** In which every question is asked once. */
	readonly rounds: number;
};

const usage =
	'usage: npm run bench:peers -- --suite FILE.jsonl --repos DIR [--only REPO,…] [--ways WAY,…] [--plain DIR] [--rounds N], WAY one of ';

/** Throws with a sentence for whoever typed them. */
export function readPeerOptions(args: readonly string[]): PeerOptions {
	const { values } = parseArgs({
		args: [...args],
		options: {
			suite: { type: 'string' },
			repos: { type: 'string' },
			only: { type: 'string', default: 'axum,chi,gson' },
			ways: { type: 'string', default: wayNames.join() },
			plain: { type: 'string' },
			rounds: { type: 'string', default: '5' },
		},
	});
	const { suite, repos, plain } = values;
	if (suite === undefined || repos === undefined) {
		throw new Error(usage + wayNames.join(', '));
	}
	if (!statSync(suite, { throwIfNoEntry: false })?.isFile()) {
		throw new Error(`There is no suite ${suite}.`);
	}
	const only = values.only.split(',');
	for (const repo of only) {
		if (!statSync(join(repos, repo), { throwIfNoEntry: false })?.isDirectory()) {
			throw new Error(`There is no repository ${join(repos, repo)}.`);
		}
	}
	if (plain !== undefined && !existsSync(join(plain, 'onnx', 'model_quantized.onnx'))) {
		throw new Error(`There is no model in ${plain}; in models/training: python -m skillnet.plain --out DIR`);
	}
	const ways = values.ways.split(',');
	const rounds = Number(values.rounds);
	if (!Number.isInteger(rounds) || rounds < 1) {
		throw new Error(`--rounds is a number from 1, not ${values.rounds}.`);
	}
	return {
		suite,
		repos: resolve(repos),
		only,
		ways: ways.map(wayNamed),
		plain: plain && resolve(plain),
		rounds,
	};
}

function wayNamed(name: string): WayName {
	const known = wayNames.find((way) => way === name);
	if (known === undefined) {
		throw new Error(`There is no way ${name}; known are ${wayNames.join(', ')}.`);
	}
	return known;
}
