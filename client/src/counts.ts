/** How many of what, in words. */
import * as vscode from 'vscode';
import { count } from './format.ts';

export function fileCount(files: number): string {
	return files === 1 ? vscode.l10n.t('1 file') : vscode.l10n.t('{0} files', count(files));
}

export function chunkCount(chunks: number): string {
	return chunks === 1 ? vscode.l10n.t('1 chunk') : vscode.l10n.t('{0} chunks', count(chunks));
}

export function hitCount(hits: number): string {
	return hits === 1 ? vscode.l10n.t('1 hit') : vscode.l10n.t('{0} hits', count(hits));
}
