/** Screens: a random page of blocks as HTML, and the same screen as programs in other frameworks would build it. */

import { type Control, frameworks, type Screen } from './frameworks.ts';
import type { Random } from './random.ts';
import { terminalOf } from './terminal.ts';
import {
	camel,
	code,
	type Domain,
	doc,
	domains,
	fitted,
	indent,
	kebab,
	pascal,
	person,
	plural,
	type Sample,
	sentence,
	shown,
	snake,
	type Text,
	thing,
	titled,
} from './words.ts';

interface Block {
	readonly html: string;
	readonly controls: readonly Control[];
}

/** What block makers need: the choices, the words, and the design's class names. */
interface Around {
	readonly random: Random;
	readonly domain: Domain;
	readonly entity: string;
	readonly classOf: (role: string) => string;
	readonly width: number;
	readonly height: number;
}

const kinds =
	'settings login signup dashboard table kanban chat mail files editor api dialog wizard landing mobile shop calendar notebook toolbar menu empty error profile detail gallery terminal player search pricing notifications tui tui tui'.split(
		' ',
	);

export function uiSample(random: Random): Sample {
	const domain = random.pick(domains);
	const entity = thing(random, domain);
	const kind = random.pick(kinds);
	if (kind === 'tui') {
		return terminalSample(random, domain, entity);
	}
	const [width, height] = viewport(random, kind);
	const design = designOf(random, width);
	const around: Around = { random, domain, entity, classOf: design.classOf, width, height };
	const app = titled(
		random.pick([
			`${random.pick(domain.entities)} ${random.pick(['desk', 'hub', 'lab', 'studio', 'board', 'box', 'flow', 'kit'])}`,
			domain.name,
			random.pick(domain.services),
		]),
	);
	const title = titleOf(random, kind, domain, entity);
	const blocks = pageOf(around, kind, title);
	const body = shell(around, { kind, app, title, blocks });
	const controls = blocks.flatMap((block) => block.controls);
	const screen: Screen = { app, kind, title, domain, entity, controls };
	const page = `<style>\n${design.css}\n</style>\n<div class="page" style="width:${width}px;height:${height}px">\n${body}\n</div>`;
	return { family: 'ui', kind, picture: { kind: 'html', html: page, width, height }, texts: textsOf(random, screen, body, design.css) };
}

function textsOf(random: Random, screen: Screen, body: string, css: string): Text[] {
	const wanted = screen.kind === 'api' ? 'server' : screen.kind === 'tui' ? 'terminal' : 'screen';
	const usable = frameworks.filter((framework) => framework.on === wanted || (wanted === 'screen' && random.chance(0.2)));
	const programs = random.some(usable, random.int(2, 3)).map((framework) => code(framework.write(random, part(random, screen))));
	return [code(htmlText(random, screen, body, css)), ...programs, doc(sentences(random, screen))];
}

/** The screen with no more controls than a piece of code would hold. */
function part(random: Random, screen: Screen): Screen {
	const room = random.int(5, 10);
	const from = random.chance(0.4) ? random.int(0, Math.max(0, screen.controls.length - room)) : 0;
	return { ...screen, controls: screen.controls.slice(from, from + room) };
}

function terminalSample(random: Random, domain: Domain, entity: string): Sample {
	const [width, height] = random.pick([
		[640, 360],
		[800, 480],
		[600, 600],
		[900, 500],
		[500, 240],
		[720, 300],
		[560, 420],
	] as const);
	const title = titleOf(random, 'tui', domain, entity);
	const { html, controls } = terminalOf(random, { domain, entity, title, width, height });
	const screen: Screen = { app: titled(random.pick(domain.services)), kind: 'tui', title, domain, entity, controls };
	const plain = html.slice(html.indexOf('<pre')).replace(/<[^>]*>/g, '');
	const texts = textsOf(random, screen, plain, '').slice(1);
	return {
		family: 'ui',
		kind: 'tui',
		picture: { kind: 'html', html, width, height },
		texts: random.chance(0.3) ? [code(plain), ...texts] : texts,
	};
}

/** The page as a file would have it: the whole, or the part a reader would look at. */
function htmlText(random: Random, { app, title }: Screen, body: string, css: string): string {
	const lines = body.split('\n');
	const from = lines.length > 40 && random.chance(0.5) ? random.int(0, Math.floor(lines.length / 2)) : 0;
	return random.pick([
		() => lines.slice(from).join('\n'),
		() => lines.slice(from).join('\n'),
		() =>
			`<!DOCTYPE html>\n<html lang="en">\n<head>\n  <meta charset="utf-8">\n  <title>${title} · ${app}</title>\n  <link rel="stylesheet" href="${kebab(app)}.css">\n</head>\n<body>\n${indent(body)}`,
		() => `{% extends "base.html" %}\n{% block title %}${title}{% endblock %}\n{% block content %}\n${body}`,
		() => `<style>\n${css.split('\n').slice(2, 7).join('\n')}\n</style>\n${body}`,
	])();
}

