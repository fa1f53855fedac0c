/** package.json says what the code does: settings, commands, strings, icons. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { settingsTable } from '../../server/protocol/settings.ts';
import { tools } from '../../server/protocol/tools.ts';
import { bundlePath, sourceStrings } from './client/l10nStrings.ts';
import './client/vscode.ts';

const { commandTable } = await import('../../client/src/commands.ts');
type Item = { readonly command: string } & { readonly [key in 'group' | 'icon' | 'title' | 'when' | 'key' | 'mac']?: string };
type Tool = { readonly [key in 'name' | 'displayName' | 'icon' | 'modelDescription' | 'toolReferenceName']: string } & {
	readonly inputSchema: object;
	readonly canBeReferencedInPrompt: boolean;
};
type Setting = { readonly default: unknown; readonly description: string; readonly scope: string; readonly order: number };
type Manifest = {
	readonly icon: string;
	readonly l10n: string;
	readonly contributes: {
		readonly commands: readonly Item[];
		readonly menus: Readonly<Record<string, readonly Item[]>>;
		readonly keybindings: readonly Item[];
		readonly viewsContainers: Readonly<Record<string, readonly { readonly icon: string }[]>>;
		readonly views: Readonly<Record<string, readonly { readonly name: string; readonly contextualTitle: string }[]>>;
		readonly walkthroughs: readonly {
			readonly icon: string;
			readonly steps: readonly { readonly title: string; readonly media: { readonly svg: string; readonly altText: string } }[];
		}[];
		readonly languageModelTools: readonly Tool[];
		readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
	};
};
const root = join(import.meta.dirname, '..', '..');
const read = (name: string) => JSON.parse(readFileSync(join(root, name), 'utf8')) as unknown;
const manifest = read('package.json') as Manifest;
const strings = read('package.nls.json') as Readonly<Record<string, string>>;
const { commands, menus, keybindings, configuration, views, viewsContainers, walkthroughs, languageModelTools } = manifest.contributes;
const translated = (text: string) => strings[text.replaceAll('%', '')] ?? text;

test('settings are those of the protocol, with their schema, default and description', () => {
	const declared = Object.entries(configuration.properties).map(([name, { description, scope: _scope, order: _order, ...schema }]) => [
		name,
		{ ...schema, description: translated(description) },
	]);
	const expected = Object.entries(settingsTable).map(([name, setting]) => [
		`skilllens.${name}`,
		{ ...setting.schema, default: setting.default, description: setting.description },
	]);
	assert.deepEqual(Object.fromEntries(declared), Object.fromEntries(expected));
});

test('tools of language models are those of the protocol, with their title, description and input', () => {
	const declared = languageModelTools.map(({ name, displayName, modelDescription, inputSchema }) => ({
		name,
		title: translated(displayName),
		description: modelDescription,
		inputSchema,
	}));
	assert.deepEqual(declared, Object.values(tools));
	for (const { canBeReferencedInPrompt, toolReferenceName, icon } of languageModelTools) {
		assert.ok(canBeReferencedInPrompt && /^skilllens[A-Z]\w+$/.test(toolReferenceName) && /^\$\([a-z-]+\)$/.test(icon));
	}
});

test('a workspace cannot choose the model that is loaded', () => {
	for (const name of ['model.folder', 'model.device', 'model.threads']) {
		assert.equal(configuration.properties[`skilllens.${name}`]?.scope, 'machine', name);
	}
});

test('every declared command is in the table, and every command of the table is declared', () => {
	const table = Object.keys(commandTable({} as Parameters<typeof commandTable>[0]));
	assert.deepEqual(commands.map(({ command }) => command).sort(), table.sort());
});

test('menus and keys name declared commands only', () => {
	const known = new Set(commands.map(({ command }) => command));
	const used = [...Object.values(menus).flat(), ...keybindings].map(({ command }) => command);
	assert.deepEqual(
		used.filter((command) => !known.has(command)),
		[],
	);
});

test('buttons have an icon, and a title that screen readers say', () => {
	const buttons = [...(menus['view/title'] ?? []), ...(menus['view/item/context'] ?? [])].filter(({ group = '' }) =>
		/^(?:navigation|inline)/.test(group),
	);
	const shown = new Map(commands.map((command) => [command.command, command]));
	assert.ok(buttons.length > 10);
	assert.deepEqual(
		buttons
			.map(({ command }) => shown.get(command))
			.filter((command) => command?.icon === undefined || translated(command.title ?? '') === ''),
		[],
	);
});

test('every command can be reached by keyboard', () => {
	const hidden = new Set((menus.commandPalette ?? []).flatMap(({ command, when }) => (when === 'false' ? [command] : [])));
	const keys = new Set(keybindings.map(({ command }) => command));
	const listed = Object.entries(menus).flatMap(([menu, items]) => (menu === 'commandPalette' ? [] : items));
	const inMenus = new Set(listed.flatMap(({ command, group }) => (group?.startsWith('inline') ? [] : [command])));
	// links of a hover, which takes the focus by its own key
	const links = new Set(['skilllens.explain.why', 'skilllens.explain.summarise']);
	const reached = (command: string) => !hidden.has(command) || [keys, inMenus, links].some((way) => way.has(command));
	assert.deepEqual(
		commands.flatMap(({ command }) => (reached(command) ? [] : [command])),
		[],
	);
	assert.deepEqual(
		keybindings.filter(({ key, mac }) => key?.includes('ctrl') && mac === undefined),
		[],
	);
});

test('views and pictures of the walkthrough say what they are', () => {
	for (const { name, contextualTitle } of Object.values(views).flat()) {
		assert.ok(
			[name, contextualTitle].every((text) => translated(text) !== text && translated(text) !== ''),
			name,
		);
	}
	for (const { title, media } of walkthroughs.flatMap(({ steps }) => steps)) {
		assert.ok(translated(media.altText).length > translated(title).length, media.svg);
	}
});

test('every string of the manifest has its text, and none is left over', () => {
	const used = new Set([...JSON.stringify(manifest).matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key));
	assert.deepEqual([...used].sort(), Object.keys(strings).sort());
	assert.ok(commands.every(({ title }) => title !== undefined && translated(title) !== title));
});

test('the bundle for translators holds the strings of the sources', () => {
	const bundle = read(bundlePath) as Readonly<Record<string, string>>;
	assert.deepEqual(Object.keys(bundle).sort(), sourceStrings(), 'npm run l10n writes it anew');
	assert.equal(manifest.l10n, './l10n');
	assert.ok(Object.entries(bundle).every(([key, text]) => key === text));
});

test('a language has every string, none is left over, and what stands in braces, links and quotes stays', () => {
	const languages = readdirSync(root).flatMap((name) => /^package\.nls\.([\w-]+)\.json$/.exec(name)?.[1] ?? []);
	assert.deepEqual(languages, ['ja']);
	const kept = (text: string): string[] =>
		[...text.matchAll(/\{\d\}|\((?:command:)?[\w.]+\)|\bskilllens\.[\w.]+|\bkind:code\b/g)].map(([part]) => part).sort();
	for (const language of languages) {
		for (const file of ['package.nls.json', bundlePath]) {
			const [own, theirs] = [file, file.replace(/\.json$/, `.${language}.json`)].map(
				(name) => read(name) as Readonly<Record<string, string>>,
			);
			assert.deepEqual(Object.keys(theirs ?? {}), Object.keys(own ?? {}), `${language}: ${file}`);
			for (const [key, text] of Object.entries(theirs ?? {})) {
				assert.notEqual(text.trim(), '', key);
				assert.deepEqual(kept(text), kept(own?.[key] ?? ''), key);
			}
		}
	}
});

test('icons exist', () => {
	const pictures = walkthroughs.flatMap(({ icon, steps }) => [icon, ...steps.map(({ media }) => media.svg)]);
	const files = [manifest.icon, ...pictures, ...Object.values(viewsContainers).flatMap((all) => all.map(({ icon }) => icon))];
	assert.deepEqual(
		files.filter((file) => !existsSync(join(root, file))),
		[],
	);
	assert.ok(commands.every(({ icon }) => icon === undefined || /^\$\([a-z-]+\)$/.test(icon)));
});

test('the README names every setting', () => {
	const readme = readFileSync(join(root, 'README.md'), 'utf8');
	assert.deepEqual(
		Object.keys(settingsTable).filter((name) => !readme.includes(`\`skilllens.${name}\``)),
		[],
	);
});
