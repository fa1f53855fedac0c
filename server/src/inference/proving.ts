/**
 * Finds out which devices can be used, and moves the model to the best: what is remembered of this machine holds until something changes; what is not known
 * is tried behind everything else, once the model has worked for a while. A device that the setting names is tried before the first answer.
 */
import type { Disposable } from '../base/disposable.ts';
import type { Lane } from '../base/lanes.ts';
import type { Log } from '../base/log.ts';
import { chooseDevice, knownDevices, type Probe, refusals, speedOf } from './devices.ts';
import type { HostState, Refusal } from './hostMessages.ts';
import type { ProbeMemory } from './probeMemory.ts';

export type ProvingOptions = {
	/** `auto`, or a device. */
	readonly setting: string;
	/** What devices depend on, in one word. */
	readonly key: string;
	readonly memory: ProbeMemory;
	readonly try: (device: string) => Promise<Probe>;
	/** What the model process has said of itself; nothing before it opened a graph. */
	readonly host: () => HostState | undefined;
	/** Providers that were laid beside the runtime. */
	readonly added: () => readonly string[];
	/** The device to use may be another one now. */
	readonly onChosen: (device: string) => void;
	readonly log: Log;
	/** Milliseconds of work before devices are tried on their own account: nobody's first questions wait for a graphics driver. */
	readonly patience?: number;
};

const usualPatience = 60_000;

export class Proving implements Disposable {
	probes: readonly Probe[];
	private readonly options: ProvingOptions;
	private running: Promise<void> | undefined;
	private timer: NodeJS.Timeout | undefined;
	private disposed = false;

	constructor(options: ProvingOptions) {
		this.options = options;
		this.probes = options.setting === 'cpu' ? [] : options.memory.read(options.key);
	}

	get chosen(): string {
		return chooseDevice(this.options.setting, this.probes);
	}

	/** Times the processor's speed that the chosen device has. */
	get speed(): number {
		return speedOf(this.chosen, this.probes) ?? 1;
	}

	get refused(): Refusal[] {
		return refusals(this.options.setting, this.probes);
	}

	/** To wait for before something is computed: work in the background stands aside while devices are tried, whose times would be another one's. */
	ready(lane: Lane): Promise<void> | undefined {
		const { setting, patience = usualPatience } = this.options;
		if (setting === 'cpu' || this.disposed) {
			return undefined;
		}
		if (setting !== 'auto' && !this.knows(setting)) {
			return this.prove([setting]);
		}
		if (setting === 'auto') {
			this.timer ??= setTimeout(() => void this.prove(this.untried()), patience).unref();
		}
		return lane === 'background' ? this.running : undefined;
	}

	/** All there are, whatever is known of them. */
	async anew(): Promise<void> {
		await this.running;
		await this.prove([...this.candidates(), 'cpu']);
	}

	/** The process ended over a device while it was in use. */
	blame({ device, why }: Refusal, verdict: 'crashed' | 'hung'): void {
		this.keep([{ device, verdict, why, at: new Date().toISOString() }]);
	}

	dispose(): void {
		this.disposed = true;
		clearTimeout(this.timer);
	}

	private knows(device: string): boolean {
		return this.probes.some((probe) => probe.device === device);
	}

	private untried(): string[] {
		this.probes = this.options.memory.read(this.options.key); // another window may have been first
		return this.candidates().filter((device) => !this.knows(device));
	}

	private candidates(): string[] {
		const { setting, host, added } = this.options;
		const there = new Set([...(host()?.bundled ?? []), ...added(), ...(setting === 'auto' ? [] : [setting])]);
		return knownDevices.filter((device) => device !== 'cpu' && there.has(device));
	}

	private prove(devices: readonly string[]): Promise<void> {
		this.running ??= this.proveEach(devices).finally(() => {
			this.running = undefined;
		});
		return this.running;
	}

	/** The processor last, and unless it is asked for only if there is something to compare it with. */
	private async proveEach(devices: readonly string[]): Promise<void> {
		for (const device of devices) {
			await this.tryOne(device);
		}
		if (this.probes.some(({ device, verdict }) => device !== 'cpu' && verdict === 'sound') && !this.knows('cpu')) {
			await this.tryOne('cpu');
		}
		if (!this.disposed) {
			this.options.onChosen(this.chosen);
		}
	}

	private async tryOne(device: string): Promise<void> {
		if (this.disposed) {
			return;
		}
		const probe = await this.options.try(device);
		if (!this.disposed) {
			this.tell(probe);
			this.keep([probe]);
		}
	}

	private tell(probe: Probe): void {
		const { setting, log } = this.options;
		const { device, verdict, why, tokensPerSecond } = probe;
		log.info('model', `probed ${device}: ${verdict}, ${verdict === 'sound' ? `${tokensPerSecond} tokens/s` : why}`);
		for (const refused of refusals(setting, [probe])) {
			log.warn('model', `${refused.device} was refused, using cpu: ${refused.why}`);
		}
	}

	private keep(probes: readonly Probe[]): void {
		const others = this.probes.filter(({ device }) => probes.every((probe) => probe.device !== device));
		this.probes = [...others, ...probes];
		this.options.memory.write(
			this.options.key,
			this.probes.filter(({ verdict }) => verdict !== 'killed'),
		);
	}
}
