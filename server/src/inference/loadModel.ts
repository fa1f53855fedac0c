/** Opens a model folder. Whatever is damaged is left out and named; only `loadStaticEncoder` throws. */
import { sentence, UserError } from '../base/errors.ts';
import type { Lane } from '../base/lanes.ts';
import type { Log } from '../base/log.ts';
import { ActivatedEncoder, type TokenizerFor } from './activatedEncoder.ts';
import { abreast, chooseThreads } from './devices.ts';
import type { Model, ModelStatus, RefusedDevice, StaticEncoder } from './encoder.ts';
import type { Batch } from './hostMessages.ts';
import { HostProcess, usualLimits } from './hostProcess.ts';
import { addedProviders, machineKey } from './machine.ts';
import { type Activation, type Manifest, readManifest } from './manifest.ts';
import { checkPresent } from './modelFiles.ts';
import { describeModel } from './modelStatus.ts';
import { defaultProbing, probe } from './probe.ts';
import { ProbeMemory } from './probeMemory.ts';
import { Proving } from './proving.ts';
import { StaticVectors } from './staticVectors.ts';
import { Tokenizer } from './tokenizer.ts';
import { loadVocabulary } from './vocabulary.ts';

export type ModelOptions = {
	readonly folder: string;
	/** `auto`, or an execution provider. */
	readonly device: string;
	/** Of the model process; 0 chooses by the number of cores. */
	readonly threads: number;
	/** Skills that were not activated for so long are unloaded. */
	readonly idleSeconds: number;
	/** Where it is kept what was found out about devices; nowhere where it is missing. */
	readonly devicesFile?: string;
	/** Told when the model moves to another device, or a device is refused. */
	readonly onDevices?: () => void;
	readonly log: Log;
};

export function loadModel(options: ModelOptions): Model {
	return new LoadedModel(options);
}

/** The static tier alone, for worker threads. Throws a UserError for a damaged folder. */
export function loadStaticEncoder(folder: string): StaticEncoder {
	const manifest = readManifest(folder);
	return new StaticVectors(folder, manifest, tokenizers(folder, manifest)(manifest.static.splitIdentifiers));
}

class LoadedModel implements Model {
	readonly encoder: ActivatedEncoder | undefined;
	readonly static: StaticEncoder | undefined;
	private readonly folder: string;
	private readonly manifest: Manifest | undefined;
	private readonly host: HostProcess;
	private readonly proving: Proving;
	private readonly setting: string;
	private readonly lifetime = new AbortController();
	private readonly log: Log;
	private readonly problems: string[] = [];

	constructor(options: ModelOptions) {
		const { folder, log } = options;
		this.folder = folder;
		this.setting = options.device;
		this.log = log;
		this.manifest = this.attempt(() => readManifest(folder));
		this.proving = this.proveDevices(options);
		this.host = this.startHost(options);
		const manifest = this.manifest;
		const tokenizerFor = manifest && this.attempt(() => tokenizers(folder, manifest));
		if (manifest === undefined || tokenizerFor === undefined) {
			return;
		}
		this.static = this.attempt(() => new StaticVectors(folder, manifest, tokenizerFor(manifest.static.splitIdentifiers)));
		const activations = manifest.activations.filter((activation) => this.attempt(() => filesPresent(folder, manifest, activation)));
		if (activations.length > 0) {
			const runner = {
				ready: (lane: Lane) => this.proving.ready(lane),
				abreast: abreast(chooseThreads(options.threads)),
				speed: () => (this.host.device === 'cpu' ? undefined : this.proving.speed),
				encode: (batch: Batch) => this.host.encode(batch),
			};
			this.encoder = new ActivatedEncoder({ ...manifest, activations }, tokenizerFor, runner);
		}
		log.info(
			'model',
			`${manifest.name} ${manifest.version} in ${folder}: ${activations.length} of ${manifest.activations.length} activations`,
		);
	}

	summary(): ReturnType<Model['summary']> {
		const state = this.host.known;
		return {
			name: this.manifest?.name ?? 'none',
			device: state?.device ?? (this.encoder === undefined ? 'none' : this.host.device),
			refused: this.refused(state?.refused),
			totalParameters: this.manifest?.totalParameters ?? 0,
			loaded: [...new Set(state?.loaded.flat())],
		};
	}

	problem(): string | undefined {
		return this.problems[0] ?? this.host.problem() ?? this.encoder?.problem();
	}

	async status(): Promise<ModelStatus> {
		await this.proving.ready('interactive');
		const host = this.encoder && (await this.host.status().catch((error: unknown) => this.note(error)));
		const { probes } = this.proving;
		return describeModel(this.folder, this.manifest, { setting: this.setting, probes, host, refused: this.refused(host?.refused) });
	}

	async probeDevices(): Promise<void> {
		await this.host.status(); // says which providers there are
		await this.proving.anew();
	}

	dispose(): void {
		this.lifetime.abort();
		this.proving.dispose();
		this.host.dispose();
	}

	private proveDevices({ folder, device, threads, idleSeconds, devicesFile, onDevices, log }: ModelOptions): Proving {
		const { manifest } = this;
		return new Proving({
			setting: manifest === undefined ? 'cpu' : device,
			key: machineKey(folder, threads),
			memory: new ProbeMemory(devicesFile, log),
			try: (name) => {
				const options = { host: { folder, threads, idleSeconds }, log, signal: this.lifetime.signal, ...defaultProbing };
				return probe(name, { ...options, manifest: manifest ?? readManifest(folder) });
			},
			host: () => this.host.known,
			added: addedProviders,
			onChosen: (chosen) => {
				this.host.move(chosen);
				onDevices?.();
			},
			log,
		});
	}

	private startHost({ folder, threads, idleSeconds, onDevices, log }: ModelOptions): HostProcess {
		const options = { folder, threads, idleSeconds, device: this.proving.chosen, otherwise: 'cpu' } as const;
		return new HostProcess(options, log, usualLimits, (refusal, how) => {
			this.proving.blame(refusal, how);
			onDevices?.();
		});
	}

	/** By the probes, and by the process that runs. */
	private refused(now: RefusedDevice | undefined): RefusedDevice[] {
		const { refused } = this.proving;
		return now === undefined || refused.some(({ device }) => device === now.device) ? refused : [...refused, now];
	}

	private attempt<T>(load: () => T): T | undefined {
		try {
			return load();
		} catch (error) {
			if (!(error instanceof UserError)) {
				throw error;
			}
			this.problems.push(sentence(error));
			return this.note(error);
		}
	}

	private note(error: unknown): undefined {
		this.log.warn('model', sentence(error));
	}
}

/** One vocabulary; a tokenizer for each way of reading identifiers, made once. */
function tokenizers(folder: string, manifest: Manifest): TokenizerFor {
	const vocabulary = loadVocabulary(folder, manifest);
	const made = new Map<boolean, Tokenizer>();
	return (splitIdentifiers) => {
		const tokenizer = made.get(splitIdentifiers) ?? new Tokenizer(vocabulary, splitIdentifiers);
		made.set(splitIdentifiers, tokenizer);
		return tokenizer;
	};
}

function filesPresent(folder: string, { files }: Manifest, { graph, weights }: Activation): true {
	for (const name of [graph, ...weights]) {
		checkPresent(folder, files, name);
	}
	return true;
}
