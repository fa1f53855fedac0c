/** The model folder that ships. */
import { join } from 'node:path';
import { productRoot } from '../../server/src/base/assets.ts';

export const shippedFolder = join(productRoot, 'models', 'skillnet');
