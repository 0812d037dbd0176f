/** Every limit of the product in one place (law 8): sizes, counts, waits. Units stand last in the name. */
import { DAY_SECONDS, HOUR_SECONDS, YEAR_SECONDS } from './units.ts';

/** Largest amount a value or a balance may have: Decimal128 keeps 34 digits, one is left for sums. */
export const AMOUNT_MAX = 10n ** 33n;

/**
 * Largest cover of one policy: its premium, a billion times finer for earning,
 * still has to fit an amount.
 */
export const COVER_AMOUNT_MAX = 10n ** 28n;

/** Longest policy term. */
export const TERM_SECONDS_MAX = YEAR_SECONDS;
/** Shortest covered period of a policy. */
export const COVERED_SECONDS_MIN = 7 * DAY_SECONDS;
/** Amounts of one policy: what was bought first, and increases. */
export const POLICY_SEGMENTS_MAX = 20;
/** How long before its end a policy that goes on by itself is renewed: as long as it may be tried. */
export const RENEWAL_AHEAD_SECONDS = DAY_SECONDS;
/** Distributors of one account. */
export const DISTRIBUTORS_PER_ACCOUNT_MAX = 10;
/** Venues of one account. */
export const VENUES_PER_ACCOUNT_MAX = 5;
/** Markets of one venue. */
export const VENUE_MARKETS_MAX = 50;
/** Keys that a venue signs with at the same time. */
export const VENUE_KEYS_MAX = 10;
/** Characters of a venue's name: it becomes part of ids. */
export const VENUE_NAME_LENGTH_MAX = 40;
/** How old a market's state may be when it arrives, and when a liquidation rests on it. */
export const STATE_AGE_SECONDS_MAX = 60;
/** Holdings of one market state. */
export const HOLDINGS_MAX = 1_000;
/** Liquidations of one call. */
export const SUBMIT_LIQUIDATIONS_MAX = 500;
/** Liquidations that one step of the watcher ends. */
export const LIQUIDATIONS_PER_STEP_MAX = 200;
/** How long a liquidation may stay open before what it holds is free again. */
export const LIQUIDATION_OPEN_SECONDS_MAX = DAY_SECONDS;
/** Largest size, price or amount that a venue reports; sums of what it reports still fit an amount. */
export const VENUE_VALUE_MAX = 10n ** 29n;
/** How far ahead a policy may start. */
export const START_AHEAD_SECONDS_MAX = 30 * DAY_SECONDS;
/** How long a signed quote is honoured. */
export const QUOTE_SECONDS = 300;
/** Items of one quote. */
export const QUOTE_ITEMS_MAX = 10;

/** Products that one pool backs. */
export const POOL_PRODUCTS_MAX = 64;
/** Pools that back one product: as many parts has each item of a quote. */
export const PRODUCT_POOLS_MAX = 10;

/** Commands that one batch folds. */
export const BATCH_COMMANDS_MAX = 256;
/** Times the needs of a batch are asked for: product, then pool, then its hour's bucket, and so on. */
export const NEED_ROUNDS_MAX = 8;
/** Commands that wait before the sequencer answers OVERLOADED. */
export const QUEUE_COMMANDS_MAX = 4_096;
/** Times a batch is decided again after a lost race. */
export const BATCH_TRIES_MAX = 8;
/** How long a batch is decided again and again at most. */
export const BATCH_RETRY_MS_MAX = 5_000;
/** The pause before its third try; it doubles from try to try. */
export const BATCH_RETRY_PAUSE_MS = 10;
/** How long a command waits for its batch before it is sent away undecided. */
export const QUEUE_WAIT_MS_MAX = 5_000;
/** How long the primary of the database is looked for before what needs it fails. */
export const DATABASE_SEARCH_MS_MAX = 5_000;
/** How often the database says that it is there. */
export const DATABASE_HEARTBEAT_MS = 3_000;
/**
 * A database that has not said so for this long counts as gone, also one that hangs with its connections
 * open:
 * whoever waits for its answer is told so. What takes long while it says that it is there is waited for.
 */
