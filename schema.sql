-- The ledger of Fairlead, in D1. Idempotent: run it on a new database or on one that is in use. A database that an older
-- version of this page made is brought to this one by `npm run deploy` and `npm start` (cli/schema), with its rows.
-- A label is an integer everywhere below: 0 is "not known", 1 is "(other)", the rest are rows of `label`.

-- Every string that is counted by, once.
CREATE TABLE IF NOT EXISTS label (
  id INTEGER PRIMARY KEY,
  dimension TEXT NOT NULL,
  value TEXT NOT NULL,
  -- The day on which it was new: so many new ones are taken a day, and no more.
  first_day INTEGER NOT NULL,
  UNIQUE (dimension, value)
) STRICT;
-- How many are new on a day is looked up whenever there is a new one.
CREATE INDEX IF NOT EXISTS label_of_day ON label (dimension, first_day);
INSERT OR IGNORE INTO label (id, dimension, value, first_day) VALUES (0, '', '', 0), (1, '', '(other)', 0);

-- A combination of labels that events have had, so that an event is one narrow row.
CREATE TABLE IF NOT EXISTS cell (
  id INTEGER PRIMARY KEY,
  artifact INTEGER NOT NULL,
  metric INTEGER NOT NULL,
  class INTEGER NOT NULL,
  version INTEGER NOT NULL,
  platform INTEGER NOT NULL,
  country INTEGER NOT NULL,
  continent INTEGER NOT NULL,
  client INTEGER NOT NULL,
  client_version INTEGER NOT NULL,
  provider INTEGER NOT NULL,
  upstream INTEGER NOT NULL,
  reason INTEGER NOT NULL,
  -- The upstream that failed, where another one or a kept answer stood in for it.
  saved INTEGER NOT NULL, -- In older rows: 0
  UNIQUE (artifact, metric, class, version, platform, country, continent, client, client_version, provider, upstream, reason, saved)
) STRICT;

-- The raw ledger: one row per event, kept until its day is final. `hour` counts from 1970; `id` is the event's own.
CREATE TABLE IF NOT EXISTS event (
  hour INTEGER NOT NULL,
  id BLOB NOT NULL,
  cell INTEGER NOT NULL,
  source BLOB NOT NULL,
  PRIMARY KEY (hour, id)
) STRICT, WITHOUT ROWID;

