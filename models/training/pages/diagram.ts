/** Diagrams: a random graph, class model, protocol or machine as mermaid or dot, and the code that such a diagram documents. */
import type { Random } from './random.ts';
import {
	camel,
	code,
	type Domain,
	doc,
	domains,
	fitted,
	indent,
	kebab,
	type Picture,
	pascal,
	plural,
	type Sample,
	sentence,
	snake,
	thing,
	titled,
} from './words.ts';

/** A diagram's sources (what draws it), programs (what it is of) and words. */
interface Drawn {
	readonly source: string;
	readonly tool: 'mermaid' | 'dot' | 'plantuml';
	readonly engine?: string;
	/** The same for PlantUML. */
	readonly plantuml?: () => string;
	readonly others: readonly (() => string)[];
	readonly programs: readonly (() => string)[];
	readonly sentences: readonly string[];
}

type Maker = (random: Random, domain: Domain) => Drawn;

export function diagramSample(random: Random): Sample {
	const domain = random.pick(domains);
	const [kind, make] = random.pick(Object.entries(makers));
	const drawn = withPlantuml(random, make(random, domain));
	const programs = random.some(drawn.programs, random.int(2, 3)).map((program) => code(program()));
	const others = random.some(drawn.others, 1).map((other) => code(other()));
	const texts = [code(drawn.source), ...programs, ...others, doc(fitted(random.pick(drawn.sentences)))].filter(
		({ text }) => text.length > 20,
	);
	return { family: 'diagram', kind: kind.replace(/\d$/, ''), picture: pictureOf(random, drawn), texts };
}

/** PlantUML draws some of those that it can draw; the others are read as a text of the picture. */
function withPlantuml(random: Random, { plantuml, ...drawn }: Drawn): Drawn {
	const source = plantuml?.();
	if (source === undefined) {
		return drawn;
	}
	return random.chance(0.35)
		? { ...drawn, source: styled(random, source), tool: 'plantuml', others: [...drawn.others, () => drawn.source] }
		: { ...drawn, others: [...drawn.others, () => source] };
}

/** With some of the lines by which PlantUML's users change how it looks. */
function styled(random: Random, source: string): string {
	const [start = '', ...rest] = source.split('\n');
	const lines = [
		[0.25, random.pick(['skin rose', 'skinparam monochrome true', '!option handwritten true', 'skinparam backgroundColor #FFFFF0'])],
		[0.2, `skinparam defaultFontName ${random.pick(['Inter', 'Open Sans', 'DejaVu Sans', 'Lato', 'Fira Code'])}`],
		[/^(?:class|interface|entity|package) /m.test(source) ? 0.25 : 0, 'left to right direction'],
		[/^class /m.test(source) ? 0.3 : 0, random.pick(['hide empty members', 'skinparam classAttributeIconSize 0'])],
	] as const;
	return [start, ...lines.flatMap(([share, line]) => (random.chance(share) ? [line] : [])), ...rest].join('\n');
}

function pictureOf(random: Random, { source, tool, engine }: Drawn): Picture {
	const zoom = random.pick([1, 1, 1.3, 1.7]);
	if (tool === 'plantuml') {
		return { kind: 'plantuml', source, background: 'white', zoom };
	}
	if (tool === 'dot') {
		return {
			kind: 'dot',
			source,
			engine: engine ?? 'dot',
			background: random.pick(['white', 'white', 'white', '#fafafa', '#f5f0e6']),
			zoom,
		};
	}
	const theme = random.pick(['default', 'default', 'neutral', 'forest', 'dark', 'base']);
	const hue = random.int(0, 359);
	const colors =
		theme === 'base'
			? {
					themeVariables: {
						primaryColor: `hsl(${hue}, 60%, 85%)`,
						primaryBorderColor: `hsl(${hue}, 60%, 40%)`,
						lineColor: `hsl(${(hue + 180) % 360}, 40%, 40%)`,
						secondaryColor: `hsl(${(hue + 60) % 360}, 60%, 88%)`,
						tertiaryColor: `hsl(${(hue + 120) % 360}, 50%, 92%)`,
					},
				}
			: {};
	const config = {
		theme,
		...colors,
		fontFamily: random.pick(['Inter', 'Open Sans', 'DejaVu Sans', 'Lato', 'Fira Code']),
		...(random.chance(0.15) ? { look: 'handDrawn' } : {}),
		flowchart: { curve: random.pick(['basis', 'linear', 'stepAfter', 'cardinal']), htmlLabels: random.chance(0.7) },
	};
	return { kind: 'mermaid', source, config, background: theme === 'dark' ? '#222' : 'white', zoom };
}

// Classes

interface ClassSpec {
	readonly name: string;
	readonly kind: 'class' | 'interface' | 'abstract';
	readonly parent: string | undefined;
	readonly fields: readonly (readonly [string, string])[];
	readonly methods: readonly (readonly [string, string, string])[];
	readonly has: readonly string[];
}

const roles = [
	'',
	'',
	'',
	'Repository',
	'Factory',
	'Observer',
	'Strategy',
	'Handler',
	'Builder',
	'Adapter',
	'Visitor',
	'Proxy',
	'State',
	'Command',
	'Listener',
	'Policy',
	'Validator',
	'Registry',
	'Decorator',
	'Mapper',
	'Pool',
	'Context',
];

function classSpecs(random: Random, domain: Domain): ClassSpec[] {
	const names = [
		...new Set(
			random.some([...domain.entities, ...domain.services], random.int(3, 7)).map((name) => `${pascal(name)}${random.pick(roles)}`),
		),
	];
	const tops = names.slice(0, random.int(1, 2));
	return names.map((name, index) => {
		const top = tops.includes(name);
		const fields = random
			.some(domain.fields, top && random.chance(0.5) ? 0 : random.int(0, 4))
			.map((field) => [camel(field), random.pick(['string', 'int', 'float', 'bool', 'date'])] as const);
		const methods = random
			.some(domain.actions, random.int(1, 3))
			.map(
				(action) =>
					[
						camel(random.chance(0.4) ? `${action} ${random.pick(domain.entities)}` : action),
						random.chance(0.4) ? pascal(random.pick(domain.entities)) : '',
						random.pick(['void', 'void', 'bool', 'string', pascal(random.pick(domain.entities))]),
					] as const,
			);
		const has = random.some(
			names.filter((other) => other !== name),
			index === 0 ? 0 : random.pick([0, 0, 1, 1, 2]),
		);
		return {
			name,
			kind: top ? random.pick(['interface', 'abstract', 'class'] as const) : 'class',
			parent: !top && random.chance(0.5) ? random.pick(tops) : undefined,
			fields,
			methods,
			has,
		};
	});
}

const typeNames: { readonly [language: string]: { readonly [type: string]: string } } = {
	java: { string: 'String', int: 'int', float: 'double', bool: 'boolean', date: 'Instant', void: 'void' },
	csharp: { string: 'string', int: 'int', float: 'decimal', bool: 'bool', date: 'DateTime', void: 'void' },
	kotlin: { string: 'String', int: 'Int', float: 'Double', bool: 'Boolean', date: 'Instant', void: 'Unit' },
	ts: { string: 'string', int: 'number', float: 'number', bool: 'boolean', date: 'Date', void: 'void' },
	python: { string: 'str', int: 'int', float: 'float', bool: 'bool', date: 'datetime', void: 'None' },
	go: { string: 'string', int: 'int', float: 'float64', bool: 'bool', date: 'time.Time', void: '' },
	sql: { string: 'VARCHAR(255)', int: 'INTEGER', float: 'NUMERIC(10, 2)', bool: 'BOOLEAN', date: 'TIMESTAMP' },
};
const typed = (language: string, type: string): string => typeNames[language]?.[type] ?? type;