export const DATABASE_SILENCE_MS_MAX = 10_000;
/** Times a view of one moment is begun anew because the server dropped the moment. */
export const SNAPSHOT_TRIES_MAX = 3;
/** Policies that one payout or assessment command handles. */
export const PAYOUT_POLICIES_MAX = 500;
/** One-hour end buckets a command may accrue through before it answers RETRY_LATER. */
export const ACCRUAL_BUCKETS_MAX = 1_000;
/** Slots that one advanceFeed command closes. */
export const FEED_SLOTS_MAX = 10_080;
/** Readings that one advanceFeed command carries. */
export const FEED_READINGS_MAX = 5_000;
/** Observations in one bulk write. */
export const OBSERVATIONS_MAX = 500;

/** Rows of one page of a connection. */
export const PAGE_SIZE_MAX = 100;
/** Rows that a list counts before it says that there are more than it counts. */
export const COUNT_MAX = 10_000;
/** Products that a list by rate or capacity ranks: both are computed from the books of the moment. */
export const PRODUCTS_RANKED_MAX = 1_000;
/** Characters of a name. */
export const NAME_LENGTH_MAX = 100;
/** Characters of a reference to something outside, for example a bank transfer. */
export const REFERENCE_LENGTH_MAX = 200;
/** Characters of an idempotency key. */
export const IDEMPOTENCY_KEY_LENGTH_MAX = 255;
/** Characters of the cursor or tick that names one step of the watcher. */
export const STEP_NAME_LENGTH_MAX = 100;
/** Characters of a quote token: the longest has all items over all pools that they may have. */
export const QUOTE_TOKEN_LENGTH_MAX = 40_000;
/** Characters of one source's configuration as JSON: an adapter's own part of a feed's registration. */
export const SOURCE_CONFIG_LENGTH_MAX = 10_000;

/** Tiers of one payout shape. */
export const TIERS_MAX = 20;
/** Characters of one line of a price series. */
export const SERIES_LINE_LENGTH_MAX = 1_000;
/** Longest duration that an option of the command line may name: 100 years. */
export const OPTION_DURATION_SECONDS_MAX = 100 * YEAR_SECONDS;
/** How long a process waits for the holder's answer to forwarded commands. */
export const FORWARD_TIMEOUT_MS = 10_000;
/** How long the holder's lease runs without a renewal, on the server's clock. */
export const LEASE_MS = 3_000;
/** How often a starting process asks for the holder before it gives up. */
export const START_TRIES_MAX = 20;
/** How far apart those questions are. */
export const START_RETRY_MS = 500;
/** How long an orderly stop waits for the queue. */
export const DRAIN_MS = 10_000;

// The embedded database.
/**
 * How long a killed process can block the documents that its open transaction touched;
 * mongod's default is 60.
 */
export const TRANSACTION_LIFETIME_SECONDS_MAX = 5;
/** How long mongod may take to start: after a crash under load it has a journal to replay. */
export const MONGOD_START_MS_MAX = 60_000;
/** Times a start is tried: on another free port, or on a folder that an orphan has just left. */
export const MONGOD_START_TRIES_MAX = 5;
/** How long mongod may take to end: it writes its last checkpoint. */
export const MONGOD_END_MS_MAX = 20_000;
/** How long a program may take to print its version. */
export const VERSION_ANSWER_MS_MAX = 10_000;
/** A download host that has not begun to answer by then is out of reach, and the next way is tried. */
export const DOWNLOAD_ANSWER_MS_MAX = 5_000;
/** A transfer that brings nothing for this long has stalled. */
export const DOWNLOAD_STALL_MS_MAX = 30_000;
/** How long a download in another program's hands may take as a whole. */
export const DOWNLOAD_MS_MAX = 15 * 60_000;
/** A log of earlier starts is set aside at this size, and what was set aside before it is dropped. */
export const MONGOD_LOG_BYTES_MAX = 16 * 1024 * 1024;

