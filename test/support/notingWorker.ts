/** For tests only: the worker thread that prepares files, which notes the files it opens beside the folder's index. */
import { join } from 'node:path';
import { workerData } from 'node:worker_threads';
import { noteOpens } from './opens.ts';

noteOpens(workerData.root, join(workerData.storage, 'opens.log'));
await import('../../server/src/chunkWorker.ts');
