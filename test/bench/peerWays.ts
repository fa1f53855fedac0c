/** The peers of `bench:peers`: how each is started, or why it cannot run here. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaultSettings } from '../../server/protocol/settings.ts';
import { modelFolder } from '../../server/src/folder/folder.ts';
import { ripgrep } from './baselines.ts';
import { timedAsync } from './figures.ts';
import { installPeers, installSemble } from './installPeers.ts';
import type { PeerOptions, WayName } from './peerOptions.ts';
import { type Running, startPeer, type Work } from './peerProcess.ts';
import { startProduct } from './productPeer.ts';
import { writeSembleWeights } from './sembleWeights.ts';

export type Peer = { readonly name: string; readonly start: (work: Work) => Promise<Running> };
export type Absent = { readonly way: string; readonly why: string };
type Found = Peer | Absent;

export const product = 'SkillLens';
export const rival = "Continue's way";
const script = (name: string): string => fileURLToPath(new URL(`./peers/${name}`, import.meta.url));

/** Those that are asked for; `scratch` is a folder for what they need beside their indexes. */
export async function peersNamed(options: PeerOptions, scratch: string): Promise<{ readonly peers: Peer[]; readonly absent: Absent[] }> {
	const found = options.ways.map((way) => finders[way](options, scratch));
	return {
		peers: found.filter((each): each is Peer => 'start' in each),
		absent: found.filter((each): each is Absent => 'why' in each),
	};
}

const finders: Readonly<Record<WayName, (options: PeerOptions, scratch: string) => Found>> = {
	skilllens: () => ({ name: product, start: startProduct }),
	continue: ({ plain }) => {
		if (plain === undefined) {
			return { way: rival, why: 'no --plain DIR with the weights' };
		}
		installPeers();
		return { name: rival, start: (work) => startPeer([process.execPath, script('continue.mjs')], { ...work, model: plain }) };
	},
	fts5: () => ({ name: 'SQLite FTS5 alone', start: (work) => startPeer([process.execPath, script('fts5.mjs')], work) }),
	ripgrep: () => ({ name: 'ripgrep', start: startRipgrep }),
	semble: (_, scratch) => {
		const way = "semble, the product's static table";
		const installed = installSemble();
		if ('why' in installed) {
			return { way, why: installed.why };
		}
		const model = join(scratch, 'semble-weights');
		writeSembleWeights(modelFolder(defaultSettings), model);
		return { name: way, start: (work) => startPeer([installed.python, script('semble_way.py')], { ...work, model }) };
	},
	ck: () => ({
		way: 'ck',
		why: 'its program is on crates.io and its weights are on a hub only: nothing of it is in a package of npm or PyPI',
	}),
};

/** It has no index: a process a word, over the folder as it is. */
async function startRipgrep({ root, question }: Work): Promise<Running> {
	const ask: Running['ask'] = async ({ query, root: inside = '' }) => ripgrep(root, inside, query, 10);
	return { built: { first: await timedAsync(() => ask(question)) }, ask, dispose: () => undefined };
}