// Feeds, their sources and the local chain.
/** Decimals that a source may declare. */
export const DECIMALS_MAX = 36;
/** How long a node may take for one answer, to the last byte. */
export const RPC_ANSWER_MS_MAX = 10_000;
/** Blocks that one request for logs covers. */
export const LOG_BLOCKS_MAX = 2_000;
/** Blocks that one poll reads in all. */
export const POLL_BLOCKS_MAX = 10_000;
/** Blocks that one poll walks when it looks at the state in each: minutes of a chain, so that a poll ends. */
export const SAMPLED_BLOCKS_MAX = 500;
/** Blocks whose state is read at once. */
export const LOOKS_TOGETHER_MAX = 50;
/**
 * Addresses whose balances are one contract's assets, or tokens that one reserve owes: calls for each block.
 */
export const HOLDERS_MAX = 20;
/** Figures that one observation carries as evidence. */
export const FACTS_MAX = 16;
/** Characters of the name of such a figure. */
export const FACT_NAME_LENGTH_MAX = 40;
/** Characters of such a figure: a number of 256 bits and some words. */
export const FACT_LENGTH_MAX = 200;
/** Bytes of a price series that the replay adapter reads. */
export const SERIES_BYTES_MAX = 100 * 1024 * 1024;
/** Rows of a price series that one poll returns. */
export const POLL_ROWS_MAX = 5_000;
/** How long anvil may take to listen. */
export const ANVIL_START_MS_MAX = 15_000;
/** How long anvil may take to end. */
export const ANVIL_END_MS_MAX = 5_000;
/** Characters of what anvil said last, kept to explain its end. */
export const ANVIL_TEXT_LENGTH_MAX = 2_000;
/** Bytes of a JSON document that is read over HTTP. */
export const DOCUMENT_BYTES_MAX = 1024 * 1024;
/** How long it may take, from the question to its last byte. */
export const DOCUMENT_MS_MAX = 10_000;
/** Characters of an address on the web. */
export const URL_LENGTH_MAX = 2_000;
/** Characters of a path within a document. */
export const POINTER_LENGTH_MAX = 500;
/** Operators of one source, and the largest quorum. */
export const FEED_OPERATORS_MAX = 50;
/** Sources of one feed. */
export const FEED_SOURCES_MAX = 50;
/** One per operator and source: what the fold of a feed's readings remembers. */
export const FEED_VOICES_MAX = FEED_OPERATORS_MAX * FEED_SOURCES_MAX;
/** Products that follow one feed. */
export const FEED_PRODUCTS_MAX = 50;
/** Members of one basket. */
export const BASKET_MEMBERS_MAX = 10;
/** Baskets that count the incidents of one product. */
export const PRODUCT_BASKETS_MAX = 10;
/** How far apart the incidents that a basket counts together may be. */
export const BASKET_WINDOW_SECONDS_MAX = 90 * DAY_SECONDS;
/** Incidents of one member that wait for the other feeds of a basket to be read as far. */
export const BASKET_WAITING_MAX = 100;
/**
 * How long an exit waits at least; its clock stands still
 * while the pool is frozen (docs/mechanics.md section 4).
 */
export const COOLDOWN_SECONDS = 7 * DAY_SECONDS;
/** Vaults that back what is paid in one asset. */
export const VAULTS_PER_ASSET_MAX = 8;
/** Pools of one asset: what stands behind them is looked at together. */
export const POOLS_PER_ASSET_MAX = 500;
/** Exits of one pool or vault that one command looks at. */
export const WITHDRAWALS_PER_COMMAND_MAX = 50;
/** How long the underwriters of a pool under its requirement are called on (docs/mechanics.md section 7). */
export const TOP_UP_SECONDS = 7 * DAY_SECONDS;
/** How long a pool under its minimum may be refilled before it runs off. */
export const RECAPITALISATION_SECONDS = 3 * DAY_SECONDS;
/** How long policies are cancelled without a fee after a loss that left less than their cover locks. */
export const FREE_CANCELLATION_SECONDS = 14 * DAY_SECONDS;
/** How far apart a pool in run-off pays at least, but for the last time: each round walks all positions. */
export const RUN_OFF_ROUND_SECONDS = DAY_SECONDS;
/** Commands that drive one pool's run-off in one step of the watcher. */
export const RUN_OFF_COMMANDS_MAX = 1_000;
/** Positions that one command of a round pays. */
export const RUN_OFF_POSITIONS_MAX = 200;

