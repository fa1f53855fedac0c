/**
 * What hovers say and how fast: 200 names of three real repositories, and the time over a large index.
 *   npm run bench:hover -- --repos DIR [--only aiohttp,chi,gson] [--names 200] [--seed 1] [--cache DIR] [--sheet FILE] [--chunks 100000]
 * The sheet holds 50 of the hovers that said something, each with its line, to be read and judged by eye.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultSettings } from '../../server/protocol/settings.ts';
import { never } from '../../server/src/base/cancel.ts';
import { contentHash } from '../../server/src/base/hash.ts';
import { silentLog } from '../../server/src/base/log.ts';
import type { Explanation, Source } from '../../server/src/domain/explanation.ts';
import type { SourceFile } from '../../server/src/domain/file.ts';
import { type Link, linksPath, type Target } from '../../server/src/domain/link.ts';
import { placeOf } from '../../server/src/domain/place.ts';
import { Explainer } from '../../server/src/explain/explain.ts';
import { type Folder, modelFolder, openFolder } from '../../server/src/folder/folder.ts';
import { pictureSource } from '../../server/src/indexing/pictureSource.ts';
import { rowsOf as preparedRows } from '../../server/src/indexing/prepare.ts';
import { loadModel } from '../../server/src/inference/loadModel.ts';
import { Links } from '../../server/src/links/links.ts';
import { formatLinks } from '../../server/src/links/linksFile.ts';
import { Pictures } from '../../server/src/skills/pictures.ts';
import { createSkills } from '../../server/src/skills/registry.ts';
import { openStore } from '../../server/src/storage/openStore.ts';
import type { FileRows } from '../../server/src/storage/store.ts';
import { readSource } from '../../server/src/workspace/diskWorkspace.ts';
import { isSkipped } from '../../server/src/workspace/workspace.ts';
import { boxesSvg } from '../support/pictures.ts';
import { machine, milliseconds, quantile, timed } from './figures.ts';
import { fill, randomFrom, rowsOf } from './madeUp.ts';
import { evenly, gatherSources, maxFileBytes } from './sources.ts';

type Spot = { readonly path: string; readonly row: number; readonly column: number; readonly name: string };
type Judged = {
	readonly repo: string;
	readonly spot: Spot;
	readonly line: string;
	readonly explanation: Explanation | undefined;
	readonly time: Time;
};

const { values } = parseArgs({
	options: {
		repos: { type: 'string' },
		only: { type: 'string', default: 'aiohttp,chi,gson' },
		names: { type: 'string', default: '200' },
		seed: { type: 'string', default: '1' },
		cache: { type: 'string' },
		sheet: { type: 'string', default: 'hovers.md' },
		chunks: { type: 'string', default: '100000' },
	},
});
/** Hovers that are read by eye. */
const read = 50;
/** Drawings in the large index, labels of each, and how many of them a person confirmed. */
const drawn = { pictures: 200, labels: 6, confirmed: 100 };
const model = loadModel({ folder: modelFolder(defaultSettings), device: 'cpu', threads: 0, idleSeconds: 600, log: silentLog });
const own = mkdtempSync(join(tmpdir(), 'skilllens-hover-'));

console.log(machine());
try {
	if (values.repos !== undefined) {
		await overRepositories(resolve(values.repos), values.only.split(','));
	}
	if (Number(values.chunks) > 0) {
		await overLargeIndex(Number(values.chunks));
	}
} finally {
	model.dispose();
	rmSync(own, { recursive: true, force: true, maxRetries: 5 });
}

