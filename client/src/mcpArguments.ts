/** How `skilllens mcp` is told what the language server is told: the same index, the same settings. */
import { defaultSettings } from '../../server/protocol/settings.ts';

export type McpOptions = { readonly folder: string; readonly storage: string; readonly settings: Readonly<Record<string, unknown>> };

export function mcpArguments({ folder, storage, settings }: McpOptions): string[] {
	const defaults: Readonly<Record<string, unknown>> = defaultSettings;
	// the language server fills the index that both read
	const told = Object.entries({ ...settings, 'index.skillVectors': 'onDemand' }).filter(([name, value]) => value !== defaults[name]);
	return ['--workspace', folder, ...told.flatMap(([name, value]) => ['--setting', `${name}=${value}`]), 'mcp', '--storage', storage];
}