// Reserves.
/** Recovery claims that one command of a round repays. */
export const RECOVERY_CLAIMS_MAX = 200;
/** Loans of a treasury that are not repaid. */
export const TREASURY_LOANS_MAX = 20;
/** When what it lent is due. */
export const TREASURY_LOAN_SECONDS = 90 * DAY_SECONDS;
/** How far back a treasury remembers what it paid, for its caps. */
export const TREASURY_LOG_SECONDS = YEAR_SECONDS;
/** Commitments of one account that wait to be accepted. */
export const COMMITMENTS_OFFERED_MAX = 3;
/** Commitments in force of one asset: all of them are looked at whenever an incident is confirmed. */
export const COMMITMENTS_ACTIVE_MAX = 50;
/** How far ahead effects of changes are computed: less than a pool's earning reaches in one step. */
export const WHAT_IF_AHEAD_SECONDS_MAX = 30 * DAY_SECONDS;
/** Open calls of one commitment: with so many it is not called again until one is over. */
export const COMMITMENT_CALLS_MAX = 50;
/** For how long a commitment may be given, from when it is offered. */
export const COMMITMENT_TERM_SECONDS_MIN = 7 * DAY_SECONDS;
/** See the one before. */
export const COMMITMENT_TERM_SECONDS_MAX = 5 * YEAR_SECONDS;
/** How long one in force goes on after it was taken back: as long as an exit from a vault takes. */
export const COMMITMENT_NOTICE_SECONDS = 21 * DAY_SECONDS;
/** Within this time a call is to be paid in. */
export const COMMITMENT_CALL_SECONDS = 2 * DAY_SECONDS;
/** How long after its end a commitment may be called for a breach that began before. */
export const COMMITMENT_TAIL_SECONDS = 30 * DAY_SECONDS;
/** Until when the platform's slice is whole again after it was drawn. */
export const SLICE_REFILL_SECONDS = 30 * DAY_SECONDS;

// Orders.
/** Open orders of one account. */
export const ORDERS_PER_ACCOUNT_MAX = 50;
/** How long an order stands at most; it does so where nothing is said. */
export const ORDER_SECONDS_MAX = 90 * DAY_SECONDS;
/** Trades of one pool that one command settles. */
export const TRADES_PER_COMMAND_MAX = 100;
/** Orders of each kind that one step of the watcher looks at: it goes on behind them with the next. */
export const ORDERS_PER_STEP_MAX = 500;

// Pauses.
/** How long a guardian may pause one thing within 30 days ... */
export const PAUSE_SECONDS_MAX = 72 * HOUR_SECONDS;
/** ... counted back from now. */
export const PAUSE_WINDOW_SECONDS = 30 * DAY_SECONDS;
/** Things that are paused, or were within the window: each decision reads them. */
export const PAUSED_NODES_MAX = 200;

// Auctions, venues, vaults and the solvency report.
/** Steps of a falling price: each is a power, whose digits grow with it. */
export const AUCTION_STEPS_MAX = 1_000;
/** Whole units of the asset that nobody may leave of what an auction needs: all of it is taken, or more. */
export const AUCTION_DUST_UNITS = 100n;
/** How long losses wait for what a vault in another asset is sold for: two rounds of each kind, a pause. */
export const SALE_WAIT_SECONDS = 16 * HOUR_SECONDS;
/** How far apart the requirement of a shared fund, a vault or a venue is lowered. */
export const REQUIREMENT_UPDATE_SECONDS = HOUR_SECONDS;
/** How long an exit from a backstop vault waits at least. */
export const VAULT_COOLDOWN_SECONDS = 21 * DAY_SECONDS;
/** Exits from one vault that one holder has in its queue. */
export const VAULT_EXITS_MAX = 21;
/** How long an income takes to reach the shares of a vault (docs/mechanics.md section 7). */
export const INCOME_RELEASE_SECONDS = 30 * DAY_SECONDS;

