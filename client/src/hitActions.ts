/** What can be done with a place that was found, the same on every surface. */
import * as vscode from 'vscode';
import type { HitItem, SearchParams } from '../../server/protocol/messages.ts';
import { hitAsMarkdown } from './markdown.ts';
import { openHit } from './opening.ts';
import type { Reports } from './reports.ts';

export type HitAction = 'open' | 'side' | 'why' | 'copy';

export async function actOnHit(action: HitAction, hit: HitItem, question: SearchParams, reports: Reports): Promise<void> {
	switch (action) {
		case 'open':
			await openHit(hit, {});
			return;
		case 'side':
			await openHit(hit, { side: true });
			return;
		case 'why':
			await reports.why(question, hit);
			return;
		case 'copy':
			await vscode.env.clipboard.writeText(hitAsMarkdown(hit));
	}
}