const classes: Maker = (random, domain) => {
	const specs = classSpecs(random, domain);
	const kindOf = (name: string): string => specs.find((one) => one.name === name)?.kind ?? 'class';
	const compose = random.pick(['*--', 'o--', '-->', '..>']);
	const mermaid = `classDiagram\n${random.chance(0.3) ? '  direction LR\n' : ''}${specs
		.map(
			({ name, kind, fields, methods }) =>
				`  class ${name} {\n${kind === 'class' ? '' : `    <<${kind}>>\n`}${fields.map(([field, type]) => `    ${random.pick(['-', '+', '#'])}${type} ${field}\n`).join('')}${methods.map(([method, argument, result]) => `    +${method}(${argument}) ${result}\n`).join('')}  }`,
		)
		.join(
			'\n',
		)}\n${specs.flatMap(({ name, parent, has }) => [...(parent ? [`  ${parent} ${kindOf(parent) === 'interface' ? '<|..' : '<|--'} ${name}`] : []), ...has.map((other) => `  ${name} ${compose} ${other}${random.chance(0.3) ? ` : ${random.pick(domain.actions)}` : ''}`)]).join('\n')}`;
	const dot = `digraph ${snake(domain.name)} {\n  rankdir=${random.pick(['BT', 'TB', 'LR'])};\n  node [shape=${random.pick(['record', 'Mrecord'])}, fontname="${random.pick(['DejaVu Sans', 'Open Sans', 'Lato'])}"${random.chance(0.4) ? `, style=filled, ${random.pick(['fillcolor="lightyellow"', 'fillcolor="lightblue"', 'fillcolor="#e8f0fe"', 'fillcolor="#FEFECE", color="#A80036"'])}` : ''}];\n${specs.map(({ name, fields, methods }) => `  ${name} [label="{${name}|${fields.map(([field, type]) => `${field}: ${type}\\l`).join('')}|${methods.map(([method, , result]) => `${method}(): ${result}`).join('\\l')}\\l}"];`).join('\n')}\n${specs.flatMap(({ name, parent, has }) => [...(parent ? [`  ${name} -> ${parent} [arrowhead=empty];`] : []), ...has.map((other) => `  ${name} -> ${other} [arrowhead=${random.pick(['vee', 'diamond', 'odiamond'])}${random.chance(0.3) ? ', style=dashed' : ''}];`)]).join('\n')}\n}`;
	const plantuml = (): string =>
		`@startuml\n${specs.map(({ name, kind, fields, methods }) => `${kind === 'abstract' ? 'abstract class' : kind} ${name} {\n${fields.map(([field, type]) => `  ${field}: ${type}\n`).join('')}${methods.map(([method, argument, result]) => `  ${method}(${argument}): ${result}\n`).join('')}}`).join('\n')}\n${specs.flatMap(({ name, parent, has }) => [...(parent ? [`${parent} <|-- ${name}`] : []), ...has.map((other) => `${name} --> ${other}`)]).join('\n')}\n@enduml`;
	const chosen = (): ClassSpec[] => random.some(specs, random.int(1, 3));
	const [first, second] = random.some(specs, 2) as [ClassSpec, ClassSpec];
	const useMermaid = random.chance(0.65);
	return {
		source: useMermaid ? mermaid : dot,
		tool: useMermaid ? 'mermaid' : 'dot',
		plantuml,
		others: useMermaid ? [] : [() => mermaid],
		programs: [
			() =>
				`${random.chance(0.5) ? `package com.example.${snake(domain.name)};\n\n` : ''}${chosen()
					.map((one) => java(random, one, kindOf))
					.join('\n\n')}`,
			() =>
				`${random.pick(['from dataclasses import dataclass\n\n\n', 'from abc import ABC, abstractmethod\n\n\n', ''])}${chosen()
					.map((one) => pythonClass(random, one))
					.join('\n\n\n')}`,
			() =>
				chosen()
					.map((one) => typescript(random, one, kindOf))
					.join('\n\n'),
			() =>
				`namespace ${pascal(domain.name)}\n{\n${indent(
					chosen()
						.map((one) => csharp(random, one))
						.join('\n\n'),
					'    ',
				)}\n}`,
			() =>
				chosen()
					.map((one) => kotlin(random, one, kindOf))
					.join('\n\n'),
			() => chosen().map(golang).join('\n\n'),
		],
		sentences: [
			`Class diagram of the ${domain.name} module: ${specs.map((one) => one.name).join(', ')}. ${first.name} ${first.parent ? `extends ${first.parent}` : `offers ${first.methods[0]?.[0]}`}${second.has[0] ? `, and ${second.name} holds a ${second.has[0]}` : ''}.`,
			`${first.name} and ${second.name} are the core types of the ${domain.name} package. ${first.name} can ${first.methods.map(([method]) => method).join(', ')}.`,
			`Decouple ${second.name} from ${first.name}: callers only see the methods ${[...first.methods, ...second.methods].map(([method]) => `\`${method}\``).join(', ')}.`,
		],
	};
};

function java(random: Random, { name, kind, parent, fields, methods, has }: ClassSpec, kindOf: (name: string) => string): string {
	const head =
		kind === 'interface'
			? `public interface ${name}`
			: `public ${kind === 'abstract' ? 'abstract ' : ''}class ${name}${parent ? ` ${kindOf(parent) === 'interface' ? 'implements' : 'extends'} ${parent}` : ''}`;
	const members = [
		...fields.map(([field, type]) => `private ${random.pick(['', 'final '])}${typed('java', type)} ${field};`),
		...has.map((other) => `private final ${other} ${camel(splitName(other))};`),
	];
	const bodies = methods.map(([method, argument, result]) => {
		const signature = `${typed('java', result)} ${method}(${argument === '' ? '' : `${argument} ${camel(splitName(argument))}`})`;
		return kind === 'interface'
			? `${signature};`
			: `${parent && random.chance(0.4) ? '@Override\n' : ''}public ${signature} {\n    ${random.pick([`LOGGER.info("${method}");`, has[0] ? `${camel(splitName(has[0]))}.${method}();` : `this.changed = true;`, 'throw new UnsupportedOperationException();'])}\n${result === 'void' ? '' : `    return ${result === 'bool' ? 'true' : 'null'};\n`}}`;
	});
	return `${random.pick(['', `/** ${sentence(splitName(name))}. */\n`])}${head} {\n${indent([...(kind === 'interface' ? [] : members), ...bodies].join('\n\n'), '    ')}\n}`;
}

const splitName = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();

function pythonClass(random: Random, { name, kind, parent, fields, methods, has }: ClassSpec): string {
	const data = random.chance(0.4);
	const members = [
		...fields.map(([field, type]) => [snake(splitName(field)), typed('python', type)]),
		...has.map((other) => [snake(splitName(other)), other]),
	];
	const init =
		members.length === 0
			? []
			: data
				? [members.map(([field, type]) => `${field}: ${type}`).join('\n')]
				: [
						`def __init__(self, ${members.map(([field, type]) => `${field}: ${type}`).join(', ')}):\n${members.map(([field]) => `    self.${field} = ${field}`).join('\n')}`,
					];
	const bodies = methods.map(
		([method, argument, result]) =>
			`${kind === 'class' ? '' : '@abstractmethod\n'}def ${snake(splitName(method))}(self${argument === '' ? '' : `, ${snake(splitName(argument))}: ${argument}`}) -> ${typed('python', result)}:\n    ${kind === 'class' ? (has[0] ? `return self.${snake(splitName(has[0]))}.${snake(splitName(method))}()` : random.pick(['raise NotImplementedError', 'pass', `"""${sentence(splitName(method))}."""`])) : '...'}`,
	);
	return `${data ? '@dataclass\n' : ''}class ${name}${parent ? `(${parent})` : kind === 'class' ? '' : '(ABC)'}:\n${indent([...init, ...bodies].join('\n\n'), '    ')}`;
}

function typescript(random: Random, { name, kind, parent, fields, methods, has }: ClassSpec, kindOf: (name: string) => string): string {
	if (kind === 'interface') {
		return `export interface ${name} {\n${fields.map(([field, type]) => `  readonly ${field}: ${typed('ts', type)};\n`).join('')}${methods.map(([method, argument, result]) => `  ${method}(${argument === '' ? '' : `${camel(splitName(argument))}: ${argument}`}): ${typed('ts', result)};`).join('\n')}\n}`;
	}
	const members = [
		...fields.map(([field, type]) => `${random.pick(['private ', 'readonly ', ''])}${field}: ${typed('ts', type)};`),
		...(has.length > 0
			? [`constructor(${has.map((other) => `private readonly ${camel(splitName(other))}: ${other}`).join(', ')}) {}`]
			: []),
	];
	return `export ${kind === 'abstract' ? 'abstract ' : ''}class ${name}${parent ? ` ${kindOf(parent) === 'interface' ? 'implements' : 'extends'} ${parent}` : ''} {\n${indent([...members, ...methods.map(([method, argument, result]) => `${method}(${argument === '' ? '' : `${camel(splitName(argument))}: ${argument}`}): ${typed('ts', result)} {\n  ${random.pick([`this.emit('${method}');`, `throw new Error('${method}');`, `console.log('${method}');`])}\n}`)].join('\n\n'))}\n}`;
}

function csharp(random: Random, { name, kind, parent, fields, methods }: ClassSpec): string {
	return `public ${kind === 'interface' ? 'interface' : kind === 'abstract' ? 'abstract class' : 'class'} ${name}${parent ? ` : ${parent}` : ''}\n{\n${indent([...fields.map(([field, type]) => `public ${typed('csharp', type)} ${pascal(splitName(field))} { get; ${random.pick(['set', 'init', 'private set'])}; }`), ...methods.map(([method, argument, result]) => `public ${typed('csharp', result)} ${pascal(splitName(method))}(${argument === '' ? '' : `${argument} ${camel(splitName(argument))}`})${kind === 'interface' ? ';' : ' => throw new NotImplementedException();'}`)].join('\n'), '    ')}\n}`;
}

function kotlin(random: Random, { name, kind, parent, fields, methods, has }: ClassSpec, kindOf: (name: string) => string): string {
	const values = [
		...fields.map(([field, type]) => `val ${field}: ${typed('kotlin', type)}`),
		...has.map((other) => `private val ${camel(splitName(other))}: ${other}`),
	];
	return `${kind === 'interface' ? 'interface' : kind === 'abstract' ? 'abstract class' : random.pick(['class', 'class', 'data class'])} ${name}${kind === 'interface' || values.length === 0 ? '' : `(\n${indent(values.join(',\n'), '    ')}\n)`}${parent ? ` : ${parent}${kindOf(parent) === 'interface' ? '' : '()'}` : ''} {\n${methods.map(([method, argument, result]) => `    ${parent && random.chance(0.4) ? 'override ' : ''}fun ${method}(${argument === '' ? '' : `${camel(splitName(argument))}: ${argument}`}): ${typed('kotlin', result)}${kind === 'interface' ? '' : ' = TODO()'}`).join('\n')}\n}`;
}

function golang({ name, kind, fields, methods, has }: ClassSpec): string {
	const signatures = methods.map(([method, argument, result]) =>
		`${pascal(splitName(method))}(${argument === '' ? '' : `${camel(splitName(argument))} *${argument}`}) ${typed('go', result)}`.trim(),
	);
	return kind === 'interface'
		? `type ${name} interface {\n${indent(signatures.join('\n'), '\t')}\n}`
		: `type ${name} struct {\n${indent([...fields.map(([field, type]) => `${pascal(splitName(field))} ${typed('go', type)}`), ...has.map((other) => `${camel(splitName(other))} *${other}`)].join('\n'), '\t')}\n}\n\n${signatures.map((signature) => `func (${name.charAt(0).toLowerCase()} *${name}) ${signature} {\n\tpanic("not implemented")\n}`).join('\n\n')}`;
}

// States

const states: Maker = (random, domain) => {
	const entity = thing(random, domain);
	const list = [...random.some(domain.states, random.int(3, domain.states.length)), ...(random.chance(0.3) ? ['error'] : [])];
	const events = list.slice(1).map((to, index) => ({ from: list[index] ?? to, to, event: random.pick(domain.actions) }));
	const more = random
		.many(random.int(0, 3), () => ({
			from: random.pick(list),
			to: random.pick(list),
			event: random.pick([...domain.actions, 'timeout', 'error', 'reset', 'retry']),
		}))
		.filter(({ from, to }) => from !== to || random.chance(0.3));
	const moves = [...new Map([...events, ...more].map((move) => [`${move.from} ${move.event}`, move])).values()];
	const last = list.at(-1) ?? '';
	const mermaid = `stateDiagram-v2\n${random.chance(0.4) ? '  direction LR\n' : ''}  [*] --> ${pascal(list[0] ?? '')}\n${moves.map(({ from, to, event }) => `  ${pascal(from)} --> ${pascal(to)} : ${event}`).join('\n')}\n  ${pascal(last)} --> [*]`;
	const shape = random.pick(['circle', 'ellipse', 'box, style=rounded', 'doublecircle', 'oval, style=filled, fillcolor=lightgrey']);
	const dot = `digraph ${snake(entity)}_states {\n  rankdir=${random.pick(['LR', 'TB'])};\n  node [shape=${shape}];\n  start [shape=point];\n  start -> ${snake(list[0] ?? '')};\n${moves.map(({ from, to, event }) => `  ${snake(from)} -> ${snake(to)} [label="${event}"];`).join('\n')}\n}`;
	const useMermaid = random.chance(0.55);
	const upper = (name: string): string => snake(name).toUpperCase();
	const name = pascal(entity);
	return {
		source: useMermaid ? mermaid : dot,
		tool: useMermaid ? 'mermaid' : 'dot',
		engine: random.pick(['dot', 'dot', 'circo']),
		plantuml: () =>
			`@startuml\n[*] --> ${pascal(list[0] ?? '')}\n${moves.map(({ from, to, event }) => `${pascal(from)} --> ${pascal(to)} : ${event}`).join('\n')}\n@enduml`,
		others: [],
		programs: [
			() =>
				`public enum ${name}State {\n    ${list.map(upper).join(', ')};\n\n    public ${name}State on(${name}Event event) {\n        switch (this) {\n${[...Map.groupBy(moves, (move) => move.from)].map(([from, some]) => `            case ${upper(from)}:\n${some.map(({ to, event }) => `                if (event == ${name}Event.${upper(event)}) return ${upper(to)};`).join('\n')}\n                break;`).join('\n')}\n        }\n        return this;\n    }\n}`,
			() =>
				`class ${name}State(Enum):\n${list.map((state) => `    ${upper(state)} = "${snake(state)}"`).join('\n')}\n\n\nTRANSITIONS = {\n${moves.map(({ from, to, event }) => `    (${name}State.${upper(from)}, "${snake(event)}"): ${name}State.${upper(to)},`).join('\n')}\n}`,
			() =>
				`export type ${name}State = ${list.map((state) => `'${camel(state)}'`).join(' | ')};\n\nexport function next(state: ${name}State, event: string): ${name}State {\n  switch (state) {\n${[...Map.groupBy(moves, (move) => move.from)].map(([from, some]) => `    case '${camel(from)}':\n      return ${some.map(({ to, event }) => `event === '${camel(event)}' ? '${camel(to)}'`).join(' : ')} : state;`).join('\n')}\n    default:\n      return state;\n  }\n}`,
			() =>
				`const ${camel(entity)}Machine = createMachine({\n  id: '${camel(entity)}',\n  initial: '${camel(list[0] ?? '')}',\n  states: {\n${list
					.map(
						(state) =>
							`    ${camel(state)}: { on: { ${moves
								.filter((move) => move.from === state)
								.map(({ to, event }) => `${upper(event)}: '${camel(to)}'`)
								.join(', ')} } },`,
					)
					.join('\n')}\n  },\n});`,
			() =>
				`#[derive(Debug, Clone, Copy, PartialEq)]\npub enum ${name}State {\n${list.map((state) => `    ${pascal(state)},`).join('\n')}\n}\n\nimpl ${name}State {\n    pub fn step(self, event: Event) -> Self {\n        match (self, event) {\n${moves.map(({ from, to, event }) => `            (Self::${pascal(from)}, Event::${pascal(event)}) => Self::${pascal(to)},`).join('\n')}\n            (state, _) => state,\n        }\n    }\n}`,
			() =>
				`func (m *${name}) Fire(event string) error {\n\tswitch m.state {\n${[...Map.groupBy(moves, (move) => move.from)].map(([from, some]) => `\tcase ${pascal(from)}:\n${some.map(({ to, event }) => `\t\tif event == "${event}" {\n\t\t\tm.state = ${pascal(to)}\n\t\t}`).join('\n')}`).join('\n')}\n\t}\n\treturn nil\n}`,
		],
		sentences: [
			`A ${entity} starts as ${list[0]} and ends as ${last}. On ${moves[0]?.event} it goes from ${moves[0]?.from} to ${moves[0]?.to}.`,
			`State machine of the ${entity}: ${list.join(', ')}. Events are ${[...new Set(moves.map((move) => move.event))].join(', ')}.`,
			`The life cycle of a ${entity} in ${domain.name}: it is ${list.join(', then ')}.`,
		],
	};
};

