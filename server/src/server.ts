/** The composition root of the language server: builds every room once, in the order data flows, and disposes in reverse. */
import {
	CodeActionKind,
	CodeLensRefreshRequest,
	type Connection,
	DidChangeConfigurationNotification,
	type InitializeResult,
	TextDocumentSyncKind,
} from 'vscode-languageserver/node';
import { linksChangedNotification, type Status } from '../protocol/messages.ts';
import { defaultSettings, readSettings, type Settings } from '../protocol/settings.ts';
import { DisposableStore } from './base/disposable.ts';
import { describe } from './base/errors.ts';
import { Log } from './base/log.ts';
import { skillIds } from './domain/skill.ts';
import { cacheFolder, devicesFile, modelFolder, openFolder } from './folder/folder.ts';
import type { Model } from './inference/encoder.ts';
import { loadModel } from './inference/loadModel.ts';
import { answerLogFeature } from './lsp/answerLogFeature.ts';
import { doctorFeature } from './lsp/doctorFeature.ts';
import { DriftFeature, decideCommand } from './lsp/driftFeature.ts';
import { explainFeature } from './lsp/explainFeature.ts';
import { filesFeature } from './lsp/filesFeature.ts';
import { Folders } from './lsp/folders.ts';
import { linksFeature } from './lsp/linksFeature.ts';
import { matchFeature } from './lsp/matchFeature.ts';
import { searchFeature } from './lsp/searchFeature.ts';
import { StatusSender, statusFeature } from './lsp/statusFeature.ts';
import { whyFeature } from './lsp/whyFeature.ts';
import { WorkDone } from './lsp/workDone.ts';
import { AnswerLog } from './trace/answerLog.ts';

export type ModelWanted = { readonly settings: Settings; readonly storage: string; readonly onDevices: () => void; readonly log: Log };

/** How a model is had: the real one, or a test's. */
export type OpenModel = (wanted: ModelWanted) => Model;

export const openShippedModel: OpenModel = ({ settings, storage, onDevices, log }) =>
	loadModel({
		folder: modelFolder(settings),
		device: settings['model.device'],
		threads: settings['model.threads'],
		idleSeconds: settings['model.idleSeconds'],
		devicesFile: devicesFile(storage),
		onDevices,
		log,
	});