-- What a manifest that was served is, by its digest: learned once.
CREATE TABLE IF NOT EXISTS manifest (
  digest TEXT PRIMARY KEY,
  role TEXT NOT NULL,
  config TEXT NOT NULL,
  -- From the image's configuration, where no index has told it; '' until then.
  platform TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

-- Which artifact has served a manifest: that, and nothing a client says, makes an artifact of ours.
CREATE TABLE IF NOT EXISTS artifact_manifest (
  digest TEXT NOT NULL,
  artifact TEXT NOT NULL,
  PRIMARY KEY (digest, artifact)
) STRICT, WITHOUT ROWID;

-- The manifests of an index and the platform it gives each.
CREATE TABLE IF NOT EXISTS child (
  digest TEXT NOT NULL,
  parent TEXT NOT NULL,
  platform TEXT NOT NULL,
  PRIMARY KEY (digest, parent)
) STRICT, WITHOUT ROWID;

-- The images that a blob belongs to, and whether it is their last non-empty layer.
CREATE TABLE IF NOT EXISTS layer (
  digest TEXT NOT NULL,
  manifest TEXT NOT NULL,
  is_last INTEGER NOT NULL, -- In older rows: 1
  PRIMARY KEY (digest, manifest)
) STRICT, WITHOUT ROWID;

-- Which tags have ever resolved to a digest.
CREATE TABLE IF NOT EXISTS tag (
  artifact TEXT NOT NULL,
  digest TEXT NOT NULL,
  tag TEXT NOT NULL,
  first_seen INTEGER NOT NULL,
  PRIMARY KEY (artifact, digest, tag)
) STRICT, WITHOUT ROWID;
-- The newest tag of each artifact is looked up every minute.
CREATE INDEX IF NOT EXISTS tag_first_seen ON tag (artifact, first_seen);

-- Buckets to recompute. The version moves with every change, and a mark is cleared only if it has not moved.
CREATE TABLE IF NOT EXISTS dirty (
  scale TEXT NOT NULL CHECK (scale IN ('hour', 'day', 'month')),
  bucket INTEGER NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (scale, bucket)
) STRICT, WITHOUT ROWID;

-- Events of an hour by cell: the step between raw events and days, kept as long as they are.
CREATE TABLE IF NOT EXISTS hour_count (
  hour INTEGER NOT NULL,
  cell INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (hour, cell)
) STRICT, WITHOUT ROWID;

-- Hours by artifact, metric and class alone: few enough to be kept for weeks, where cells are not.
CREATE TABLE IF NOT EXISTS hour_total (
  artifact INTEGER NOT NULL,
  metric INTEGER NOT NULL,
  class INTEGER NOT NULL,
  hour INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (artifact, metric, class, hour)
) STRICT, WITHOUT ROWID;
-- Those of one hour are looked up whenever the hour is made anew, and old ones go by it.
CREATE INDEX IF NOT EXISTS hour_total_of_hour ON hour_total (hour);

-- Days by one dimension at a time; dimension 0 is the total. The key is in the order in which pages read.
CREATE TABLE IF NOT EXISTS day_count (
  artifact INTEGER NOT NULL,
  dimension INTEGER NOT NULL,
  metric INTEGER NOT NULL,
  class INTEGER NOT NULL,
  bucket INTEGER NOT NULL,
  value INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (artifact, dimension, metric, class, bucket, value)
) STRICT, WITHOUT ROWID;

-- The same of all artifacts together: who asks for everything reads no more of many than of one. Kept by triggers, since of
-- a day only what has changed is written, and a row goes when its count has become 0 and in no other way; the rows below are
-- for a database that had days before it had these. BEGIN and END stay in capitals: D1 splits statements by them.
-- Made anew when it changes: from the other.
CREATE TABLE IF NOT EXISTS all_day_count (
  dimension INTEGER NOT NULL,
  metric INTEGER NOT NULL,
  class INTEGER NOT NULL,
  bucket INTEGER NOT NULL,
  value INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (dimension, metric, class, bucket, value)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS day_count_added AFTER INSERT ON day_count WHEN NEW.count <> 0 BEGIN
  INSERT INTO all_day_count (dimension, metric, class, bucket, value, count) VALUES (NEW.dimension, NEW.metric, NEW.class, NEW.bucket, NEW.value, NEW.count)
    ON CONFLICT DO UPDATE SET count = count + excluded.count;
END;
CREATE TRIGGER IF NOT EXISTS day_count_changed AFTER UPDATE OF count ON day_count WHEN NEW.count <> OLD.count BEGIN
  INSERT INTO all_day_count (dimension, metric, class, bucket, value, count) VALUES (NEW.dimension, NEW.metric, NEW.class, NEW.bucket, NEW.value, NEW.count - OLD.count)
    ON CONFLICT DO UPDATE SET count = count + excluded.count;
  DELETE FROM all_day_count WHERE dimension = NEW.dimension AND metric = NEW.metric AND class = NEW.class AND bucket = NEW.bucket AND value = NEW.value AND count = 0;
END;
INSERT OR IGNORE INTO all_day_count (dimension, metric, class, bucket, value, count)
  SELECT dimension, metric, class, bucket, value, SUM(count) FROM day_count WHERE NOT EXISTS (SELECT 1 FROM all_day_count) GROUP BY dimension, metric, class, bucket, value;

-- Days by two dimensions, for the few pairs that are kept.
CREATE TABLE IF NOT EXISTS day_pair (
  artifact INTEGER NOT NULL,
  pair INTEGER NOT NULL,
  metric INTEGER NOT NULL,
  bucket INTEGER NOT NULL,
  a INTEGER NOT NULL,
  b INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (artifact, pair, metric, bucket, a, b)
) STRICT, WITHOUT ROWID;

-- The same of all artifacts together, as above.
-- Made anew when it changes: from the other.
CREATE TABLE IF NOT EXISTS all_day_pair (
  pair INTEGER NOT NULL,
  metric INTEGER NOT NULL,
  bucket INTEGER NOT NULL,
  a INTEGER NOT NULL,
  b INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (pair, metric, bucket, a, b)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS day_pair_added AFTER INSERT ON day_pair WHEN NEW.count <> 0 BEGIN
  INSERT INTO all_day_pair (pair, metric, bucket, a, b, count) VALUES (NEW.pair, NEW.metric, NEW.bucket, NEW.a, NEW.b, NEW.count)
    ON CONFLICT DO UPDATE SET count = count + excluded.count;
END;
CREATE TRIGGER IF NOT EXISTS day_pair_changed AFTER UPDATE OF count ON day_pair WHEN NEW.count <> OLD.count BEGIN
  INSERT INTO all_day_pair (pair, metric, bucket, a, b, count) VALUES (NEW.pair, NEW.metric, NEW.bucket, NEW.a, NEW.b, NEW.count - OLD.count)
    ON CONFLICT DO UPDATE SET count = count + excluded.count;
  DELETE FROM all_day_pair WHERE pair = NEW.pair AND metric = NEW.metric AND bucket = NEW.bucket AND a = NEW.a AND b = NEW.b AND count = 0;
END;
INSERT OR IGNORE INTO all_day_pair (pair, metric, bucket, a, b, count)
  SELECT pair, metric, bucket, a, b, SUM(count) FROM day_pair WHERE NOT EXISTS (SELECT 1 FROM all_day_pair) GROUP BY pair, metric, bucket, a, b;

-- Months, as days. `bucket` is year * 12 + month - 1.
CREATE TABLE IF NOT EXISTS month_count (
  artifact INTEGER NOT NULL,
  dimension INTEGER NOT NULL,
  metric INTEGER NOT NULL,
  class INTEGER NOT NULL,
  bucket INTEGER NOT NULL,
  value INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (artifact, dimension, metric, class, bucket, value)
) STRICT, WITHOUT ROWID;

-- The same of all artifacts together, as for days.
-- Made anew when it changes: from the other.
CREATE TABLE IF NOT EXISTS all_month_count (
  dimension INTEGER NOT NULL,
  metric INTEGER NOT NULL,
  class INTEGER NOT NULL,
  bucket INTEGER NOT NULL,
  value INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (dimension, metric, class, bucket, value)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS month_count_added AFTER INSERT ON month_count WHEN NEW.count <> 0 BEGIN
  INSERT INTO all_month_count (dimension, metric, class, bucket, value, count) VALUES (NEW.dimension, NEW.metric, NEW.class, NEW.bucket, NEW.value, NEW.count)
    ON CONFLICT DO UPDATE SET count = count + excluded.count;
END;
CREATE TRIGGER IF NOT EXISTS month_count_changed AFTER UPDATE OF count ON month_count WHEN NEW.count <> OLD.count BEGIN
  INSERT INTO all_month_count (dimension, metric, class, bucket, value, count) VALUES (NEW.dimension, NEW.metric, NEW.class, NEW.bucket, NEW.value, NEW.count - OLD.count)
    ON CONFLICT DO UPDATE SET count = count + excluded.count;
  DELETE FROM all_month_count WHERE dimension = NEW.dimension AND metric = NEW.metric AND class = NEW.class AND bucket = NEW.bucket AND value = NEW.value AND count = 0;
END;
INSERT OR IGNORE INTO all_month_count (dimension, metric, class, bucket, value, count)
  SELECT dimension, metric, class, bucket, value, SUM(count) FROM month_count WHERE NOT EXISTS (SELECT 1 FROM all_month_count) GROUP BY dimension, metric, class, bucket, value;

-- Months by two dimensions, as days.
CREATE TABLE IF NOT EXISTS month_pair (
  artifact INTEGER NOT NULL,
  pair INTEGER NOT NULL,
  metric INTEGER NOT NULL,
  bucket INTEGER NOT NULL,
  a INTEGER NOT NULL,
  b INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (artifact, pair, metric, bucket, a, b)
) STRICT, WITHOUT ROWID;

-- The same of all artifacts together, as for days.
-- Made anew when it changes: from the other.
CREATE TABLE IF NOT EXISTS all_month_pair (
  pair INTEGER NOT NULL,
  metric INTEGER NOT NULL,
  bucket INTEGER NOT NULL,
  a INTEGER NOT NULL,
  b INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (pair, metric, bucket, a, b)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS month_pair_added AFTER INSERT ON month_pair WHEN NEW.count <> 0 BEGIN
  INSERT INTO all_month_pair (pair, metric, bucket, a, b, count) VALUES (NEW.pair, NEW.metric, NEW.bucket, NEW.a, NEW.b, NEW.count)
    ON CONFLICT DO UPDATE SET count = count + excluded.count;
END;
CREATE TRIGGER IF NOT EXISTS month_pair_changed AFTER UPDATE OF count ON month_pair WHEN NEW.count <> OLD.count BEGIN
  INSERT INTO all_month_pair (pair, metric, bucket, a, b, count) VALUES (NEW.pair, NEW.metric, NEW.bucket, NEW.a, NEW.b, NEW.count - OLD.count)
    ON CONFLICT DO UPDATE SET count = count + excluded.count;
  DELETE FROM all_month_pair WHERE pair = NEW.pair AND metric = NEW.metric AND bucket = NEW.bucket AND a = NEW.a AND b = NEW.b AND count = 0;
END;
INSERT OR IGNORE INTO all_month_pair (pair, metric, bucket, a, b, count)
  SELECT pair, metric, bucket, a, b, SUM(count) FROM month_pair WHERE NOT EXISTS (SELECT 1 FROM all_month_pair) GROUP BY pair, metric, bucket, a, b;

-- What there ever was by one dimension, in the months that are over for good: nobody has to add them up again. As months,
-- with more values kept by name.
CREATE TABLE IF NOT EXISTS ever_count (
  artifact INTEGER NOT NULL,
  dimension INTEGER NOT NULL,
  metric INTEGER NOT NULL,
  class INTEGER NOT NULL,
  value INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (artifact, dimension, metric, class, value)
) STRICT, WITHOUT ROWID;

-- The same of all artifacts together, as for days.
-- Made anew when it changes: from the other.
CREATE TABLE IF NOT EXISTS all_ever_count (
  dimension INTEGER NOT NULL,
  metric INTEGER NOT NULL,
  class INTEGER NOT NULL,
  value INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (dimension, metric, class, value)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS ever_count_added AFTER INSERT ON ever_count WHEN NEW.count <> 0 BEGIN
  INSERT INTO all_ever_count (dimension, metric, class, value, count) VALUES (NEW.dimension, NEW.metric, NEW.class, NEW.value, NEW.count)
    ON CONFLICT DO UPDATE SET count = count + excluded.count;
END;
CREATE TRIGGER IF NOT EXISTS ever_count_changed AFTER UPDATE OF count ON ever_count WHEN NEW.count <> OLD.count BEGIN
  INSERT INTO all_ever_count (dimension, metric, class, value, count) VALUES (NEW.dimension, NEW.metric, NEW.class, NEW.value, NEW.count - OLD.count)
    ON CONFLICT DO UPDATE SET count = count + excluded.count;
  DELETE FROM all_ever_count WHERE dimension = NEW.dimension AND metric = NEW.metric AND class = NEW.class AND value = NEW.value AND count = 0;
END;
INSERT OR IGNORE INTO all_ever_count (dimension, metric, class, value, count)
  SELECT dimension, metric, class, value, SUM(count) FROM ever_count WHERE NOT EXISTS (SELECT 1 FROM all_ever_count) GROUP BY dimension, metric, class, value;

-- The same by two dimensions.
CREATE TABLE IF NOT EXISTS ever_pair (
  artifact INTEGER NOT NULL,
  pair INTEGER NOT NULL,
  metric INTEGER NOT NULL,
  a INTEGER NOT NULL,
  b INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (artifact, pair, metric, a, b)
) STRICT, WITHOUT ROWID;

-- The same of all artifacts together, as for days.
-- Made anew when it changes: from the other.
CREATE TABLE IF NOT EXISTS all_ever_pair (
  pair INTEGER NOT NULL,
  metric INTEGER NOT NULL,
  a INTEGER NOT NULL,
  b INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (pair, metric, a, b)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS ever_pair_added AFTER INSERT ON ever_pair WHEN NEW.count <> 0 BEGIN
  INSERT INTO all_ever_pair (pair, metric, a, b, count) VALUES (NEW.pair, NEW.metric, NEW.a, NEW.b, NEW.count)
    ON CONFLICT DO UPDATE SET count = count + excluded.count;
END;
CREATE TRIGGER IF NOT EXISTS ever_pair_changed AFTER UPDATE OF count ON ever_pair WHEN NEW.count <> OLD.count BEGIN
  INSERT INTO all_ever_pair (pair, metric, a, b, count) VALUES (NEW.pair, NEW.metric, NEW.a, NEW.b, NEW.count - OLD.count)
    ON CONFLICT DO UPDATE SET count = count + excluded.count;
  DELETE FROM all_ever_pair WHERE pair = NEW.pair AND metric = NEW.metric AND a = NEW.a AND b = NEW.b AND count = 0;
END;
INSERT OR IGNORE INTO all_ever_pair (pair, metric, a, b, count)
  SELECT pair, metric, a, b, SUM(count) FROM ever_pair WHERE NOT EXISTS (SELECT 1 FROM all_ever_pair) GROUP BY pair, metric, a, b;

-- Which months those are, in one row once there are any: all up to `month`, that one included, which are all days before
-- `until_day`. Of these days: how many something was counted on, on which nothing was (a JSON array), how often they were made.
CREATE TABLE IF NOT EXISTS ever (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  month INTEGER NOT NULL,
  until_day INTEGER NOT NULL,
  day_count INTEGER NOT NULL,
  missing TEXT NOT NULL,
  revision INTEGER NOT NULL
) STRICT;

-- All there ever was, from ever_count and the months that are open, and the days on which it began and last went on (days since 1970).
CREATE TABLE IF NOT EXISTS total_count (
  artifact INTEGER NOT NULL,
  metric INTEGER NOT NULL,
  class INTEGER NOT NULL,
  count INTEGER NOT NULL,
  first_day INTEGER NOT NULL,
  last_day INTEGER NOT NULL,
  PRIMARY KEY (artifact, metric, class)
) STRICT, WITHOUT ROWID;

-- The first day on which a version was fetched: what stands in for the day of its release.
CREATE TABLE IF NOT EXISTS version_first (
  artifact INTEGER NOT NULL,
  version INTEGER NOT NULL,
  first_day INTEGER NOT NULL,
  PRIMARY KEY (artifact, version)
) STRICT, WITHOUT ROWID;
-- Pages show the newest of them, however many there have been.
CREATE INDEX IF NOT EXISTS version_first_day ON version_first (artifact, first_day);

-- Different sources of a day, per artifact and metric: networks, not people. Never summed over days.
CREATE TABLE IF NOT EXISTS day_source (
  artifact INTEGER NOT NULL,
  metric INTEGER NOT NULL,
  day INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (artifact, metric, day)
) STRICT, WITHOUT ROWID;
-- Whether those of a day are there is looked up whenever one is over.
CREATE INDEX IF NOT EXISTS day_source_of_day ON day_source (day);

-- How far a day or month has got: provisional until 72 hours after its end, and how often its numbers were made.
CREATE TABLE IF NOT EXISTS rollup (
  scale TEXT NOT NULL CHECK (scale IN ('day', 'month')),
  bucket INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('provisional', 'final')),
  revision INTEGER NOT NULL,
  computed_at INTEGER NOT NULL,
  row_count INTEGER NOT NULL,
  PRIMARY KEY (scale, bucket)
) STRICT, WITHOUT ROWID;
-- What is not final is looked up all day, and is a few rows of however many.
CREATE INDEX IF NOT EXISTS rollup_open ON rollup (scale, bucket) WHERE state = 'provisional';

-- Up to when what came in is in the numbers of days, in milliseconds since 1970: it only ever grows.
CREATE TABLE IF NOT EXISTS rolled_up (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  at INTEGER NOT NULL
) STRICT;

-- The daily dumps that may be had, two files for each final day, and the SHA-256 of each.
-- Made anew when it changes: the cron takes the checksums again.
CREATE TABLE IF NOT EXISTS dump (
  day INTEGER NOT NULL,
  part TEXT NOT NULL CHECK (part IN ('counts', 'pairs')),
  row_count INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  PRIMARY KEY (day, part)
) STRICT, WITHOUT ROWID;

-- One row if the numbers are made up for a demonstration: every page then says so.
CREATE TABLE IF NOT EXISTS demo (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  written_at INTEGER NOT NULL
) STRICT;

-- Events that were not counted, by their id so that a redelivery is not a second one.
CREATE TABLE IF NOT EXISTS dropped_event (
  day INTEGER NOT NULL,
  id BLOB NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (day, id)
) STRICT, WITHOUT ROWID;

-- How many events were dropped on a day, and why.
CREATE TABLE IF NOT EXISTS dropped (
  day INTEGER NOT NULL,
  reason TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (day, reason)
) STRICT, WITHOUT ROWID;

-- Queue messages that could not be taken in, without sources, for a person to look at within the days of raw events.
CREATE TABLE IF NOT EXISTS parked (
  id TEXT PRIMARY KEY,
  parked_at INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS parked_parked_at ON parked (parked_at);

-- What Analytics Engine counted on a day, beside what the ledger did.
CREATE TABLE IF NOT EXISTS reconciliation (
  day INTEGER NOT NULL,
  metric TEXT NOT NULL,
  ledger INTEGER NOT NULL,
  engine INTEGER NOT NULL,
  checked_at INTEGER NOT NULL,
  PRIMARY KEY (day, metric)
) STRICT, WITHOUT ROWID;

-- The upstream that was active when it was last looked at.
CREATE TABLE IF NOT EXISTS active_upstream (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  name TEXT NOT NULL,
  since INTEGER NOT NULL
) STRICT;

-- Switches, failovers and outages. Times in milliseconds since 1970; `ended_at` is null while it lasts.
CREATE TABLE IF NOT EXISTS incident (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('switch', 'failover', 'outage')),
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  from_upstream TEXT NOT NULL,
  to_upstream TEXT NOT NULL,
  why TEXT NOT NULL,
  saved INTEGER NOT NULL DEFAULT 0
) STRICT;
-- What is not over is looked up every minute.
CREATE INDEX IF NOT EXISTS incident_open ON incident (from_upstream, kind) WHERE ended_at IS NULL;

-- When the upstreams were last probed; what was found then is in `incident`.
CREATE TABLE IF NOT EXISTS probed (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  at INTEGER NOT NULL
) STRICT;

-- Hosts that layers were had from, and the last day on which.
CREATE TABLE IF NOT EXISTS content_host (
  upstream TEXT NOT NULL,
  host TEXT NOT NULL,
  last_day INTEGER NOT NULL,
  PRIMARY KEY (upstream, host)
) STRICT, WITHOUT ROWID;

-- What the operator says about an incident, for everybody to read. Times as above.
CREATE TABLE IF NOT EXISTS incident_note (
  incident INTEGER PRIMARY KEY,
  text TEXT NOT NULL,
  written_at INTEGER NOT NULL
) STRICT;

-- What the operator says that no incident is about, such as planned work; `ended_at` is null while the end is not known.
CREATE TABLE IF NOT EXISTS notice (
  id INTEGER PRIMARY KEY,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  text TEXT NOT NULL,
  written_at INTEGER NOT NULL
) STRICT;

-- Who changed what through the admin API. A row is there before its change is, as `begun`; times as above.
CREATE TABLE IF NOT EXISTS audit (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  -- `token`, or the subject of a Cloudflare Access assertion: no name and no address.
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  before TEXT NOT NULL,
  after TEXT NOT NULL,
  reason TEXT NOT NULL,
  -- What changed in a document, what was compared.
  detail TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('begun', 'done', 'failed', 'refused'))
) STRICT;

-- What the admin API last put under a key of CONFIG, by its hash: KV cannot compare and swap, and lags.
CREATE TABLE IF NOT EXISTS config_change (
  key TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  etag TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
