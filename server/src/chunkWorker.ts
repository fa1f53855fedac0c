/** Entry of a worker thread that prepares files for the index. */
import { parentPort, workerData } from 'node:worker_threads';
import { silentLog } from './base/log.ts';
import type { WorkerSetup } from './folder/folder.ts';
import { withPictures } from './indexing/pictureSource.ts';
import { servePool } from './indexing/pool.ts';
import { prepare } from './indexing/prepare.ts';
import { loadStaticEncoder } from './inference/loadModel.ts';
import { Pictures } from './skills/pictures.ts';
import { createSkills } from './skills/registry.ts';
import { readBytes, readSource } from './workspace/diskWorkspace.ts';

const { root, maxFileBytes, modelFolder, storage } = workerData as WorkerSetup;
const table = modelFolder === undefined ? undefined : loadStaticEncoder(modelFolder);
const preparer = {
	read: withPictures({
		read: (path) => readSource(root, path, { maxFileBytes }),
		bytes: (path) => readBytes(root, path, { maxFileBytes }),
		pictures: new Pictures(storage, silentLog),
		mentions: () => [], // what files say of it is added when all are read
	}),
	skills: createSkills(),
	embed: table && ((passage: string) => table.encode(passage)),
};
if (parentPort !== null) {
	servePool(parentPort, (task) => prepare(preparer, task));
}
