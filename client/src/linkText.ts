/** How sure a link between a picture and code is, and by which label: `probably · “Retry queue”`. */
import * as vscode from 'vscode';
import type { LinkItem } from '../../server/protocol/messages.ts';
import { inert, oneLine } from './format.ts';

/** Characters of a label in a row. */
const longestLabel = 80;

export function linkText(state: LinkItem['state'], region: string): string {
	const label = inert(oneLine(region, longestLabel));
	return [state === 'confirmed' ? vscode.l10n.t('confirmed') : vscode.l10n.t('probably'), ...(label === '' ? [] : [`“${label}”`])].join(
		' · ',
	);
}