// Sequences

const sequence: Maker = (random, domain) => {
	const actor = random.pick(domain.actors);
	const parts = [actor, ...random.some([...domain.services, 'database', 'cache', 'api gateway'], random.int(2, 5))];
	const calls = random.many(random.int(3, 9), (index) => {
		const from = index === 0 ? 0 : random.int(0, parts.length - 1);
		const to = index === 0 ? 1 : random.chance(0.1) ? from : (from + random.int(1, parts.length - 1)) % parts.length;
		return {
			from: parts[from] ?? actor,
			to: parts[to] ?? actor,
			call: `${random.pick([...domain.actions, 'get', 'load', 'check', 'save'])} ${random.pick(domain.entities)}`,
			answer: random.chance(0.3),
		};
	});
	const looped = random.chance(0.3);
	const source = `sequenceDiagram\n${random.chance(0.3) ? '  autonumber\n' : ''}  actor ${pascal(actor)}\n${parts
		.slice(1)
		.map((part) => `  participant ${pascal(part)}${random.chance(0.3) ? ` as ${sentence(part)}` : ''}`)
		.join(
			'\n',
		)}\n${calls.map(({ from, to, call, answer }, index) => `${looped && index === 1 ? `  ${random.pick(['loop every', 'opt has', 'alt new'])} ${random.pick(domain.entities)}\n` : ''}  ${pascal(from)}->>${pascal(to)}: ${camel(call)}()${answer ? `\n  ${pascal(to)}-->>${pascal(from)}: ${random.pick(['ok', random.pick(domain.entities), '200', 'error'])}` : ''}${looped && index === Math.min(2, calls.length - 1) ? '\n  end' : ''}`).join('\n')}${random.chance(0.2) ? `\n  Note over ${pascal(parts[1] ?? actor)}: ${random.pick(domain.states)}` : ''}`;
	const byCallee = [...Map.groupBy(calls, (call) => call.to)];
	const sentBy = (part: string) => calls.filter((call) => call.from === part);
	return {
		source,
		tool: 'mermaid',
		plantuml: () =>
			`@startuml\nactor ${pascal(actor)}\n${parts
				.slice(1)
				.map((part) => `participant ${pascal(part)}`)
				.join(
					'\n',
				)}\n${calls.map(({ from, to, call, answer }) => `${pascal(from)} -> ${pascal(to)} : ${camel(call)}${answer ? `\n${pascal(to)} --> ${pascal(from)}` : ''}`).join('\n')}\n@enduml`,
		others: [],
		programs: [
			() =>
				byCallee
					.map(
						([part, some]) =>
							`export class ${pascal(part)} {\n${some
								.map(
									({ call }) =>
										`  async ${camel(call)}() {\n${sentBy(part)
											.slice(0, 2)
											.map((sent) => `    await this.${camel(sent.to)}.${camel(sent.call)}();`)
											.join('\n')}\n  }`,
								)
								.join('\n\n')}\n}`,
					)
					.join('\n\n'),
			() =>
				byCallee
					.map(
						([part, some]) =>
							`class ${pascal(part)}:\n${some
								.map(
									({ call }) =>
										`    def ${snake(call)}(self, request):\n${sentBy(part)
											.slice(0, 2)
											.map((sent) => `        self.${snake(sent.to)}.${snake(sent.call)}(request)\n`)
											.join('')}        return ${random.pick(['None', 'request', 'True'])}`,
								)
								.join('\n\n')}`,
					)
					.join('\n\n\n'),
			() =>
				`async def ${snake(calls[0]?.call ?? 'run')}_flow(${parts.slice(1).map(snake).join(', ')}):\n    """${sentence(actor)} asks the ${parts[1]} to ${calls[0]?.call}."""\n${calls.map(({ to, call }) => `    ${random.pick(['await ', 'result = await '])}${snake(to)}.${snake(call)}()`).join('\n')}`,
			() =>
				`@Test\nvoid ${camel(calls[0]?.call ?? 'run')}Calls${pascal(parts.at(-1) ?? '')}() {\n    ${camel(parts[1] ?? '')}.${camel(calls[0]?.call ?? 'run')}();\n${calls
					.slice(1)
					.map(({ to, call }) => `    verify(${camel(to)}).${camel(call)}();`)
					.join('\n')}\n}`,
			() =>
				byCallee
					.map(([part, some]) =>
						some
							.map(
								({ call }) =>
									`func (s *${pascal(part)}) ${pascal(call)}(ctx context.Context) error {\n${sentBy(part)
										.slice(0, 2)
										.map((sent) => `\tif err := s.${camel(sent.to)}.${pascal(sent.call)}(ctx); err != nil {\n\t\treturn err\n\t}\n`)
										.join('')}\treturn nil\n}`,
							)
							.join('\n\n'),
					)
					.join('\n\n'),
		],
		sentences: [
			`Sequence of calls when a ${actor} wants to ${calls[0]?.call}: the ${parts[1]} talks to ${parts.slice(2).join(', ')}.`,
			`First the ${calls[0]?.from} sends ${camel(calls[0]?.call ?? '')} to the ${calls[0]?.to}; then ${calls
				.slice(1, 4)
				.map(({ from, to, call }) => `the ${from} asks the ${to} to ${call}`)
				.join(', ')}.`,
		],
	};
};

