/** `skilllens match`: the code and docs behind a picture, one or many. */
import { realpathSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { labelEntries, placeText } from '../../protocol/toolText.ts';
import { throwIfCancelled } from '../base/cancel.ts';
import { sentence, UserError } from '../base/errors.ts';
import type { ChunkKind } from '../domain/chunk.ts';
import { type MatchAnswer, type MatchSignalName, stageText } from '../domain/matching.ts';
import type { MatchQuery } from '../match/match.ts';
import { readLines, readPicture } from './input.ts';
import { activatedTexts, paint, printable, say, sayAll, style, whereOf, withNotes } from './output.ts';
import type { Session } from './session.ts';
import { upToDate } from './upToDate.ts';

export type MatchOptions = {
	readonly top: number;
	readonly kinds: readonly ChunkKind[] | undefined;
	readonly signals: readonly MatchSignalName[] | undefined;
	readonly json: boolean;
};

export async function matchCommand(session: Session, file: string, options: MatchOptions): Promise<void> {
	const folder = session.openFolder();
	const query = pictureQuery(session, file, options);
	const stale = await upToDate(session, folder, 'match');
	const found = await folder.matcher.run(query, session.token, process.stderr.isTTY ? (stage) => say(stageText(stage), 'dim') : undefined);
	const answer = withNotes(found, stale);
	if (options.json) {
		process.stdout.write(`${JSON.stringify(answer)}\n`);
	} else {
		print(answer, session.model.summary().totalParameters);
	}
}

/** One `{ "id", "picture", "signals"? }` a line; one answer a line, in order. A picture that cannot be read is answered with its `error`. */
export async function matchBatchCommand(session: Session, file: string, options: MatchOptions): Promise<void> {
	const folder = session.openFolder();
	const questions = readLines(file).map(({ line, value }) => {
		if (typeof value.picture !== 'string') {
			throw new UserError(`Line ${line} of ${file} names no picture.`, 'Write one { "id", "picture", "signals"? } a line.');
		}
		const signals = Array.isArray(value.signals) ? (value.signals as MatchSignalName[]) : options.signals;
		return { id: value.id, picture: value.picture, signals };
	});
	sayAll(await upToDate(session, folder, 'match'));
	for (const { id, picture, signals } of questions) {
		throwIfCancelled(session.token);
		const answer = await folder.matcher.run(pictureQuery(session, picture, { ...options, signals }), session.token).catch(asAnswer);
		process.stdout.write(`${JSON.stringify({ id, ...answer })}\n`);
	}
}

function asAnswer(error: unknown): { error: string } {
	if (error instanceof UserError) {
		return { error: sentence(error) };
	}
	throw error;
}

/** The picture's bytes, with its path where it lies in the workspace. Throws a UserError for what cannot be read. */
export function pictureQuery(session: Session, file: string, { top, kinds, signals }: Omit<MatchOptions, 'json'>): MatchQuery {
	const full = resolve(file);
	const path = insideOf(session.root, full);
	return {
		...{ picture: file, bytes: readPicture(full), top },
		...(path === undefined ? {} : { path }),
		...(kinds === undefined ? {} : { kinds }),
		...(signals === undefined ? {} : { signals }),
	};
}

/** Its path in the workspace, where it lies there. */
function insideOf(root: string, file: string): string | undefined {
	const inner = relative(realpathSync(root), realpathSync(file));
	return inner.startsWith('..') || isAbsolute(inner) ? undefined : inner.split(sep).join('/');
}

function print({ results, notes, kind, words, regions, ms, device, skills }: MatchAnswer, totalParameters: number): void {
	for (const [i, hit] of results.entries()) {
		const place = { ...hit, where: whereOf(hit), preview: printable(hit.preview) };
		process.stdout.write(`${placeText(place, i + 1, paint)}\n`);
		const [best] = [...hit.signals].sort((a, b) => a.rank - b.rank);
		process.stdout.write(best === undefined ? '' : `    ${style('dim', `${best.name}: ${printable(best.evidence)}`)}\n`);
	}
	for (const label of labelEntries(regions, 1)) {
		process.stdout.write(`    ${printable(label)}\n`);
	}
	for (const note of notes) {
		say(note, 'yellow');
	}
	const spent = skills.map(({ flops, ms: own }) => `${(flops / 1e9).toFixed(1)} GFLOP in ${Math.round(own)} ms on ${device}`);
	const cost = [...activatedTexts(skills, totalParameters), ...spent].join(' · ');
	say(`${kind} · ${words} words read · ${regions.length} boxes · ${Math.round(ms)} ms`, 'dim');
	say(cost, 'dim');
}
