/** What the commands are given: places, and files of JSON lines. Everything wrong is named with its line and remedy. */
import { closeSync, openSync, readFileSync } from 'node:fs';
import { errorCode, UserError } from '../base/errors.ts';
import { readPlainFile } from '../base/plainFile.ts';
import { maxPictureBytes } from '../domain/picture.ts';

/** `src/a.ts:12` names a line; a drive letter does not. */
export function parsePlace(place: string): { file: string; line: number | undefined } {
	const match = /^(.+):(\d+)$/.exec(place);
	return match?.[1] === undefined ? { file: place, line: undefined } : { file: match[1], line: Number(match[2]) };
}

/** `src/a.ts:12` or `src/a.ts:12:8`; a line there must be. */
export function parseSpot(place: string): { file: string; line: number; column: number | undefined } {
	const match = /^(.+?):(\d+)(?::(\d+))?$/.exec(place);
	const [, file, line, column] = match ?? [];
	if (file === undefined || Number(line) < 1 || (column !== undefined && Number(column) < 1)) {
		throw new UserError(`${place} names no line of a file.`, 'Write FILE:LINE or FILE:LINE:COLUMN; both count from 1.');
	}
	return { file, line: Number(line), column: column === undefined ? undefined : Number(column) };
}

export function readLines(file: string): { line: number; value: Record<string, unknown> }[] {
	return readText(file)
		.split('\n')
		.map((text, i) => ({ line: i + 1, text: text.trim() }))
		.filter(({ text }) => text !== '')
		.map(({ line, text }) => ({ line, value: parseObject(text, `Line ${line} of ${file}`) }));
}

function parseObject(text: string, what: string): Record<string, unknown> {
	try {
		const value: unknown = JSON.parse(text);
		if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
			return value as Record<string, unknown>;
		}
	} catch (error) {
		throw new UserError(`${what} is not JSON.`, 'Write one JSON object a line.', { cause: error });
	}
	throw new UserError(`${what} is not a JSON object.`, 'Write one JSON object a line.');
}

/** A file, or standard input for `-`. */
export function readText(file: string): string {
	try {
		const descriptor = file === '-' ? 0 : openSync(file, 'r');
		try {
			return readFileSync(descriptor, 'utf8');
		} finally {
			if (descriptor !== 0) {
				closeSync(descriptor);
			}
		}
	} catch (error) {
		throw new UserError(`${file} cannot be read (${errorCode(error) ?? 'unknown error'}).`, 'Name a file that exists and may be read.', {
			cause: error,
		});
	}
}

/** The bytes of a picture file. */
export function readPicture(file: string): Uint8Array {
	try {
		const content = readPlainFile(file, maxPictureBytes, 'follow');
		if (content === 'large') {
			throw new UserError(`${file} is larger than ${maxPictureBytes / 1024 / 1024} MB.`, 'Choose a smaller picture.');
		}
		if (content === 'special') {
			throw new UserError(`${file} is no plain file.`, 'Name a picture that is kept in a file.');
		}
		return content;
	} catch (error) {
		if (errorCode(error) === undefined) {
			throw error;
		}
		throw new UserError(`${file} cannot be read (${errorCode(error)}).`, 'Name a picture that is there.', { cause: error });
	}
}
