/** Who owns what: listeners, processes and timers are disposed by whoever made them. */
export type Disposable = { dispose(): void };

/** Disposes what it holds, last in first out. What is added after that is disposed at once. */
export class DisposableStore implements Disposable {
	private items: Disposable[] = [];
	private disposed = false;

	add<T extends Disposable>(item: T): T {
		if (this.disposed) {
			item.dispose();
		} else {
			this.items.push(item);
		}
		return item;
	}

	dispose(): void {
		this.disposed = true;
		for (const item of this.items.splice(0).reverse()) {
			item.dispose();
		}
	}
}
