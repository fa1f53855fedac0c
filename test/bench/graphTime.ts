/** Where the time of a text goes inside the graph: ONNX Runtime's own profile, by kind of operator, on one thread. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { readManifest } from '../../server/src/inference/manifest.ts';
import { milliseconds, type Row } from './figures.ts';

type Event = { readonly cat: string; readonly name: string; readonly dur: number; readonly args?: { readonly op_name?: string } };

const runs = 40;
const kinds: readonly (readonly [string, readonly string[]])[] = [
	['products of output, widen and narrow, scaled', ['MatMulIntegerToFloat']],
	['attention: its product, scores, softmax, mixing', ['QAttention']],
	['GELU', ['Gelu']],
	['activations calmed and quantised', ['Mul', 'QuantizeLinear']],
	['residuals and norms', ['Sum', 'LayerNormalization']],
];

export async function graphTime(modelFolder: string, tokens: number): Promise<Row[]> {
	const graph = readManifest(modelFolder).activations.find(({ skills: [skill] }) => skill === 'code')?.graph ?? '';
	const folder = mkdtempSync(join(tmpdir(), 'skilllens-profile-'));
	try {
		const session = await InferenceSession.create(join(modelFolder, graph), {
			executionProviders: ['cpu'],
			intraOpNumThreads: 1,
			interOpNumThreads: 1,
			logSeverityLevel: 3,
			enableProfiling: true,
			profileFilePrefix: join(folder, 'profile'),
		});
		for (let run = 0; run < runs; run++) {
			await session.run({
				input_ids: new Tensor(
					'int32',
					Int32Array.from({ length: tokens }, (_, i) => 1000 + 13 * i),
					[1, tokens],
				),
				attention_mask: new Tensor('int32', new Int32Array(tokens).fill(1), [1, tokens]),
			});
		}
		session.endProfiling();
		await session.release();
		const [file = ''] = readdirSync(folder);
		return rowsOf(byOperator(JSON.parse(readFileSync(join(folder, file), 'utf8')) as Event[]), tokens);
	} finally {
		rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
	}
}

/** Milliseconds a run: of each node its fastest, for the slower ones had to wait for the processor, added up. */
export function byOperator(events: readonly Event[]): ReadonlyMap<string, number> {
	const spent = new Map<string, number>();
	const kernels = events.filter(({ cat, name }) => cat === 'Node' && name.endsWith('_kernel_time'));
	for (const of of Map.groupBy(kernels, ({ name }) => name).values()) {
		const operator = of[0]?.args?.op_name ?? '';
		spent.set(operator, (spent.get(operator) ?? 0) + Math.min(...of.map(({ dur }) => dur)) / 1000);
	}
	return spent;
}

function rowsOf(spent: ReadonlyMap<string, number>, tokens: number): Row[] {
	const total = [...spent.values()].reduce((sum, ms) => sum + ms, 0);
	const row = (what: string, ms: number): Row => ({ what, figure: milliseconds(ms), ratio: ms / total, beside: 'of all' });
	const rows = kinds.map(([what, operators]) =>
		row(
			what,
			operators.reduce((sum, operator) => sum + (spent.get(operator) ?? 0), 0),
		),
	);
	const rest = total - rows.reduce((sum, { ratio = 0 }) => sum + ratio * total, 0);
	return [{ what: `a text of ${tokens} tokens`, figure: milliseconds(total) }, ...rows, row('everything else', rest)];
}
