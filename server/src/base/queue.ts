/** Runs one operation at a time and remembers only the latest request, with the reason it was asked for. */
export class OneAtATime {
	private readonly work: (cause: string) => Promise<void>;
	private requested: string | undefined;
	private running: Promise<void> | undefined;

	/** `work` handles its own errors; one that escapes rejects the promise of everyone who waits. */
	constructor(work: (cause: string) => Promise<void>) {
		this.work = work;
	}

	request(cause: string): Promise<void> {
		this.requested = cause;
		this.running ??= this.drain();
		return this.running;
	}

	private async drain(): Promise<void> {
		try {
			while (this.requested !== undefined) {
				const cause = this.requested;
				this.requested = undefined;
				await this.work(cause);
			}
		} finally {
			this.running = undefined;
		}
	}
}
