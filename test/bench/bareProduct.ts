/** The int8 matrix products that the model makes of a text, and nothing else: a graph for ONNX Runtime, written here. */
import { InferenceSession, Tensor } from 'onnxruntime-node';

/** Rows (what goes in) and columns (what comes out) of each matrix that one layer multiplies with: projections, output, widen, narrow. */
export type Matrix = { readonly rows: number; readonly columns: number };
export type Shapes = { readonly layers: number; readonly matrices: readonly Matrix[] };

/** https://github.com/onnx/onnx/blob/main/onnx/onnx.proto: the numbers of the fields that are written. */
const model = { irVersion: 1, graph: 7, opset: 8 };
const graph = { node: 1, name: 2, initializer: 5, input: 11, output: 12 };
const node = { input: 1, output: 2, opType: 4, attribute: 5 };
const attribute = { name: 1, int: 3, type: 20 };
const tensor = { dims: 1, dataType: 2, name: 8, raw: 9 };
const value = { name: 1, type: 2 };
const [uint8, int8, int32, int64] = [2, 3, 6, 7];
const ofInt = 2;

/** A multiplication and an addition for each weight. */
export function flopsPerToken({ layers, matrices }: Shapes): number {
	return 2 * layers * matrices.reduce((sum, { rows, columns }) => sum + rows * columns, 0);
}

export class BareProduct {
	private readonly session: InferenceSession;
	private readonly widths: readonly number[];
	/** What goes in, as much of it as was needed so far. */
	private input = new Uint8Array();

	private constructor(session: InferenceSession, shapes: Shapes) {
		this.session = session;
		this.widths = widthsOf(shapes);
	}

	static async open(shapes: Shapes, threads: number): Promise<BareProduct> {
		const session = await InferenceSession.create(graphOf(shapes), {
			executionProviders: ['cpu'],
			intraOpNumThreads: threads,
			interOpNumThreads: 1,
			extra: { session: { intra_op: { allow_spinning: '0' } } },
			logSeverityLevel: 3,
		});
		return new BareProduct(session, shapes);
	}

	/** All products of a text of so many tokens. */
	async run(tokens: number): Promise<void> {
		const most = tokens * Math.max(...this.widths);
		this.input = this.input.length < most ? patterned(most) : this.input;
		const inputs = this.widths.map((width) => [`in${width}`, new Tensor('uint8', this.input.subarray(0, tokens * width), [tokens, width])]);
		await this.session.run(Object.fromEntries(inputs));
	}

	async close(): Promise<void> {
		await this.session.release();
	}
}

/**
 * MatMulInteger of uint8 by constant int8, as the shipped graphs multiply, each layer with weights of its own; of every product one figure is kept,
 * so that none can be left out and nearly nothing is copied.
 */
export function graphOf(shapes: Shapes): Uint8Array {
	const nodes: Uint8Array[] = [];
	const weights: Uint8Array[] = [
		tensorOf('zero', uint8, [], Uint8Array.of(128)),
		tensorOf('first', int64, [2], new Uint8Array(new BigInt64Array([0n, 0n]).buffer)),
		tensorOf('second', int64, [2], new Uint8Array(new BigInt64Array([1n, 1n]).buffer)),
	];
	const kept: string[] = [];
	for (let layer = 0; layer < shapes.layers; layer++) {
		for (const [i, { rows, columns }] of shapes.matrices.entries()) {
			const name = `layer${layer}.${i}`;
			weights.push(tensorOf(name, int8, [rows, columns], patterned(rows * columns)));
			nodes.push(nodeOf('MatMulInteger', [`in${rows}`, name, 'zero'], `${name}.product`));
			nodes.push(nodeOf('Slice', [`${name}.product`, 'first', 'second'], `${name}.kept`));
			kept.push(`${name}.kept`);
		}
	}
	const axis = bytes(node.attribute, join([text(attribute.name, 'axis'), number(attribute.int, 0), number(attribute.type, ofInt)]));
	nodes.push(join([nodeOf('Concat', kept, 'out'), axis]));
	const body = join([
		...nodes.map((each) => bytes(graph.node, each)),
		text(graph.name, 'products'),
		...weights.map((each) => bytes(graph.initializer, each)),
		...widthsOf(shapes).map((width) => bytes(graph.input, namedValue(`in${width}`, uint8, ['tokens', width]))),
		bytes(graph.output, namedValue('out', int32, ['products', 1])),
	]);
	return join([number(model.irVersion, 8), bytes(model.graph, body), bytes(model.opset, number(2, 17))]);
}

function widthsOf({ matrices }: Shapes): number[] {
	return [...new Set(matrices.map(({ rows }) => rows))];
}

/** Of all values, so that nothing is multiplied by zeros alone. */
function patterned(length: number): Uint8Array<ArrayBuffer> {
	return new Uint8Array(length).map((_, i) => (i * 37) & 255);
}

function nodeOf(op: string, inputs: readonly string[], output: string): Uint8Array {
	return join([...inputs.map((input) => text(node.input, input)), text(node.output, output), text(node.opType, op)]);
}

function tensorOf(name: string, kind: number, dims: readonly number[], raw: Uint8Array): Uint8Array {
	return join([
		...dims.map((dim) => number(tensor.dims, dim)),
		number(tensor.dataType, kind),
		text(tensor.name, name),
		bytes(tensor.raw, raw),
	]);
}

/** A dimension that is named is free. */
function namedValue(name: string, kind: number, dims: readonly (number | string)[]): Uint8Array {
	const shape = join(dims.map((dim) => bytes(1, typeof dim === 'number' ? number(1, dim) : text(2, dim))));
	return join([text(value.name, name), bytes(value.type, bytes(1, join([number(1, kind), bytes(2, shape)])))]);
}

function text(field: number, content: string): Uint8Array {
	return bytes(field, new TextEncoder().encode(content));
}

function bytes(field: number, content: Uint8Array): Uint8Array {
	return join([varint(field * 8 + 2), varint(content.length), content]);
}

function number(field: number, content: number): Uint8Array {
	return join([varint(field * 8), varint(content)]);
}

function varint(content: number): Uint8Array {
	const out: number[] = [];
	for (let rest = content; ; rest = Math.floor(rest / 128)) {
		if (rest < 128) {
			return Uint8Array.from([...out, rest]);
		}
		out.push((rest % 128) + 128);
	}
}

function join(parts: readonly Uint8Array[]): Uint8Array {
	return new Uint8Array(Buffer.concat(parts));
}
