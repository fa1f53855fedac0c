/** Charts: a random Chart.js config, and the same chart as the other plotting libraries would be asked for it. */
import type { Random } from './random.ts';
import { camel, code, doc, domains, fitted, indent, pascal, plural, type Sample, sentence, snake, titled } from './words.ts';

type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };
type Point = number | null | { readonly x: number; readonly y: number; readonly r?: number };

interface Series {
	readonly name: string;
	readonly type: string;
	readonly data: readonly Point[];
	readonly color: string;
	readonly colors: readonly string[];
	readonly extra: { readonly [key: string]: Value };
}

interface Chart {
	readonly type: string;
	readonly labels: readonly (string | number)[];
	readonly series: readonly Series[];
	readonly title: string;
	readonly subject: string;
	readonly horizontal: boolean;
	readonly stacked: boolean;
	readonly log: boolean;
	readonly bare: boolean;
	readonly options: { readonly [key: string]: Value };
}

const named =
	'red blue green orange purple teal crimson gold navy tomato black gray lime cyan magenta salmon orchid steelblue darkgreen coral khaki indigo maroon turquoise pink'.split(
		' ',
	);
const kinds = [
	'bar',
	'bar',
	'bar',
	'line',
	'line',
	'line',
	'line',
	'scatter',
	'bubble',
	'pie',
	'doughnut',
	'polarArea',
	'radar',
	'radar',
	'mixed',
];
const pointStyles = ['circle', 'cross', 'crossRot', 'dash', 'line', 'rect', 'rectRounded', 'rectRot', 'star', 'triangle'];
const labelSets = [
	['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
	['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
	['Q1', 'Q2', 'Q3', 'Q4'],
	['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'],
	['north', 'south', 'east', 'west', 'centre'],
	['2017', '2018', '2019', '2020', '2021', '2022', '2023', '2024'],
];
const round = (domainKinds: string): boolean => ['pie', 'doughnut', 'polarArea'].includes(domainKinds);

function colorOf(random: Random): string {
	const [red, green, blue] = [random.int(0, 255), random.int(0, 255), random.int(0, 255)];
	const hex = [red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('');
	return random.pick([
		random.pick(named),
		`#${hex}`,
		`rgb(${red}, ${green}, ${blue})`,
		`rgba(${red}, ${green}, ${blue}, ${random.pick([0.2, 0.4, 0.5, 0.7, 0.9])})`,
		`hsl(${random.int(0, 359)}, ${random.int(40, 100)}%, ${random.int(30, 70)}%)`,
		random.pick(['#f00', '#0f0', '#00f', '#ff0', '#0ff', '#f0f', '#333', '#09c']),
	]);
}

export function chartSample(random: Random): Sample {
	const chart = chartOf(random);
	const config = configOf(chart);
	const [width, height] = random.pick([
		[512, 256],
		[512, 512],
		[400, 300],
		[800, 400],
		[256, 512],
		[640, 360],
		[900, 300],
		[300, 300],
	] as const);
	const others = random.some(libraries(chart), random.int(2, 3)).map((make) => code(make(random, chart)));
	return {
		family: 'chart',
		kind: chart.type,
		picture: {
			kind: 'chart',
			config,
			background: random.chance(0.85) ? 'white' : random.pick(['#1e1e1e', '#f4f4f4', '#fdf6e3', '#10151f']),
			width,
			height,
		},
		texts: [code(chartJs(random, config, width, height)), ...others, doc(sentenceOf(random, chart))],
	};
}

function chartOf(random: Random): Chart {
	const domain = random.pick(domains);
	const type = random.pick(kinds);
	const bare = random.chance(0.45);
	const subject = random.pick(domain.metrics);
	const set = random.chance(0.4)
		? random.some(random.chance(0.5) ? domain.entities : domain.states)
		: random.chance(0.25)
			? random.many(12, (index) => index)
			: random.pick(labelSets);
	const labels = set.slice(0, random.int(3, Math.min(round(type) ? 7 : 12, set.length)));
	const names = random.some(
		[...domain.services, ...domain.metrics, ...domain.actors],
		round(type) ? random.pick([1, 1, 1, 2]) : random.int(1, 5),
	);
	const horizontal = type === 'bar' && random.chance(0.3);
	const log = ['line', 'bar', 'scatter'].includes(type) && random.chance(0.12);
	const shared = round(type) ? {} : lineOptions(random);
	const series = names.map((name, index) => seriesOf(random, { type, labels, name, index, log, shared }));
	const stacked = ['bar', 'line'].includes(type) && random.chance(0.35);
	const title = titled(
		random.pick([
			`${subject} by ${random.pick(domain.entities)}`,
			`${subject} per month`,
			`${domain.name} ${subject}`,
			`${names[0]} ${subject}`,
		]),
	);
	const chart = { type, labels, series, title, subject: `${domain.name} ${subject}`, horizontal, stacked, log, bare };
	return { ...chart, options: optionsOf(random, chart) };
}

function seriesOf(
	random: Random,
	of: { type: string; labels: readonly unknown[]; name: string; index: number; log: boolean; shared: { [key: string]: Value } },
): Series {
	const type = of.type === 'mixed' ? (of.index % 2 === 0 ? 'bar' : 'line') : of.type;
	const top = 10 ** random.int(1, of.log ? 5 : 3);
	const low = !of.log && ['line', 'bar', 'scatter'].includes(type) && random.chance(0.3) ? -top : 1;
	const number = (): number => Math.round((low + random.next() * (top - low)) * (top > 50 ? 1 : 10)) / (top > 50 ? 1 : 10);
	const trend = random.pick([0, 0, 1, -1]);
	const point = (index: number): Point => {
		if (type === 'scatter' || type === 'bubble') {
			return { x: number(), y: number(), ...(type === 'bubble' ? { r: random.int(3, 30) } : {}) };
		}
		return !of.log && random.chance(0.04) && !round(type) ? null : Math.round((number() + trend * index * top * 0.2) * 10) / 10;
	};
	const data = random.many(type === 'scatter' ? random.int(6, 40) : type === 'bubble' ? random.int(3, 12) : of.labels.length, point);
	return {
		name: of.name,
		type,
		data,
		color: colorOf(random),
		colors: round(type) || (type === 'bar' && random.chance(0.15)) ? data.map(() => colorOf(random)) : [],
		extra: { ...(type === 'line' || type === 'radar' ? of.shared : {}), ...(random.chance(0.5) ? {} : seriesOptions(random, type)) },
	};
}

function seriesOptions(random: Random, type: string): { [key: string]: Value } {
	if (round(type)) {
		return random.pick<{ [key: string]: Value }>([
			{ borderWidth: random.int(0, 8), borderColor: colorOf(random) },
			{ offset: random.int(5, 40) },
			{ spacing: random.int(2, 20) },
			{ borderRadius: random.int(4, 20) },
		]);
	}
	if (type === 'bar') {
		return random.pick<{ [key: string]: Value }>([
			{ borderColor: colorOf(random), borderWidth: random.int(1, 8) },
			{ borderRadius: random.int(3, 20), borderSkipped: random.pick([false, 'start', 'left', 'bottom']) },
			{ barPercentage: random.pick([0.3, 0.6, 1]), categoryPercentage: random.pick([0.5, 1]) },
			{ barThickness: random.int(6, 40) },
			{ minBarLength: random.int(5, 40) },
		]);
	}
	return lineOptions(random);
}

function lineOptions(random: Random): { [key: string]: Value } {
	const all: { [key: string]: Value }[] = [
		{ tension: random.pick([0, 0.2, 0.4, 0.5]) },
		{ stepped: random.pick<Value>([true, 'before', 'after', 'middle']) },
		{
			borderDash: random.pick([
				[5, 5],
				[10, 2],
				[2, 6],
				[12, 4, 2, 4],
			]),
		},
		{ borderWidth: random.int(1, 12) },
		{ pointStyle: random.pick(pointStyles), pointRadius: random.int(3, 14) },
		{ pointRadius: 0 },
		{ fill: random.pick<Value>([true, 'origin', 'start', 'end', '-1', '+1', { value: 5 }]) },
		{ showLine: false, pointRadius: random.int(4, 16), pointBackgroundColor: colorOf(random) },
		{ spanGaps: true },
		{ cubicInterpolationMode: 'monotone' },
	];
	return Object.assign({}, ...random.some(all, random.int(0, 3)));
}

function optionsOf(random: Random, chart: Omit<Chart, 'options'>): { [key: string]: Value } {
	const plugins: { [key: string]: Value } = {
		legend: chart.bare ? false : random.chance(0.5) ? { position: random.pick(['top', 'bottom', 'left', 'right']) } : random.chance(0.5),
		...(chart.bare
			? {}
			: {
					title: random.chance(0.6)
						? { display: true, text: chart.title, ...(random.chance(0.3) ? { font: { size: random.int(14, 28) } } : {}) }
						: false,
				}),
		...(random.chance(0.3) ? { tooltip: false } : {}),
	};
	const base: { [key: string]: Value } = { plugins, ...(random.chance(0.2) ? { layout: { padding: random.int(5, 40) } } : {}) };
	if (chart.type === 'pie' || chart.type === 'doughnut') {
		return {
			...base,
			...(random.chance(0.4) ? { rotation: random.int(-180, 180) } : {}),
			...(random.chance(0.3) ? { circumference: random.pick([90, 180, 220, 270]) } : {}),
			...(chart.type === 'doughnut' && random.chance(0.6) ? { cutout: random.pick(['20%', '50%', '70%', '85%', 40]) } : {}),
		};
	}
	if (chart.type === 'polarArea' || chart.type === 'radar') {
		const scale = chart.bare
			? { display: random.chance(0.3), ticks: { display: false }, ...(chart.type === 'radar' ? { pointLabels: { display: false } } : {}) }
			: {
					beginAtZero: random.chance(0.5),
					...(random.chance(0.3) ? { grid: { circular: true, color: colorOf(random) } } : {}),
					...(random.chance(0.3) ? { startAngle: random.int(0, 180) } : {}),
				};
		return { ...base, scales: { r: scale } };
	}
	const [x, y] = chart.horizontal ? ['y', 'x'] : ['x', 'y'];
	const axis = (valued: boolean): Value => ({
		...(chart.bare ? { display: random.chance(0.1) } : {}),
		...(chart.stacked ? { stacked: true } : {}),
		...(valued && chart.log ? { type: 'logarithmic' } : {}),
		...(valued && !chart.log && random.chance(0.2) ? { beginAtZero: true } : {}),
		...(!chart.bare && random.chance(0.2)
			? { grid: random.pick<Value>([{ display: false }, { color: colorOf(random), lineWidth: random.int(1, 3) }]) }
			: {}),
		...(!chart.bare && random.chance(0.2) ? { title: { display: true, text: sentence(chart.subject) } } : {}),
		...(random.chance(0.06) ? { reverse: true } : {}),
		...(valued && !chart.horizontal && random.chance(0.1) ? { position: 'right' } : {}),
	});
	return {
		...base,
		...(chart.horizontal ? { indexAxis: 'y' } : {}),
		scales: { [x]: axis(false), [y]: axis(true), ...(chart.type === 'mixed' ? { y2: { position: 'right', display: !chart.bare } } : {}) },
	};
}

function configOf(chart: Chart): { [key: string]: Value } {
	const points = chart.type === 'scatter' || chart.type === 'bubble';
	const datasets = chart.series.map((series, index) => ({
		...(chart.type === 'mixed' ? { type: series.type, ...(index === 1 ? { yAxisID: 'y2' } : {}) } : {}),
		...(chart.bare ? {} : { label: sentence(series.name) }),
		data: series.data as Value,
		backgroundColor: series.colors.length > 0 ? series.colors : series.color,
		...(series.type === 'line' || series.type === 'radar' ? { borderColor: series.color } : {}),
		...series.extra,
	}));
	const data = { ...(points ? {} : { labels: chart.labels }), datasets };
	return { type: chart.type === 'mixed' ? 'bar' : chart.type, data, options: chart.options };
}

interface Style {
	readonly tab: string;
	readonly quote: string;
	readonly comma: boolean;
}
const styleOf = (random: Random): Style => ({
	tab: random.pick(['  ', '    ', '\t']),
	quote: random.pick(["'", "'", '"']),
	comma: random.chance(0.3),
});

/** A value as JavaScript, short things on one line. */
function literal(value: Value, style: Style, room = 90): string {
	if (typeof value === 'string') {
		return `${style.quote}${value}${style.quote}`;
	}
	if (value === null || typeof value !== 'object') {
		return String(value);
	}
	const list = Array.isArray(value);
	const key = (name: string): string => (/^[a-z_$][\w$]*$/i.test(name) ? name : `'${name}'`);
	const inner = list
		? value.map((item) => literal(item as Value, style, room - 4))
		: Object.entries(value).map(([name, item]) => `${key(name)}: ${literal(item as Value, style, room - 4)}`);
	const [open, close] = list ? ['[', ']'] : ['{', '}'];
	const flat = list ? `[${inner.join(', ')}]` : `{ ${inner.join(', ')} }`;
	const plain = list && value.every((item) => item === null || typeof item !== 'object');
	if (inner.length === 0 || plain || (flat.length < room && !flat.includes('\n') && (list || inner.length < 4))) {
		return inner.length === 0 ? open + close : flat;
	}
	return `${open}\n${indent(inner.join(',\n'), style.tab)}${style.comma ? ',' : ''}\n${close}`;
}

function chartJs(random: Random, config: { [key: string]: Value }, width: number, height: number): string {
	const style = styleOf(random);
	const id = random.pick(['chart', 'canvas', 'myChart', 'stats', 'plot']);
	const { type, data, options } = config as { type: Value; data: { [key: string]: Value }; options: Value };
	const shape = random.int(0, 6);
	if (shape <= 2) {
		return `module.exports = ${literal({ ...(random.chance(0.2) ? { threshold: 0.01 } : {}), config, ...(random.chance(0.5) ? { options: { canvas: { height, width }, ...(random.chance(0.2) ? { spriteText: true } : {}) } } : {}) }, style)};`;
	}
	if (shape === 3) {
		return `const ctx = document.getElementById('${id}').getContext('2d');\nconst ${id} = new Chart(ctx, ${literal(config, style)});`;
	}
	if (shape === 4) {
		return `import { Chart } from 'chart.js/auto';\n\nconst data = ${literal(data, style)};\n\nconst options = ${literal(options, style)};\n\nexport default function render(canvas) {\n${style.tab}return new Chart(canvas, { type: '${type}', data, options });\n}`;
	}
	if (shape === 5) {
		return JSON.stringify(config, null, random.pick([1, 2, '\t']));
	}
	return `import { ${pascal(String(type))} } from 'react-chartjs-2';\n\nexport const options = ${literal(options, style)};\n\nexport const data = ${literal(data, style)};\n\nexport function App() {\n${style.tab}return <${pascal(String(type))} options={options} data={data} />;\n}`;
}

type Maker = (random: Random, chart: Chart) => string;

function libraries(chart: Chart): Maker[] {
	const all: Maker[] = [echarts, vegaLite, plotly, matplotlib, ggplot, canvas];
	return ['radar', 'polarArea'].includes(chart.type) ? [echarts, plotly, matplotlib, canvas, highcharts] : [...all, highcharts, d3];
}

const numbers = (series: Series): Value =>
	series.data.map((point) => (point !== null && typeof point === 'object' ? Object.values(point) : point)) as Value;
const short = (chart: Chart): string => camel(chart.subject.split(' ').slice(-2).join(' '));

function echarts(random: Random, chart: Chart): string {
	const style = styleOf(random);
	const types: { [key: string]: string } = { polarArea: 'pie', doughnut: 'pie', bubble: 'scatter' };
	const pairs = chart.labels.map((name, index) => ({ name: String(name), value: (chart.series[0]?.data[index] ?? 0) as number }));
	const series: Value = round(chart.type)
		? [
				{
					type: 'pie',
					...(chart.type === 'doughnut' ? { radius: ['40%', '70%'] } : {}),
					...(chart.type === 'polarArea' ? { roseType: 'area' } : {}),
					data: pairs,
					color: chart.series[0]?.colors ?? [],
				},
			]
		: chart.type === 'radar'
			? [{ type: 'radar', data: chart.series.map((one) => ({ name: one.name, value: numbers(one) })) }]
			: chart.series.map((one) => ({
					name: one.name,
					type: types[one.type] ?? one.type,
					...(chart.stacked ? { stack: 'total' } : {}),
					...(one.extra.fill ? { areaStyle: {} } : {}),
					...(one.extra.tension ? { smooth: true } : {}),
					...(one.extra.stepped ? { step: 'middle' } : {}),
					itemStyle: { color: one.color },
					data: numbers(one),
				}));
	const category = { type: 'category', data: chart.labels };
	const value = { type: chart.log ? 'log' : 'value' };
	const axes = round(chart.type)
		? {}
		: chart.type === 'radar'
			? { radar: { indicator: chart.labels.map((name) => ({ name: String(name) })) } }
			: chart.type === 'scatter' || chart.type === 'bubble'
				? { xAxis: {}, yAxis: value }
				: chart.horizontal
					? { xAxis: value, yAxis: category }
					: { xAxis: category, yAxis: value };
	const option = { ...(chart.bare ? {} : { title: { text: chart.title }, legend: {} }), ...axes, series };
	return random.chance(0.5)
		? `option = ${literal(option, style)};`
		: `const ${short(chart)} = echarts.init(document.querySelector('#main'));\n${short(chart)}.setOption(${literal(option, style)});`;
}

function vegaLite(random: Random, chart: Chart): string {
	const marks: { [key: string]: Value } = {
		bar: 'bar',
		line: chart.series[0]?.extra.fill ? 'area' : { type: 'line', point: true },
		scatter: 'point',
		bubble: 'circle',
		pie: 'arc',
		doughnut: { type: 'arc', innerRadius: 60 },
		polarArea: 'arc',
		mixed: 'bar',
	};
	const rows = chart.series.flatMap((one) =>
		one.data
			.slice(0, 6)
			.map((point, index) =>
				point !== null && typeof point === 'object'
					? { ...point, series: one.name }
					: { x: chart.labels[index] ?? index, y: point, series: one.name },
			),
	);
	const x = { field: 'x', type: chart.type === 'scatter' || chart.type === 'bubble' ? 'quantitative' : 'nominal' };
	const y = {
		field: 'y',
		type: 'quantitative',
		...(chart.log ? { scale: { type: 'log' } } : {}),
		...(chart.stacked ? { stack: 'zero' } : {}),
	};
	const color = { field: 'series', scale: { range: chart.series.map((one) => one.color) } };
	const encoding = round(chart.type)
		? { theta: y, color: { field: 'x', type: 'nominal' } }
		: chart.horizontal
			? { y: x, x: y, color }
			: { x, y, color, ...(chart.type === 'bubble' ? { size: { field: 'r' } } : {}) };
	return JSON.stringify(
		{
			$schema: 'https://vega.github.io/schema/vega-lite/v5.json',
			description: chart.title,
			mark: marks[chart.type] ?? 'bar',
			encoding,
			data: { values: rows },
		},
		null,
		random.pick([1, 2]),
	).replace(/\{\s*([^{}[\]]*?)\s*\}/g, (_, inner: string) => `{ ${inner.replace(/\s*\n\s*/g, ' ')} }`);
}

function plotly(random: Random, chart: Chart): string {
	const style = styleOf(random);
	const traces: Value = chart.series.map((one) => {
		if (round(chart.type)) {
			return chart.type === 'polarArea'
				? { type: 'barpolar', r: numbers(one), theta: chart.labels }
				: {
						type: 'pie',
						labels: chart.labels,
						values: numbers(one),
						marker: { colors: one.colors },
						...(chart.type === 'doughnut' ? { hole: 0.5 } : {}),
					};
		}
		if (chart.type === 'radar') {
			return { type: 'scatterpolar', r: numbers(one), theta: chart.labels, fill: 'toself', name: one.name };
		}
		const points = one.type === 'scatter' || one.type === 'bubble';
		const xs = points ? one.data.map((point) => (point as { x: number }).x) : chart.labels;
		const ys = points ? one.data.map((point) => (point as { y: number }).y) : numbers(one);
		return {
			name: one.name,
			type: one.type === 'bar' ? 'bar' : 'scatter',
			...(one.type === 'bar' ? {} : { mode: points ? 'markers' : 'lines+markers' }),
			...(chart.horizontal ? { x: ys, y: xs, orientation: 'h' } : { x: xs, y: ys }),
			marker: { color: one.color },
			...(one.extra.stepped ? { line: { shape: 'hv' } } : {}),
		};
	});
	const layout = {
		title: chart.title,
		...(chart.stacked ? { barmode: 'stack' } : {}),
		...(chart.log ? { yaxis: { type: 'log' } } : {}),
		showlegend: !chart.bare,
	};
	return random.chance(0.5)
		? `Plotly.newPlot('${short(chart)}', ${literal(traces, style)}, ${literal(layout, style)});`
		: `import plotly.graph_objects as go\n\nfig = go.Figure()\n${chart.series.map((one) => `fig.add_trace(go.${round(chart.type) ? 'Pie' : one.type === 'bar' ? 'Bar' : chart.type === 'radar' ? 'Scatterpolar' : 'Scatter'}(name="${one.name}", ${round(chart.type) ? 'values' : 'y'}=${JSON.stringify(numbers(one)).replaceAll('null', 'None').replaceAll(',', ', ')}))`).join('\n')}\nfig.update_layout(title="${chart.title}"${chart.stacked ? ', barmode="stack"' : ''}${chart.bare ? ', showlegend=False' : ''})\nfig.show()`;
}

function highcharts(random: Random, chart: Chart): string {
	const types: { [key: string]: string } = {
		bar: chart.horizontal ? 'bar' : 'column',
		doughnut: 'pie',
		polarArea: 'column',
		radar: 'line',
		mixed: 'column',
	};
	const options = {
		chart: { type: types[chart.type] ?? chart.type, ...(['radar', 'polarArea'].includes(chart.type) ? { polar: true } : {}) },
		title: { text: chart.bare ? '' : chart.title },
		xAxis: { categories: chart.labels.map(String), visible: !chart.bare },
		yAxis: { type: chart.log ? 'logarithmic' : 'linear', visible: !chart.bare },
		...(chart.bare ? { legend: { enabled: false } } : {}),
		plotOptions: { series: { ...(chart.stacked ? { stacking: 'normal' } : {}), animation: false } },
		series: chart.series.map((one) => ({
			name: sentence(one.name),
			color: one.color,
			...(one.extra.borderDash ? { dashStyle: 'Dash' } : {}),
			data: numbers(one),
		})),
	};
	return `Highcharts.chart('${short(chart)}', ${literal(options, styleOf(random))});`;
}

const python = (value: Value): string => JSON.stringify(value).replaceAll('null', 'None').replaceAll(',', ', ');

function matplotlib(random: Random, chart: Chart): string {
	const ax = random.pick(['ax', 'ax', 'axes', 'plt']);
	const first = chart.series[0];
	const lines = chart.series.flatMap((one, index) => {
		const name = snake(one.name);
		const color = /^(rgb|hsl)/.test(one.color) ? `C${index}` : one.color;
		if (one.type === 'scatter' || one.type === 'bubble') {
			const points = one.data as { x: number; y: number; r?: number }[];
			return [
				`${ax}.scatter(${python(points.map((point) => point.x))}, ${python(points.map((point) => point.y))}${one.type === 'bubble' ? `, s=${python(points.map((point) => (point.r ?? 1) ** 2))}` : ''}, color="${color}", label="${one.name}")`,
			];
		}
		const data = `${name} = ${python(numbers(one))}`;
		if (chart.type === 'polarArea') {
			return [
				data,
				`angles = np.linspace(0, 2 * np.pi, len(labels), endpoint=False)`,
				`${ax}.bar(angles, ${name}, width=2 * np.pi / len(labels))`,
			];
		}
		if (round(chart.type)) {
			return [
				data,
				`${ax}.pie(${name}, labels=${chart.bare ? 'None' : 'labels'}${chart.type === 'doughnut' ? ', wedgeprops={"width": 0.4}' : ''}, startangle=${random.pick([0, 90, 140])})`,
			];
		}
		if (chart.type === 'radar') {
			return [data, `${ax}.plot(angles, ${name}, color="${color}")`, `${ax}.fill(angles, ${name}, alpha=0.25)`];
		}
		if (one.type === 'bar') {
			return [
				data,
				`${ax}.${chart.horizontal ? 'barh' : 'bar'}(labels, ${name}, color="${color}"${chart.stacked && index > 0 ? `, ${chart.horizontal ? 'left' : 'bottom'}=${snake(first?.name ?? '')}` : ''}, label="${one.name}")`,
			];
		}
		const dash = one.extra.borderDash ? ', linestyle="--"' : '';
		return [
			data,
			`${ax}.${one.extra.stepped ? 'step' : 'plot'}(labels, ${name}, color="${color}"${dash}${one.extra.borderWidth ? `, linewidth=${one.extra.borderWidth}` : ''}, label="${one.name}")`,
			...(one.extra.fill ? [`${ax}.fill_between(labels, ${name}, alpha=0.3)`] : []),
		];
	});
	const polar = ['radar', 'polarArea'].includes(chart.type);
	const end = chart.bare
		? [`${ax}.axis("off")`]
		: [ax === 'plt' ? `plt.title("${chart.title}")` : `${ax}.set_title("${chart.title}")`, `${ax}.legend()`];
	const body = [
		`labels = ${python(chart.labels as Value)}`,
		...(chart.type === 'radar' ? ['angles = np.linspace(0, 2 * np.pi, len(labels), endpoint=False)'] : []),
		...(ax === 'plt'
			? []
			: [
					`fig, ${ax} = plt.subplots(${polar ? 'subplot_kw={"projection": "polar"}' : `figsize=(${random.int(4, 12)}, ${random.int(3, 8)})`})`,
				]),
		...lines,
		...(chart.log ? [ax === 'plt' ? 'plt.yscale("log")' : `${ax}.set_yscale("log")`] : []),
		...end,
	];
	const imports = `${polar ? 'import numpy as np\n' : ''}import matplotlib.pyplot as plt\n\n`;
	const name = `${snake(chart.type)}_${snake(short(chart))}`;
	return random.pick([
		() => `${imports}${body.join('\n')}\nplt.show()`,
		() => `${imports}\ndef plot_${name}(path):\n    """${chart.title}."""\n${indent(body.join('\n'), '    ')}\n    plt.savefig(path)`,
		() =>
			`@image_comparison(["${name}.png"], remove_text=${chart.bare ? 'True' : 'False'})\ndef test_${name}():\n${indent(body.join('\n'), '    ')}`,
	])();
}

function ggplot(random: Random, chart: Chart): string {
	const rows = chart.series.flatMap((one) =>
		one.data
			.slice(0, 8)
			.map((point, index) =>
				point !== null && typeof point === 'object'
					? { x: point.x, y: point.y, r: point.r, g: one.name }
					: { x: chart.labels[index] ?? index, y: point ?? 'NA', r: undefined, g: one.name },
			),
	);
	const quoted = (values: readonly unknown[]): string =>
		`c(${values.map((value) => (typeof value === 'string' && value !== 'NA' ? `"${value}"` : String(value))).join(', ')})`;
	const frame = random.pick(['df', 'data', short(chart)]);
	const geoms: { [key: string]: string } = {
		bar: `geom_col(position = "${chart.stacked ? 'stack' : 'dodge'}")`,
		line: chart.series[0]?.extra.stepped
			? 'geom_step(aes(colour = group))'
			: chart.series[0]?.extra.fill
				? 'geom_area(alpha = 0.4)'
				: 'geom_line(aes(colour = group, group = group))',
		scatter: 'geom_point(aes(colour = group))',
		bubble: 'geom_point(aes(size = r, colour = group), alpha = 0.6)',
		mixed: 'geom_col() +\n  geom_line(aes(group = group))',
	};
	const layers = [
		`ggplot(${frame}, aes(x = ${round(chart.type) ? '""' : 'x'}, y = y, fill = ${round(chart.type) ? 'x' : 'group'}))`,
		geoms[chart.type] ?? 'geom_col(width = 1)',
		...(round(chart.type) ? ['coord_polar(theta = "y")'] : chart.horizontal ? ['coord_flip()'] : []),
		...(chart.log ? ['scale_y_log10()'] : []),
		...(chart.bare
			? ['theme_void()', 'theme(legend.position = "none")']
			: [`labs(title = "${chart.title}", x = NULL)`, random.pick(['theme_minimal()', 'theme_bw()', 'theme_classic()', 'theme_gray()'])]),
		...(random.chance(0.4) ? [`scale_fill_manual(values = ${quoted(chart.series.map((one) => one.color))})`] : []),
	];
	return `library(ggplot2)\n\n${frame} <- data.frame(\n  x = ${quoted(rows.map((row) => row.x))},\n  y = ${quoted(rows.map((row) => row.y))},${chart.type === 'bubble' ? `\n  r = ${quoted(rows.map((row) => row.r))},` : ''}\n  group = ${quoted(rows.map((row) => row.g))}\n)\n\n${layers.join(' +\n  ')}`;
}

function d3(random: Random, chart: Chart): string {
	const one = chart.series[0];
	const data = JSON.stringify(one?.data.slice(0, 12) ?? []);
	const [width, height] = [random.int(3, 9) * 100, random.int(2, 5) * 100];
	const head = `const data = ${data};\nconst svg = d3.select('#${short(chart)}').append('svg').attr('width', ${width}).attr('height', ${height});\n`;
	if (round(chart.type)) {
		return `${head}const color = d3.scaleOrdinal(${JSON.stringify(one?.colors ?? [])});\nconst arc = d3.arc().innerRadius(${chart.type === 'doughnut' ? height / 4 : 0}).outerRadius(${height / 2});\nsvg.append('g').attr('transform', 'translate(${width / 2},${height / 2})')\n  .selectAll('path').data(d3.pie()(data)).join('path')\n  .attr('d', arc).attr('fill', (d, i) => color(i));`;
	}
	const y = `const y = d3.${chart.log ? 'scaleLog' : 'scaleLinear'}().domain(d3.extent(data${chart.type === 'bubble' || chart.type === 'scatter' ? ', d => d.y' : ''})).range([${height}, 0]);\n`;
	if (chart.type === 'line') {
		return `${head}const x = d3.scalePoint().domain(d3.range(data.length)).range([0, ${width}]);\n${y}svg.append('path').datum(data)\n  .attr('fill', 'none').attr('stroke', '${one?.color}').attr('stroke-width', ${random.int(1, 6)})\n  .attr('d', d3.line().curve(d3.${one?.extra.stepped ? 'curveStep' : one?.extra.tension ? 'curveCatmullRom' : 'curveLinear'}).x((d, i) => x(i)).y(d => y(d)));${chart.bare ? '' : `\nsvg.append('g').call(d3.axisLeft(y));`}`;
	}
	if (chart.type === 'scatter' || chart.type === 'bubble') {
		return `${head}const x = d3.scaleLinear().domain(d3.extent(data, d => d.x)).range([0, ${width}]);\n${y}svg.selectAll('circle').data(data).join('circle')\n  .attr('cx', d => x(d.x)).attr('cy', d => y(d.y)).attr('r', ${chart.type === 'bubble' ? 'd => d.r' : random.int(2, 8)})\n  .style('fill', '${one?.color}').style('opacity', 0.7);`;
	}
	return `${head}const x = d3.scaleBand().domain(${JSON.stringify(chart.labels)}).range([0, ${width}]).padding(0.${random.int(1, 4)});\n${y}svg.selectAll('rect').data(data).join('rect')\n  .attr('${chart.horizontal ? 'y' : 'x'}', (d, i) => x(i)).attr('${chart.horizontal ? 'height' : 'width'}', x.bandwidth())\n  .attr('${chart.horizontal ? 'width' : 'height'}', d => y(d))\n  .attr('fill', '${one?.color}');`;
}

/** The same chart as a program would draw it on a canvas or ask a component for it. */
function canvas(random: Random, chart: Chart): string {
	const name = pascal(`${chart.type} ${short(chart)}`);
	const rows = chart.series
		.map((one) => `  { name: '${one.name}', color: '${one.color}', values: ${JSON.stringify(numbers(one))} },`)
		.join('\n');
	return random.chance(0.5)
		? `// ${chart.title}\nconst series = [\n${rows}\n];\n\nexport function draw${name}(context) {\n  const step = context.canvas.width / ${chart.labels.length};\n  for (const { color, values } of series) {\n    context.fillStyle = color;\n    context.strokeStyle = color;\n    values.forEach((value, index) => ${round(chart.type) ? 'slice(context, index, value)' : chart.type === 'line' ? 'context.lineTo(index * step, scale(value))' : 'context.fillRect(index * step, 0, step, scale(value))'});\n  }\n}`
		: `<ResponsiveContainer width="100%" height={${random.int(2, 6) * 100}}>\n  <${pascal(chart.type === 'mixed' ? 'composed' : chart.type)}Chart data={${camel(plural(short(chart)))}}${chart.horizontal ? ' layout="vertical"' : ''}>\n${chart.bare ? '' : `    <XAxis dataKey="${snake(String(chart.labels[0]))}" />\n    <YAxis${chart.log ? ' scale="log"' : ''} />\n    <Legend />\n`}${chart.series.map((one) => `    <${pascal(one.type === 'polarArea' ? 'radial bar' : one.type)} dataKey="${camel(one.name)}" name="${sentence(one.name)}" fill="${one.color}"${chart.stacked ? ' stackId="a"' : ''}${one.extra.stepped ? ' type="step"' : ''} />`).join('\n')}\n  </${pascal(chart.type === 'mixed' ? 'composed' : chart.type)}Chart>\n</ResponsiveContainer>`;
}

const spoken: { readonly [key: string]: string } = {
	bar: 'bar chart',
	line: 'line chart',
	scatter: 'scatter plot',
	bubble: 'bubble chart',
	pie: 'pie chart',
	doughnut: 'doughnut chart',
	polarArea: 'polar area chart',
	radar: 'radar chart',
	mixed: 'bar and line chart',
};

function sentenceOf(random: Random, chart: Chart): string {
	const kind = `${chart.stacked ? 'stacked ' : ''}${chart.horizontal ? 'horizontal ' : ''}${spoken[chart.type]}`;
	const names = chart.series.map((one) => one.name).join(', ');
	const details = [
		...(chart.series.some((one) => one.extra.fill) ? ['filled to the given boundary'] : []),
		...(chart.series.some((one) => one.extra.stepped) ? ['with stepped lines'] : []),
		...(chart.series.some((one) => one.extra.borderDash) ? ['with dashed lines'] : []),
		...(chart.series.some((one) => one.extra.pointStyle) ? ['with custom point styles'] : []),
		...(chart.log ? ['on a logarithmic axis'] : []),
		...(chart.bare ? ['without axes or legend'] : []),
	];
	const tail = details.length > 0 ? ` ${details.join(', ')}` : '';
	return fitted(
		random.pick([
			`A ${kind} of ${chart.subject}${tail}, one dataset each for ${names}.`,
			`${chart.title}: the ${kind} compares ${names} over ${chart.labels.slice(0, 4).join(', ')}${tail}.`,
			`Use a ${kind} to show ${chart.subject}. The example draws ${chart.series.length} ${chart.series.length === 1 ? 'series' : 'series side by side'} (${names})${tail}.`,
			`The ${kind} should render ${names}${tail}. Colours come from each dataset, for instance ${chart.series[0]?.color}.`,
		]),
	);
}