// Tables

const relations: Maker = (random, domain) => {
	const names = random.some(domain.entities, random.int(2, 6));
	const tables = names.map((name) => ({
		name,
		fields: random
			.some(domain.fields, random.int(1, 5))
			.map((field) => ({ field, type: random.pick(['string', 'int', 'float', 'bool', 'date']) })),
		owner: random.chance(0.8) && name !== names[0] ? random.pick(names.slice(0, names.indexOf(name))) : undefined,
	}));
	const ends = random.pick(['||--o{', '||--|{', '|o--o{', '}o--||']);
	const mermaid = `erDiagram\n${tables.flatMap(({ name, owner }) => (owner ? [`  ${snake(owner).toUpperCase()} ${ends} ${snake(name).toUpperCase()} : ${random.pick(['has', 'contains', 'owns', snake(random.pick(domain.actions))])}`] : [])).join('\n')}\n${tables.map(({ name, fields, owner }) => `  ${snake(name).toUpperCase()} {\n    int id PK\n${owner ? `    int ${snake(owner)}_id FK\n` : ''}${fields.map(({ field, type }) => `    ${type} ${snake(field)}`).join('\n')}\n  }`).join('\n')}`;
	const dot = `digraph schema {\n  graph [rankdir=LR];\n  node [shape=plaintext, fontname="${random.pick(['DejaVu Sans', 'Lato', 'Fira Code'])}"];\n${tables.map(({ name, fields, owner }) => `  ${snake(plural(name))} [label=<<TABLE BORDER="0" CELLBORDER="1" CELLSPACING="0"><TR><TD BGCOLOR="${random.pick(['lightblue', 'gold', 'palegreen', 'lavender'])}"><B>${plural(name)}</B></TD></TR>${['id', ...(owner ? [`${snake(owner)}_id`] : []), ...fields.map(({ field }) => snake(field))].map((field) => `<TR><TD ALIGN="LEFT">${field}</TD></TR>`).join('')}</TABLE>>];`).join('\n')}\n${tables.flatMap(({ name, owner }) => (owner ? [`  ${snake(plural(name))} -> ${snake(plural(owner))} [arrowhead=crow];`] : [])).join('\n')}\n}`;
	const useMermaid = random.chance(0.65);
	return {
		source: useMermaid ? mermaid : dot,
		tool: useMermaid ? 'mermaid' : 'dot',
		plantuml: () =>
			`@startuml\n${tables.map(({ name, fields }) => `entity ${pascal(name)} {\n  * id\n  --\n${fields.map(({ field }) => `  ${snake(field)}`).join('\n')}\n}`).join('\n')}\n${tables.flatMap(({ name, owner }) => (owner ? [`${pascal(owner)} ||--o{ ${pascal(name)}`] : [])).join('\n')}\n@enduml`,
		others: [],
		programs: [
			() =>
				tables
					.map(
						({ name, fields, owner }) =>
							`CREATE TABLE ${snake(plural(name))} (\n    id ${random.pick(['SERIAL', 'INTEGER', 'BIGINT'])} PRIMARY KEY,\n${owner ? `    ${snake(owner)}_id INTEGER NOT NULL REFERENCES ${snake(plural(owner))} (id),\n` : ''}${fields.map(({ field, type }) => `    ${snake(field)} ${typed('sql', type)}${random.pick(['', ' NOT NULL'])}`).join(',\n')}\n);`,
					)
					.join('\n\n'),
			() =>
				tables
					.map(
						({ name, fields, owner }) =>
							`class ${pascal(name)}(models.Model):\n${owner ? `    ${snake(owner)} = models.ForeignKey(${pascal(owner)}, on_delete=models.CASCADE, related_name="${snake(plural(name))}")\n` : ''}${fields.map(({ field, type }) => `    ${snake(field)} = models.${{ string: 'CharField(max_length=255)', int: 'IntegerField()', float: 'FloatField()', bool: 'BooleanField(default=False)', date: 'DateTimeField()' }[type]}`).join('\n')}`,
					)
					.join('\n\n\n'),
			() =>
				tables
					.map(
						({ name, fields, owner }) =>
							`class ${pascal(name)}(Base):\n    __tablename__ = "${snake(plural(name))}"\n\n    id: Mapped[int] = mapped_column(primary_key=True)\n${owner ? `    ${snake(owner)}_id: Mapped[int] = mapped_column(ForeignKey("${snake(plural(owner))}.id"))\n` : ''}${fields.map(({ field, type }) => `    ${snake(field)}: Mapped[${typed('python', type)}]`).join('\n')}`,
					)
					.join('\n\n\n'),
			() =>
				tables
					.map(
						({ name, fields, owner }) =>
							`model ${pascal(name)} {\n  id Int @id @default(autoincrement())\n${owner ? `  ${camel(owner)} ${pascal(owner)} @relation(fields: [${camel(owner)}Id], references: [id])\n  ${camel(owner)}Id Int\n` : ''}${fields.map(({ field, type }) => `  ${camel(field)} ${{ string: 'String', int: 'Int', float: 'Float', bool: 'Boolean', date: 'DateTime' }[type]}`).join('\n')}\n}`,
					)
					.join('\n\n'),
			() =>
				tables
					.map(
						({ name, fields, owner }) =>
							`@Entity\npublic class ${pascal(name)} {\n    @Id @GeneratedValue\n    private Long id;\n${owner ? `\n    @ManyToOne\n    private ${pascal(owner)} ${camel(owner)};\n` : ''}${fields.map(({ field, type }) => `    private ${typed('java', type)} ${camel(field)};`).join('\n')}\n}`,
					)
					.join('\n\n'),
		],
		sentences: [
			`Database schema of the ${domain.name}: tables ${names.map(plural).join(', ')}. ${tables
				.flatMap(({ name, owner }) => (owner ? [`Each ${name} belongs to one ${owner}.`] : []))
				.slice(0, 2)
				.join(' ')}`,
			`The entity relationship diagram shows how ${names.map(plural).join(', ')} are stored; a ${names[0]} has ${tables[0]?.fields.map(({ field }) => field).join(', ')}.`,
		],
	};
};

// Graphs

const flow: Maker = (random, domain) => {
	const entity = thing(random, domain);
	const steps = random
		.some([...domain.actions, 'validate', 'load', 'save', 'notify', 'log'], random.int(4, 8))
		.map((action) => ({ action, name: `${action} ${random.pick(domain.entities)}` }));
	const at = random.int(1, steps.length - 2);
	const question = `${random.pick(domain.fields)} ${random.pick(['valid', 'known', 'too high', 'set', 'changed'])}`;
	const ids = steps.map(({ name }, index) => (random.chance(0.5) ? camel(name) + index : String.fromCharCode(65 + index)));
	const shapes: readonly (readonly [string, string])[] = [
		['[', ']'],
		['(', ')'],
		['([', '])'],
		['[[', ']]'],
		['[/', '/]'],
		['[(', ')]'],
		['>', ']'],
		['{{', '}}'],
	];
	const label = (name: string): string => {
		const [open, close] = random.pick(random.chance(0.6) ? shapes.slice(0, 2) : shapes);
		return `${open}${random.pick([name, sentence(name)])}${close}`;
	};
	const mermaid = `${random.pick(['flowchart', 'graph'])} ${random.pick(['TD', 'LR', 'TB', 'RL'])}\n${steps.map(({ name }, index) => `  ${ids[index]}${label(name)}`).join('\n')}\n  check{${sentence(question)}?}\n${ids
		.slice(1)
		.map((id, index) =>
			index + 1 === at
				? `  ${ids[index]} --> check\n  check -->|${random.pick(['yes', 'Yes', 'true'])}| ${id}\n  check ${random.pick(['-->', '-.->'])}|no| ${random.pick(ids.filter((other) => other !== id))}`
				: `  ${ids[index]} ${random.pick(['-->', '-->', '==>', '-.->'])} ${id}`,
		)
		.join(
			'\n',
		)}${random.chance(0.3) ? `\n  style check fill:${random.pick(['#f96', '#bbf', '#9f9'])},stroke:#333,stroke-width:${random.int(1, 4)}px` : ''}`;
	const dot = `digraph ${snake(entity)}_flow {\n  ${random.pick(['rankdir=LR;\n  ', ''])}node [shape=${random.pick(['box', 'box, style=rounded', 'ellipse', 'component', 'note'])}, fontname="${random.pick(['Lato', 'DejaVu Sans', 'Inter'])}"];\n${steps.map(({ name }, index) => `  s${index} [label="${name}"];`).join('\n')}\n  check [label="${question}?", shape=diamond${random.chance(0.5) ? ', style=filled, fillcolor=lightyellow' : ''}];\n${steps
		.slice(1)
		.map((_, index) =>
			index + 1 === at
				? `  s${index} -> check;\n  check -> s${index + 1} [label="yes"];\n  check -> s${random.int(0, steps.length - 1)} [label="no"${random.chance(0.5) ? ', color=red' : ''}];`
				: `  s${index} -> s${index + 1};`,
		)
		.join('\n')}\n}`;
	const useMermaid = random.chance(0.65);
	const call = (index: number, write: (name: string) => string): string =>
		steps
			.slice(index === 0 ? 0 : at, index === 0 ? at : undefined)
			.map(({ name }) => write(name))
			.join('\n');
	return {
		source: useMermaid ? mermaid : dot,
		tool: useMermaid ? 'mermaid' : 'dot',
		plantuml: () =>
			`@startuml\nstart\n${call(0, (name) => `:${name};`)}\nif (${question}?) then (yes)\n${call(1, (name) => `  :${name};`)}\nelse (no)\n  stop\nendif\nend\n@enduml`,
		others: [],
		programs: [
			() =>
				`def ${random.pick(['process', 'handle', 'run'])}_${snake(entity)}(${snake(entity)}):\n${call(0, (name) => `    ${snake(name)}(${snake(entity)})`)}\n    if not ${snake(question)}(${snake(entity)}):\n        return ${random.pick(['None', 'False', `raise_error("${question}")`])}\n${call(1, (name) => `    ${snake(name)}(${snake(entity)})`)}`,
			() =>
				`export async function ${random.pick(['process', 'handle', 'run'])}${pascal(entity)}(${camel(entity)}: ${pascal(entity)}): Promise<void> {\n${call(0, (name) => `  await ${camel(name)}(${camel(entity)});`)}\n  if (!is${pascal(question)}(${camel(entity)})) {\n    return;\n  }\n${call(1, (name) => `  await ${camel(name)}(${camel(entity)});`)}\n}`,
			() =>
				`public void ${random.pick(['process', 'handle'])}${pascal(entity)}(${pascal(entity)} ${camel(entity)}) {\n${call(0, (name) => `    ${camel(name)}(${camel(entity)});`)}\n    if (${camel(question)}(${camel(entity)})) {\n${call(1, (name) => `        ${camel(name)}(${camel(entity)});`)}\n    }\n}`,
			() =>
				`pipeline = Pipeline("${kebab(entity)}")\n${steps.map(({ name }) => `pipeline.add(${pascal(name)}Step())`).join('\n')}\npipeline.branch("${question}", yes="${steps[at]?.name}")`,
			() =>
				`fn run_${snake(entity)}(input: &mut ${pascal(entity)}) -> Result<(), Error> {\n${call(0, (name) => `    ${snake(name)}(input)?;`)}\n    if ${snake(question)}(input) {\n${call(1, (name) => `        ${snake(name)}(input)?;`)}\n    }\n    Ok(())\n}`,
			() =>
				`name: ${entity}\non: ${random.pick(['push', 'schedule', 'workflow_dispatch'])}\njobs:\n${steps.map(({ name }, index) => `  ${kebab(name)}:\n${index > 0 ? `    needs: ${kebab(steps[index - 1]?.name ?? '')}\n` : ''}    run: ./${kebab(name)}.sh`).join('\n')}`,
		],
		sentences: [
			`How a ${entity} is processed: ${steps.map(({ name }) => name).join(', ')}. If ${question} is not met, it goes back.`,
			`The flow begins with ${steps[0]?.name} and ends with ${steps.at(-1)?.name}; between them it asks whether ${question}.`,
			`The ${domain.name} workflow for each ${entity}. Before ${steps[at]?.name} there is a check: ${question}?`,
		],
	};
};

const stores = ['postgres', 'redis', 'mongo', 'kafka', 'rabbitmq', 'elasticsearch', 'object storage', 'mysql', 'memcached', 'clickhouse'];
const fronts = ['web app', 'mobile app', 'admin portal', 'public api', 'partner api', 'load balancer', 'cdn', 'dns'];

const architecture: Maker = (random, domain) => {
	const [front, services, backs] = [
		random.some(fronts, random.int(1, 3)),
		random.some(domain.services, random.int(2, 5)),
		random.some(stores, random.int(1, 3)),
	];
	const cluster = random.pick(['backend', 'cluster', 'vpc', 'kubernetes', 'private subnet', `${domain.name} services`, 'region eu-west-1']);
	const links = [
		...new Map(
			[
				...front.map((from) => [from, random.pick(services)] as const),
				...services.flatMap((from, index) => [
					[from, random.pick(backs)] as const,
					...(index > 0 && random.chance(0.5) ? [[services[index - 1] ?? from, from] as const] : []),
				]),
			].map((link) => [link.join('>'), link]),
		).values(),
	];
	const shape = (name: string): string =>
		backs.includes(name)
			? `shape=${random.pick(['cylinder', 'folder', 'box3d'])}, style=filled, fillcolor="${random.pick(['#f6d55c', 'lightsteelblue', '#ffd6d6'])}"`
			: front.includes(name)
				? `shape=${random.pick(['house', 'oval', 'tab', 'component'])}`
				: `shape=${random.pick(['box', 'box', 'hexagon'])}, style="rounded,filled", fillcolor="${random.pick(['#cfe2f3', '#d9ead3', '#fff2cc', '#ead1dc', 'white'])}"`;
	const icons = random.chance(0.4);
	const node = (name: string): string =>
		icons
			? `shape=plaintext, label=<<TABLE BORDER="0"><TR><TD WIDTH="56" HEIGHT="56" FIXEDSIZE="TRUE" BGCOLOR="${random.pick(['#ED7100', '#8C4FFF', '#3F8624', '#C925D1', '#326CE5', '#4285F4', '#01A88D'])}"${random.chance(0.3) ? ' STYLE="ROUNDED"' : ''}><FONT COLOR="white" POINT-SIZE="22">${name.charAt(0).toUpperCase()}</FONT></TD></TR><TR><TD>${name}</TD></TR></TABLE>>`
			: `label="${name}", ${shape(name)}`;
	const dot = `digraph "${titled(domain.name)}" {\n  graph [fontname="${random.pick(['Open Sans', 'Lato', 'DejaVu Sans'])}", label="${titled(domain.name)}", splines=${random.pick(['true', 'ortho', 'spline', 'polyline'])}, rankdir=${random.pick(['LR', 'TB', 'TB'])}];\n  node [fontname="${random.pick(['Open Sans', 'Lato', 'DejaVu Sans'])}"];\n${front.map((name) => `  ${snake(name)} [${node(name)}];`).join('\n')}\n  subgraph cluster_${snake(cluster)} {\n    label="${cluster}"; style="${random.pick(['dashed', 'rounded', 'filled'])}"; bgcolor="${random.pick(['#E5F5FD', '#EBF3E7', '#F4F4F4', 'white', '#ECE8F6'])}";\n${services.map((name) => `    ${snake(name)} [${node(name)}];`).join('\n')}\n  }\n  subgraph cluster_data {\n    label="${random.pick(['data', 'storage', 'persistence'])}";\n${backs.map((name) => `    ${snake(name)} [${node(name)}];`).join('\n')}\n  }\n${links.map(([from, to]) => `  ${snake(from)} -> ${snake(to)}${random.chance(0.25) ? ` [label="${random.pick(['http', 'grpc', 'tcp', 'events', ...domain.actions])}"${random.chance(0.4) ? ', style=dashed' : ''}]` : ''};`).join('\n')}\n}`;
	const mermaid = `flowchart ${random.pick(['LR', 'TB'])}\n${front.map((name) => `  ${camel(name)}([${name}])`).join('\n')}\n  subgraph ${snake(cluster)} [${cluster}]\n${services.map((name) => `    ${camel(name)}[${name}]`).join('\n')}\n  end\n${backs.map((name) => `  ${camel(name)}[(${name})]`).join('\n')}\n${links.map(([from, to]) => `  ${camel(from)} --> ${camel(to)}`).join('\n')}`;
	const useMermaid = random.chance(0.35);
	const targets = (name: string): string[] => links.filter(([from]) => from === name).map(([, to]) => to);
	const port = random.int(3000, 9000);
	return {
		source: useMermaid ? mermaid : dot,
		tool: useMermaid ? 'mermaid' : 'dot',
		plantuml: () =>
			`@startuml\n${front.map((name) => `[${name}]`).join('\n')}\npackage "${cluster}" {\n${services.map((name) => `  [${name}]`).join('\n')}\n}\n${backs.map((name) => `database "${name}" as ${snake(name)}`).join('\n')}\n${links.map(([from, to]) => `[${from}] --> ${backs.includes(to) ? snake(to) : `[${to}]`}`).join('\n')}\n@enduml`,
		others: [],
		programs: [
			() =>
				`services:\n${services
					.map(
						(name, index) =>
							`  ${kebab(name)}:\n    ${random.pick([`build: ./${kebab(name)}`, `image: example/${kebab(name)}:${random.int(1, 9)}.${random.int(0, 9)}`])}\n    ports: ["${port + index}:80"]\n${
								targets(name).length > 0
									? `    depends_on:\n${targets(name)
											.map((to) => `      - ${kebab(to)}`)
											.join('\n')}`
									: ''
							}`,
					)
					.join(
						'\n',
					)}\n${backs.map((name) => `  ${kebab(name)}:\n    image: ${kebab(name)}:${random.int(5, 16)}\n    volumes: [${kebab(name)}-data:/data]`).join('\n')}`,
			() =>
				services
					.concat(backs)
					.map(
						(name) =>
							`resource "${backs.includes(name) ? random.pick(['aws_db_instance', 'aws_elasticache_cluster', 'google_sql_database_instance']) : random.pick(['aws_ecs_service', 'google_cloud_run_service', 'azurerm_container_app', 'aws_lambda_function'])}" "${snake(name)}" {\n  name = "${kebab(name)}"\n${
								targets(name).length > 0
									? `  depends_on = [${targets(name)
											.map((to) => `module.${snake(to)}`)
											.join(', ')}]\n`
									: ''
							}}`,
					)
					.join('\n\n'),
			() =>
				`with Diagram("${titled(domain.name)}", show=False${random.chance(0.4) ? ', direction="TB"' : ''}):\n${front.map((name) => `    ${snake(name)} = ${random.pick(['Client', 'Route53', 'ELB', 'Nginx', 'Users'])}("${name}")`).join('\n')}\n\n    with Cluster("${cluster}"):\n${services.map((name) => `        ${snake(name)} = ${random.pick(['ECS', 'Pod', 'Server', 'Lambda', 'EC2', 'Service'])}("${name}")`).join('\n')}\n\n${backs.map((name) => `    ${snake(name)} = ${random.pick(['PostgreSQL', 'Redis', 'RDS', 'Kafka', 'S3', 'Storage'])}("${name}")`).join('\n')}\n\n${links.map(([from, to]) => `    ${snake(from)} >> ${random.chance(0.2) ? `Edge(label="${random.pick(domain.actions)}") >> ` : ''}${snake(to)}`).join('\n')}`,
			() =>
				services
					.map(
						(name) =>
							`apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${kebab(name)}\nspec:\n  replicas: ${random.int(1, 5)}\n  template:\n    spec:\n      containers:\n        - name: ${kebab(name)}\n          env:\n${targets(
								name,
							)
								.map((to) => `            - { name: ${snake(to).toUpperCase()}_URL, value: "${kebab(to)}:${random.int(1000, 9999)}" }`)
								.join('\n')}`,
					)
					.join('\n---\n'),
			() =>
				`func main() {\n${backs.map((name) => `\t${camel(name)} := connect(os.Getenv("${snake(name).toUpperCase()}_URL"))`).join('\n')}\n${services.map((name) => `\t${camel(name)} := ${camel(name)}.New(${targets(name).map(camel).join(', ')})`).join('\n')}\n\thttp.ListenAndServe(":${port}", router(${services.map(camel).join(', ')}))\n}`,
		],
		sentences: [
			`Architecture of the ${domain.name} platform: ${front.join(' and ')} in front, the services ${services.join(', ')} in ${cluster}, and ${backs.join(', ')} for data.`,
			`The ${links[0]?.[0]} sends requests to the ${links[0]?.[1]}. ${services
				.map((name) => `${sentence(name)} uses ${targets(name).join(' and ') || 'nothing else'}`)
				.slice(0, 2)
				.join('; ')}.`,
			`Deploy ${services.length} services behind the ${front[0]}: ${services.join(', ')}. State lives in ${backs.join(', ')}.`,
		],
	};
};

const dependencies: Maker = (random, domain) => {
	const scope = kebab(random.pick(domain.entities));
	const names = random
		.some([...domain.services, ...domain.entities, 'core', 'utils', 'cli', 'types', 'config', 'testing'], random.int(5, 12))
		.map(kebab);
	const edges = names.flatMap((from, index) =>
		random.some(names.slice(index + 1), random.pick([0, 1, 1, 2, 3])).map((to) => [from, to] as const),
	);
	const engine = random.pick(['dot', 'neato', 'fdp', 'circo', 'twopi', 'dot']);
	const directed = random.chance(0.85);
	const arrow = directed ? '->' : '--';
	const dot = `${directed ? 'digraph' : 'graph'} dependencies {\n  ${random.pick(['rankdir=LR;', 'overlap=false; splines=true;', `layout=${engine};`, 'bgcolor=transparent;'])}\n  node [${random.pick(['shape=box', 'shape=ellipse', 'shape=box, style="filled,rounded", fillcolor="#ddeeff"', 'shape=circle, style=filled, fillcolor=orange', 'shape=plaintext', 'style=filled, color=lightblue2', 'shape=note, style=filled, fillcolor="#333333", fontcolor=white'])}];\n${names.map((name) => `  "${name}"${random.chance(0.12) ? ` [color=${random.pick(['red', 'blue', 'darkgreen'])}]` : ''};`).join('\n')}\n${edges.map(([from, to]) => `  "${from}" ${arrow} "${to}";`).join('\n')}\n}`;
	const needs = (name: string): string[] => edges.filter(([from]) => from === name).map(([, to]) => to);
	const busy = names.toSorted((one, other) => needs(other).length - needs(one).length);
	return {
		source: dot,
		tool: 'dot',
		engine,
		others: [() => `graph ${random.pick(['LR', 'TD'])}\n${edges.map(([from, to]) => `  ${from} --> ${to}`).join('\n')}`],
		programs: [
			() =>
				busy
					.slice(0, 4)
					.map((name) =>
						JSON.stringify(
							{
								name: `@${scope}/${name}`,
								version: `${random.int(0, 4)}.${random.int(0, 9)}.0`,
								dependencies: Object.fromEntries(needs(name).map((to) => [`@${scope}/${to}`, 'workspace:*'])),
							},
							null,
							2,
						),
					)
					.join('\n'),
			() =>
				`[workspace]\nmembers = [${names.map((name) => `"crates/${name}"`).join(', ')}]\n\n${busy
					.slice(0, 4)
					.map(
						(name) =>
							`# crates/${name}/Cargo.toml\n[dependencies]\n${needs(name)
								.map((to) => `${to} = { path = "../${to}" }`)
								.join('\n')}`,
					)
					.join('\n\n')}`,
			() =>
				`add_library(${names.at(-1)})\n${busy
					.map((name) =>
						needs(name).length > 0
							? `add_library(${name} ${snake(name)}.cpp)\ntarget_link_libraries(${name} PRIVATE ${needs(name).join(' ')})`
							: '',
					)
					.filter(Boolean)
					.join('\n')}`,
			() =>
				busy
					.slice(0, 5)
					.map(
						(name) =>
							`${random.pick(['//', '//'])} ${name}/index.ts\n${needs(name)
								.map((to) => `import { ${camel(to.replaceAll('-', ' '))} } from '../${to}';`)
								.join('\n')}\nexport const ${camel(name.replaceAll('-', ' '))} = create(${needs(name)
								.map((to) => camel(to.replaceAll('-', ' ')))
								.join(', ')});`,
					)
					.join('\n\n'),
			() =>
				`GRAPH = {\n${names
					.map(
						(name) =>
							`    "${name}": [${needs(name)
								.map((to) => `"${to}"`)
								.join(', ')}],`,
					)
					.join(
						'\n',
					)}\n}\n\n\ndef ${random.pick(['topological_order', 'visit', 'load_order'])}(graph):\n    seen = []\n    def walk(node):\n        for other in graph[node]:\n            walk(other)\n        seen.append(node)`,
			() =>
				busy
					.slice(0, 6)
					.map(
						(name) =>
							`java_library(\n    name = "${name}",\n    deps = [${needs(name)
								.map((to) => `"//${scope}/${to}"`)
								.join(', ')}],\n)`,
					)
					.join('\n\n'),
		],
		sentences: [
			`Dependency graph of the ${domain.name} packages: ${names.join(', ')}. ${busy[0]} depends on ${needs(busy[0] ?? '').join(', ') || 'nothing'}.`,
			`${busy[0]} imports ${needs(busy[0] ?? '').join(' and ') || 'no other module'}; nothing below ${names.at(-1)} may import it back. Modules: ${names.length}.`,
		],
	};
};

