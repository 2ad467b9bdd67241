// The page as a description of a status.
import { h } from './dom.js';
import { spark } from './chart.js';
import { ago, between, bytes, clock, count, dollars, NONE, rate, short, span } from './format.js';

const LEVELS = { ok: 'All well', info: 'Working', warn: 'Attention', bad: 'Trouble' };
const TONES = {
  alive: 'good', following: 'good', waiting: 'calm', quiet: 'calm', 'catching-up': 'busy',
  late: 'warn', unattended: 'warn', failing: 'bad', stale: 'bad', down: 'bad', stopped: 'off',
};
const NAMES = { 'catching-up': 'catching up', unattended: 'not read' };

/** Everything below the header. */
export function page(status) {
  return [
    verdict(status),
    totals(status),
    flow(status),
    h('div.columns', {}, processes(status), sources(status)),
    streams(status),
    h('div.columns', {}, tables(status), leftovers(status)),
    trades(status),
  ];
}

function badge(state) {
  return h('span.badge', { 'data-tone': TONES[state] ?? 'calm' }, NAMES[state] ?? state);
}

function plain(stream) {
  return stream.replace(/^stream:/, '');
}

function section(id, title, ...children) {
  return h('section.card', { 'aria-labelledby': id }, h('h2', { id }, title), ...children);
}

function table(caption, heads, rows) {
  return h('table.rows', {},
    h('caption.hidden', {}, caption),
    h('thead', {}, h('tr', {}, heads.map((head) => h(head.num ? 'th.num' : 'th', { scope: 'col' }, head.name)))),
    h('tbody', {}, rows.map((cells) => h('tr', {}, cells.map((cell, i) => i === 0
      ? h('th', { scope: 'row' }, cell)
      : h(heads[i].num ? 'td.num' : 'td', { 'data-label': heads[i].name }, cell))))));
}

function verdict(status) {
  const { level, headline, findings } = status.verdict;
  const rest = findings.slice(1);
  return h('section.verdict', { 'data-level': level, 'aria-label': 'Verdict' },
    h('p.level', {}, LEVELS[level] ?? level),
    h('h1', { role: 'status' }, headline),
    rest.length === 0 ? null : h('ul.findings', {}, rest.slice(0, 12).map((finding) =>
      h('li', { 'data-level': finding.level }, finding.text))));
}

function totals(status) {
  const fact = (name, value, note) => h('div', {}, h('dt', {}, name), h('dd', {}, value, note ? h('small', {}, note) : null));
  const known = status.totals.volume_usd !== null;
  return h('dl.facts', {},
    fact('Matches', known ? count(status.totals.matches) : NONE),
    fact('Volume', dollars(status.totals.volume_usd), 'each match counted once'),
    fact('Fills', known ? count(status.totals.fills) : NONE),
    fact('Markets', known ? count(status.totals.markets) : NONE),
    fact('Dead letters', count(status.dead_letters.count)),
    fact('Parked fills', count(status.parked.fills)));
}

