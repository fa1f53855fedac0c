/** What the made-up programs are about: a domain's words, and the ways to write a name. */
import type { Random } from './random.ts';

export interface Domain {
	readonly name: string;
	readonly entities: readonly string[];
	readonly services: readonly string[];
	readonly actions: readonly string[];
	readonly fields: readonly string[];
	readonly states: readonly string[];
	readonly actors: readonly string[];
	readonly metrics: readonly string[];
}

const split = (words: string): string[] => words.split(' ').map((word) => word.replaceAll('_', ' '));

function domain(
	name: string,
	entities: string,
	services: string,
	actions: string,
	fields: string,
	states: string,
	actors: string,
	metrics: string,
): Domain {
	return {
		name,
		entities: split(entities),
		services: split(services),
		actions: split(actions),
		fields: split(fields),
		states: split(states),
		actors: split(actors),
		metrics: split(metrics),
	};
}

export const domains: readonly Domain[] = [
	domain(
		'online shop',
		'order cart product customer coupon invoice refund shipment warehouse category review wishlist gift_card return_label supplier',
		'checkout catalog inventory pricing fulfilment recommendation tax_calculator stock_ledger',
		'place cancel ship refund reserve restock discount price',
		'quantity price sku discount shipping_address total currency weight rating',
		'draft placed paid packed shipped delivered returned cancelled',
		'shopper clerk courier merchant',
		'revenue orders basket_size conversion returns margin',
	),
	domain(
		'identity',
		'account session token role permission group credential passkey invitation audit_entry consent realm device',
		'login authorizer token_issuer directory password_reset rate_limiter session_store key_rotation',
		'sign_in revoke issue verify grant invite lock rotate',
		'email password_hash expires_at scope last_login locale mfa_enabled secret',
		'anonymous pending active locked expired revoked suspended',
		'visitor administrator auditor member',
		'logins failures active_sessions lockouts token_age',
	),
	domain(
		'message broker',
		'topic partition consumer producer offset envelope subscription dead_letter batch exchange binding acknowledgement',
		'router dispatcher broker replayer scheduler schema_registry compactor replicator',
		'publish consume acknowledge replay route drain throttle retry',
		'payload headers key timestamp attempt priority ttl partition_id',
		'queued in_flight acknowledged retried dead expired paused',
		'publisher subscriber operator',
		'lag throughput backlog latency redeliveries',
	),
	domain(
		'storage engine',
		'page segment block index snapshot journal cursor bucket tombstone manifest compaction cache_entry bloom_filter',
		'buffer_pool write_ahead_log compactor garbage_collector allocator replicator lock_manager recovery',
		'read write flush compact evict seek checkpoint rollback',
		'checksum length lsn key value dirty pin_count level',
		'clean dirty flushing sealed compacting archived corrupt',
		'client replica operator',
		'reads writes cache_hits amplification free_space',
	),
	domain(
		'compiler',
		'token node scope symbol type block instruction module diagnostic register constant function_body',
		'lexer parser resolver type_checker optimizer code_generator linker formatter',
		'tokenize parse resolve infer inline emit lower link',
		'span kind name arity depth operand parent line',
		'scanning parsing checking lowering emitting done failed',
		'author editor build_server',
		'tokens errors build_time inlined_calls code_size',
	),
	domain(
		'machine learning',
		'dataset model experiment feature embedding batch checkpoint metric label layer tokenizer prediction run',
		'trainer evaluator feature_store model_registry tuner data_loader inference_server sampler',
		'train evaluate predict embed split normalize fine_tune quantize',
		'learning_rate epoch loss accuracy seed batch_size hidden_size dropout',
		'queued training evaluating converged diverged deployed retired',
		'researcher annotator engineer',
		'loss accuracy recall throughput gradient_norm',
	),
	domain(
		'network',
		'packet connection socket route interface peer frame header address firewall_rule tunnel certificate',
		'resolver load_balancer proxy handshake gateway congestion_control packet_filter monitor',
		'connect listen send forward encrypt drop resolve probe',
		'port ttl window sequence checksum latency mtu protocol',
		'closed listening syn_sent established closing timed_out reset',
		'host switch network_engineer',
		'bandwidth packet_loss jitter connections latency',
	),
	domain(
		'game',
		'player enemy weapon level sprite quest inventory_item tile skill projectile boss checkpoint camera',
		'physics renderer input_handler collision_detector matchmaker sound_mixer spawn_system save_game',
		'jump attack spawn collect move respawn equip heal',
		'health speed position damage mana score velocity direction',
		'idle running jumping attacking stunned falling dead',
		'player host spectator',
		'frames score kills playtime retention',
	),
	domain(
		'finance',
		'account trade portfolio ledger position transaction currency fee statement quote loan dividend exchange_rate',
		'risk_engine order_book settlement pricing ledger_service fraud_detector reconciliation market_data',
		'buy sell settle hedge transfer charge reconcile value',
		'amount balance rate maturity notional currency strike spread',
		'new matched settled rejected disputed closed',
		'trader broker compliance_officer client',
		'volume volatility exposure return drawdown',
	),
	domain(
		'healthcare',
		'patient appointment doctor prescription diagnosis lab_result ward referral allergy insurance_claim bed vaccination',
		'scheduling triage pharmacy billing records imaging reminder_service consent_registry',
		'admit discharge prescribe schedule refer diagnose bill transfer',
		'dosage date_of_birth blood_type symptoms heart_rate room notes severity',
		'registered waiting admitted in_treatment discharged transferred',
		'nurse physician receptionist patient',
		'admissions wait_time occupancy readmissions',
	),
	domain(
		'logistics',
		'truck parcel route depot driver manifest container pallet dock shipment delivery_slot customs_form',
		'route_planner tracker dispatcher geocoder fleet_monitor sorting_hub label_printer yard_manager',
		'load dispatch track deliver scan reroute unload weigh',
		'distance weight destination eta volume fragile tracking_number plate',
		'created loaded in_transit delayed delivered lost',
		'driver dispatcher recipient',
		'deliveries distance delay fuel utilization',
	),
	domain(
		'content',
		'article author comment tag page revision media_file theme menu feed redirect translation draft',
		'editor publisher search_indexer thumbnailer moderation feed_builder translator link_checker',
		'publish edit approve tag archive translate preview schedule',
		'title slug body published_at excerpt word_count language cover_image',
		'draft in_review scheduled published archived rejected',
		'writer editor reader moderator',
		'views shares comments bounce_rate read_time',
	),
	domain(
		'smart home',
		'sensor thermostat light lock camera scene room schedule hub alarm blind energy_meter',
		'automation_engine device_registry presence_detector firmware_updater voice_control event_bus climate_control',
		'switch_on dim arm pair unlock measure calibrate notify',
		'temperature humidity brightness battery signal firmware target motion',
		'offline idle heating cooling armed triggered',
		'resident guest installer',
		'temperature power humidity events battery',
	),
	domain(
		'build pipeline',
		'job stage runner artifact commit branch release secret environment deployment pull_request test_report',
		'scheduler executor artifact_store cache notifier approver canary log_collector',
		'build test deploy approve cancel rollback merge tag',
		'commit_hash duration exit_code branch_name log_url retries image version',
		'queued running passed failed cancelled skipped',
		'developer reviewer release_manager',
		'builds failures duration coverage deployments',
	),
	domain(
		'travel',
		'booking flight hotel_room passenger ticket itinerary seat luggage airport loyalty_card fare transfer',
		'fare_search booking_engine check_in seat_map notification payment itinerary_builder upgrade',
		'book check_in board cancel rebook upgrade search pay',
		'departure arrival gate price nights guests cabin_class reference',
		'searching held booked checked_in boarded missed',
		'traveller agent crew',
		'bookings occupancy fares delays cancellations',
	),
	domain(
		'education',
		'course lesson student teacher quiz grade assignment certificate classroom enrolment question lecture',
		'gradebook enrolment_desk quiz_engine plagiarism_check progress_tracker video_player timetable',
		'enrol submit grade attend teach review pass certify',
		'score due_date credits attempts semester topic feedback percent',
		'enrolled in_progress submitted graded passed failed',
		'student teacher principal',
		'attendance scores enrolments completion',
	),
	domain(
		'team chat',
		'channel message thread member reaction attachment mention presence call workspace emoji bot',
		'gateway presence_service notifier search uploader moderation_bot call_server unfurler',
		'send edit pin mention mute invite react archive',
		'text sent_at author unread topic avatar status duration',
		'online away busy offline typing muted',
		'member moderator guest bot',
		'messages active_users calls reactions',
	),
	domain(
		'monitoring',
		'alert metric dashboard incident probe log_line trace span host rule on_call_shift runbook',
		'collector aggregator alert_manager log_shipper query_engine pager anomaly_detector exporter',
		'scrape alert acknowledge silence aggregate escalate sample query',
		'severity threshold value labels started_at duration host_name service',
		'ok pending firing acknowledged silenced resolved',
		'operator developer on-call_engineer',
		'cpu memory error_rate requests latency disk',
	),
	domain(
		'image editor',
		'layer brush canvas selection mask palette filter gradient stroke pixel_grid path swatch',
		'renderer history compositor color_picker exporter histogram plugin_host tool_registry',
		'draw crop blur blend rotate undo export fill',
		'opacity width height color_space blend_mode radius angle feather',
		'idle drawing selecting transforming exporting',
		'artist photographer plugin',
		'pixels layers memory strokes',
	),
	domain(
		'farm',
		'field crop tractor harvest soil_sample greenhouse irrigation_valve herd barn seed weather_report feed',
		'irrigation_planner yield_forecast herd_tracker weather_station soil_lab equipment_pool market',
		'plant harvest irrigate fertilize plough feed weigh forecast',
		'area moisture ph_value yield rainfall nitrogen sown_on variety',
		'fallow sown growing ripe harvested',
		'farmer agronomist buyer',
		'yield rainfall moisture milk growth',
	),
	domain(
		'recipes',
		'recipe ingredient meal_plan shopping_list cook step kitchen allergen nutrition_fact portion utensil tasting_note',
		'recipe_importer meal_planner unit_converter nutrition_calculator timer pantry_tracker suggestions',
		'cook mix bake serve chop scale rate plan',
		'minutes servings calories unit amount temperature difficulty protein',
		'planned prepping cooking resting served',
		'cook guest dietitian',
		'calories protein cost servings',
	),
	domain(
		'astronomy',
		'telescope star observation exposure planet orbit spectrum catalog_entry night_log mirror filter_wheel galaxy',
		'scheduler guider calibrator plate_solver archive dome_control image_stacker light_curve',
		'observe expose track calibrate stack slew measure classify',
		'magnitude right_ascension declination exposure_time redshift period airmass seeing',
		'parked slewing tracking exposing calibrating',
		'observer astronomer operator',
		'flux magnitude seeing counts',
	),
];

