/** The commands of the command line, one function each; options are already checked. */
import { performance } from 'node:perf_hooks';
import { nothingSolid } from '../../protocol/toolText.ts';
import { productVersion } from '../base/assets.ts';
import { throwIfCancelled } from '../base/cancel.ts';
import { UserError } from '../base/errors.ts';
import type { ChunkKind } from '../domain/chunk.ts';
import type { Query } from '../domain/query.ts';
import type { SkillId } from '../domain/skill.ts';
import { diagnose } from '../folder/doctor.ts';
import type { Folder } from '../folder/folder.ts';
import type { UpdateSummary } from '../indexing/indexer.ts';
import { Search } from '../search/search.ts';
import { parsePlace, parseSpot, readLines } from './input.ts';
import { answerJson, print, printAnswer, printable, printExplanation, say, sayAll, showProgress, withNotes } from './output.ts';
import type { Session } from './session.ts';
import { orAsStored, upToDate } from './upToDate.ts';

export type SearchOptions = {
	readonly top: number;
	readonly skills: readonly SkillId[] | undefined;
	readonly kinds: readonly ChunkKind[] | undefined;
	readonly root: string | undefined;
	readonly json: boolean;
};

const number = new Intl.NumberFormat('en');

export async function indexCommand(session: Session, { json, watch }: { json: boolean; watch: boolean }): Promise<void> {
	const folder = session.openFolder();
	const start = performance.now();
	const summary = await withProgress(folder, async () => {
		const update = await folder.indexer.update('index', session.token);
		const pictures = session.settings['index.pictures'] === 'background' ? await folder.indexer.readPictures(session.token) : 0;
		const vectors = session.settings['index.skillVectors'] === 'background' ? await folder.indexer.computeVectors(session.token) : 0;
		const looked = isAllInBackground(session) ? await folder.indexer.lookAtPictures(session.token) : 0;
		await folder.indexer.tidy(session.token);
		return { ...update, vectors, pictures, looked };
	});
	const { files, chunks, skipped, bytes } = folder.store.stats();
	const { vectors } = folder.store.count({});
	const seconds = (performance.now() - start) / 1000;
	const problem = session.model.problem();
	const report = {
		files,
		chunks,
		vectors,
		written: summary.written,
		removed: summary.removed,
		pictures: summary.pictures,
		looked: summary.looked,
		skipped,
		seconds: Number(seconds.toFixed(2)),
		bytes,
	};
	const notes = [...folder.store.notes, ...(problem === undefined ? [] : [problem])];
	if (json) {
		process.stdout.write(`${JSON.stringify({ ...report, notes })}\n`);
	} else {
		const left = Object.entries(skipped).map(([reason, count]) => `${number.format(count)} ${reason}`);
		process.stdout.write(
			`${number.format(files)} files, ${number.format(chunks)} chunks, ${number.format(vectors.skills)} with vectors of the skills · ` +
				`${summary.written} written, ${summary.removed} removed · ${seconds.toFixed(1)} s · ${number.format(bytes)} bytes\n`,
		);
		process.stdout.write(left.length === 0 ? 'no file left out\n' : `left out: ${left.join(', ')}\n`);
		sayAll(notes);
	}
	if (watch) {
		await keepUp(folder, session);
	}
}

/** Pictures are read, and vectors computed, without being asked for. */
function isAllInBackground({ settings }: Session): boolean {
	return settings['index.pictures'] === 'background' && settings['index.skillVectors'] === 'background';
}

async function keepUp(folder: Folder, session: Session): Promise<void> {
	const { token } = session;
	say('Watching for changes; Ctrl+C ends it.');
	const failed = Promise.withResolvers<void>();
	const look = (update: Promise<UpdateSummary>): void => {
		const work = async (): Promise<void> => {
			const { written, removed, ms } = await update;
			if (written + removed > 0) {
				say(`${written} written, ${removed} removed · ${Math.round(ms)} ms`);
			}
			await folder.indexer.readPictures(token);
			await folder.indexer.computeVectors(token);
			await (isAllInBackground(session) ? folder.indexer.lookAtPictures(token) : undefined);
		};
		work().catch(failed.reject);
	};
	const watching = await folder.workspace.watch((paths) => look(folder.indexer.refresh(paths, token)));
	look(folder.indexer.update('what changed before it was watched', token));
	const tick = setInterval(() => token.isCancellationRequested && failed.resolve(), 100);
	try {
		await failed.promise;
	} finally {
		clearInterval(tick);
		watching.dispose();
	}
}

/**
 * In a terminal the answer comes as soon as the files that are likely to answer are indexed; the rest of a folder never seen before
 * follows behind it. As JSON, for scripts, it is the answer of the whole index.
 */