// The API.
/** Bytes of one request's body: as many reports as one call takes have half of it. */
export const BODY_BYTES_MAX = 256 * 1024;
/** Bytes of one batch of commands that another process forwards. */
export const FORWARD_BYTES_MAX = 4 * 1024 * 1024;
/** Tokens of one GraphQL document; twice what the largest document of our own tests, tabs and docs has. */
export const QUERY_TOKENS_MAX = 1_000;
/** Levels of one GraphQL document. */
export const QUERY_DEPTH_MAX = 12;
/** Aliases of one GraphQL document. */
export const QUERY_ALIASES_MAX = 15;
/** Directives of one GraphQL document. */
export const QUERY_DIRECTIVES_MAX = 20;
/** Cost of one operation: about one per object that it may touch (src/api/hardening/cost.ts). */
export const QUERY_COST_MAX = 5_000;
/**
 * What an account may spend: a bucket that holds `burst` and fills by `perSecond`. One request costs at least
 * 1. A person at a screen never meets it, a loop does.
 */
export const PRINCIPAL_COST = { burst: 20_000, perSecond: 2_000 } as const;
/** Requests of one network address, counted before anything of them is read. */
export const ADDRESS_REQUESTS = { burst: 600, perSecond: 100 } as const;
/** What all who are not signed in at one network address may spend. */
export const ADDRESS_COST = { burst: 20_000, perSecond: 2_000 } as const;
/** The same three in a sandbox, which is tried by one reader and measured by programs on the same machine. */
export const SANDBOX_PRINCIPAL_COST = { burst: 1_000_000, perSecond: 100_000 } as const;
/** See the one before. */
export const SANDBOX_ADDRESS_REQUESTS = { burst: 100_000, perSecond: 10_000 } as const;
/** See the two before. */
export const SANDBOX_ADDRESS_COST = { burst: 1_000_000, perSecond: 100_000 } as const;
/** Callers whose buckets are kept in memory; the one that was quiet longest leaves first. */
export const BUCKETS_MAX = 10_000;
/** Event streams of one caller. */
export const STREAMS_PER_CALLER_MAX = 20;
/** How far back a stream replays, in commands of the journal. */
export const STREAM_REPLAY_SEQUENCES_MAX = 100_000;
/** How often the journal is looked at while its change stream is down. */
export const JOURNAL_RESCAN_MS = 500;
/** A stream whose reader takes nothing for this long is closed. */
export const STREAM_LAG_MS_MAX = 30_000;
/** Ids that one read of the loaders takes. */
export const LOADER_IDS_MAX = 1_000;
/** Characters of a cursor that is looked at. */
export const CURSOR_LENGTH_MAX = 512;
/** Characters of a plain decimal that is looked at. */
export const DECIMAL_LENGTH_MAX = 60;
/** Characters of a sign-in message that is looked at. */
export const SIGN_IN_MESSAGE_LENGTH_MAX = 2_000;
/** Characters of a refused value that its error repeats. */
export const REFUSED_VALUE_LENGTH_MAX = 60;
/** Levels of a JSON object that comes in. */
export const JSON_DEPTH_MAX = 6;
/** Members of a JSON object that comes in, over all its levels. */
export const JSON_MEMBERS_MAX = 200;
/** Ids in one `nodes` query and one filter. */
export const FILTER_IDS_MAX = 100;
/** Rows of a series that one simulation takes. */
export const SIMULATION_ROWS_MAX = 1_000;
/** Slots that one simulation gives back. */
export const SIMULATION_SLOTS_MAX = 500;
/** How far the sandbox's clock moves at once. */
export const CLOCK_ADVANCE_SECONDS_MAX = 30 * DAY_SECONDS;

// Reports that are sent to the service, and keys of programs.
/** Observations of one call. */
export const SUBMIT_OBSERVATIONS_MAX = 500;
/** What each of them costs its sender beside the call: a signature takes 2 ms of a processor. */
export const OBSERVATION_COST = 20;
/**
 * Reports of one time that are kept of an operator: it needs one, and an endless number would stop a feed.
 */
