/** `skilllens embed`: vectors of texts and of picture files. */
import { UserError } from '../base/errors.ts';
import { type SkillCost, type SkillId, skillIds } from '../domain/skill.ts';
import { openPictures } from '../folder/folder.ts';
import type { Encoder } from '../inference/encoder.ts';
import { readLines, readPicture, readText } from './input.ts';
import type { Session } from './session.ts';

type TextInput = { readonly id: unknown; readonly skill: SkillId; readonly text: string };
type PictureInput = { readonly id: unknown; readonly picture: Uint8Array };
type Input = TextInput | PictureInput;
type Embedded = { readonly vector: Float32Array; readonly costs: readonly SkillCost[] };

const atOnce = 128;

/** One `{ "id", "skill", "content" or "file" }` a line; one `{ "id", "skills", "vector" }` a line, in order. The image skill is given files. */
export async function embedCommand(session: Session, file: string): Promise<void> {
	const inputs = readLines(file).map(({ line, value }) => inputOf(value, `Line ${line} of ${file}`));
	const { encoder } = session.model;
	if (encoder === undefined) {
		throw new UserError(session.model.problem() ?? 'There is no model.', 'Run `skilllens doctor`.');
	}
	const pictures = openPictures(session.storage, session.log);
	try {
		for (let i = 0; i < inputs.length; i += atOnce) {
			const some = inputs.slice(i, i + atOnce);
			const made = new Map<Input, Embedded>();
			for (const [skill, texts] of Map.groupBy(some.filter(isText), (input) => input.skill)) {
				for (const [k, each] of (await embedTexts(encoder, skill, texts, session)).entries()) {
					made.set(texts[k] as Input, each);
				}
			}
			for (const input of some.filter((each): each is PictureInput => !isText(each))) {
				made.set(input, await embedPicture(encoder, input.picture, pictures, session));
			}
			process.stdout.write(some.map((input) => `${lineOf(input, made.get(input))}\n`).join(''));
		}
	} finally {
		pictures.dispose();
	}
}

function inputOf({ id, skill, content, file }: Record<string, unknown>, where: string): Input {
	const known = skillIds.find((name) => name === skill);
	if (known === 'image' && typeof file === 'string') {
		return { id, picture: readPicture(file) };
	}
	const text = typeof content === 'string' ? content : typeof file === 'string' ? readText(file) : undefined;
	if (known === undefined || text === undefined) {
		throw new UserError(
			`${where} is nothing to embed.`,
			`Write one { "id", "skill", "content" or "file" } a line; skills are ${skillIds.join(', ')}.`,
		);
	}
	return { id, skill: known, text };
}

function isText(input: Input): input is TextInput {
	return 'text' in input;
}

async function embedTexts(
	encoder: Encoder,
	skill: SkillId,
	inputs: readonly { readonly text: string }[],
	{ token }: Session,
): Promise<Embedded[]> {
	const texts = inputs.map(({ text }) => text);
	const { vectors, costs } = await encoder.encode([skill], texts, 'interactive', token);
	return vectors.map((vector) => ({ vector, costs }));
}

async function embedPicture(
	{ pictures: encoder }: Encoder,
	bytes: Uint8Array,
	pictures: ReturnType<typeof openPictures>,
	{ token }: Session,
): Promise<Embedded> {
	if (encoder === undefined) {
		throw new UserError('The model has no image skill.', 'Choose another model folder with `skilllens.model.folder`.');
	}
	const pixels = await pictures.pixels(bytes, encoder.takes, 'interactive', token);
	const { vectors, costs } = await encoder.encode(pixels, 'interactive', token);
	return { vector: vectors[0] ?? new Float32Array(), costs };
}

function lineOf({ id }: Input, made: Embedded | undefined): string {
	return JSON.stringify({
		id,
		skills: made?.costs.map(({ skill, parameters }) => ({ skill, parameters })),
		vector: [...(made?.vector ?? [])],
	});
}
