/** What can be done with a place that was found, the same on every surface. */
import * as vscode from 'vscode';
import { type HitItem, openedNotification, type SearchParams } from '../../server/protocol/messages.ts';
import type { Server } from './languageClient.ts';
import { hitAsMarkdown } from './markdown.ts';
import { openHit } from './opening.ts';
import type { Reports } from './reports.ts';

export type HitAction = 'open' | 'side' | 'why' | 'copy';

export type HitParts = { readonly server: Server; readonly reports: Reports };

export async function actOnHit(
	action: HitAction,
	hit: HitItem,
	{ query, ...bounds }: SearchParams,
	{ server, reports }: HitParts,
): Promise<void> {
	switch (action) {
		case 'open':
		case 'side':
			await openHit(hit, { side: action === 'side' });
			await server.tell(openedNotification, { query, uri: hit.uri, line: hit.range.start.line });
			return;
		case 'why':
			await reports.why({ query, ...bounds }, hit);
			return;
		case 'copy':
			await vscode.env.clipboard.writeText(hitAsMarkdown(hit));
	}
}