const tree: Maker = (random, domain) => {
	const names = random.some([...domain.entities, ...domain.services, ...domain.fields], random.int(6, 14));
	const parents = names.map((_, index) =>
		index === 0 ? -1 : random.int(Math.max(0, Math.floor((index - 1) / 2) - 1), Math.floor((index - 1) / random.pick([1.5, 2, 3]))),
	);
	const children = (index: number): number[] => parents.flatMap((parent, child) => (parent === index ? [child] : []));
	const nested = (index: number, depth: number, write: (name: string, depth: number) => string): string =>
		[write(names[index] ?? '', depth), ...children(index).map((child) => nested(child, depth + 1, write))].join('\n');
	const mindmap = `mindmap\n${nested(0, 1, (name, depth) => `${'  '.repeat(depth)}${depth === 1 ? `root((${name}))` : name}`)}`;
	const dot = `digraph tree {\n  ${random.pick(['', 'rankdir=LR;', 'ordering=out;'])}\n  node [shape=${random.pick(['circle', 'box', 'plaintext', 'folder', 'egg'])}${random.chance(0.4) ? `, style=filled, fillcolor="${random.pick(['wheat', 'lightcyan', 'thistle', '#c8e6c9'])}"` : ''}];\n  edge [arrowhead=${random.pick(['none', 'normal', 'vee'])}];\n${names.map((name, index) => `  n${index} [label="${name}"];`).join('\n')}\n${names.flatMap((_, index) => children(index).map((child) => `  n${index} -> n${child};`)).join('\n')}\n}`;
	const useMermaid = random.chance(0.5);
	const object = (index: number): unknown => ({
		name: names[index],
		...(children(index).length > 0 ? { children: children(index).map(object) } : {}),
	});
	return {
		source: useMermaid ? mindmap : dot,
		tool: useMermaid ? 'mermaid' : 'dot',
		engine: random.pick(['dot', 'dot', 'twopi', 'circo']),
		plantuml: () => `@startmindmap\n${nested(0, 1, (name, depth) => `${'*'.repeat(depth)} ${name}`)}\n@endmindmap`,
		others: [],
		programs: [
			() => `const ${camel(names[0] ?? '')} = ${JSON.stringify(object(0), null, 2)};`,
			() =>
				`${camel(names[0] ?? '')} = Node("${names[0]}")\n${names
					.slice(1)
					.map((name, index) => `${snake(name)} = Node("${name}", parent=${snake(names[parents[index + 1] ?? 0] ?? '')})`)
					.join('\n')}`,
			() => nested(0, 0, (name, depth) => `${'  '.repeat(depth)}${depth === 0 ? '' : '- '}${kebab(name)}${depth < 2 ? ':' : ''}`),
			() =>
				names
					.flatMap((name, index) =>
						children(index).length > 0
							? [
									`class ${pascal(name)}(${index === 0 ? 'object' : pascal(names[parents[index] ?? 0] ?? '')}):\n    children = [${children(
										index,
									)
										.map((child) => `"${snake(names[child] ?? '')}"`)
										.join(', ')}]`,
								]
							: [],
					)
					.join('\n\n\n'),
			() =>
				`INSERT INTO ${snake(domain.name)}_tree (id, parent_id, name) VALUES\n${names.map((name, index) => `  (${index + 1}, ${index === 0 ? 'NULL' : (parents[index] ?? 0) + 1}, '${name}')`).join(',\n')};`,
		],
		sentences: [
			`Under ${names[0]} there are ${children(0)
				.map((child) => names[child])
				.join(', ')}.`,
			`Overview of ${domain.name} as a tree, from ${names[0]} down to ${names.slice(-3).join(', ')}.`,
		],
	};
};

