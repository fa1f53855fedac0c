/** Nodes of diagrams that are kept as text, by the labels that a viewer draws. Pure. */
import { diagramFences } from '../fences.ts';
import { linesOf } from '../lines.ts';
import { diagramText, isDiagramSource } from './diagram.ts';

/** `line` is that of its first label, from 1. */
export type DiagramNode = { readonly text: string; readonly line: number };
export type DiagramSource = {
	readonly nodes: readonly DiagramNode[];
	/** What is drawn, with the numbers of its lines from 1; nothing of formats that only their editor can read. */
	readonly lines: readonly { readonly text: string; readonly line: number }[];
};

/** What a line says of a node: its name in the source, and the label where it gives one. */
type Said = { readonly id: string; readonly label?: string | undefined };
type Reader = (line: string) => readonly Said[];

/** Nodes of one file that are told. */
const most = 300;
const longestLine = 500;

export function hasDiagramSource(path: string): boolean {
	return isDiagramSource(path) || /\.(?:md|mdx|markdown)$/i.test(path);
}

/** Of a diagram file, or of all fenced diagrams of a Markdown document. */
export function diagramSource(path: string, text: string): DiagramSource {
	if (/\.(?:drawio|dio|ucls|excalidraw)$/i.test(path)) {
		const labels = [...new Set(linesOf(diagramText(path, text)))].filter((label) => /[\p{L}\p{N}]/u.test(label));
		return { nodes: labels.slice(0, most).map((label) => ({ text: label, line: 1 })), lines: [] };
	}
	const lines = linesOf(text.trimEnd());
	const blocks = isDiagramSource(path)
		? [{ start: 0, end: lines.length - 1, language: path.slice(path.lastIndexOf('.') + 1).toLowerCase() }]
		: diagramFences(lines).map(({ start, end, language }) => ({ start: start + 1, end: end - 1, language }));
	const parts = blocks.map(({ start, end, language }) => {
		const drawn = lines.slice(start, end + 1).map((line, i) => ({ text: line, line: start + i + 1 }));
		return { nodes: nodesOf(drawn, readerFor(language, drawn.map((line) => line.text).join('\n'))), lines: drawn };
	});
	return { nodes: parts.flatMap(({ nodes }) => nodes).slice(0, most), lines: parts.flatMap((part) => part.lines) };
}

function nodesOf(lines: DiagramSource['lines'], read: Reader): DiagramNode[] {
	const found = new Map<string, { label: string | undefined; line: number }>();
	for (const { text, line } of lines.filter((each) => each.text.length <= longestLine)) {
		for (const { id, label } of read(text)) {
			const known = found.get(id);
			if (known === undefined || (known.label === undefined && label !== undefined)) {
				found.set(id, { label, line });
			}
		}
	}
	const nodes = [...found].map(([id, { label, line }]) => ({ text: plain(label ?? id), line }));
	return nodes.filter(({ text }) => /[\p{L}\p{N}]/u.test(text)).sort((a, b) => a.line - b.line);
}

/** Line breaks and marks that renderers give a meaning. */
function plain(label: string): string {
	return label
		.replace(/<br\s*\/?>|\\n/gi, ' ')
		.replace(/<[^>]*>|[`*"]/g, '')
		.replace(/\s+/g, ' ')
		.trim();
}

function readerFor(language: string, text: string): Reader {
	if (/^(?:dot|gv|graphviz)$/.test(language)) {
		return dotLine;
	}
	if (!/^(?:mmd|mermaid)$/.test(language)) {
		return umlLine;
	}
	const [, form = ''] = /^\s*(?!%%|---)(\w+)/m.exec(text.replace(/^\s*---[\s\S]*?\n---/, '')) ?? [];
	return mermaid[form.replace(/(?:-v2)$/, '')] ?? (form.startsWith('C4') ? c4Line : () => []);
}

const mermaid: Readonly<Record<string, Reader>> = {
	graph: flowLine,
	flowchart: flowLine,
	sequenceDiagram: umlLine,
	classDiagram: umlLine,
	stateDiagram: umlLine,
	erDiagram: umlLine,
	mindmap: (line) => shapes(line),
};

const name = String.raw`[\p{L}_][\p{L}\p{N}_.]*`;
/** `id["label"]`, `id(label)`, `id{{label}}` and their like. */
const shape = new RegExp(
	String.raw`(${name}(?:-[\p{L}\p{N}_]+)*)?\s*(?:\[[[(/\\]?|\({1,3}\[?|\{{1,2}|>)("[^"]*"|[^[\](){}"|]+)(?:[\])/\\]?\]|\]?\){1,3}|\}{1,2})`,
	'gu',
);
const attributes = new RegExp(String.raw`(${name})@\{[^}]*\blabel:\s*"([^"]*)"[^}]*\}`, 'gu');

function shapes(line: string): Said[] {
	return [...line.matchAll(shape)].map(([, id, label = '']) => ({ id: id ?? label, label }));
}