async function overRepositories(repos: string, names: readonly string[]): Promise<void> {
	const judged: Judged[] = [];
	for (const [i, repo] of names.entries()) {
		const folder = openFolder({
			...{
				root: join(repos, repo),
				storage: values.cache ?? own,
				settings: defaultSettings,
				model,
				modelFolder: modelFolder(defaultSettings),
			},
			workerScript: new URL('../../server/src/chunkWorker.ts', import.meta.url),
			log: silentLog,
			onStale: () => undefined,
		});
		try {
			await folder.indexer.update('benchmark', never);
			const share = Math.ceil((Number(values.names) - judged.length) / (names.length - i));
			judged.push(...(await ask(repo, folder, share)));
		} finally {
			folder.dispose();
		}
	}
	const said = judged.filter(({ explanation }) => explanation !== undefined);
	console.log(`${judged.length} names of ${names.join(', ')}: ${said.length} hovers said something`);
	const count = (what: string, has: (explanation: Explanation) => boolean): void =>
		console.log(`  ${String(said.filter(({ explanation }) => explanation && has(explanation)).length).padStart(4)} ${what}`);
	count('with the sentence of their own comment', ({ doc }) => doc !== undefined);
	count('described in a document', ({ described }) => described.length > 0);
	count('with facts (used, tested, configured)', ({ facts }) => facts.length > 0);
	count('with related code', ({ related }) => related.length > 0);
	console.log(`  warm: ${spread(judged.map(({ time }) => time))}`);
	writeFileSync(values.sheet, evenly(said, read).map(sheetOf).join('\n'));
	console.log(`  to be read: ${values.sheet}`);
}

/** Names of code that the repository defines, at places drawn by chance. */
async function ask(repo: string, folder: Folder, count: number): Promise<Judged[]> {
	const random = randomFrom(Number(values.seed));
	const files = folder.store
		.files()
		.filter(
			({ path, chunks }) => chunks > 0 && ['source', 'test', 'example'].includes(placeOf(path)) && folder.skills.for(path)?.id === 'code',
		);
	const judged: Judged[] = [];
	for (let tries = 0; judged.length < count && tries < count * 400; tries++) {
		const path = files[Math.floor(random() * files.length)]?.path ?? '';
		const file = readSource(folder.root, path, { maxFileBytes });
		if (isSkipped(file)) {
			continue;
		}
		const lines = file.text.split('\n');
		const row = Math.floor(random() * lines.length);
		const words = [...(lines[row] ?? '').matchAll(/[\p{L}_$][\p{L}\p{N}_$]*/gu)];
		const column = words[Math.floor(random() * words.length)]?.index;
		const name = column === undefined ? undefined : await folder.skills.for(path)?.nameAt(file, { row, column });
		if (column === undefined || name === undefined || folder.store.defining(name.text, 1).length === 0) {
			continue;
		}
		const asked = { path, line: row + 1, column };
		await folder.explainer.explain(asked, never);
		const { result: explanation, time } = await timedOnce(() => folder.explainer.explain(asked, never));
		judged.push({ repo, spot: { path, row, column, name: name.text }, line: lines[row]?.trim() ?? '', explanation, time });
	}
	return judged;
}

function sheetOf({ repo, spot, line, explanation }: Judged, i: number): string {
	const where = ({ path, line: at, symbol }: Source): string => `${symbol} (${path}:${at})`;
	const { definition, kind, because, among, doc, described = [], facts = [], related = [] } = explanation ?? {};
	return [
		`## ${i + 1}. ${spot.name} at ${repo}/${spot.path}:${spot.row + 1}`,
		`    ${line}`,
		`-> ${definition && where(definition)} ${kind}; ${because}${among === 1 ? '' : `; among ${among}`}`,
		...(doc === undefined ? [] : [`doc: ${doc}`]),
		...described.map((passage) => `described in ${where(passage)}: ${passage.quote}`),
		...facts.map((fact) => `${fact.kind}: ${fact.places.map(where).join('; ')}`),
		...(related.length === 0 ? [] : [`related: ${related.map((item) => `${where(item)} ${item.similarity}`).join('; ')}`]),
		'',
	].join('\n');
}

