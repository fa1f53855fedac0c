/** Which skills of the model an answer activated, and how much of it that was. */
import * as vscode from 'vscode';
import type { SearchAnswer } from '../../server/protocol/messages.ts';
import { parameters } from './format.ts';

/** "text activated", "10.6 M of 49 M parameters", "cpu". */
export function activation({ skills, totalParameters, device }: Pick<SearchAnswer, 'skills' | 'totalParameters' | 'device'>): string[] {
	if (skills.length === 0) {
		return [vscode.l10n.t('no skill activated')];
	}
	const names = skills.map(({ skill }) => skill).join(', ');
	const each = skills.map((skill) => parameters(skill.parameters)).join(' + ');
	return [vscode.l10n.t('{0} activated', names), vscode.l10n.t('{0} of {1} parameters', each, parameters(totalParameters)), device];
}
