// The page as a description of a status.
import { h } from './dom.js';
import { fillsFlow, plain } from './flow.js';
import { badge, fact, section, table, verdict } from './parts.js';
import { merged } from './streams.js';
import { ago, between, bytes, clock, count, dollars, NONE, rate, short, span } from './format.js';

/** Everything below the header. */
export function page(status) {
  return [
    verdict(status),
    totals(status),
    fillsFlow(status),
    h('div.columns', {}, processes(status), sources(status)),
    streams(status),
    h('div.columns', {}, tables(status), leftovers(status)),
    trades(status),
  ];
}

function totals(status) {
  const known = status.totals.volume_usd !== null;
  return h('dl.facts', {},
    fact('Matches', known ? count(status.totals.matches) : NONE),
    fact('Volume', dollars(status.totals.volume_usd), 'each match counted once'),
    fact('Fills', known ? count(status.totals.fills) : NONE),
    fact('Markets', known ? count(status.totals.markets) : NONE),
    fact('Dead letters', count(status.dead_letters.count)),
    fact('Parked fills', count(status.parked.fills)));
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
  for (const stream of merged(status.streams)) {
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
