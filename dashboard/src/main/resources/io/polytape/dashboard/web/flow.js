// How events flow: sources, processes, streams, processes, tables.
import { h } from './dom.js';
import { spark } from './chart.js';
import { section, TONES } from './parts.js';
import { merged, seriesOf } from './streams.js';
import { ago, rate, short, span } from './format.js';

const FILL_STREAMS = ['markets', 'order_events', 'trades'];
const FILL_TABLES = ['markets', 'order_filled', 'trades'];
const LIVE_STREAMS = ['market_events', 'quotes', 'order_books', 'price_changes', 'live_trades', 'gaps', 'alerts'];
const LIVE_TABLES = ['quotes', 'order_books', 'price_changes', 'live_trades', 'gaps', 'alerts'];

export function plain(stream) {
  return stream.replace(/^stream:/, '');
}

/** From markets and fills to trades. */
export function fillsFlow(status) {
  return flow(status, 'Pipeline', status.sources.map((source) => box(source.name, rate(source.events_per_second),
    source.lag_seconds === null ? 'moved ' + ago(source.updated_age_seconds) : span(source.lag_seconds) + ' behind now',
    spark(status.history.series['source:' + source.name], source.name), TONES[source.state])),
  ['polymarket-ingester', 'goldsky-ingester'], FILL_STREAMS, ['trade-processor', 'clickhouse-writer'], FILL_TABLES);
}

/** From the market channel to the live tables. */
export function liveFlow(status) {
  return flow(status, 'Live pipeline', status.live.events.map((each) => box(each.type, rate(each.per_second),
    short(each.count) + ' heard', spark(status.history.series['event:' + each.type], each.type), null)),
  ['websocket-ingester'], LIVE_STREAMS, ['book-processor', 'alert-engine', 'clickhouse-writer'], LIVE_TABLES);
}

function flow(status, title, sources, first, streams, second, tables) {
  const series = status.history.series;
  const chip = (name) => {
    const found = status.workers.find((each) => each.name === name);
    const state = found ? found.state : 'down';
    return h('li', { 'data-tone': TONES[state] ?? 'calm' }, h('span.dot', {}), name, h('span.hidden', {}, ': ' + state));
  };
  const step = (names) => h('div.step', {}, h('ul', {}, names.map(chip)));
  const column = (name, items) => h('div.stage', {}, h('h3', {}, name),
    items.length === 0 ? h('p.quiet', {}, 'nothing yet') : h('ul', {}, items));
  const named = (list, names) => names.map((name) => list.find((each) => plain(each.name) === name)).filter(Boolean);

  return section('flow', title, h('div.flow', {},
    column('Sources', sources),
    step(first),
    column('Streams', named(merged(status.streams), streams).map((stream) => {
      const todo = stream.groups.reduce((most, group) => Math.max(most, group.lag + group.pending), 0);
      return box(plain(stream.name), rate(stream.entries_per_second), short(todo) + ' to do',
        spark(seriesOf(series, stream.name), plain(stream.name)), stream.length >= stream.high_mark ? 'warn' : null);
    })),
    step(second),
    column('Tables', named(status.tables, tables).map((each) =>
      box(each.name, each.present ? short(each.rows) + ' rows' : 'missing',
        each.present ? (each.rows_per_second === null ? 'last insert ' + ago(each.last_insert_age_seconds)
          : rate(each.rows_per_second)) : 'run setup-schema',
        spark(series['table:' + each.name], each.name), each.present ? null : 'bad')))));
}

function box(name, value, note, chart, tone) {
  return h('li.box', tone ? { 'data-tone': tone } : {},
    h('div.name', {}, name), h('div.value', {}, value), h('div.note', {}, note), chart);
}