const network: Maker = (random, domain) => {
	const names = random.some([...domain.entities, ...domain.actors, ...domain.services], random.int(5, 13));
	const edges = names.flatMap((from, index) =>
		random.some(names.slice(index + 1), random.int(0, 2)).map((to) => ({ from, to, weight: random.int(1, 20) })),
	);
	const engine = random.pick(['neato', 'fdp', 'circo', 'twopi', 'sfdp']);
	const weighted = random.chance(0.4);
	const source = `graph ${snake(domain.name)} {\n  graph [layout=${engine}, overlap=false];\n  node [shape=${random.pick(['circle', 'ellipse', 'point', 'hexagon', 'box'])}, style=filled, fillcolor="${random.pick(['gold', 'skyblue', 'salmon', '#98fb98', 'white', '#eeeeee'])}"];\n${names.map((name) => `  ${snake(name)};`).join('\n')}\n${edges.map(({ from, to, weight }) => `  ${snake(from)} -- ${snake(to)}${weighted ? ` [label=${weight}]` : ''};`).join('\n')}\n}`;
	return {
		source,
		tool: 'dot',
		engine,
		others: [],
		programs: [
			() =>
				`import networkx as nx\n\nG = nx.Graph()\n${edges.map(({ from, to, weight }) => `G.add_edge("${snake(from)}", "${snake(to)}"${weighted ? `, weight=${weight}` : ''})`).join('\n')}\nnx.draw${random.pick(['', '_spring', '_circular'])}(G, with_labels=True)`,
			() =>
				`const nodes = [${names.map((name) => `'${camel(name)}'`).join(', ')}];\nconst links = [\n${edges.map(({ from, to, weight }) => `  { source: '${camel(from)}', target: '${camel(to)}', value: ${weight} },`).join('\n')}\n];\nd3.forceSimulation(nodes).force('link', d3.forceLink(links));`,
			() =>
				`Map<String, List<String>> adjacency = new HashMap<>();\n${edges.map(({ from, to }) => `addEdge("${camel(from)}", "${camel(to)}");`).join('\n')}`,
			() =>
				edges
					.map(
						({ from, to }) =>
							`CREATE (${camel(from)}:${pascal(from)})-[:${snake(random.pick(domain.actions)).toUpperCase()}]->(${camel(to)}:${pascal(to)})`,
					)
					.join('\n'),
		],
		sentences: [
			`An undirected graph of ${names.slice(0, 6).join(', ')} drawn with ${engine}; ${edges.length} edges${weighted ? ' with weights' : ''}.`,
			`How ${names.slice(0, 4).join(', ')} of the ${domain.name} are connected.`,
		],
	};
};