const parts = (name: string): string[] =>
	name
		.toLowerCase()
		.split(/[^a-z0-9]+/)
		.filter((part) => part !== '');
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
export const pascal = (name: string): string => parts(name).map(capital).join('');
export const camel = (name: string): string =>
	parts(name)
		.map((part, index) => (index === 0 ? part : capital(part)))
		.join('');
export const snake = (name: string): string => parts(name).join('_');
export const kebab = (name: string): string => parts(name).join('-');
export const sentence = (name: string): string => capital(name);
export const titled = (name: string): string => name.split(' ').map(capital).join(' ');
export const plural = (name: string): string =>
	/(s|x|ch|sh)$/.test(name) ? `${name}es` : /[^aeiou]y$/.test(name) ? `${name.slice(0, -1)}ies` : `${name}s`;

const people = split(
	'Ada_Moreno Liu_Wen Sam_Okafor Ines_Duarte Tomas_Novak Priya_Nair Jonas_Berg Mia_Rossi Kofi_Mensah Yuki_Tanaka Elif_Demir Noah_Fischer Zoe_Laurent Omar_Haddad Nina_Petrova Luis_Ortega',
);
const adjectives = split('fast shared new old pending weekly remote local default primary backup hidden large public private archived');

export const person = (random: Random): string => random.pick(people);