export const SECOND_REPORTS_MAX = 10;
/** Reports that wait for a thread before no more are taken. */
export const VERIFY_QUEUE_REPORTS_MAX = 10_000;
/** Reports that a thread takes at once, unless one call has more. */
export const VERIFY_BATCH_REPORTS_MAX = 250;
/** How long a thread may take for what it was given, with its own start; then it is ended. */
export const VERIFY_MS_MAX = 120_000;
/** Times that reports are stored again after a lost race with others or with the closing of their slot. */
export const RECEIVE_TRIES_MAX = 20;
/** Reports by nobody who is registered that are kept of one feed ... */
export const STRAYS_PER_FEED_MAX = 10_000;
/** ... and of one sender among them. */
export const STRAYS_PER_SENDER_MAX = 500;
/** How long a report that no slot looks at is kept: one by nobody, too late, or ahead of its time. */
export const UNHEARD_KEPT_SECONDS = 7 * DAY_SECONDS;
/** Observations that the health of a feed is counted from. */
export const HEALTH_OBSERVATIONS_MAX = 100_000;
/** Feeds that an account registers that is not the owner of the service. */
export const FEEDS_PER_ACCOUNT_MAX = 10;
/** Keys of one account. */
export const API_KEYS_MAX = 20;
/** Scopes that one key is given: more than there are. */
export const API_KEY_SCOPES_MAX = 20;
/** How long a key works. */
export const API_KEY_SECONDS_MAX = 366 * DAY_SECONDS;
/** How long a use of a key may go by without being written down. */
export const API_KEY_UNSEEN_SECONDS = 60;

// Webhooks.
/** Webhooks of one account. */
export const WEBHOOKS_PER_ACCOUNT_MAX = 10;
/** Characters of the address that events are sent to. */
export const WEBHOOK_URL_LENGTH_MAX = 2_000;
/** How long the secret before still signs beside a new one. */
export const WEBHOOK_SECRET_OVERLAP_SECONDS = DAY_SECONDS;
/** How long a delivery is tried again. */
export const DELIVERY_SECONDS_MAX = 3 * DAY_SECONDS;
/** How long a receiver may take for its answer. */
export const DELIVERY_MS_MAX = 10_000;
/** Bytes of a receiver's answer that are waited for: its status is all that counts. */
export const DELIVERY_ANSWER_BYTES_MAX = 64 * 1024;
/** Deliveries under way at once, in all ... */
export const DELIVERIES_TOGETHER_MAX = 64;
/** ... and to one webhook; to one whose last delivery failed it is one. */
export const DELIVERIES_PER_WEBHOOK_MAX = 4;
/** Deliveries of one webhook that wait: behind them the journal is not read on until some are through. */
export const DELIVERIES_WAITING_MAX = 10_000;
/** How long nothing but failures may come of a webhook before it is switched off. */
export const WEBHOOK_FAILING_SECONDS_MAX = 5 * DAY_SECONDS;
/** How long a delivery that is over is shown. */
export const DELIVERY_KEPT_SECONDS = 30 * DAY_SECONDS;
/** How often it is looked for deliveries that are due again. */
export const DELIVERY_LOOK_MS = 1_000;

// Signing in.
/** How long a sign-in message can be used. */
export const SIGN_IN_MESSAGE_SECONDS = 300;
/** Sign-in messages that wait for a signature: storage stays bounded under a flood. */
export const NONCES_MAX = 100_000;
/** How long an access token lives. */
export const ACCESS_SECONDS = 600;
/** How long one lives in a sandbox, whatever is done to its clock. */
export const SANDBOX_ACCESS_SECONDS = 400 * DAY_SECONDS;
/** How long a refresh token lives. */
export const REFRESH_SECONDS = 30 * DAY_SECONDS;
/** Characters of a token that is looked at. */
export const TOKEN_LENGTH_MAX = 2_048;
/** How long an account's roles are remembered between requests. */
export const ROLES_SECONDS = 5;
/** Characters of the id of an observation: feed, source, operator, round and hash. */
export const OBSERVATION_ID_LENGTH_MAX = 1_000;
/** Changes of one proposal. */
export const PROPOSAL_CHANGES_MAX = 20;
/** Layers that an order of layers names: every governed one. */
export const LAYER_ORDER_MAX = 4;
/** Accounts that have one role. */
export const ROLE_HOLDERS_MAX = 100;
/** Challenges of one incident: each holds a bond, so that nobody fills them for nothing. */
export const CHALLENGES_MAX = 100;
/** Losses that the history of a pool or a position shows, the newest first. */
export const LOSSES_SHOWN_MAX = 100;
/** Commands that one statement of an account looks at, from its beginning until now. */
export const STATEMENT_LINES_MAX = 1_000;
/** How long an alert of a guardian keeps a product on watch (docs/mechanics.md section 5) ... */
export const ALERT_SECONDS = DAY_SECONDS;
/** ... and how long the same guardian raises no other for it. */
export const ALERT_PAUSE_SECONDS = 30 * DAY_SECONDS;
/** Guardians whose alerts bar their next one, for one product. */
export const ALERTS_MAX = 20;
/** How long guardians may delay one incident in all (docs/mechanics.md section 5). */
export const DELAY_SECONDS_MAX = 3 * DAY_SECONDS;
/** How long a feed is suspended at most for a chain that split (docs/mechanics.md section 5). */
export const FORK_SECONDS_MAX = 7 * DAY_SECONDS;
/** After a split that nobody ruled on, how long another one does not suspend the feed again. */
export const FORK_PAUSE_SECONDS = 30 * DAY_SECONDS;
/**
 * How long a loss event waits for its last incident after the first is final (docs/mechanics.md section 6).
 */