function flow(status) {
  const series = status.history.series;
  const worker = (name) => status.workers.find((each) => each.name === name);
  const chip = (name) => {
    const found = worker(name);
    const state = found ? found.state : 'down';
    return h('li', { 'data-tone': TONES[state] ?? 'calm' }, h('span.dot', {}), name, h('span.hidden', {}, ': ' + state));
  };
  const step = (...names) => h('div.step', {}, h('ul', {}, names.map(chip)));
  const box = (name, value, note, chart, tone) =>
    h('li.box', tone ? { 'data-tone': tone } : {},
      h('div.name', {}, name), h('div.value', {}, value), h('div.note', {}, note), chart);
  const column = (title, items) => h('div.stage', {}, h('h3', {}, title),
    items.length === 0 ? h('p.quiet', {}, 'nothing yet') : h('ul', {}, items));

  return section('flow', 'Pipeline', h('div.flow', {},
    column('Sources', status.sources.map((source) => box(source.name, rate(source.events_per_second),
      source.lag_seconds === null ? 'moved ' + ago(source.updated_age_seconds) : span(source.lag_seconds) + ' behind now',
      spark(series['source:' + source.name], source.name), TONES[source.state]))),
    step('polymarket-ingester', 'goldsky-ingester'),
    column('Streams', status.streams.filter((stream) => plain(stream.name) !== 'dead_letters').map((stream) => {
      const todo = stream.groups.reduce((most, group) => Math.max(most, group.lag + group.pending), 0);
      return box(plain(stream.name), rate(stream.entries_per_second), short(todo) + ' to do',
        spark(series[stream.name], plain(stream.name)), stream.length >= stream.high_mark ? 'warn' : null);
    })),
    step('trade-processor', 'clickhouse-writer'),
    column('Tables', status.tables.filter((each) => !each.name.startsWith('candles')).map((each) =>
      box(each.name, each.present ? short(each.rows) + ' rows' : 'missing',
        each.present ? (each.rows_per_second === null ? 'last insert ' + ago(each.last_insert_age_seconds)
          : rate(each.rows_per_second)) : 'run setup-schema',
        spark(series['table:' + each.name], each.name), each.present ? null : 'bad')))));
}

function processes(status) {
  const rows = [];
  for (const worker of status.workers) {
    if (worker.instances.length === 0) {
      rows.push([worker.name, badge(worker.state), worker.reason, NONE, NONE, NONE]);
    }
    for (const each of worker.instances) {
      const figures = Object.entries(each.figures).map(([name, value]) => name.replaceAll('_', ' ') + ' ' + value).join(' · ');
      const folded = worker.folded > 0 && each === worker.instances[0]
        ? ` (${worker.folded} earlier ${worker.folded === 1 ? 'process' : 'processes'} gone)` : '';
      const living = each.state !== 'down' && each.state !== 'stopped';
      rows.push([
        [worker.name, h('small.sub', {}, `${each.host} pid ${each.pid}${folded}`)],
        badge(each.state),
        [each.reason, figures ? h('small.sub', {}, figures) : null, !each.reason && !figures ? NONE : null],
        living ? span(each.uptime_seconds) : NONE,
        living ? ago(each.progress_age_seconds) : 'seen ' + ago(each.beat_age_seconds),
        living ? rate(each.moved_per_second) : NONE,
      ]);
    }
  }
  return section('processes', 'Processes', table('Processes and how they are', [
    { name: 'Process' }, { name: 'State' }, { name: 'What it says' },
    { name: 'Up for', num: true }, { name: 'Progress', num: true }, { name: 'Moves', num: true },
  ], rows));
}

function sources(status) {
  const rows = status.sources.map((source) => [
    [source.name, h('small.sub', {}, source.worker)],
    badge(source.state),
    source.lag_seconds === null ? NONE : [span(source.lag_seconds), source.eta_seconds === null ? null : h('small.sub', {}, 'about ' + span(source.eta_seconds) + ' left')],
    ago(source.updated_age_seconds),
    count(source.events),
    h('code', {}, source.cursor.length > 44 ? source.cursor.slice(0, 44) + '…' : source.cursor || NONE),
  ]);
  return section('sources', 'Sources', rows.length === 0
    ? h('p.quiet', {}, 'No source has published anything yet.')
    : table('Sources and how far they are published', [
      { name: 'Source' }, { name: 'State' }, { name: 'Behind now', num: true },
      { name: 'Moved', num: true }, { name: 'Events', num: true }, { name: 'Cursor' },
    ], rows));
}

