/** Nodes of diagrams that are kept as text, as their viewers draw them. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { diagramSource } from '../../../server/src/skills/pictures.ts';

const cases: readonly (readonly [what: string, path: string, text: string, nodes: readonly string[]])[] = [
	[
		'a flow chart: labels in every shape, bare names, groups; not what stands on edges, and no styles',
		'flow.mmd',
		'flowchart LR\n%% a comment\nsubgraph http [HTTP layer]\n  A["Retry queue<br/>in memory"] -->|put job| B(CircuitBreaker)\n  B -- opens --> C{{is open?}} & store-one[(Store)]\nend\nC ==> HttpClient:::hot --> D((End))\nE@{ shape: cyl, label: "Ledger" }\nclassDef hot fill:#f00\nstyle A fill:#fff\nclick A "https://example.org"',
		['3 HTTP layer', '4 Retry queue in memory', '4 CircuitBreaker', '5 is open?', '5 Store', '7 HttpClient', '7 End', '8 Ledger'],
	],
	[
		'a sequence: participants by their labels, and who only speaks',
		'flow.mermaid',
		'sequenceDiagram\n  participant C as HTTP client\n  actor User\n  C->>Breaker: call()\n  Breaker-->>C: answer\n  note over C: waits\n  loop every minute\n  end',
		['2 HTTP client', '3 User', '4 Breaker'],
	],
	[
		'classes, declared or only related; members are no nodes',
		'model.mmd',
		'classDiagram\n  class HttpClient {\n    +get(url) Answer\n  }\n  Client <|-- HttpClient : extends\n  HttpClient "1" *-- "n" CircuitBreaker\n  class Store["The store"]',
		['2 HttpClient', '5 Client', '6 CircuitBreaker', '7 The store'],
	],
	[
		'states',
		'states.mmd',
		'stateDiagram-v2\n  [*] --> Closed\n  Closed --> HalfOpen : a call\n  state "is open" as Open\n  HalfOpen --> Open',
		['2 Closed', '3 HalfOpen', '4 is open'],
	],
	[
		'entities',
		'er.mmd',
		'erDiagram\n  CUSTOMER ||--o{ ORDER : places\n  INVOICE {\n    string id\n  }',
		['2 CUSTOMER', '2 ORDER', '3 INVOICE'],
	],
	['a mind map', 'map.mmd', 'mindmap\n  root((Billing))\n    Invoices["Invoice list"]', ['2 Billing', '3 Invoice list']],
	['what has no nodes', 'pie.mmd', 'pie title Pets\n  "Dogs" : 386', []],
	[
		'PlantUML',
		'parts.puml',
		'@startuml\n\' a comment\nparticipant "HTTP client" as C\ncomponent Breaker\n[Retry queue] as Q\nC -> Breaker : call\nQ --> [Store]\n@enduml',
		['3 HTTP client', '4 Breaker', '5 Retry queue', '7 Store'],
	],
	[
		'Graphviz',
		'parts.dot',
		'digraph {\n  rankdir=LR;\n  node [shape=box];\n  client [label="HTTP client"];\n  client -> "circuit breaker" -> store;\n  // client -> nothing\n}',
		['4 HTTP client', '5 circuit breaker', '5 store'],
	],
	[
		'draw.io',
		'a.drawio',
		'<mxGraphModel><mxCell value="Retry queue"/><mxCell value="&lt;b&gt;Store&lt;/b&gt;"/></mxGraphModel>',
		['1 Retry queue', '1 Store'],
	],
	[
		'every fenced diagram of a document, with the lines of the document',
		'docs/flow.md',
		'# Flow\n\n```mermaid\ngraph TD\n  A[Queue] --> B[Store]\n```\n\nText with [a link](x.md).\n\n```js\nconst a = [1];\n```\n\n~~~dot\ndigraph { }\n  cache;\n~~~\n',
		['5 Queue', '5 Store', '16 cache'],
	],
	['front matter', 'a.mmd', '---\ntitle: graph of all\n---\nflowchart TD\n  A[Queue]\n', ['5 Queue']],
];

for (const [what, path, text, nodes] of cases) {
	test(what, () => {
		assert.deepEqual(
			diagramSource(path, text).nodes.map((node) => `${node.line} ${node.text}`),
			nodes,
		);
	});
}

test('the lines that are drawn keep their numbers, fences left out', () => {
	const { lines } = diagramSource('a.md', '# A\n\n```mermaid\ngraph TD\n  A[Queue]\n```\n');
	assert.deepEqual(lines, [
		{ text: 'graph TD', line: 4 },
		{ text: '  A[Queue]', line: 5 },
	]);
});
