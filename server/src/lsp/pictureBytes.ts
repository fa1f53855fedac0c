/** The bytes of a picture that a client names. */
import { readFile, stat } from 'node:fs/promises';
import { errorCode, UserError } from '../base/errors.ts';
import { maxPictureBytes } from '../domain/picture.ts';

/** Throws a UserError for what cannot be opened, or is too large. */
export async function pictureBytes(path: string): Promise<Uint8Array> {
	try {
		const { size } = await stat(path);
		if (size > maxPictureBytes) {
			throw new UserError(`The picture is larger than ${maxPictureBytes / 1024 / 1024} MB.`, 'Choose a smaller one.');
		}
		return await readFile(path);
	} catch (error) {
		if (errorCode(error) === undefined) {
			throw error;
		}
		throw new UserError(`The picture cannot be opened (${errorCode(error)}).`, 'Choose a file that is there.', { cause: error });
	}
}