export async function searchCommand(session: Session, text: string, options: SearchOptions): Promise<void> {
	const folder = session.openFolder();
	const query = queryOf(session, text, options, options.root);
	session.warmUp();
	let bar = showProgress(folder.indexer);
	let answered = false;
	const answer = async (notes: readonly string[] = []): Promise<void> => {
		answered = true;
		bar.dispose();
		const found = await folder.search.run(query, { rerankMs: session.settings['search.rerankMilliseconds'] }, session.token);
		const given = withNotes(found, notes);
		if (options.json) {
			process.stdout.write(`${answerJson(given)}\n`);
		} else {
			printAnswer(given, session.model.summary().totalParameters);
			bar = showProgress(folder.indexer);
		}
	};
	const question = { words: Search.beginnings(text), mentions: folder.workspace.mentions };
	try {
		const update = folder.indexer.update('search', session.token, options.json ? {} : { first: { question, answer } });
		const notes = await orAsStored(folder, update);
		await (answered ? sayAll(notes) : answer(notes));
	} finally {
		bar.dispose();
	}
}

/** Many questions over one workspace, answered in order. Candidates always get the skills' vectors, so that answers do not depend on the clock. */
export async function searchBatchCommand(session: Session, file: string, options: SearchOptions): Promise<void> {
	const folder = session.openFolder();
	const questions = readLines(file).map(({ line, value }) => {
		const { id, query, root } = value;
		if (typeof query !== 'string' || (root !== undefined && root !== null && typeof root !== 'string')) {
			throw new UserError(
				`Line ${line} of ${file} is no question.`,
				'Write one { "id": …, "query": …, "root": … } a line; "root" may be missing.',
			);
		}
		return { id: id === undefined ? undefined : String(id), query, root: root ?? undefined };
	});
	const prepared = questions.map(({ id, query, root }) => ({ id, query: queryOf(session, query, options, root ?? options.root) }));
	const notes = await upToDate(session, folder, 'search');
	for (const { id, query } of prepared) {
		throwIfCancelled(session.token);
		const answer = await folder.search.run(query, { rerankMs: Number.POSITIVE_INFINITY }, session.token);
		process.stdout.write(`${answerJson(withNotes(answer, notes), id)}\n`);
	}
}

export async function filesCommand(session: Session, { json, skipped }: { json: boolean; skipped: boolean }): Promise<void> {
	const folder = session.openFolder();
	sayAll(await upToDate(session, folder, 'files'));
	const { store } = folder;
	const files = store.files().map(({ path, language, chunks, size }) => ({ path, language, chunks, size }));
	const left = store.skipped().map(({ path, reason, detail }) => ({ path, reason, detail }));
	if (json) {
		process.stdout.write(`${JSON.stringify(skipped ? { skipped: left } : { files, skipped: left })}\n`);
	} else if (skipped) {
		process.stdout.write(left.map(({ path, reason, detail }) => `${printable(path)}\t${reason}\t${printable(detail)}\n`).join(''));
	} else {
		process.stdout.write(
			files.map(({ path, language, chunks, size }) => `${printable(path)}\t${language}\t${chunks} chunks\t${size} bytes\n`).join(''),
		);
	}
}

export async function whyCommand(session: Session, text: string, place: string, { json }: { json: boolean }): Promise<void> {
	const folder = session.openFolder();
	const { file, line } = parsePlace(place);
	const path = session.inside(file);
	sayAll(await upToDate(session, folder, 'why'));
	const answer = await folder.why({ text, top: 10 }, path, line, session.token);
	if (json) {
		process.stdout.write(`${JSON.stringify({ query: text, path, line, ...answer })}\n`);
	} else {
		print(answer.text);
	}
}

export async function explainCommand(session: Session, place: string, { json }: { json: boolean }): Promise<void> {
	const { file, line, column } = parseSpot(place);
	const folder = session.openFolder();
	const path = session.inside(file);
	const notes = await upToDate(session, folder, 'explain');
	const asked = { path, line, ...(column === undefined ? {} : { column: column - 1 }) };
	const explanation = await folder.explainer.explain(asked, session.token);
	if (json) {
		process.stdout.write(
			`${JSON.stringify({ path, line, column, explanation: explanation ?? null, notes: [...folder.store.notes, ...notes] })}\n`,
		);
		return;
	}
	if (explanation === undefined) {
		say(nothingSolid);
	} else {
		printExplanation(explanation);
	}
	sayAll(notes);
}

export async function doctorCommand(session: Session, { json, probe }: { json: boolean; probe: boolean }): Promise<void> {
	const report = await diagnose({ version: productVersion(), model: session.model, folders: () => [session.openFolder()], probe });
	if (json) {
		process.stdout.write(`${JSON.stringify(report)}\n`);
	} else {
		print(report.text);
	}
	if (!report.ok) {
		process.exitCode = 1;
	}
}

async function withProgress<T>(folder: Folder, work: () => Promise<T>): Promise<T> {
	const bar = showProgress(folder.indexer);
	try {
		return await work();
	} finally {
		bar.dispose();
	}
}

type QueryOptions = Pick<SearchOptions, 'top' | 'skills' | 'kinds'>;

export function queryOf(session: Session, text: string, { top, skills, kinds }: QueryOptions, root: string | undefined): Query {
	return {
		text,
		top,
		...(skills === undefined ? {} : { skills }),
		...(kinds === undefined ? {} : { kinds }),
		...(root === undefined ? {} : { root: session.folderInside(root) }),
	};
}