function viewport(random: Random, kind: string): readonly [number, number] {
	if (kind === 'mobile' || random.chance(0.15)) {
		return random.pick([
			[360, 640],
			[375, 667],
			[390, 844],
			[412, 732],
		] as const);
	}
	if (['login', 'signup', 'dialog', 'menu', 'error', 'empty'].includes(kind)) {
		return random.pick([
			[480, 480],
			[560, 640],
			[640, 400],
			[800, 600],
			[1024, 640],
			[420, 560],
		] as const);
	}
	if (kind === 'toolbar' || kind === 'player') {
		return random.pick([
			[900, 220],
			[640, 200],
			[1000, 300],
			[720, 420],
		] as const);
	}
	return random.pick([
		[800, 600],
		[1024, 700],
		[1280, 720],
		[1280, 800],
		[1000, 500],
		[1600, 1000],
		[900, 900],
		[1440, 900],
		[700, 900],
	] as const);
}

function titleOf(random: Random, kind: string, domain: Domain, entity: string): string {
	const special: { readonly [key: string]: readonly string[] } = {
		login: ['Sign in', 'Log in', 'Welcome back', `Sign in to ${titled(domain.name)}`],
		signup: ['Create account', 'Sign up', 'Get started', `Join as ${random.pick(domain.actors)}`],
		error: ['404 Page not found', 'Something went wrong', '500 Internal error', '403 Forbidden', 'You are offline'],
		settings: ['Settings', 'Preferences', `${sentence(entity)} settings`, 'Configuration'],
		empty: [`No ${plural(entity)} yet`, 'Nothing here', `No matching ${plural(entity)}`],
		calendar: [`${random.pick(['March', 'June', 'October', 'January'])} ${random.int(2019, 2027)}`, `${sentence(entity)} calendar`],
		dialog: [`Delete ${entity}?`, `${sentence(random.pick(domain.actions))} ${entity}`, `Edit ${entity}`, `New ${entity}`],
		landing: [
			`${sentence(random.pick(domain.actions))} every ${entity} in minutes`,
			`${titled(domain.name)} without the busywork`,
			`The ${entity} platform for ${plural(random.pick(domain.actors))}`,
		],
		api: [`${titled(domain.name)} API`, `${titled(entity)} service`, `${sentence(entity)} endpoints`],
	};
	return random.pick(
		special[kind] ?? [
			sentence(plural(entity)),
			`${titled(domain.name)} ${kind}`,
			`${sentence(entity)} ${random.pick(['overview', 'list', 'center', 'manager', 'browser'])}`,
			sentence(random.pick(domain.services)),
		],
	);
}

// Designs

interface Design {
	readonly css: string;
	readonly classOf: (role: string) => string;
}

