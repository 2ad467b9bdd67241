// The live part: what is followed, how well, and what went wrong.
import { h } from './dom.js';
import { liveFlow } from './flow.js';
import { badge, fact, section, table, verdict } from './parts.js';
import { age, ago, between, bytes, clock, count, NONE, short, span } from './format.js';

const SHOWN = 8;

/** Everything below the header; the list of markets comes from outside. */
export function livePage(status, markets, lookAnswer) {
  return [
    verdict(status),
    facts(status.live),
    markets,
    liveFlow(status),
    connections(status),
    h('div.pair', {}, alerts(status), gaps(status)),
    h('div.pair', {}, guards(status), discovery(status, lookAnswer)),
    errors(status),
  ];
}

function facts(live) {
  const { tokens } = live;
  const verified = tokens.qualities.verified ?? 0;
  return h('dl.facts', {},
    fact('Tokens', count(tokens.followed), count(tokens.markets) + ' markets'),
    fact('Books', count(tokens.with_book), count(tokens.without_book) + ' wait for their first'),
    fact('Verified', tokens.with_book === 0 ? NONE : Math.floor(100 * verified / tokens.with_book) + ' %',
      ['unverified', 'resynced', 'gap'].filter((name) => tokens.qualities[name] > 0).map((name) => tokens.qualities[name] + ' ' + name).join(' · ')),
    fact('Silent', count(tokens.silent), 'not heard of for 5 min'),
    fact('Open gaps', count(tokens.gaps_open)),
    fact('Alerts', count(live.active_alerts), 'raised now'));
}

function connections(status) {
  const rows = status.live.connections.map((each) => [
    ['Shard ' + each.shard, h('small.sub', {}, each.connected_at === null ? '' : 'since ' + clock(each.connected_at))],
    [badge(each.state), each.report_age_ms > 15000 ? h('small.sub', {}, 'last word ' + ago(each.report_age_ms / 1000)) : null],
    age(each.last_frame_age_ms),
    age(each.last_data_age_ms),
    count(each.tokens),
    count(each.books),
    count(each.reconnects),
    short(each.frames),
    bytes(each.bytes),
    each.reason || NONE,
  ]);
  return section('connections', 'Connections', rows.length === 0
    ? h('p.quiet', {}, 'No connection was reported yet.')
    : table('Connections to the market channel', [
      { name: 'Connection' }, { name: 'State' }, { name: 'Last frame', num: true }, { name: 'Last data', num: true },
      { name: 'Tokens', num: true }, { name: 'Books', num: true }, { name: 'Reconnects', num: true },
      { name: 'Frames', num: true }, { name: 'Heard', num: true }, { name: 'Last close' },
    ], rows));
}

function about(each) {
  const name = each.question || (each.token_id ? 'Token ' + each.token_id.slice(0, 12) + '…' : 'All markets');
  return [each.token_id ? h('a', { href: '#/live/' + each.token_id }, name) : name,
    each.outcome ? h('small.sub', {}, each.outcome) : null];
}

function alerts(status) {
  const rows = status.live.alerts.slice(0, SHOWN).map((each) => [
    about(each),
    badge(each.raised ? each.severity : 'cleared'),
    [each.rule, h('small.sub', {}, each.message)],
    ago(between(each.event_time, status.at)),
  ]);
  return section('alerts', 'Alerts', rows.length === 0
    ? h('p.quiet', {}, 'No alert of the last day.')
    : table('Alerts, those that are raised first', [{ name: 'Market' }, { name: 'State' }, { name: 'Rule' }, { name: 'When', num: true }], rows));
}

function gaps(status) {
  const rows = status.live.gaps.slice(0, SHOWN).map((each) => [
    about(each),
    badge(each.ended_at === null ? 'lasts' : 'over'),
    [each.reason.replaceAll('_', ' '), h('small.sub', {}, [each.trades_too ? 'trades too' : 'books only', each.detail].filter(Boolean).join(' · '))],
    clock(each.started_at),
    span(between(each.started_at, each.ended_at ?? status.at)),
  ]);
  return section('gaps', 'Gaps', rows.length === 0
    ? h('p.quiet', {}, 'No gap of the last day.')
    : table('Holes in the live record, newest first', [
      { name: 'Market' }, { name: 'State' }, { name: 'Why' }, { name: 'Began', num: true }, { name: 'Length', num: true },
    ], rows));
}

function guards(status) {
  const { guards: each } = status.live;
  const share = (part) => (each.trades === 0 ? '' : (100 * part / each.trades).toFixed(1) + ' %');
  return section('guards', 'Quality of trades', h('dl.facts.four', {},
    fact('Trades', count(each.trades), `last ${each.minutes} min`),
    fact('Stale', count(each.stale), share(each.stale)),
    fact('Backfilled', count(each.backfilled), share(each.backfilled)),
    fact('Diverged', count(each.diverged), share(each.diverged))),
  h('p.quiet', {}, 'Flagged, never dropped: older than 300 s at arrival, completed from the Data API, more than 0.10 from the book.'));
}

function discovery(status, lookAnswer) {
  const { discovery: each } = status.live;
  return section('discovery', 'Discovery',
    h('p', {}, each.finished_at === null ? 'Nobody has looked for tokens yet.'
      : `Looked ${ago(between(each.finished_at, status.at))}: ${count(each.found)} recurring markets found, ${count(status.live.tokens.followed)} tokens followed in all.`,
    each.waiting > 0 ? ` ${count(each.waiting)} requests wait.` : null),
    each.last_error ? h('p.bad', {}, each.last_error) : null,
    h('p', {}, h('button', { id: 'look-now', type: 'button' }, 'Look now'), ' ', h('span', { role: 'status' }, lookAnswer)));
}

function errors(status) {
  const { last_hour: all } = status.live.errors;
  const newest = status.live.errors.newest.slice(0, SHOWN);
  return section('errors', 'Errors of the last hour', newest.length === 0
    ? h('p.quiet', {}, 'None.')
    : [h('p.quiet', {}, all > newest.length ? `${count(all)} in all; the newest ${newest.length}:` : `${count(all)} in all`),
      h('ul.letters', {}, newest.map((line) => h('li', {}, h('span.reason', {}, line.detail || line.kind),
        h('small.sub', {}, [line.component, line.kind, line.at ? ago(between(line.at, status.at)) : ''].filter(Boolean).join(' · ')))))]);
}
