/** Every message of our own between a client and the server. README.md says the same in prose; a test keeps the two together. */
import {
	NotificationType,
	NotificationType0,
	type Position,
	type ProgressToken,
	type Range,
	RequestType,
	RequestType0,
	type URI,
} from 'vscode-languageserver-protocol';

/** client to server. Ranked answers to a question in words or to pasted code, over all folders. */
export const searchRequest = new RequestType<SearchParams, SearchAnswer, void>('skilllens/search');
/** client to server. The same answer, and how it came about: what each leg gave each hit, what the rules changed, which skills were needed. */
export const traceRequest = new RequestType<SearchParams, TraceAnswer, void>('skilllens/trace');
/** client to server. What may follow the filter that is being typed at the end of a question. */
export const completeRequest = new RequestType<CompleteParams, CompleteAnswer, void>('skilllens/complete');
/** client to server. Why a place has the rank it has for a question, or why it is missing. */
export const whyRequest = new RequestType<WhyParams, WhyAnswer, void>('skilllens/why');
/** client to server. What the symbol at a place is, from evidence alone; null where there is nothing solid to say. */
export const explainRequest = new RequestType<ExplainParams, ExplainAnswer | null, void>('skilllens/explain');
/** client to server. The code and docs behind a picture; its stages are told as work-done progress where a token is given. */
export const matchRequest = new RequestType<MatchParams, MatchAnswer, void>('skilllens/match');
/** client to server. What the regions of a picture of the workspace show, or the nodes of a diagram that is kept as text: what was decided, and what their labels suggest. */
export const diagramRequest = new RequestType<DiagramParams, DiagramAnswer, void>('skilllens/diagram');
/** client to server. Keeps a person's word on what a region shows in `.skilllens/links.json`, or takes it back. */
export const decideRequest = new RequestType<DecideParams, DecideAnswer, void>('skilllens/decide');
/** client to server. Code that a person may mean for a region: what is called so or nearly so, then what a search finds. */
export const targetsRequest = new RequestType<TargetsParams, TargetsAnswer, void>('skilllens/targets');
/** client to server. The pictures that show a file, or the symbol at a line of it. */
export const shownInRequest = new RequestType<ShownInParams, ShownInAnswer, void>('skilllens/shownIn');
/** client to server. Every picture that names something or is linked, diagrams kept as text among them; `skilllens/diagram` tells what one shows. */
export const picturesRequest = new RequestType0<PicturesAnswer, void>('skilllens/pictures');
/** client to server. What is indexed, and for each file left out the reason. */
export const filesRequest = new RequestType<FilesParams, FilesAnswer, void>('skilllens/files');
/** client to server. State of the index of every folder, of the model and of the device. */
export const statusRequest = new RequestType0<Status, void>('skilllens/status');
/** client to server. Brings the index up to date; with `all`, reads every file again, with `uris` these. */
export const reindexRequest = new RequestType<ReindexParams, void, void>('skilllens/reindex');
/** client to server. Holds background work, or goes on with it. */
export const pauseRequest = new RequestType<PauseParams, void, void>('skilllens/pause');
/** client to server. A report on device, providers, model, skills, store and versions, for people to read. */
export const doctorRequest = new RequestType<DoctorParams, DoctorReport, void>('skilllens/doctor');
/** client to server. Where the log of answers is, and whether it is written. */
export const answerLogRequest = new RequestType0<AnswerLogState, void>('skilllens/answerLog');
/** client to server. Erases the log of answers. */
export const eraseAnswerLogRequest = new RequestType0<void, void>('skilllens/eraseAnswerLog');
/** client to server. A person opened a place that an answer named; kept in the log of answers. */
export const openedNotification = new NotificationType<OpenedParams>('skilllens/opened');
/** server to client. What pictures show may have changed: a decision, code, or what was read of them. */
export const linksChangedNotification = new NotificationType0('skilllens/linksChanged');
/** server to client. The state changed; sent at most a few times a second. */
export const statusNotification = new NotificationType<Status>('skilllens/statusChanged');

export type ChunkKindName = 'code' | 'doc' | 'picture';
export type SkillName = 'text' | 'code' | 'image' | 'sound' | 'video';

/** Lines of a file. */
export type Place = { uri: URI; range: Range };

export type SearchParams = {
	/** Filters may be typed in it: README.md. */
	query: string;
	/** Nothing in `query` is a filter: it is pasted or selected code. */
	verbatim?: boolean;
	/** Filters and further words beside `query`, as they would be typed. */
	refine?: string;
	/** Only the hits of a former answer, by their places. */
	among?: Place[];
	/** No hit that shares a line with one of these. */
	except?: Place[];
	/** How many hits at most; 20 where missing. */
	limit?: number;
	kinds?: ChunkKindName[];
	skills?: SkillName[];
	/** A folder to stay inside. */
	root?: URI;
};

/** A filter that was understood, apart and as one would type it: `-kind:code,doc`. */
export type FilterItem = { name: 'kind' | 'path' | 'lang' | 'skill' | 'exact' | 'word'; values: string[]; not?: true; text: string };

