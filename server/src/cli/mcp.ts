/** `skilllens mcp`: serves the tools for coding agents over standard input and output, until the input closes or a signal comes. */
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio';
import { agentServer } from './mcpTools.ts';
import type { Session } from './session.ts';

export async function mcpCommand(session: Session): Promise<void> {
	const { root, log } = session; // a folder that is not there is said now, not to the first question
	const over = Promise.withResolvers<void>();
	process.stdin.once('end', over.resolve).once('close', over.resolve);
	process.once('SIGINT', over.resolve).once('SIGTERM', over.resolve);
	const serving = serveStdio(() => agentServer(session), {
		transport: new StdioServerTransport(),
		onerror: (error) => log.warn('mcp', error.message),
	});
	log.info('mcp', `serving ${root}`);
	await over.promise;
	await serving.close();
}