// Charts that mermaid draws

const schedule: Maker = (random, domain) => {
	const tasks = random.some([...domain.actions, ...domain.services, ...domain.entities], random.int(3, 9)).map((name, index) => ({
		name: `${random.pick(['build', 'test', 'design', 'ship', 'review'])} ${name}`,
		id: `t${index}`,
		days: random.int(2, 20),
		mark: random.pick(['', '', 'done, ', 'active, ', 'crit, ']),
	}));
	const start = `20${random.int(20, 27)}-${String(random.int(1, 12)).padStart(2, '0')}-0${random.int(1, 9)}`;
	return {
		source: `gantt\n  title ${titled(domain.name)} ${random.pick(['plan', 'roadmap', 'release'])}\n  dateFormat YYYY-MM-DD\n  section ${sentence(random.pick(domain.entities))}\n${tasks.map(({ name, id, days, mark }, index) => `${index > 1 && random.chance(0.25) ? `  section ${sentence(random.pick(domain.entities))}\n` : ''}  ${name} :${mark}${id}, ${index === 0 ? start : `after t${random.int(0, index - 1)}`}, ${days}d`).join('\n')}`,
		tool: 'mermaid',
		others: [
			() => `@startgantt\nProject starts ${start}\n${tasks.map(({ name, days }) => `[${name}] lasts ${days} days`).join('\n')}\n@endgantt`,
		],
		programs: [
			() =>
				`TASKS = [\n${tasks.map(({ name, days }) => `    Task("${name}", days=${days}),`).join('\n')}\n]\nschedule = plan(TASKS, start="${start}")`,
			() =>
				`export const roadmap = ${JSON.stringify(
					tasks.map(({ name, days }) => ({ name, days })),
					null,
					1,
				)};`,
			() => `milestones:\n${tasks.map(({ name, days }) => `  - title: ${name}\n    duration: ${days}d`).join('\n')}`,
		],
		sentences: [
			`Roadmap of the ${domain.name} project from ${start}: ${tasks.map(({ name }) => name).join(', ')}.`,
			`${sentence(tasks[0]?.name ?? '')} takes ${tasks[0]?.days} days; ${tasks.at(-1)?.name} comes last.`,
		],
	};
};

