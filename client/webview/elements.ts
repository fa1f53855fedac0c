/** Elements of a page, made by script: text is always text. */
export function element(tag: string, attributes: Readonly<Record<string, string>>, ...children: (Node | string)[]): HTMLElement {
	const made = document.createElement(tag);
	for (const [name, value] of Object.entries(attributes)) {
		made.setAttribute(name, value);
	}
	made.append(...children);
	return made;
}

export function button(label: string, kind: string, act: (event: MouseEvent) => void): HTMLButtonElement {
	const made = element('button', { class: kind, type: 'button' }, label) as HTMLButtonElement;
	made.addEventListener('click', act);
	return made;
}
