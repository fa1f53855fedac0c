/** Takes a picture from the clipboard: at once where the editor lets it, else when it is pasted or dropped. */
import type { FromClipboard } from '../src/views/diagramMessages.ts';

declare function acquireVsCodeApi(): { postMessage(message: FromClipboard): void };

const editor = acquireVsCodeApi();

addEventListener('paste', (event) => take([...(event.clipboardData?.files ?? [])]));
addEventListener('dragover', (event) => event.preventDefault());
addEventListener('drop', (event) => {
	event.preventDefault();
	void take([...(event.dataTransfer?.files ?? [])]);
});
document.querySelector('main')?.focus();
void readClipboard();

async function readClipboard(): Promise<void> {
	try {
		for (const item of await navigator.clipboard.read()) {
			const type = item.types.find((each) => each.startsWith('image/'));
			if (type !== undefined) {
				await send(await item.getType(type), `clipboard.${type.slice('image/'.length).replace(/\W.*$/, '')}`);
				return;
			}
		}
	} catch {
		// not allowed, or nothing there: the page says what to do
	}
}

async function take(files: readonly File[]): Promise<void> {
	const picture = files.find(({ type }) => type.startsWith('image/'));
	if (picture === undefined) {
		document.querySelector('[role=alert]')?.removeAttribute('hidden');
	} else {
		await send(picture, picture.name);
	}
}

async function send(picture: Blob, name: string): Promise<void> {
	editor.postMessage({ kind: 'picture', name, bytes: new Uint8Array(await picture.arrayBuffer()) });
}