function designOf(random: Random, width: number): Design {
	const dark = random.chance(0.35);
	const hue = random.int(0, 359);
	const primary = `hsl(${hue} ${random.int(35, 95)}% ${dark ? random.int(50, 70) : random.int(30, 52)}%)`;
	const [ground, surface, ink, faint, line] = dark
		? random.pick([
				['#1e1e1e', '#252526', '#d4d4d4', '#8a8a8a', '#3c3c3c'],
				['#0d1117', '#161b22', '#e6edf3', '#7d8590', '#30363d'],
				['#121212', '#1f1f1f', '#ffffff', '#aaaaaa', '#333333'],
				['#1a1b26', '#24283b', '#c0caf5', '#7982a9', '#414868'],
				[`hsl(${hue} 25% 10%)`, `hsl(${hue} 22% 16%)`, '#eeeeee', '#9a9aa5', `hsl(${hue} 18% 28%)`],
			] as const)
		: random.pick([
				['#ffffff', '#ffffff', '#212529', '#6c757d', '#dee2e6'],
				['#f5f5f5', '#ffffff', '#202124', '#5f6368', '#e0e0e0'],
				['#fafbfc', '#ffffff', '#24292e', '#6a737d', '#e1e4e8'],
				['#fdf6e3', '#eee8d5', '#586e75', '#93a1a1', '#d9cfae'],
				[`hsl(${hue} 40% 96%)`, '#ffffff', '#1a1a2e', '#667085', `hsl(${hue} 25% 86%)`],
				['#c0c0c0', '#d4d0c8', '#000000', '#404040', '#808080'],
			] as const);
	const radius = random.pick([0, 2, 4, 6, 8, 12, 20]);
	const size = random.pick(width > 1100 ? [14, 16, 18, 20, 22] : width < 500 ? [12, 13, 14, 15] : [12, 13, 14, 15, 16, 18]);
	const pad = random.pick([4, 6, 8, 10, 12]);
	const font = random.pick([
		'Inter',
		'Roboto',
		'Open Sans',
		'Lato',
		'Nunito',
		'Source Sans 3',
		'Merriweather',
		'DejaVu Sans',
		'DejaVu Serif',
		'Fira Code',
		'Arial, sans-serif',
	]);
	const shadow = random.pick(['none', '0 1px 3px rgba(0,0,0,.25)', '0 4px 12px rgba(0,0,0,.15)', '3px 3px 0 currentColor', 'none']);
	const style = random.pick(['plain', 'bootstrap', 'material', 'bem', 'utility', 'short'] as const);
	const names: { readonly [key: string]: string } = { btn: 'button', main: 'primary', card: 'panel', input: 'control', nav: 'navigation' };
	const classOf = (role: string): string =>
		({
			plain: names[role] ?? role,
			bootstrap: role,
			material: `mdc-${role}`,
			bem: `${role}__root`,
			utility: `ui-${role}`,
			short: role.slice(0, 3),
		})[style];
	const at = (role: string): string => `.${classOf(role)}`;
	const heading = random.pick([
		'',
		'letter-spacing:-.02em;',
		'text-transform:uppercase;letter-spacing:.06em;',
		`color:${primary};`,
		'font-weight:400;',
	]);
	const buttonLook = random.pick([
		`background:${primary};color:#fff;border:0`,
		`background:transparent;color:${primary};border:2px solid ${primary}`,
		`background:linear-gradient(${primary},hsl(${hue} 60% 28%));color:#fff;border:1px solid ${line}`,
	]);
	const inputLook = random.pick([
		`border:1px solid ${line};background:${ground}`,
		`border:0;border-bottom:2px solid ${primary};background:${line}`,
		`border:2px solid ${faint};background:transparent`,
	]);
	const bar = random.pick([
		`background:${primary};color:#fff`,
		`background:${surface};border-bottom:1px solid ${line}`,
		'background:#222;color:#eee',
	]);
	const css = `.page { position:relative; overflow:hidden; background:${ground}; color:${ink}; font:${size}px/1.45 '${font}', sans-serif; display:flex; flex-direction:column }
.page * { box-sizing:border-box }
.page h1 { font-size:${Math.round(size * random.pick([1.4, 1.7, 2, 2.4]))}px; margin:0 0 ${pad}px; ${heading} }
.page h2, .page h3 { font-size:${Math.round(size * 1.15)}px; margin:0 0 ${pad}px; ${heading} }
.page p { margin:0 0 ${pad}px } .page a { color:${primary} } .page ul { margin:0; padding:0; list-style:none } .page small { color:${faint} }
${at('btn')} { padding:${pad}px ${pad * 2}px; border-radius:${radius}px; font:inherit; background:${surface}; color:inherit; border:1px solid ${line}; ${random.pick(['', 'text-transform:uppercase;font-size:.9em'])} }
${at('main')} { ${buttonLook} }
${at('input')} { display:block; width:100%; padding:${pad}px; font:inherit; color:inherit; border-radius:${radius}px; ${inputLook}; margin-bottom:${pad * 1.4}px }
${at('card')} { background:${surface}; border:${random.pick([0, 1, 1])}px solid ${line}; border-radius:${radius}px; box-shadow:${shadow}; padding:${pad * 1.6}px; margin-bottom:${pad * 1.4}px }
${at('nav')} { display:flex; align-items:center; gap:${pad * 2}px; padding:${pad}px ${pad * 2}px; ${bar} } ${at('nav')} a { color:inherit; text-decoration:none }
${at('side')} { width:${random.int(150, 260)}px; flex:none; padding:${pad}px; ${random.pick([`background:${surface}; color:${ink}`, `background:${surface}; color:${faint}`, `background:${primary}; color:#fff`, 'background:#20232a; color:#ddd'])}; border-right:1px solid ${line} } ${at('side')} li { padding:${pad * 0.7}px }
${at('table')} { width:100%; border-collapse:collapse; margin-bottom:${pad}px; background:${surface} } ${at('table')} th, ${at('table')} td { text-align:left; padding:${pad * 0.7}px ${pad}px; border-bottom:1px solid ${line} } ${at('table')} th { ${random.pick([`background:${line}`, `color:${faint};font-weight:500`, `border-bottom:2px solid ${primary}`])} }
${random.chance(0.4) ? `${at('table')} tr:nth-child(even) td { background:${ground} }` : ''}
${at('row')} { display:flex; gap:${pad}px; align-items:center; flex-wrap:wrap; margin-bottom:${pad}px }
${at('grid')} { display:grid; gap:${pad * 1.4}px; grid-template-columns:repeat(auto-fill,minmax(${random.int(130, 230)}px,1fr)) }
${at('item')} { padding:${pad}px; border-bottom:1px solid ${line}; display:flex; gap:${pad}px; justify-content:space-between }
${at('active')} { background:${primary}; color:#fff }
${at('badge')} { display:inline-block; padding:1px ${pad}px; border-radius:${random.pick([2, 99])}px; background:${primary}; color:#fff; font-size:.85em }
${at('muted')} { color:${faint} }
${at('avatar')} { width:${pad * 4}px; height:${pad * 4}px; border-radius:50%; background:hsl(${(hue + 120) % 360} 45% 55%); flex:none; display:inline-block }
${at('image')} { background:linear-gradient(${random.int(0, 180)}deg,hsl(${(hue + 40) % 360} 60% 60%),hsl(${(hue + 160) % 360} 50% 40%)); border-radius:${radius}px; height:${random.int(60, 170)}px; margin-bottom:${pad}px }
${at('code')} { font:${size}px/1.5 'Fira Code', monospace; white-space:pre; padding:${pad}px; background:${random.pick([line, '#1e1e2e', ground])}; color:${random.pick(['#6a9955', '#d19a66', '#61afef', '#98c379'])}; margin:0 0 ${pad}px; overflow:hidden }
${at('bubble')} { max-width:70%; padding:${pad}px ${pad * 1.5}px; border-radius:${radius + 6}px; background:${surface}; border:1px solid ${line}; margin-bottom:${pad}px; width:fit-content } ${at('mine')} { margin-left:auto; background:${primary}; color:#fff }
${at('stat')} b { display:block; font-size:${Math.round(size * 2)}px; color:${primary} }
${at('alert')} { padding:${pad}px ${pad * 1.5}px; border-left:4px solid ${random.pick(['#e5534b', '#f0ad4e', '#28a745', '#0d6efd'])}; background:${surface}; margin-bottom:${pad}px }
${at('switch')} { display:inline-block; width:34px; height:18px; border-radius:9px; background:${primary}; border:1px solid ${line} }`;
	return { css, classOf };
}

// Blocks: each makes its HTML and says which controls it has.

type Maker = (around: Around) => Block;

const heading = (text: string, level = 2): Block => ({ html: `<h${level}>${text}</h${level}>`, controls: [{ kind: 'heading', text }] });
const paragraph = (around: Around, text = blurb(around)): Block => ({
	html: `<p class="${around.classOf('muted')}">${text}</p>`,
	controls: [{ kind: 'text', text }],
});
const button = ({ classOf }: Around, label: string, main: boolean): Block => ({
	html: `<button class="${classOf('btn')}${main ? ` ${classOf('main')}` : ''}">${label}</button>`,
	controls: [{ kind: 'button', label: label.replace(/^\W+/, ''), main }],
});
const joined = (blocks: readonly Block[], wrap = (html: string): string => html): Block => ({
	html: wrap(blocks.map((block) => block.html).join('\n')),
	controls: blocks.flatMap((block) => block.controls),
});
const boxed = ({ classOf }: Around, role: string, blocks: readonly Block[], tag = 'div'): Block =>
	joined(blocks, (html) => `<${tag} class="${classOf(role)}">\n${indent(html)}\n</${tag}>`);

function blurb({ random, domain, entity }: Around): string {
	return random.pick([
		`${sentence(random.pick(domain.actions))} a ${entity} before it is ${random.pick(domain.states)}.`,
		`Each ${entity} keeps its ${random.pick(domain.fields)} and ${random.pick(domain.fields)}.`,
		`Only the ${random.pick(domain.actors)} can ${random.pick(domain.actions)} ${plural(entity)}.`,
		`Last ${random.pick(domain.actions)} ${random.int(2, 59)} minutes ago by ${person(random)}.`,
		`Track ${random.pick(domain.metrics)} for every ${random.pick(domain.entities)} in one place.`,
		`Connect the ${random.pick(domain.services)} to see ${plural(random.pick(domain.entities))} here.`,
	]);
}

const field = ({ random, classOf }: Around, label: string): Block => {
	const type = /email/.test(label)
		? 'email'
		: /password|secret/.test(label)
			? 'password'
			: /(date|_at| at|due)/.test(label)
				? 'date'
				: /(count|total|price|rate|amount|size)/.test(label)
					? 'number'
					: 'text';
	const id = snake(label);
	const value = random.chance(0.5) ? ` value="${shown(random, label)}"` : random.chance(0.5) ? ` placeholder="${sentence(label)}"` : '';
	return {
		html: `<label for="${id}">${sentence(label)}</label>\n<input id="${id}" type="${type}" class="${classOf('input')}"${value}>`,
		controls: [{ kind: 'input', label, type }],
	};
};
const toggle = ({ random, classOf }: Around, label: string): Block => {
	const type = random.pick(['checkbox', 'checkbox', 'switch']);
	const box =
		type === 'switch'
			? `<span class="${classOf('switch')}" role="switch"></span>`
			: `<input type="checkbox"${random.chance(0.5) ? ' checked' : ''}>`;
	return { html: `<label class="${classOf('row')}">${box} ${sentence(label)}</label>`, controls: [{ kind: 'toggle', label, type }] };
};
const select = ({ classOf }: Around, label: string, options: readonly string[]): Block => ({
	html: `<label>${sentence(label)}</label>\n<select class="${classOf('input')}">\n${options.map((option) => `  <option>${option}</option>`).join('\n')}\n</select>`,
	controls: [{ kind: 'select', label, options }],
});

const form: Maker = (around) => {
	const { random, domain, entity } = around;
	const fields = random
		.some([...domain.fields, 'name', 'description', 'email', 'language'], random.int(2, 5))
		.map((label) => field(around, label));
	const extra = [
		...(random.chance(0.5) ? [select(around, random.pick(['status', 'type', 'region', 'role']), random.some(domain.states, 4))] : []),
		...random
			.some(
				[
					`notify ${random.pick(domain.actors)}`,
					`keep ${plural(entity)} private`,
					`allow ${random.pick(domain.actions)}`,
					'use dark theme',
					'remember this choice',
				],
				random.int(0, 3),
			)
			.map((label) => toggle(around, label)),
	];
	const buttons = boxed(around, 'row', [
		button(around, random.pick(['Save', 'Save changes', 'Submit', 'Apply', `${sentence(random.pick(domain.actions))} ${entity}`]), true),
		...(random.chance(0.6) ? [button(around, random.pick(['Cancel', 'Reset', 'Discard', 'Back']), false)] : []),
	]);
	return boxed(around, 'card', [...random.some([...fields, ...extra]), buttons], 'form');
};

const table: Maker = (around) => {
	const { random, domain, entity, classOf } = around;
	const columns = random.some(['id', 'name', 'status', ...domain.fields], around.width < 500 ? 3 : random.int(4, 7));
	const cell = (column: string): string =>
		column === 'status' ? `<span class="${classOf('badge')}">${random.pick(domain.states)}</span>` : shown(random, column);
	const rows = random.many(random.int(4, 14), () => `  <tr>${columns.map((column) => `<td>${cell(column)}</td>`).join('')}</tr>`);
	const pages = random.chance(0.6)
		? `\n<div class="${classOf('row')}"><button class="${classOf('btn')}">‹</button> ${random.int(1, 4)} / ${random.int(5, 40)} <button class="${classOf('btn')}">›</button> <small>${random.int(10, 999)} ${plural(entity)}</small></div>`
		: '';
	return {
		html: `<table class="${classOf('table')}">\n  <tr>${columns.map((column) => `<th>${sentence(column)}</th>`).join('')}</tr>\n${rows.join('\n')}\n</table>${pages}`,
		controls: [{ kind: 'table', name: plural(entity), columns }],
	};
};

const list: Maker = (around) => {
	const { random, domain, entity, classOf } = around;
	const items = random.many(random.int(3, 8), () => thing(random, domain));
	const face = random.chance(0.4) ? `<span class="${classOf('avatar')}"></span>` : '';
	return {
		html: `<ul>\n${items.map((item, index) => `  <li class="${classOf('item')}${index === 1 && random.chance(0.4) ? ` ${classOf('active')}` : ''}">${face}<span>${sentence(item)}</span><small>${shown(random, random.pick(domain.fields))}</small></li>`).join('\n')}\n</ul>`,
		controls: [{ kind: 'list', name: plural(entity), items }],
	};
};

const stats: Maker = ({ random, domain, classOf }) => {
	const items = random.some(domain.metrics, random.int(2, 5));
	return {
		html: `<div class="${classOf('grid')}">\n${items.map((item) => `  <div class="${classOf('card')} ${classOf('stat')}"><small>${sentence(item)}</small><b>${random.pick([random.int(1, 99999), `${random.int(1, 100)}%`, `${random.int(1, 900)}ms`])}</b><span>${random.pick(['▲', '▼'])} ${random.int(1, 30)}%</span></div>`).join('\n')}\n</div>`,
		controls: items.map((text) => ({ kind: 'text', text: `total ${text}` })),
	};
};

const bars: Maker = (around) => {
	const { random, domain, classOf } = around;
	const metric = random.pick(domain.metrics);
	const hue = random.int(0, 359);
	const points = random.many(random.int(6, 24), () => random.int(5, 100));
	const drawn = random.chance(0.5)
		? points
				.map(
					(point) =>
						`<i style="display:inline-block;width:${Math.floor(90 / points.length)}%;margin-right:1%;height:${point}px;background:hsl(${hue} 60% 50%)"></i>`,
				)
				.join('')
		: `<svg viewBox="0 0 ${points.length - 1} 100" preserveAspectRatio="none" width="100%" height="110"><polyline fill="none" stroke="hsl(${hue} 70% 50%)" stroke-width="3" vector-effect="non-scaling-stroke" points="${points.map((point, index) => `${index},${100 - point}`).join(' ')}"/></svg>`;
	return {
		html: `<div class="${classOf('card')}">\n  <h3>${sentence(metric)}</h3>\n  <div>${drawn}</div>\n</div>`,
		controls: [
			{ kind: 'heading', text: metric },
			{ kind: 'image', text: `${metric} chart` },
		],
	};
};

const cards: Maker = (around) => {
	const { random, domain, entity, classOf } = around;
	const items = random.many(random.int(3, 9), () => thing(random, domain));
	const action = random.pick(['Add', 'View', 'Open', 'Buy', sentence(random.pick(domain.actions))]);
	const pictured = random.chance(0.6);
	return {
		html: `<div class="${classOf('grid')}">\n${items.map((item) => `  <div class="${classOf('card')}">${pictured ? `<div class="${classOf('image')}"></div>` : ''}<h3>${sentence(item)}</h3><p class="${classOf('muted')}">${shown(random, random.pick(['price', ...domain.fields]))}</p><button class="${classOf('btn')} ${classOf('main')}">${action}</button></div>`).join('\n')}\n</div>`,
		controls: [
			{ kind: 'list', name: plural(entity), items },
			{ kind: 'button', label: `${action} ${entity}`, main: true },
		],
	};
};

const board: Maker = ({ random, domain, entity, classOf }) => {
	const states = random.some(domain.states, random.int(3, 5));
	return {
		html: `<div style="display:flex;gap:10px;align-items:flex-start">\n${states.map((state) => `  <section class="${classOf('card')}" style="flex:1"><h3>${sentence(state)} <small>${random.int(0, 9)}</small></h3>\n${random.many(random.int(1, 4), () => `    <div class="${classOf('card')}">${sentence(random.pick(domain.actions))} ${thing(random, domain)}<br><span class="${classOf('badge')}">${random.pick(domain.metrics)}</span></div>`).join('\n')}\n  </section>`).join('\n')}\n</div>`,
		controls: states.map((state) => ({ kind: 'list', name: `${state} ${plural(entity)}`, items: [] })),
	};
};

const talk: Maker = (around) => {
	const { random, classOf } = around;
	const said = random.many(random.int(3, 8), () => blurb(around));
	return joined([
		{
			html: said
				.map((text) =>
					random.chance(0.4)
						? `<div class="${classOf('bubble')} ${classOf('mine')}">${text}</div>`
						: `<div class="${classOf('bubble')}"><b>${person(random)}</b><br>${text}</div>`,
				)
				.join('\n'),
			controls: [{ kind: 'list', name: 'messages', items: said.slice(0, 3) }],
		},
		boxed(around, 'row', [
			{
				html: `<input class="${classOf('input')}" style="flex:1" placeholder="Type a message">`,
				controls: [{ kind: 'input', label: 'message', type: 'text' }],
			},
			button(around, 'Send', true),
		]),
	]);
};

const source: Maker = ({ random, domain, classOf }) => {
	const [entity, action, name] = [random.pick(domain.entities), random.pick(domain.actions), random.pick(domain.fields)];
	const lines = random.pick([
		`def ${snake(action)}_${snake(entity)}(${snake(name)}):\n    ${snake(entity)} = load("${kebab(entity)}")\n    if ${snake(entity)}.${snake(name)} &gt; ${random.int(1, 99)}:\n        return ${snake(entity)}.${snake(action)}()\n    return None`,
		`export function ${camel(action)}${pascal(entity)}(${camel(name)}: number) {\n  const ${camel(entity)} = find(${camel(name)});\n  return ${camel(entity)}?.${camel(action)}() ?? [];\n}`,
		`func (s *${pascal(entity)}) ${pascal(action)}(${camel(name)} int) error {\n\tif s.${camel(name)} == ${camel(name)} {\n\t\treturn ErrSame\n\t}\n\treturn s.save()\n}`,
		`SELECT ${snake(name)}, count(*)\nFROM ${snake(plural(entity))}\nWHERE status = '${snake(random.pick(domain.states))}'\nGROUP BY ${snake(name)};`,
		`$ ${kebab(entity)} ${kebab(action)} --${kebab(name)} ${random.int(1, 99)}\n✔ ${action} finished in ${random.int(1, 900)} ms\n$ ${kebab(entity)} status\n${random.pick(domain.states)}`,
	]);
	return { html: `<pre class="${classOf('code')}">${lines}</pre>`, controls: [{ kind: 'editor', text: `${action} ${entity}` }] };
};

const month: Maker = (around) => {
	const { random, domain, entity, classOf } = around;
	const day = (index: number): string =>
		`<td style="height:${around.width > 700 ? 64 : 36}px;vertical-align:top"><small>${(index % 31) + 1}</small>${random.chance(0.18) ? `<br><span class="${classOf('badge')}">${random.pick(domain.actions)}</span>` : ''}</td>`;
	const events = random.many(3, () => thing(random, domain));
	return {
		html: `<table class="${classOf('table')}">\n  <tr>${['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].map((name) => `<th>${name}</th>`).join('')}</tr>\n${random.many(5, (week) => `  <tr>${random.many(7, (index) => day(week * 7 + index)).join('')}</tr>`).join('\n')}\n</table>`,
		controls: [{ kind: 'list', name: `${entity} events`, items: events }],
	};
};

const endpoints: Maker = ({ random, domain, classOf }) => {
	const colors: { readonly [key: string]: string } = {
		GET: '#61affe',
		POST: '#49cc90',
		PUT: '#fca130',
		DELETE: '#f93e3e',
		PATCH: '#50e3c2',
	};
	const paths = random.many(random.int(4, 9), () => {
		const entity = random.pick(domain.entities);
		const method = random.pick(Object.keys(colors));
		return {
			method,
			path: `/${random.pick(['', 'api/', 'v1/'])}${kebab(plural(entity))}${random.chance(0.5) ? `/{${snake(entity)}_id}` : ''}`,
			text: `${sentence(random.pick(domain.actions))} ${entity}`,
		};
	});
	const rows = paths.map(
		({ method, path, text }) =>
			`<div class="${classOf('row')}" style="border:1px solid ${colors[method]};border-radius:4px;padding:5px;background:${colors[method]}22"><b style="background:${colors[method]};color:#fff;padding:5px 12px;border-radius:3px;min-width:74px;text-align:center">${method}</b> <b style="font-family:monospace">${path}</b> <span class="${classOf('muted')}">${text}</span></div>`,
	);
	return {
		html: rows.join('\n'),
		controls: [{ kind: 'list', name: 'endpoints', items: paths.map(({ method, path }) => `${method} ${path}`) }],
	};
};

const tabs: Maker = ({ random, domain, entity, classOf }) => {
	const items = random.some(['Overview', 'Details', 'History', 'Activity', ...domain.entities.map(plural).map(sentence)], random.int(3, 5));
	return {
		html: `<div class="${classOf('row')}">\n${items.map((item, index) => `  <span class="${classOf('btn')}${index === 0 ? ` ${classOf('active')}` : ''}">${item}</span>`).join('\n')}\n</div>`,
		controls: [{ kind: 'tabs', name: `${entity} tabs`, items }],
	};
};

const alert: Maker = (around) => {
	const text = blurb(around);
	return { html: `<div class="${around.classOf('alert')}" role="alert">${text}</div>`, controls: [{ kind: 'text', text }] };
};

const tools: Maker = (around) => {
	const { random, domain } = around;
	return boxed(
		around,
		'row',
		random
			.some([...domain.actions, 'undo', 'redo', 'zoom in', 'export', 'share', 'filter'], random.int(3, 7))
			.map((label, index) => button(around, `${random.pick(['', '', '+ ', '⟳ ', '☰ ', '✎ '])}${sentence(label)}`, index === 0)),
	);
};

const hero: Maker = (around) => {
	const { random, domain, classOf } = around;
	return joined([
		paragraph(around),
		boxed(around, 'row', [
			button(around, random.pick(['Get started', 'Try it free', 'Book a demo', `${sentence(random.pick(domain.actions))} now`]), true),
			button(around, 'Learn more', false),
		]),
		{ html: `<div class="${classOf('image')}"></div>`, controls: [{ kind: 'image', text: domain.name }] },
	]);
};

const picture: Maker = ({ classOf, entity }) => ({
	html: `<div class="${classOf('image')}"></div>`,
	controls: [{ kind: 'image', text: entity }],
});

const steps: Maker = ({ random, domain, classOf }) => {
	const items = random.some(domain.actions, 4).map(sentence);
	const current = random.int(0, 3);
	return {
		html: `<ol class="${classOf('row')}" style="padding:0">\n${items.map((item, index) => `  <li class="${classOf(index <= current ? 'badge' : 'muted')}" style="list-style:none;flex:1;text-align:center">${index + 1}. ${item}</li>`).join('\n')}\n</ol>`,
		controls: [{ kind: 'tabs', name: 'steps', items }],
	};
};

const cells: Maker = (around) => {
	const { random, classOf } = around;
	return joined(
		random.many(random.int(2, 4), (index) =>
			boxed(around, 'card', [
				{ html: `<small class="${classOf('muted')}">In [${index + 1}]:</small>`, controls: [] },
				source(around),
				random.chance(0.5) ? bars(around) : paragraph(around),
			]),
		),
	);
};

const access: Maker = (around) => {
	const { random } = around;
	const fields = random.pick([
		['email', 'password'],
		['user name', 'password'],
		['phone number', 'code'],
		['email', 'password', 'repeat password'],
		['full name', 'email', 'password'],
	]);
	return boxed(
		around,
		'card',
		[
			...fields.map((label) => field(around, label)),
			...(random.chance(0.6) ? [toggle(around, random.pick(['remember me', 'keep me signed in', 'I agree to the terms']))] : []),
			button(around, random.pick(['Sign in', 'Log in', 'Continue', 'Create account']), true),
			...(random.chance(0.5) ? [{ html: `<p><a href="#">Forgot ${fields[1]}?</a></p>`, controls: [] }] : []),
		],
		'form',
	);
};

const player: Maker = (around) => {
	const { random, classOf } = around;
	return boxed(around, 'card', [
		{
			html: `<div style="height:6px;background:#8886"><div class="${classOf('active')}" style="height:6px;width:${random.int(5, 95)}%"></div></div>\n<small>${random.int(0, 3)}:${random.int(10, 59)} / ${random.int(4, 9)}:${random.int(10, 59)}</small>`,
			controls: [{ kind: 'toggle', label: 'progress', type: 'slider' }],
		},
		boxed(
			around,
			'row',
			['« Previous', '▶ Play', 'Next »'].map((label, index) => button(around, label, index === 1)),
		),
	]);
};

/** Which blocks a kind of page is made of; one of the given is chosen where a list stands. */
const layouts: { readonly [key: string]: readonly (Maker | readonly Maker[])[] } = {
	settings: [[tabs, alert, tools], form, [form, table, alert], [form, list]],
	login: [access],
	signup: [[paragraph, steps], access],
	dashboard: [
		[stats, alert],
		[bars, stats],
		[table, list, bars],
		[bars, cards, table],
	],
	table: [[tools, tabs, alert], table, [paragraph, stats]],
	kanban: [[tools, tabs, stats], board],
	chat: [talk],
	mail: [tools, list, paragraph, paragraph, [tools, alert]],
	files: [
		[tools, tabs],
		[list, table],
		[paragraph, stats],
	],
	editor: [tabs, source, source, [alert, source, list]],
	api: [[paragraph, alert], endpoints, [source, table, endpoints]],
	dialog: [[paragraph, form, alert], tools],
	wizard: [steps, form],
	landing: [hero, [cards, stats], [paragraph, list]],
	mobile: [
		[list, cards, stats, form, talk],
		[tools, list, bars],
	],
	shop: [[tools, tabs], cards, [cards, table]],
	calendar: [[tools, tabs], month],
	notebook: [tools, cells],
	toolbar: [tools, [tabs, tools, bars]],
	menu: [list],
	empty: [picture, paragraph, tools],
	error: [[paragraph, source], tools],
	profile: [picture, stats, [list, form, tabs], [table, cards]],
	detail: [[tabs, alert], paragraph, [table, form], [bars, picture, list]],
	gallery: [[tools, tabs], cards, cards],
	terminal: [source, source, [source, bars], source],
	player: [player, [list, picture]],
	search: [form, list, [list, cards]],
	pricing: [paragraph, cards, [table, list]],
	notifications: [[tabs, tools], alert, alert, alert, list],
};

/** Kinds that stand in a small box in the middle of the screen. */
const narrow = ['login', 'signup', 'dialog', 'menu', 'error', 'empty'];
const fillers: readonly Maker[] = [table, cards, stats, bars, list, form, alert, tabs, source];

function pageOf(around: Around, kind: string, title: string): Block[] {
	const blocks = (layouts[kind] ?? []).map((choice) => (typeof choice === 'function' ? choice : around.random.pick(choice))(around));
	const { random, height, width } = around;
	const room = height > 560 && !narrow.includes(kind) ? random.int(1, width > 900 ? 3 : 2) : 0;
	const all = [...blocks, ...random.some(fillers, room).map((make) => make(around))];
	const half = (side: number): string =>
		indent(
			all
				.filter((_, index) => index % 2 === side)
				.map((block) => block.html)
				.join('\n'),
			'    ',
		);
	const two = width > 900 && random.chance(0.5) && all.length > 2;
	return two
		? [
				heading(title, 1),
				joined(
					all,
					() =>
						`<div style="display:flex;gap:16px">\n${[0, 1].map((side) => `  <section style="flex:1;min-width:0">\n${half(side)}\n  </section>`).join('\n')}\n</div>`,
				),
			]
		: [heading(title, 1), ...all];
}

/** The page around its blocks: bare, under a bar, beside a menu, or in the middle of the screen. */
function shell(
	{ random, domain, classOf, width }: Around,
	{ kind, app, title, blocks }: { kind: string; app: string; title: string; blocks: readonly Block[] },
): string {
	const inner = blocks.map((block) => block.html).join('\n');
	const links = random.some(['Home', 'Help', 'Reports', ...domain.entities.map(plural).map(sentence)], width < 500 ? 2 : 5);
	const bar = `<nav class="${classOf('nav')}">\n  <b>${app}</b>\n${links.map((link) => `  <a href="#${kebab(link)}">${link}</a>`).join('\n')}\n</nav>`;
	const main = (style = ''): string => `<main style="padding:16px;flex:1;overflow:hidden;${style}">\n${indent(inner)}\n</main>`;
	if (narrow.includes(kind)) {
		const box = `<div class="${classOf('card')}" style="margin:auto;width:${Math.min(width - 40, random.int(300, 460))}px;padding:24px">\n${indent(inner)}\n</div>`;
		return `${random.chance(0.4) ? `${bar}\n` : ''}${kind === 'dialog' ? `<div style="position:absolute;inset:0;background:rgba(0,0,0,.35);display:flex">\n${box}\n</div>` : box}`;
	}
	const beside = width > 650 && (['editor', 'files', 'mail', 'chat'].includes(kind) || random.chance(0.35));
	if (beside) {
		const side = `<aside class="${classOf('side')}">\n  <h3>${app}</h3>\n  <ul>\n${links
			.concat(random.some(domain.services, 3).map(sentence))
			.map((link, index) => `    <li${index === 1 ? ` class="${classOf('active')}"` : ''}>${link}</li>`)
			.join('\n')}\n  </ul>\n</aside>`;
		return `${random.chance(0.4) ? `${bar}\n` : ''}<div style="display:flex;flex:1;min-height:0">\n${side}\n${main()}\n</div>`;
	}
	const foot =
		kind === 'mobile'
			? `\n<nav class="${classOf('nav')}">${links.map((link) => `<a>${link}</a>`).join('')}<a>${title.split(' ')[0]}</a></nav>`
			: '';
	return `${random.chance(0.75) ? `${bar}\n` : ''}${main(width > 900 && random.chance(0.3) ? 'width:860px;margin:0 auto' : '')}${foot}`;
}

function sentences(random: Random, { app, kind, title, domain, entity, controls }: Screen): string {
	const has = random.some(controls, 3).map((control) => {
		switch (control.kind) {
			case 'input':
			case 'toggle':
			case 'select':
				return `the ${control.label} field`;
			case 'button':
				return `a ${control.label.toLowerCase()} button`;
			case 'table':
				return `a table of ${control.name} with ${control.columns.slice(0, 3).join(', ')}`;
			case 'list':
			case 'tabs':
				return `the ${control.name}`;
			default:
				return `"${control.text}"`;
		}
	});
	const parts = has.join(', ') || 'a title';
	const [one, two] = random.some(domain.actions, 2);
	return fitted(
		random.pick([
			`The ${kind} page lets ${plural(random.pick(domain.actors))} ${one} and ${two} ${plural(entity)}. It shows ${parts}.`,
			`${app}: ${title}. Screenshot of the ${kind} view with ${parts}.`,
			`Open the ${kind} screen to ${one} a ${entity}; there you find ${parts}.`,
			`${title} — the ${app} ${kind} screen. ${sentence(random.pick(domain.actors))}s use it to ${two} ${plural(entity)}, with ${parts}.`,
			`The example builds a small ${domain.name} ${kind} with ${parts}, so that a ${random.pick(domain.actors)} can ${one} each ${entity}.`,
		]),
	);
}