export const LOSS_EVENT_WAIT_SECONDS = 3 * DAY_SECONDS;

// The watcher.
/** Without a reading for this long a product is watched, where readings are formed again every 10 minutes. */
export const READING_SILENCE_SECONDS_MAX = 900;
/** How long readings stand at or above the watch level before a watch ends. */
export const CALM_SECONDS = 3_600;
/**
 * How long a watch without a breach freezes exits, counted on through all watches that are less than as long
 * apart (docs/mechanics.md section 5).
 */
export const WATCH_SECONDS_MAX = 7 * DAY_SECONDS;
/** How long every closed reading has stood at or above the sales level before cover is sold again. */
export const SALES_CALM_SECONDS = DAY_SECONDS;
/** What readings below the watch level add to that at most: with it 30 days. */
export const WATCH_BELOW_SECONDS_MAX = 23 * DAY_SECONDS;
/** Pages of one source that one step reads: the rest waits for the next step. */
export const POLL_PAGES_MAX = 20;
/**
 * Largest value that is believed: 10^9 in WAD, so that its sum over a window of 30 days still has 34 digits.
 */
export const OBSERVED_VALUE_MAX = 10n ** 27n;
/** Digits of a round's number: those of 2^256. */
export const ROUND_DIGITS_MAX = 78;
/** Observations that one closing looks at: more than all voices can say within the 60 seconds of a slot. */
export const CLOSING_OBSERVATIONS_MAX = 61 * FEED_VOICES_MAX;
/** Votes, misses and later verdicts of one closing that has more than one slot. */
export const CLOSING_ENTRIES_MAX = 20_000;
/** Rejected observations that one closing covers; of more, the latest are not bound into it. */
export const CLOSING_REJECTED_MAX = 20_000;
/** Bytes of one evidence bundle: an incident that would need more is settled without one. */
export const EVIDENCE_BYTES_MAX = 128 * 1024 * 1024;
/** Closings that are read at once when evidence is put together. */
export const EVIDENCE_CLOSINGS_TOGETHER = 200;
/** Records that are read with them, unless one closing covers more. */
export const EVIDENCE_RECORDS_TOGETHER_MAX = 20_000;
/** Characters of one stored piece of an evidence bundle. */
export const EVIDENCE_PIECE_LENGTH_MAX = 1_000_000;
/** Commands that drive one product's incidents in one step. */
export const INCIDENT_COMMANDS_MAX = 1_000;
/** How long one poll of a source may take before the step goes on without it. */
export const POLL_MS_MAX = 20_000;
/** Feeds, products or pools that one step works on at a time ... */
export const STEP_LANES = 32;
/** ... and how long one of them may take before the next is begun beside it. */
export const STEP_LANE_MS = 1_000;
/** How long what one of them sends waits for what others may send, to be decided together. */
export const GATHERING_MS = 50;

// The audit.
/** Differences that one audit lists; it counts the others. */
export const AUDIT_DIFFERENCES_MAX = 100;
/** Balances that the audit keeps in memory; for more it reads the journal again, once for each so many. */
export const AUDIT_BALANCES_MAX = 250_000;
/** Differences that the report of an audit shows as text; JSON has all that are listed. */
export const AUDIT_ROWS_SHOWN_MAX = 10;