/** Real files, their rows again and again; a copy's text is read from the file that it is a copy of. */
async function overLargeIndex(chunks: number): Promise<void> {
	const sources = await gatherSources();
	const { encoder, static: table } = model;
	if (encoder === undefined || table === undefined) {
		throw new Error(`the model is not whole: ${model.problem()}`);
	}
	const pictures = new Pictures(own, silentLog);
	const store = openStore({
		...{ folder: join(own, 'large'), workspace: own, log: silentLog },
		static: { dims: table.dims, versions: { static: table.version } },
		skills: { dims: encoder.dims, versions: encoder.versions },
	});
	try {
		const rows = await rowsOf(sources, table);
		const filling = timed(() => fill(store, rows, { chunks, dims: encoder.dims, versions: encoder.versions }));
		const asked = evenly(
			rows.flatMap(({ stamp, chunks: all }) =>
				all.flatMap(({ names, symbol, startLine, endLine }) =>
					names.length === 0 ? [] : [{ path: stamp.path, symbol, line: startLine, endLine }],
				),
			),
			400,
		);
		store.replace(await drawings(sources.root, asked, pictures));
		const skills = createSkills();
		const source = (path: string): SourceFile | undefined => {
			const file = readSource(sources.root, path.replace(/^copy\d+\//, ''), { maxFileBytes });
			return isSkipped(file) ? undefined : { ...file, path };
		};
		const links = new Links({ root: sources.root, store, skills, pictures, read: source });
		const explainer = new Explainer({ store, skills, links, read: source });
		const [cold, warm]: [Time[], Time[]] = [[], []];
		let [said, shown] = [0, 0];
		for (const times of [cold, warm]) {
			for (const { path, line, endLine } of asked) {
				const text = readSource(sources.root, path, { maxFileBytes });
				const lines = isSkipped(text) ? [] : text.text.split('\n');
				const row =
					Array.from({ length: endLine - line + 1 }, (_, i) => line - 1 + i).find((at) => /\w\(/.test(lines[at] ?? '')) ?? line - 1;
				const column = /[A-Za-z_$][\w$]*\(/.exec(lines[row] ?? '')?.index ?? 0;
				const { result, time } = await timedOnce(() => explainer.explain({ path, line: row + 1, column }, never));
				said += result === undefined ? 0 : 1;
				shown += result === undefined || result.shown.length === 0 ? 0 : 1;
				times.push(time);
			}
		}
		console.log(
			`${store.stats().chunks} chunks (filled in ${milliseconds(filling)}): ${asked.length} hovers, ${said / 2} said something, ${shown / 2} named a picture`,
		);
		console.log(`  first time: ${spread(cold)}`);
		console.log(`  warm: ${spread(warm)}`);
	} finally {
		store.close();
		pictures.dispose();
		rmSync(sources.root, { recursive: true, force: true, maxRetries: 5 });
	}
}

/** Diagrams whose labels name these symbols, each in several, read as any picture is; of some a person confirmed what they show. */
async function drawings(root: string, asked: readonly Target[], pictures: Pictures): Promise<FileRows[]> {
	const skills = createSkills();
	const skill = skills.for('a.svg');
	const symbols = asked.filter(({ symbol }) => symbol !== '');
	const named = Array.from({ length: drawn.pictures * drawn.labels }, (_, i) => symbols[i % symbols.length] as Target);
	const made: FileRows[] = [];
	mkdirSync(join(root, 'drawings'));
	for (let i = 0; skill !== undefined && i < drawn.pictures; i++) {
		const path = `drawings/${i}.svg`;
		const bytes = Buffer.from(boxesSvg(named.slice(i * drawn.labels, (i + 1) * drawn.labels).map(({ symbol }) => symbol)));
		writeFileSync(join(root, path), bytes);
		const hash = contentHash(bytes);
		await pictures.read(bytes, hash, 'interactive', never);
		const stamp = { path, size: bytes.length, mtime: 0 };
		made.push(await preparedRows(pictureSource({ path, hash }, pictures, []), stamp, skill, { skills, embed: undefined }));
	}
	const confirmed = evenly([...named.entries()], drawn.confirmed).map(([i, { path, symbol }]): Link => {
		const picture = `drawings/${Math.floor(i / drawn.labels)}.svg`;
		return { picture, region: symbol, path, symbol, decision: 'confirmed', pictureHash: '', symbolHash: '' };
	});
	mkdirSync(join(root, dirname(linksPath)));
	writeFileSync(join(root, linksPath), formatLinks(confirmed));
	return made;
}

/** Milliseconds on the clock, and of the processor: on a machine that others use, the clock tells of them too. */
type Time = { readonly ms: number; readonly cpu: number };

async function timedOnce<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly time: Time }> {
	const [start, before] = [performance.now(), process.cpuUsage()];
	const result = await work();
	const { user, system } = process.cpuUsage(before);
	return { result, time: { ms: performance.now() - start, cpu: (user + system) / 1000 } };
}

function spread(times: readonly Time[]): string {
	const under = (values: readonly number[]): string => [0.5, 0.95, 1].map((share) => milliseconds(quantile(values, share))).join(' / ');
	return `half / 95 % / all under ${under(times.map(({ ms }) => ms))}; of the processor ${under(times.map(({ cpu }) => cpu))}`;
}
