/** `skilllens pictures` and `skilllens check`: which pictures show some code, and which say what is not so any more. */
import { UserError } from '../base/errors.ts';
import type { Drift, Shown } from '../domain/link.ts';
import type { Folder } from '../folder/folder.ts';
import { parsePlace } from './input.ts';
import { printable, say, sayAll, showProgress } from './output.ts';
import { sarifOf } from './sarif.ts';
import type { Session } from './session.ts';
import { orAsStored } from './upToDate.ts';

export async function picturesCommand(session: Session, place: string, { json }: { json: boolean }): Promise<void> {
	const { file, line } = parsePlace(place);
	const folder = session.openFolder();
	const path = session.inside(file);
	const stale = await orAsStored(folder, update(session, folder));
	if (!folder.store.files().some((each) => each.path === path)) {
		throw new UserError(`${path} is not in the index.`, 'Name a file that is (`skilllens files` lists them).');
	}
	const symbol = line === undefined ? undefined : await folder.links.symbolAt(path, line);
	const pictures = line !== undefined && symbol === undefined ? [] : await folder.links.shownIn(path, symbol, session.token);
	const notes = [...folder.links.notes, ...stale];
	if (json) {
		process.stdout.write(`${JSON.stringify({ path, line, symbol, pictures, notes })}\n`);
		return;
	}
	process.stdout.write(pictures.map((shown, i) => `${shownText(shown, i + 1)}\n`).join(''));
	if (pictures.length === 0) {
		say(symbol === undefined ? `No picture is known to show ${path}.` : `No picture is known to show ${symbol}.`);
	}
	sayAll(notes);
}

/** Status 1 where something drifted, so that a build can stop there. */
export async function checkCommand(session: Session, { json, sarif }: { json: boolean; sarif: boolean }): Promise<void> {
	const folder = session.openFolder();
	await update(session, folder);
	const drift = await folder.links.drift(session.token);
	const notes = folder.links.notes;
	if (sarif) {
		process.stdout.write(`${JSON.stringify(sarifOf(drift), null, '\t')}\n`);
	} else if (json) {
		process.stdout.write(`${JSON.stringify({ drift, notes })}\n`);
	} else {
		process.stdout.write(drift.map((each) => `${driftText(each)}\n`).join(''));
	}
	sayAll(notes);
	if (drift.length > 0) {
		process.exitCode = 1;
		say(
			`${drift.length === 1 ? 'A picture says something' : `Pictures say ${drift.length} things`} that ${drift.length === 1 ? 'is' : 'are'} not so any more. ` +
				'Link what is meant, or dismiss it, in the editor; or mend the picture.',
			'red',
		);
	} else {
		say('What pictures are linked to is there.');
	}
}

/** Brings the index up to date and reads the pictures that were not read yet. */
async function update(session: Session, folder: Folder): Promise<void> {
	const bar = showProgress(folder.indexer);
	try {
		await folder.indexer.update('pictures', session.token);
		await folder.indexer.readPictures(session.token);
	} finally {
		bar.dispose();
	}
}

function shownText({ picture, region, path, symbol, line, state, because }: Shown, rank: number): string {
	const where = region === '' ? '' : `  “${printable(region)}”`;
	const target = symbol === '' ? printable(path) : `${printable(symbol)} (${printable(path)}:${line})`;
	return `${String(rank).padStart(2)}  ${printable(picture)}${where}  ${state === 'confirmed' ? 'confirmed' : 'probably'} ${target}\n    ${because}`;
}

function driftText({ places, message, near }: Drift): string {
	const at = places.map(({ path, line }) => `${printable(path)}:${line}`).join(', ');
	const meant = near.map(({ symbol, path, line }) => `${printable(symbol)} (${printable(path)}:${line})`).join(', ');
	return `${at}: ${printable(message)}${meant === '' ? '' : `\n    Near: ${meant}`}`;
}
