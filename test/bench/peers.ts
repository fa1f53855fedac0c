/**
 * The product beside what people would pick instead, over the same files, in one run: time to the first answer, time until all is indexed, a warm
 * question, the index, memory, and NDCG@10 on questions about repositories:
 *   npm run bench:peers -- --suite FILE.jsonl --repos DIR [--only REPO,…] [--ways WAY,…] [--plain DIR] [--rounds N]
 * --plain is a folder that `python -m skillnet.plain --out DIR` wrote (models/training). Build first: npm run build
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from '../../server/src/base/errors.ts';
import { createSkills } from '../../server/src/skills/registry.ts';
import { machine, timedAsync } from './figures.ts';
import { type PeerOptions, readPeerOptions } from './peerOptions.ts';
import type { Running } from './peerProcess.ts';
import { type Measured, repoReport, wholeReport } from './peersTable.ts';
import { type Absent, type Peer, peersNamed } from './peerWays.ts';
import { type Sources, sourcesIn } from './sources.ts';
import { ndcg, type Place, type Question, readSuite } from './suite.ts';

type Started = { readonly peer: Peer; readonly running: Running };

const skills = createSkills();
const options = given();
const folder = mkdtempSync(join(tmpdir(), 'skilllens-peers-'));
try {
	console.log(machine());
	const { peers, absent } = await peersNamed(options, folder);
	const questions = Map.groupBy(
		readSuite(options.suite).filter(({ repo }) => options.only.includes(repo)),
		({ repo }) => repo,
	);
	const measured: Measured[] = [];
	for (const repo of options.only) {
		const sources = readable(await sourcesIn(join(options.repos, repo)));
		console.log(`${repo}: ${sources.paths.length} files, ${sources.lines} lines, ${questions.get(repo)?.length ?? 0} questions`);
		const found = await measureAll(peers, repo, sources, questions.get(repo) ?? []);
		console.log(`\n${repoReport(repo, found.measured)}\n`);
		measured.push(...found.measured);
		absent.push(...found.failed);
	}
	console.log(`${wholeReport(measured, absent)}\n\n${machine()}`);
} finally {
	rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** Each builds its index by itself, one that cannot is missing; then all are asked the same questions in turn, so that whatever else the machine does meets all. */
async function measureAll(
	peers: readonly Peer[],
	repo: string,
	sources: Sources,
	questions: readonly Question[],
): Promise<{ readonly measured: Measured[]; readonly failed: Absent[] }> {
	const started: Started[] = [];
	const failed: Absent[] = [];
	try {
		for (const peer of peers) {
			const storage = join(folder, repo, peer.name.replace(/\W+/g, '-'));
			mkdirSync(storage, { recursive: true });
			const work = { root: sources.root, paths: sources.paths, storage, question: questions[0] ?? { query: repo } };
			try {
				started.push({ peer, running: await peer.start(work) });
				console.log(`  ${peer.name}: ${JSON.stringify(started.at(-1)?.running.built)}`);
			} catch (error) {
				failed.push({ way: peer.name, why: `it failed over ${repo}: ${describe(error)}` });
			}
		}
		return { measured: await askAll(started, repo, questions), failed };
	} finally {
		for (const { running } of started) {
			running.dispose();
		}
	}
}

async function askAll(started: readonly Started[], repo: string, questions: readonly Question[]): Promise<Measured[]> {
	const asked = started.map(({ peer, running }) => ({
		way: peer.name,
		running,
		queries: [] as number[],
		places: [] as (readonly Place[])[],
	}));
	for (let round = 0; round <= options.rounds; round++) {
		for (const question of questions) {
			for (const { running, queries, places } of asked) {
				let found: readonly Place[] = [];
				const ms = await timedAsync(async () => {
					found = await running.ask(question);
				});
				if (round === 0) {
					places.push(found); // and warm from now on
				} else {
					queries.push(ms);
				}
			}
		}
	}
	return asked.map(({ way, running, queries, places }) => ({
		way,
		repo,
		built: running.built,
		queries,
		scores: questions.map((question, i) => ({ repo, value: ndcg(question, places[i] ?? []) })),
	}));
}

/** Pictures are left out: of all these only the product reads them. */
function readable(sources: Sources): Sources {
	return { ...sources, paths: sources.paths.filter((path) => ['text', 'code'].includes(skills.for(path)?.id ?? '')) };
}

function given(): PeerOptions {
	try {
		return readPeerOptions(process.argv.slice(2));
	} catch (error) {
		console.error(describe(error));
		process.exit(2);
	}
}