function streams(status) {
  const rows = [];
  for (const stream of status.streams) {
    const name = [plain(stream.name), h('small.sub', {}, count(stream.length) + ' entries · ' + rate(stream.entries_per_second))];
    if (stream.groups.length === 0) {
      rows.push([name, h('span.quiet', {}, 'read by people'), NONE, NONE, NONE, NONE]);
    }
    stream.groups.forEach((group, i) => rows.push([
      i === 0 ? name : h('span.same', {}, plain(stream.name)),
      group.present ? group.name : [group.name, ' ', h('span.badge', { 'data-tone': 'off' }, 'no group yet')],
      (group.lag_exact ? '' : '≈ ') + count(group.lag),
      count(group.pending),
      group.oldest_pending_seconds === null ? NONE : span(group.oldest_pending_seconds),
      count(group.consumers),
    ]));
  }
  return section('streams', 'Streams and their readers', table('Streams and consumer groups', [
    { name: 'Stream' }, { name: 'Reader' }, { name: 'Not delivered', num: true }, { name: 'In work', num: true },
    { name: 'Oldest in work', num: true }, { name: 'Consumers', num: true },
  ], rows));
}

function tables(status) {
  const rows = status.tables.map((each) => each.present
    ? [each.name, count(each.rows), bytes(each.bytes), each.newest_at === null ? NONE : ago(between(each.newest_at, status.at)), ago(each.last_insert_age_seconds)]
    : [each.name, h('span.badge', { 'data-tone': 'bad' }, 'missing'), NONE, NONE, NONE]);
  const empty = rows.length === 0 ? h('p.quiet', {}, 'ClickHouse has not answered yet.') : null;
  return section('tables', 'Tables', empty ?? table('Tables of ClickHouse', [
    { name: 'Table' }, { name: 'Rows', num: true }, { name: 'On disk', num: true },
    { name: 'Newest event', num: true }, { name: 'Last insert', num: true },
  ], rows), engines(status));
}

function engines(status) {
  const one = (name, engine, more) => h('li', {}, badge(engine.up ? 'alive' : 'down'), ' ',
    h('strong', {}, name), ' ' + engine.address + (engine.version ? ' · ' + engine.version : '') + more);
  const memory = status.redis.memory_bytes < 0 ? '' : ' · ' + bytes(status.redis.memory_bytes)
    + (status.redis.memory_limit_bytes > 0 ? ' of ' + bytes(status.redis.memory_limit_bytes) : '');
  return h('ul.engines', {}, one('Redis', status.redis, memory), one('ClickHouse', status.clickhouse, ''));
}

function leftovers(status) {
  const parked = status.parked.fills === 0
    ? h('p.quiet', {}, 'No fill waits for its market.')
    : h('p', {}, `${count(status.parked.fills)} fills of ${count(status.parked.tokens)} tokens wait for their market, the longest for ${span(status.parked.oldest_age_seconds)}.`);
  const letters = status.dead_letters.newest;
  return section('leftovers', 'Set aside',
    h('h3', {}, 'Parked fills'), parked,
    h('h3', {}, 'Dead letters'),
    letters.length === 0
      ? h('p.quiet', {}, 'Everything that came could be processed.')
      : [h('p', {}, count(status.dead_letters.count) + ' in all; the newest:'),
        h('ul.letters', {}, letters.map((letter) => h('li', {},
          h('span.reason', {}, letter.reason),
          h('small.sub', {}, [letter.stage, plain(letter.stream), letter.at ? ago(between(letter.at, status.at)) : ''].filter(Boolean).join(' · ')))))]);
}

function trades(status) {
  const rows = status.latest_trades.map((trade) => [
    h('time', { datetime: trade.at, title: trade.at }, ago(between(trade.at, status.at))),
    trade.question || h('span.quiet', {}, 'market not known yet'),
    trade.outcome || NONE,
    h('span.side', { 'data-side': trade.direction }, trade.direction.toLowerCase()),
    trade.price || NONE,
    dollars(trade.usd_amount),
  ]);
  return section('trades', 'Latest trades', rows.length === 0
    ? h('p.quiet', {}, 'No trade yet.')
    : table('Latest trades, each match once', [
      { name: 'When' }, { name: 'Market' }, { name: 'Outcome' }, { name: 'Taker' },
      { name: 'Price', num: true }, { name: 'Amount', num: true },
    ], rows));
}
