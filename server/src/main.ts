/** Entry: the language server, over the transport that its arguments name (`--node-ipc`, `--stdio`, …). */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { siblingScript } from './base/assets.ts';
import { startServer } from './server.ts';

startServer(createConnection(ProposedFeatures.all), siblingScript(import.meta.url, 'chunkWorker'));