function flowLine(line: string): Said[] {
	const text = line.replace(/%%.*/, '').replace(/:::[\w-]+/g, '');
	if (/^\s*(?:graph|flowchart|classDef|class|style|linkStyle|click|direction|end|accTitle|accDescr)\b/.test(text)) {
		return [];
	}
	const [, group] = /^\s*subgraph\s+(.+)/.exec(text) ?? [];
	if (group !== undefined) {
		const [titled] = shapes(group);
		return [titled ?? { id: group.trim() }];
	}
	const given = [...text.matchAll(attributes)].map(([, id = '', label]) => ({ id, label }));
	// what stands on an edge is no node: `-->|text|`, `-- text -->`
	const bare = text
		.replace(attributes, '$1')
		.replace(/\|[^|]*\|/g, ' ')
		.replace(/(--|==|-\.)\s+[^-=.>|]+?\s+(-->?|==>?|\.->?)/g, ' --> ');
	const labelled = shapes(bare);
	const edges = bare.replace(shape, '$1').split(/\s*(?:[<xo]?(?:-{2,}|={2,}|-\.+-)[>xo]?|~{3,}|&|;)\s*/u);
	const alone = edges.flatMap((each) => new RegExp(`^\\s*(${name}(?:-[\\p{L}\\p{N}_]+)*)\\s*$`, 'u').exec(each)?.[1] ?? []);
	const said: Said[] = [...given, ...labelled, ...alone.map((id) => ({ id }))];
	return said.sort((a, b) => text.indexOf(a.id) - text.indexOf(b.id));
}

const declared = new RegExp(
	String.raw`^\s*(?:create\s+)?(?:(?:abstract|static|final)\s+)*(?:class|interface|enum|annotation|struct|entity|object|component|participant|actor|boundary|control|database|collections|queue|node|package|rectangle|folder|frame|cloud|artifact|card|file|usecase|state|namespace)\s+(?:"([^"]+)"\s+as\s+(${name})|(${name})(?:\s+as\s+"?([^"{<\[]+?)"?|\["([^"]+)"\])?|"([^"]+)")\s*(?:[{<:#].*|~.*)?$`,
	'u',
);
/** `A --> B : text`, `A "1" <|-- "n" B`, `A->>B: text`, `CUSTOMER ||--o{ ORDER : places`; the ends may be `[Component]`, `(Use case)` or `:Actor:`. */
const relation = new RegExp(
	String.raw`^\s*(\[[^\]]+\]|\([^)]+\)|:[^:]+:|"[^"]+"|${name})\s*(?:"[^"]*"\s*)?[<>|*o{}()x+#^\\/.]*(?:-[\w\[\]#]*-?|\.\.|--|==)[-.>|*o{}()x+#^\\/]*\s*(?:"[^"]*"\s*)?[+-]?(\[[^\]]+\]|\([^)]+\)|:[^:]+:|"[^"]+"|${name})\s*(?::.*)?$`,
	'u',
);
const noNode =
	/^(?:note|title|end|loop|alt|else|opt|par|and|critical|rect|activate|deactivate|return|skinparam|hide|show|left|right|top|direction|state|style|click)$/i;

/** Declarations and the ends of relations, as PlantUML and the UML forms of Mermaid write them. */
function umlLine(line: string): Said[] {
	const text = line.replace(/%%.*|^\s*'.*|^\s*\w+Diagram\b.*/, '');
	const [, labelled, alias, own, label, bracketed, quoted] = declared.exec(text) ?? [];
	if (labelled !== undefined && alias !== undefined) {
		return [{ id: alias, label: labelled }];
	}
	const declaredId = own ?? quoted;
	if (declaredId !== undefined) {
		return [{ id: declaredId, label: label ?? bracketed }];
	}
	const ends = relation.exec(text)?.slice(1) ?? [];
	const [, entity] = new RegExp(`^\\s*(${name})\\s*\\{\\s*$`, 'u').exec(text) ?? [];
	const [, component, as] = new RegExp(`^\\s*\\[([^\\]*]+)\\](?:\\s+as\\s+(${name}))?\\s*$`, 'u').exec(text) ?? [];
	const bare = [...ends, ...(entity === undefined ? [] : [entity])].flatMap((end) => end?.replace(/^[[(:"]|[\]):"]$/g, '') ?? []);
	return [
		...(component === undefined ? [] : [{ id: as ?? component, label: component }]),
		...bare.filter((id) => id !== '*' && !noNode.test(id)).map((id) => ({ id })),
	];
}

function c4Line(line: string): Said[] {
	const [, id, label] =
		/^\s*(?:Person|System|Container|Component|Node|Deployment_Node|\w+_Boundary)\w*\(\s*(\w+)\s*,\s*"([^"]+)"/.exec(line) ?? [];
	return id === undefined ? [] : [{ id, label }];
}

/** `a [label="…"]`, `a -> "b c"`, and `a;` */
function dotLine(line: string): Said[] {
	const text = line.replace(/\/\/.*|^\s*#.*/, '').trim();
	if (/^(?:(?:strict\s+)?(?:di)?graph|node|edge|rankdir|subgraph|[{}])\b|^\w+\s*=/.test(text) || !/[\p{L}\p{N}]/u.test(text)) {
		return [];
	}
	const [, label] = /\blabel\s*=\s*"((?:[^"\\]|\\.)*)"/.exec(text) ?? [];
	const ids = text
		.replace(/\[.*?\]?;?$/, '')
		.split(/\s*(?:->|--)\s*/)
		.flatMap(
			(end) =>
				/^"([^"]+)"|^([\p{L}_][\p{L}\p{N}_.]*)/u
					.exec(end.trim())
					?.slice(1)
					.find((id) => id !== undefined) ?? [],
		);
	return ids.map((id) => (ids.length === 1 ? { id, label } : { id }));
}