export function startServer(connection: Connection, workerScript: URL, openModel: OpenModel = openShippedModel): void {
	const house = new DisposableStore();
	const log = new Log((level, line) => connection.console[level === 'debug' ? 'debug' : level](line));
	let settings = defaultSettings;
	let storage = cacheFolder();
	let model: Model | undefined;
	let modelSettings = '';
	let pullsConfiguration = false;

	const sender = house.add(new StatusSender(connection, () => status()));
	const folders = house.add(
		new Folders({
			open: (root, onStale) =>
				openFolder({ root, storage, settings, model: theModel(), modelFolder: modelFolder(settings), workerScript, log, onStale }),
			computesVectors: () => settings['index.skillVectors'] === 'background',
			sparesBattery: () => settings['index.pauseOnBattery'],
			readsPictures: () => settings['index.pictures'] === 'background',
			log,
			onStatus: () => sender.changed(),
			onSettled: () => linksChanged(),
		}),
	);
	house.add({ dispose: () => model?.dispose() });

	const links = linksFeature({ folders, settings: () => settings, onDecided: () => linksChanged(), log });
	const drift = new DriftFeature({ folders, settings: () => settings, decide: links.decide, log });
	let refreshesLenses = false;

	/** What pictures show may have changed. */
	function linksChanged(): void {
		drift.refresh();
		void connection.sendNotification(linksChangedNotification);
		if (refreshesLenses) {
			connection.sendRequest(CodeLensRefreshRequest.type).catch((error) => log.warn('lsp', describe(error)));
		}
	}

	function theModel(): Model {
		model ??= openModel({ settings, storage, onDevices: () => sender.changed(), log });
		return model;
	}

	/** The state as clients are told of it. */
	function status(): Status {
		const problem = theModel().problem();
		const { name, device, refused, totalParameters, loaded } = theModel().summary();
		return {
			folders: folders.status(),
			model: { name, device, refused: [...refused], totalParameters, loaded: [...loaded], ...(problem === undefined ? {} : { problem }) },
			paused: folders.paused,
			...(folders.pausedOnBattery ? { onBattery: true } : {}),
		};
	}

	/** Takes new settings; folders are opened anew, for limits, threads and model may all have changed. Indexes stay as they are. */
	function configure(raw: unknown): void {
		const read = readSettings(raw);
		for (const problem of read.problems) {
			log.warn('lsp', problem);
		}
		const before = JSON.stringify(settings);
		settings = read.settings;
		if (JSON.stringify(settings) === before) {
			return;
		}
		const uris = folders.uris;
		folders.set([]);
		const wanted = JSON.stringify(Object.entries(settings).filter(([name]) => name.startsWith('model.')));
		if (wanted !== modelSettings) {
			model?.dispose();
			model = undefined;
			modelSettings = wanted;
		}
		folders.configure();
		folders.set(uris);
	}

	connection.onInitialize(({ workspaceFolders, rootUri, initializationOptions, capabilities }): InitializeResult => {
		const options = readOptions(initializationOptions);
		storage = options.storage ?? storage;
		configure(options.settings);
		pullsConfiguration = capabilities.workspace?.configuration === true;
		refreshesLenses = capabilities.workspace?.codeLens?.refreshSupport === true;
		if (options.workDoneProgress && capabilities.window?.workDoneProgress === true) {
			const progress = house.add(new WorkDone({ connection, onCancel: () => folders.pause(true) }));
			house.add(sender.onSend((state) => void progress.show(state)));
		}
		const uris = workspaceFolders?.map((folder) => folder.uri) ?? (rootUri ? [rootUri] : []);
		const answers = new AnswerLog({ folder: storage, isOn: () => settings['trace.answerLog'], log });
		const features = [
			searchFeature({
				folders,
				settings: () => settings,
				totalParameters: () => theModel().summary().totalParameters,
				skillsOfModel: () => skillIds.filter((id) => theModel().encoder?.versions[id] !== undefined),
				answers,
				log,
			}),
			whyFeature(folders, log),
			matchFeature({ folders, totalParameters: () => theModel().summary().totalParameters, answers, log }),
			links,
			drift,
			explainFeature({ folders, settings: () => settings, answers, log }),
			filesFeature(folders, log),
			statusFeature(folders, status, log),
			doctorFeature(folders, theModel, log),
			answerLogFeature(answers, log),
		];
		for (const feature of features) {
			house.add(feature.register(connection));
		}
		connection.onInitialized(() => {
			if (capabilities.workspace?.workspaceFolders === true) {
				house.add(
					connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
						const gone = new Set(removed.map((folder) => folder.uri));
						folders.set([...folders.uris.filter((uri) => !gone.has(uri)), ...added.map((folder) => folder.uri)]);
					}),
				);
			}
			if (capabilities.workspace?.didChangeConfiguration?.dynamicRegistration === true) {
				void connection.client.register(DidChangeConfigurationNotification.type, { section: 'skilllens' });
			}
			void pull().finally(() => folders.set(uris));
		});
		return {
			serverInfo: { name: 'SkillLens' },
			capabilities: {
				textDocumentSync: { openClose: true, change: TextDocumentSyncKind.None, save: { includeText: false } },
				...(options.hover ? { hoverProvider: true } : {}),
				codeLensProvider: {},
				codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
				executeCommandProvider: { commands: [decideCommand] },
				workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
			},
		};
	});

	/** Clients that hold the settings are asked for them; others send them along. */
	async function pull(pushed?: unknown): Promise<void> {
		try {
			const asked: unknown = pullsConfiguration ? await connection.workspace.getConfiguration('skilllens') : pushed;
			if (asked !== undefined && asked !== null) {
				configure(asked);
			}
		} catch (error) {
			log.warn('lsp', `settings could not be had from the client: ${describe(error)}`);
		}
	}

	house.add(
		connection.onDidChangeConfiguration(({ settings: pushed }) => void pull((pushed as { skilllens?: unknown } | undefined)?.skilllens)),
	);
	house.add(connection.onDidOpenTextDocument(({ textDocument }) => folders.opened(textDocument.uri)));
	house.add(connection.onDidSaveTextDocument(({ textDocument }) => folders.saved(textDocument.uri)));
	connection.onShutdown(() => house.dispose());
	connection.onExit(() => house.dispose());
	connection.listen();
}

/** `{ storage?: folder for indexes, settings?: {…} }`; `workDoneProgress` and `hover` are false for clients that show the state and explanations in their own way. */
function readOptions(raw: unknown): { storage: string | undefined; settings: unknown; workDoneProgress: boolean; hover: boolean } {
	const given = (typeof raw === 'object' && raw !== null ? raw : {}) as Partial<
		Record<'storage' | 'settings' | 'workDoneProgress' | 'hover', unknown>
	>;
	return {
		storage: typeof given.storage === 'string' && given.storage !== '' ? given.storage : undefined,
		settings: given.settings ?? {},
		workDoneProgress: given.workDoneProgress !== false,
		hover: given.hover !== false,
	};
}