/** A value as a screen would show it for a field of this name. */
export function shown(random: Random, field: string): string {
	if (/(date|_at| at|due|eta|departure|arrival|last|until|sown|maturity)/.test(field)) {
		return `20${random.int(19, 27)}-${String(random.int(1, 12)).padStart(2, '0')}-${String(random.int(1, 28)).padStart(2, '0')}`;
	}
	if (/(price|total|amount|balance|fee|cost|discount|fare|notional|revenue|margin)/.test(field)) {
		return `${random.pick(['$', '€', '£', ''])}${(random.next() * 10 ** random.int(1, 4)).toFixed(2)}`;
	}
	if (/(email)/.test(field)) {
		return `${person(random).split(' ')[0]?.toLowerCase()}@example.${random.pick(['com', 'org', 'net'])}`;
	}
	if (/(name|author|member)/.test(field)) {
		return person(random);
	}
	if (/(hash|key|checksum|token|secret|id|reference|number|sku|plate)/.test(field)) {
		return random.int(0x10000, 0xffffff).toString(random.pick([16, 36]));
	}
	return random.chance(0.6) ? String(random.int(0, 10 ** random.int(1, 4))) : random.pick(adjectives);
}

/** A phrase such as "weekly order" that names one thing. */
export const thing = (random: Random, { entities }: Domain): string =>
	random.chance(0.3) ? `${random.pick(adjectives)} ${random.pick(entities)}` : random.pick(entities);