// The solvency report.
/** How often a snapshot is sealed by itself ... */
export const SNAPSHOT_SECONDS = DAY_SECONDS;
/** ... and how long its proofs can be asked for. The snapshot itself is kept for ever. */
export const PROOF_SECONDS = 30 * DAY_SECONDS;
/** Links of the journal's chain that one answer brings. */
export const JOURNAL_LINKS_MAX = 5_000;
/** How often its figures are put into the metrics. */
export const SOLVENCY_METRICS_SECONDS = 60;
/** Draws on layers that a report lists; `events` has them all. */
export const SOLVENCY_DRAWS_MAX = 100;
/** Correlation groups that a report lists of each asset, the largest first. */
export const SOLVENCY_EXPOSURES_MAX = 10;
/** A report is made anew at most after so many times the time that it took: a tenth of the work at most. */
export const SOLVENCY_REST_FACTOR = 10;

// Risk scores.
/** How old what is known of a factor may be before it counts as stale. */
export const RISK_INPUT_SECONDS = 30 * DAY_SECONDS;
/** How often a score follows its inputs by itself. */
export const SCORE_UPDATE_SECONDS = DAY_SECONDS;
/** Over how long the product's own feed is measured for it. */
export const RISK_MEASURE_SECONDS = 30 * DAY_SECONDS;
/** Points of one table. */
export const RISK_TABLE_POINTS_MAX = 12;
/** Factors of one model. */
export const RISK_FACTORS_MAX = 16;
/** The largest value of a factor: a thousand million million dollars. */
export const RISK_VALUE_MAX = 10n ** 15n;
/** Products that one kind of model scores: all of them are scored anew when another is adopted. */
export const RISK_PRODUCTS_MAX = 500;

// The command line.
/** Incidents that the table of a replay shows; JSON has them all. */
export const REPLAY_INCIDENTS_SHOWN_MAX = 12;
/** Rows of a series that the demo plays. */
export const DEMO_ROWS_MAX = 5_000;
/** How long the demo's story goes on after its last row, until everybody has been paid. */
export const DEMO_EPILOGUE_SECONDS_MAX = 9 * DAY_SECONDS;
/** Characters of one order to the running demo. */
export const DEMO_ORDER_LENGTH_MAX = 1_000;

// The actuary.
/** Paths that a thread of a simulation walks before it is given the next ones: what progress is told in. */
export const ACTUARY_RANGE_PATHS = 2_000;
/** Years of one path ... */
export const ACTUARY_YEARS_MAX = 1_000;
/** ... paths of one simulation, each of which leaves three figures in memory ... */
export const ACTUARY_PATHS_MAX = 5_000_000;
/** ... and threads that walk them. */
export const ACTUARY_WORKERS_MAX = 64;
/** Bytes of a file that describes a book. */
export const ACTUARY_BOOK_BYTES_MAX = 5_000_000;
/** Products, and pools, of such a book. */
export const ACTUARY_BOOK_ROWS_MAX = 10_000;
/** Series of each kind that a backtest walks ... */
export const BACKTEST_REPLICAS_MAX = 1_000;
/** ... and coins of a world, and orders to split, that it draws. */
export const BACKTEST_DRAWS_MAX = 100_000;
/** Years of one path of a simulation that `whatIf` is asked for ... */
export const RUIN_YEARS_MAX = 10;
/** ... paths of it at least: fewer leave nothing of one year in 200 ... */
export const RUIN_PATHS_MIN = 1_000;
/** ... and at most: more leave others waiting ... */
export const RUIN_PATHS_MAX = 20_000;
/** ... years of all of them ... */
export const RUIN_PATH_YEARS_MAX = 100_000;
/** ... pools of the assets that are simulated ... */
export const RUIN_POOLS_MAX = 500;
/** ... simulations that wait while one is under way ... */
export const RUIN_WAITING_MAX = 4;
/** ... and how long one may take, from the question on. */
export const RUIN_MS_MAX = 20_000;
/** Products of a book that the text shows: JSON has them all. */
export const ACTUARY_PRODUCTS_SHOWN_MAX = 12;