export type SkillCostItem = { skill: SkillName; parameters: number; flops: number; ms: number };
export type SignalItem = { name: string; rank: number; similarity?: number; words?: string[] };
export type RuleItem = { rule: string; effect: string };

export type HitItem = {
	uri: URI;
	range: Range;
	/** Relative to its workspace folder, forward slashes. */
	path: string;
	kind: ChunkKindName;
	/** The skill that reads this chunk. */
	skill: SkillName;
	symbol: string;
	score: number;
	signals: SignalItem[];
	rules: RuleItem[];
	preview: string;
};

export type SearchAnswer = {
	query: string;
	filters: FilterItem[];
	ms: number;
	/** Execution provider of the skills; `none` where only words (and static vectors) answered. */
	device: string;
	skills: SkillCostItem[];
	/** Parameters of the whole model, to set the activated ones against. */
	totalParameters: number;
	results: HitItem[];
	/** Whatever makes the answer less than complete. */
	notes: string[];
	/** Chunks that were searched. */
	chunks: number;
};

export type TraceAnswer = {
	answer: SearchAnswer;
	/** How the question was read. */
	form: 'words' | 'symbol' | 'code';
	/** Of the question, those that were looked for. */
	words: string[];
	candidates: number;
	skills: { skill: SkillName; state: 'activated' | 'notNeeded' | 'notInModel' }[];
	/** Of the figures of all hits, by what gave them; together 1. */
	shares: { signal: string; share: number }[];
	/** One for each result of the answer, in order. */
	hits: {
		/** From 1, before any rule. */
		fusedRank: number;
		/** 1 is what the best chunk of the words gets. */
		parts: { signal: string; amount: number }[];
		/** The lines that say most of the question. */
		passage?: Range;
	}[];
};

export type CompleteParams = { query: string };
export type CompleteAnswer = {
	/** Best first: the filter with a value, the whole question with it, and how many files it leaves, where that is counted. */
	items: { filter: string; query: string; files?: number }[];
};

export type WhyParams = {
	query: string;
	/** These as in `SearchParams`. */
	verbatim?: boolean;
	refine?: string;
	skills?: SkillName[];
	uri: URI;
	/** From 0, as LSP counts. */
	line?: number;
};
export type WhyAnswer = {
	/** The whole story in sentences, for people. */
	text: string;
	indexed: boolean;
	/** From 1; missing where the place is not among the ranked candidates. */
	rank?: number;
	signals: SignalItem[];
	rules: RuleItem[];
};

export type ExplainParams = {
	uri: URI;
	position: Position;
	/** In place of the position's character: a name as it stands on that line, the first that has an explanation where empty. */
	symbol?: string;
	/** The file as the editor has it, where it is not saved. */
	text?: string;
	/** Where the language's own support says the symbol is defined; lines from 0. */
	definition?: { uri: URI; line: number };
	/** What the reader is told of the symbol already; it is not said again. */
	known?: string;
};

/** Lines from 0. */
export type SourceItem = { uri: URI; path: string; line: number; symbol: string };
export type ExplainAnswer = {
	definition: SourceItem;
	kind: string;
	/** Definitions of this name that only nearness told apart; 1 where it is certain. */
	among: number;
	/** The first sentence of its own comment. */
	doc?: string;
	described: (SourceItem & { quote: string })[];
	facts: { kind: 'used' | 'tested' | 'configured'; places: SourceItem[] }[];
	/** Pictures that show it. */
	shown: ShownItem[];
	related: (SourceItem & { signal: string; similarity: number })[];
	signals: string[];
	ms: number;
	/** All of it for a hover. */
	markdown: string;
	/** What the evidence was found by and how long it took; without a word of the workspace. */
	cost: string;
	/** Why it says so, in Markdown. */
	why: string;
};

export type MatchParams = {
	/** A picture on this machine, inside a folder that is open or not. */
	uri: URI;
	/** How many places at most; 20 where missing. */
	limit?: number;
	kinds?: ('code' | 'doc')[];
	workDoneToken?: ProgressToken;
};
/** In pixels of the picture. */
export type BoxItem = { left: number; top: number; width: number; height: number };
export type MatchSignalItem = {
	/** `looks` is what the image skill of the model says, which is experimental. */
	name: 'words' | 'lines' | 'names' | 'code' | 'page' | 'tests' | 'context' | 'files' | 'colours' | 'looks';
	rank: number;
	evidence: string;
};
export type MatchItem = {
	uri: URI;
	range: Range;
	/** Relative to its workspace folder, forward slashes. */
	path: string;
	kind: ChunkKindName;
	symbol: string;
	score: number;
	signals: MatchSignalItem[];
	preview: string;
	/** Where in the picture the words stand that speak for it. */
	regions: BoxItem[];
};
export type MatchAnswer = {
	kind: 'diagram' | 'ui' | 'terminal' | 'code' | 'chart' | 'photo';
	width: number;
	height: number;
	/** What was read, one line a row. */
	text: string;
	words: number;
	/** Text that stands together, as the labels of boxes do, and the code that it names. */
	regions: { text: string; box: BoxItem; links: LinkItem[] }[];
	ms: number;
	/** Execution provider of the skills, or `none`. */
	device: string;
	/** Activated for this answer; empty where the image skill had seen the picture before, or there is none. */
	skills: SkillCostItem[];
	totalParameters: number;
	results: MatchItem[];
	notes: string[];
};