/** The most a text may have, in characters. */
export const longest = 1200;

/** The text's first lines, as many as fit. */
export function fitted(text: string): string {
	const clean = text.trim();
	if (clean.length <= longest) {
		return clean;
	}
	const end = clean.lastIndexOf('\n', longest);
	return clean.slice(0, end > longest / 3 ? end : longest).trimEnd();
}

export interface Text {
	readonly skill: 'code' | 'text';
	readonly text: string;
}

/** What Chromium draws: `html` as it is; a mermaid source, a dot source or a Chart.js config that its library draws first. */
export type Picture =
	| { readonly kind: 'html'; readonly html: string; readonly width: number; readonly height: number }
	| {
			readonly kind: 'mermaid';
			readonly source: string;
			readonly config: Readonly<Record<string, unknown>>;
			readonly background: string;
			readonly zoom: number;
	  }
	| { readonly kind: 'plantuml'; readonly source: string; readonly background: string; readonly zoom: number }
	| { readonly kind: 'dot'; readonly source: string; readonly engine: string; readonly background: string; readonly zoom: number }
	| {
			readonly kind: 'chart';
			readonly config: Readonly<Record<string, unknown>>;
			readonly background: string;
			readonly width: number;
			readonly height: number;
	  };

export interface Sample {
	readonly family: 'ui' | 'diagram' | 'chart';
	readonly kind: string;
	readonly picture: Picture;
	readonly texts: readonly Text[];
}

export const code = (text: string): Text => ({ skill: 'code', text: fitted(text) });
export const doc = (text: string): Text => ({ skill: 'text', text: fitted(text) });
/** The same text indented by `by`, two spaces or a tab. */
export const indent = (text: string, by = '  '): string => text.replace(/^(?=.)/gm, by);
