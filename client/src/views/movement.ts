/** Tells the user's movement through a list from the movement that arriving rows cause. */
import type { Row } from './searchRows.ts';

export class Movement {
	/** The row that becomes active by itself, until the user moves. */
	private settled: Row | undefined;
	/** Whether the editor has said so; what it says before that is about former rows. */
	private arrived = false;

	/** New rows take the place of the old. Gives back the row to stay on, if the user had moved to its place before. */
	replace(rows: readonly Row[], selectable: (row: Row) => boolean, active: Row | undefined): Row | undefined {
		const followed = this.settled === undefined && active?.hit !== undefined ? rows.find((row) => place(row) === place(active)) : undefined;
		this.settled = followed ?? rows.find(selectable);
		this.arrived = false;
		return followed;
	}

	/** Whether this is a step of the user's. */
	isStep(row: Row | undefined): boolean {
		if (!this.arrived) {
			this.arrived = row !== undefined && row === this.settled;
			return false;
		}
		if (row === undefined || row === this.settled) {
			return false;
		}
		this.settled = undefined;
		return true;
	}
}

function place({ hit }: Row): string {
	return hit === undefined ? '' : `${hit.uri}#${hit.range.start.line}`;
}