/** Code: a symbol by its whole path, the file itself where it is empty. `line` counts from 0. */
export type TargetItem = { uri: URI; path: string; symbol: string; line: number };
export type LinkItem = TargetItem & { state: 'confirmed' | 'suggested' | 'rejected' /** What speaks for it. */; because: string };
export type DiagramParams = { uri: URI };
export type DiagramAnswer = {
	uri: URI;
	path: string;
	kind: MatchAnswer['kind'];
	/** 0, as the boxes are empty, for a diagram that is kept as text. */
	width: number;
	height: number;
	/** The first is the picture as a whole, its text empty. Of a diagram that is kept as text they are its nodes, with their line from 0. */
	regions: { text: string; box: BoxItem; line?: number; links: LinkItem[] }[];
	/** What is drawn of a diagram that is kept as text, its lines from 0; empty for pixels. */
	source: { text: string; line: number }[];
	notes: string[];
};
export type DecideParams = {
	/** The picture. */
	uri: URI;
	/** The text of the region; empty for the picture as a whole. */
	region: string;
	/** Missing for no code at all: the region names nothing. */
	target?: { uri: URI; symbol: string /** From 0; where no symbol has that path, the one at this line is meant. */; line?: number };
	/** Missing to take a decision back. */
	decision?: 'confirmed' | 'rejected';
};
export type DecideAnswer = {
	/** The symbol that was meant. */ symbol: string /** What was decided before. */;
	before?: 'confirmed' | 'rejected';
};
export type TargetsParams = { /** The picture. */ uri: URI; query: string };
export type TargetsAnswer = { targets: (TargetItem & { /** The line a person recognises it by. */ preview: string })[] };
export type ShownInParams = { uri: URI /** From 0. */; line?: number };
/** The picture shows the symbol, in the region with this text. */
export type ShownItem = TargetItem & {
	pictureUri: URI;
	/** Relative to its workspace folder, forward slashes. */
	picture: string;
	region: string;
	state: 'confirmed' | 'suggested';
	because: string;
};
export type ShownInAnswer = { /** That is meant by the line. */ symbol?: string; pictures: ShownItem[]; notes: string[] };
export type PicturesAnswer = {
	pictures: {
		uri: URI;
		path: string;
		kind: MatchAnswer['kind'];
		/** 0 for a diagram that is kept as text. */
		width: number;
		height: number;
		/** Links that a person confirmed. */
		confirmed: number;
	}[];
};

export type FilesParams = { /** Only those left out. */ skipped?: boolean };
export type FilesAnswer = {
	files: { uri: URI; path: string; language: string; chunks: number; size: number }[];
	skipped: { uri: URI; path: string; reason: string; detail: string }[];
};

export type AnswerLogState = { uri: URI; on: boolean /** Whether there is one, whatever the setting says now. */; exists: boolean };
export type OpenedParams = { /** As it was asked. */ query: string; uri: URI /** From 0. */; line: number };

export type ReindexParams = { all?: boolean /** Files and folders to be read again, whatever became of them before. */; uris?: URI[] };
export type PauseParams = { paused: boolean };
export type DoctorParams = {
	/** Try every device anew first, which takes seconds. */
	probe?: boolean;
};

export type DoctorReport = { ok: boolean; text: string };

export type FolderStatus = {
	uri: URI;
	name: string;
	state: 'ready' | 'indexing' | 'vectors' | 'pictures' | 'paused' | 'failed';
	/** Files, chunks or pictures done and in all, of the work at hand. */
	done: number;
	total: number;
	/** What is indexed now. */
	files: number;
	chunks: number;
	/** Chunks that have the skills' vectors. */
	vectors: number;
	/** Chunks a second, and seconds left, while working. */
	rate?: number;
	secondsLeft?: number;
	skipped: number;
	quarantined: number;
	/** Bytes on disk. */
	bytes: number;
	/** In state `failed`: what happened and the remedy. */
	problem?: string;
	notes: string[];
};

export type Status = {
	folders: FolderStatus[];
	model: {
		name: string;
		/** The execution provider of the skills. */
		device: string;
		/** Devices that are there and are not used, for they crash, hang or give other numbers; and the one that the setting names, where it cannot be used. */
		refused: { device: string; why: string }[];
		totalParameters: number;
		loaded: SkillName[];
		/** Why skills cannot answer now, with the remedy. */
		problem?: string;
	};
	paused: boolean;
	/** It is paused since the computer runs on its battery. */
	onBattery?: boolean;
};
