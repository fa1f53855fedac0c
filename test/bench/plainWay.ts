/** Vectors a second: the product's encoder, and the same weights the way extensions commonly run them (transformers.js, one text at a time). */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { defaultSettings } from '../../server/protocol/settings.ts';
import { never } from '../../server/src/base/cancel.ts';
import { silentLog } from '../../server/src/base/log.ts';
import type { SkillId } from '../../server/src/domain/skill.ts';
import { cosine } from '../../server/src/domain/vector.ts';
import { modelFolder } from '../../server/src/folder/folder.ts';
import { loadModel } from '../../server/src/inference/loadModel.ts';
import { createSkills } from '../../server/src/skills/registry.ts';
import { readSource } from '../../server/src/workspace/diskWorkspace.ts';
import { isSkipped } from '../../server/src/workspace/workspace.ts';
import { median, megabytes, type Row, timedAsync } from './figures.ts';
import { installPeers, peersFolder } from './installPeers.ts';
import { evenly, maxFileBytes, type Sources } from './sources.ts';

export type PlainOptions = {
	/** A folder written by `python -m skillnet.plain`. */
	readonly folder: string | undefined;
	readonly rounds: number;
	/** In each round. */
	readonly chunks: number;
};

type Piece = { readonly skill: SkillId; readonly text: string; readonly passage: string };
type Encoded = { readonly ms: number; readonly vectors: readonly Float32Array[] };
type Reply = Encoded & { readonly resident: number };
type Round = { readonly product: number; readonly text: number; readonly passage: number; readonly likeness: number };

export async function plainWay(sources: Sources, { folder, rounds, chunks }: PlainOptions): Promise<Row[]> {
	if (folder === undefined || !existsSync(join(folder, 'onnx', 'model_quantized.onnx'))) {
		const remedy = 'in models/training: python -m skillnet.plain --out DIR, then --plain DIR here';
		return [{ what: 'vectors beside transformers.js', figure: 'left out', beside: `no plain model; ${remedy}` }];
	}
	installPeers();
	const pieces = await piecesOf(sources, rounds * chunks);
	const cores = availableParallelism();
	const rows: Row[] = [];
	rows.push(...(await compare(pieces, { folder, rounds, threads: 0, named: 'each by default' })));
	rows.push(...(await compare(pieces, { folder, rounds, threads: 1, named: 'one thread each' })));
	rows.push(...(await compare(pieces, { folder, rounds, threads: cores, named: `${cores} threads each` })));
	return rows;
}

type Comparison = { readonly folder: string; readonly rounds: number; readonly threads: number; readonly named: string };

/** Both sides take turns on the same chunks, so that whatever else the machine does meets both. */
async function compare(pieces: readonly Piece[], { folder, rounds, threads, named }: Comparison): Promise<Row[]> {
	const model = loadModel({ folder: modelFolder(defaultSettings), device: 'cpu', threads, idleSeconds: 600, log: silentLog });
	const plain = fork(join(peersFolder, 'plain.mjs'), [resolve(folder), String(threads)], { serialization: 'advanced' });
	try {
		await once(plain, 'message');
		const encode = async (some: readonly Piece[]): Promise<Encoded> => {
			const vectors = new Map<Piece, Float32Array>();
			const ms = await timedAsync(async () => {
				for (const [skill, of] of Map.groupBy(some, (piece) => piece.skill)) {
					const encoding = await model.encoder?.encode(
						[skill],
						of.map(({ passage }) => passage),
						'background',
						never,
					);
					of.forEach((piece, i) => {
						vectors.set(piece, encoding?.vectors[i] ?? new Float32Array());
					});
				}
			});
			return { ms, vectors: some.map((piece) => vectors.get(piece) ?? new Float32Array()) };
		};
		const warm = pieces.slice(0, 4);
		await encode(warm);
		let { resident } = await ask(plain, ['one', 'two']);
		const measured: Round[] = [];
		for (let round = 0; round < rounds; round++) {
			const some = pieces.filter((_, i) => i % rounds === round);
			const product = await encode(some);
			const text = await ask(
				plain,
				some.map((piece) => piece.text),
			);
			const passage = await ask(
				plain,
				some.map((piece) => piece.passage),
			);
			resident = passage.resident;
			measured.push({ product: product.ms, text: text.ms, passage: passage.ms, likeness: likeness(product, passage) });
		}
		return rowsOf(measured, pieces.length / rounds, named, resident);
	} finally {
		plain.kill();
		model.dispose();
	}
}

function rowsOf(rounds: readonly Round[], chunks: number, named: string, resident: number): Row[] {
	const rate = (of: (round: Round) => number): number => (1000 * chunks) / median(rounds.map(of));
	const like = rounds.reduce((sum, round) => sum + round.likeness, 0) / rounds.length;
	return [
		{
			what: `chunks a second, ${named}: as they really do`,
			figure: rate(({ product }) => product).toFixed(1),
			ratio: median(rounds.map(({ text, product }) => text / product)),
			beside: `transformers.js on the chunks' full text: ${rate(({ text }) => text).toFixed(1)}, ${megabytes(resident)} resident`,
			aim: 'at least 2 x',
		},
		{
			what: `chunks a second, ${named}: the same passages`,
			figure: rate(({ product }) => product).toFixed(1),
			ratio: median(rounds.map(({ passage, product }) => passage / product)),
			beside: `transformers.js: ${rate(({ passage }) => passage).toFixed(1)}; mean cosine between the two: ${like.toFixed(3)}`,
		},
	];
}

/** The same weights, differently quantised. (The plain model reads up to 512 tokens, the product 256.) */
function likeness(a: Encoded, b: Encoded): number {
	return a.vectors.reduce((sum, vector, i) => sum + cosine(vector, b.vectors[i] ?? []), 0) / a.vectors.length;
}

async function ask(plain: ChildProcess, texts: readonly string[]): Promise<Reply> {
	plain.send(texts);
	const [reply] = await once(plain, 'message');
	return reply as Reply;
}

/** Different chunks from all over the folder. */
async function piecesOf({ root, paths }: Sources, count: number): Promise<Piece[]> {
	const skills = createSkills();
	const found = new Map<string, Piece>();
	for (const path of evenly(paths, 300)) {
		const [skill, file] = [skills.for(path), readSource(root, path, { maxFileBytes })];
		for (const chunk of skill === undefined || isSkipped(file) ? [] : await skill.chunk(file)) {
			const passage = skill?.passage(chunk) ?? '';
			found.set(passage, { skill: chunk.skill, text: chunk.text, passage });
		}
	}
	return evenly([...found.values()], count);
}
