/** The bytes of a picture that a client names. */
import { errorCode, UserError } from '../base/errors.ts';
import { readPlainFile } from '../base/plainFile.ts';
import { maxPictureBytes } from '../domain/picture.ts';

/** Throws a UserError for what cannot be opened, or is too large. */
export function pictureBytes(path: string): Uint8Array {
	try {
		const content = readPlainFile(path, maxPictureBytes, 'follow');
		if (content === 'large') {
			throw new UserError(`The picture is larger than ${maxPictureBytes / 1024 / 1024} MB.`, 'Choose a smaller one.');
		}
		if (content === 'special') {
			throw new UserError('The picture is no plain file.', 'Choose a picture that is kept in a file.');
		}
		return content;
	} catch (error) {
		if (errorCode(error) === undefined) {
			throw error;
		}
		throw new UserError(`The picture cannot be opened (${errorCode(error)}).`, 'Choose a file that is there.', { cause: error });
	}
}
