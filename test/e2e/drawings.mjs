// Pictures for the tests: what drawing tools make, and what a screen shows.
import sharp from 'sharp';

/** Boxes with labels, one below the other with a line between. PNG. */
export function diagram(labels) {
	const boxes = labels.map((label, i) => {
		const y = 20 + i * 120;
		const line = i === 0 ? '' : `<path d="M210 ${y - 54} V${y - 4}" stroke="#444" stroke-width="2"/>`;
		return `${line}<rect x="20" y="${y}" width="380" height="66" rx="8" fill="#e8f0fe" stroke="#1a56db" stroke-width="2"/><text x="210" y="${y + 42}" text-anchor="middle" font-family="DejaVu Sans" font-size="24" fill="#111">${label}</text>`;
	});
	return png(420, labels.length * 120 + 10, '#ffffff', boxes.join(''));
}

/** Lines of code, light on dark. PNG. */
export function screenshot(lines) {
	const text = (line) => line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('\t', '    ');
	const rows = lines.map(
		(line, i) =>
			`<text x="20" y="${36 + i * 26}" font-family="DejaVu Sans Mono" font-size="17" fill="#d4d4d4" xml:space="preserve">${text(line)}</text>`,
	);
	return png(1100, lines.length * 26 + 40, '#1e1e1e', rows.join(''));
}

function png(width, height, ground, content) {
	const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="${ground}"/>${content}</svg>`;
	return sharp(Buffer.from(svg)).png().toBuffer();
}