const share: Maker = (random, domain) => {
	const metric = random.pick(domain.metrics);
	const parts = random.some([...domain.states, ...domain.entities], random.int(3, 7)).map((name) => ({ name, value: random.int(2, 90) }));
	return {
		source: `pie${random.chance(0.4) ? ' showData' : ''}\n  title ${titled(metric)} by ${random.pick(domain.entities)}\n${parts.map(({ name, value }) => `  "${name}" : ${value}`).join('\n')}`,
		tool: 'mermaid',
		others: [],
		programs: [
			() =>
				`${snake(metric)} = {${parts.map(({ name, value }) => `"${snake(name)}": ${value}`).join(', ')}}\nplt.pie(${snake(metric)}.values(), labels=${snake(metric)}.keys(), autopct="%1.0f%%")`,
			() =>
				`SELECT status, count(*) AS ${snake(metric)}\nFROM ${snake(plural(random.pick(domain.entities)))}\nWHERE status IN (${parts.map(({ name }) => `'${name}'`).join(', ')})\nGROUP BY status;`,
			() => `const ${camel(metric)}Share = new Map([\n${parts.map(({ name, value }) => `  ['${name}', ${value}],`).join('\n')}\n]);`,
		],
		sentences: [
			`Share of ${metric} by kind: ${parts.map(({ name, value }) => `${name} ${value}`).join(', ')}.`,
			`Most of the ${domain.name} ${metric} comes from ${parts.toSorted((one, other) => other.value - one.value)[0]?.name}.`,
		],
	};
};

const branches: Maker = (random, domain) => {
	const names = random
		.some([...domain.actions, ...domain.services], random.int(1, 3))
		.map((name) => `${random.pick(['feature', 'fix', 'release'])}-${kebab(name)}`);
	const lines = [
		'commit id: "init"',
		...names.flatMap((name) => [
			`branch ${name}`,
			`checkout ${name}`,
			...random.many(
				random.int(1, 3),
				() => `commit id: "${random.pick(['add', 'fix', 'test', 'drop'])} ${random.pick(domain.entities)} ${random.int(1, 99)}"`,
			),
			'checkout main',
			...(random.chance(0.5) ? ['commit'] : []),
			...(random.chance(0.8) ? [`merge ${name}${random.chance(0.4) ? ` tag: "v${random.int(1, 5)}.${random.int(0, 9)}"` : ''}`] : []),
		]),
		'commit',
	];
	return {
		source: `gitGraph\n${indent(lines.join('\n'))}`,
		tool: 'mermaid',
		others: [],
		programs: [
			() =>
				`git init\n${lines
					.map(
						(line) =>
							`git ${line
								.replace('branch', 'branch')
								.replace(/commit id: "(.*)"/, 'commit -m "$1"')
								.replace(/^commit$/, 'commit --allow-empty')}`,
					)
					.join('\n')}`,
			() =>
				`on:\n  push:\n    branches: [main, ${names.join(', ')}]\njobs:\n  ${kebab(random.pick(domain.actions))}:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make ${kebab(random.pick(domain.actions))}`,
			() =>
				`def test_branches(repo):\n${names.map((name) => `    repo.create_branch("${name}")\n    repo.merge("${name}", into="main")`).join('\n')}`,
		],
		sentences: [
			`Branching model: work on ${names.join(', ')} is merged into main.`,
			`Each change to ${random.pick(domain.entities)} starts on a branch such as ${names[0]} and is merged after review.`,
		],
	};
};

const makers: { readonly [kind: string]: Maker } = {
	classes,
	classes2: classes,
	classes3: classes,
	states,
	states2: states,
	sequence,
	sequence2: sequence,
	relations,
	relations2: relations,
	flow,
	flow2: flow,
	flow3: flow,
	architecture,
	architecture2: architecture,
	architecture3: architecture,
	dependencies,
	dependencies2: dependencies,
	tree,
	network,
	schedule,
	share,
	branches,
};
