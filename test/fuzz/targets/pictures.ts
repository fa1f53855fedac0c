/** Pictures of every format with damage in them: what the native decoders make of it is a picture or a sentence, and their process lives on. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import sharp from 'sharp';
import { never } from '../../../server/src/base/cancel.ts';
import { UserError } from '../../../server/src/base/errors.ts';
import { silentLog } from '../../../server/src/base/log.ts';
import { PictureProcess } from '../../../server/src/skills/image/pictureProcess.ts';
import { boxesSvg, gifOf } from '../../support/pictures.ts';
import { mutated, mutatedBytes } from '../mutate.ts';
import { holds, type Target } from '../target.ts';

type Case = { readonly bytes: Uint8Array; readonly task: 'colours' | 'pixels' | 'read' };

const takes = { patch: 16, grids: [[4, 4]] as const };

export const pictures: Target = {
	name: 'pictures',
	batch: 60,
	replayed: 1,
	open: async () => {
		const svg = boxesSvg(['Retry queue', 'HTTP client']);
		const raster = sharp(Buffer.from(svg)).resize(64, 64, { fit: 'fill' });
		const seeds = [
			await raster.clone().png().toBuffer(),
			await raster.clone().png({ palette: true }).toBuffer(),
			await raster.clone().jpeg().toBuffer(),
			await raster.clone().jpeg({ progressive: true }).toBuffer(),
			await raster.clone().webp().toBuffer(),
			await raster.clone().webp({ lossless: true }).toBuffer(),
			await raster.clone().avif({ effort: 0 }).toBuffer(),
			await raster.clone().gif().toBuffer(),
			gifOf(12),
		];
		const bytes = fc.oneof(
			{ weight: 4, arbitrary: mutatedBytes(seeds) },
			{ weight: 1, arbitrary: mutated([svg]).map((text) => Buffer.from(text)) },
		);
		const task = fc.oneof(
			{ weight: 12, arbitrary: fc.constantFrom('colours' as const, 'pixels' as const) },
			{ weight: 1, arbitrary: fc.constant('read' as const) },
		);
		const process = new PictureProcess('interactive', silentLog, 60_000);
		const check = async ({ bytes: picture, task: wanted }: Case): Promise<void> => {
			try {
				await (wanted === 'pixels' ? process.pixels(picture, takes, never) : process[wanted](picture, never));
			} catch (error) {
				assert.ok(error instanceof UserError, String(error));
				assert.doesNotMatch(error.message, /process ended|took longer|could not be read/, 'its process lives on');
			}
		};
		return {
			property: holds(fc.record({ bytes, task }), check, 10_000),
			close: async () => process.dispose(),
		};
	},
};
