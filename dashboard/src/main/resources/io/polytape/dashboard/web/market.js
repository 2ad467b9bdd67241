// One market: quotes, ladders, depth, an hour of prices and its trades.
import { h } from './dom.js';
import { ladder } from './ladder.js';
import { priceChart } from './pricechart.js';
import { badge, section, table } from './parts.js';
import { poll } from './poll.js';
import { listen } from './socket.js';
import { ago, NONE, price, size, timeOf } from './format.js';

const BOOK_EVERY = 1000;
const HISTORY_EVERY = 15000;
const MARKET_EVERY = 5000;
const HOUR = 3600000;
const MOST_TRADES = 60;

/** Follows a market; draw is called when there is something new. */
export function marketView(id, draw) {
  const state = { market: undefined, books: {}, missing: {}, histories: {}, trades: new Map() };
  const stops = [];
  const follow = (market) => {
    for (const token of market.tokens.slice(0, 2)) {
      stops.push(poll(() => '/api/books/' + token.token_id, BOOK_EVERY, (book, code) => {
        state.missing[token.token_id] = code === 404;
        state.books[token.token_id] = book ?? (code === 404 ? undefined : state.books[token.token_id]);
        draw();
      }));
      stops.push(poll(() => '/api/history/' + token.token_id, HISTORY_EVERY, (history) => {
        if (history !== null) {
          state.histories[token.token_id] = history;
          history.trades.forEach((trade) => take(state, { ...trade, token_id: token.token_id }));
          draw();
        }
      }));
    }
    const filter = market.condition_id ? { markets: [market.condition_id] } : { tokens: market.tokens.map((token) => token.token_id) };
    stops.push(listen({ ...filter, types: ['trade'] }, (event) => {
      if (event.type === 'trade') {
        take(state, {
          trade_id: event.trade_id, token_id: event.token_id, at: Date.parse(event.event_time), price: event.price, size: event.size,
          side: event.side, stale: event.is_stale, backfilled: event.is_backfilled, diverged: event.is_diverged,
        });
        draw();
      }
    }));
  };
  return {
    start() {
      stops.push(poll(() => '/api/markets/live?' + new URLSearchParams({ search: id, limit: 1 }), MARKET_EVERY, (page) => {
        const known = Boolean(state.market);
        state.market = page?.markets[0] ?? (known ? state.market : null);
        if (state.market && !known) {
          follow(state.market);
        }
        draw();
      }));
    },
    stop: () => stops.forEach((stop) => stop()),
    view: (status) => view(state, status),
  };
}

function take(state, trade) {
  state.trades.set(trade.trade_id, trade);
  if (state.trades.size > 2 * MOST_TRADES) {
    const newest = [...state.trades.values()].sort((a, b) => b.at - a.at).slice(0, MOST_TRADES);
    state.trades = new Map(newest.map((each) => [each.trade_id, each]));
  }
}

function view(state, status) {
  const back = h('p', {}, h('a', { href: '#/live' }, '← All markets'));
  const { market } = state;
  if (!market) {
    return [section('market', market === undefined ? 'Looking for the market…' : 'This market is not followed', back)];
  }
  return [
    h('section.card.head', { 'aria-labelledby': 'market' }, back, h('h1', { id: 'market' }, market.question || 'Market ' + market.market_id),
      h('p.quiet', {}, [market.slug, market.condition_id && 'condition ' + market.condition_id.slice(0, 14) + '…', size(market.volume) + ' tokens in 24 h'].filter(Boolean).join(' · '))),
    section('prices', 'Price, last hour', chart(state, Date.parse(status.at))),
    h('div.pair.books', {}, market.tokens.slice(0, 2).map((token) => outcome(state, token, status))),
    section('live-trades', 'Trades', trades(state, market)),
  ];
}

function outcome(state, token, status) {
  const book = state.books[token.token_id];
  const title = token.outcome || 'Token ' + token.token_id.slice(0, 12) + '…';
  if (!book) {
    return section('book-' + token.token_id, title, h('p.quiet', {}, state.missing[token.token_id] ? 'No book yet.' : 'Waiting for the book…'));
  }
  const { quote, vwap } = book;
  return section('book-' + token.token_id, title,
    h('p.state', {}, badge(quote.quality || 'no book'), ' ',
      quote.gap_id ? h('span.bad', {}, 'gap: ' + quote.gap_reason.replaceAll('_', ' ')) : null,
      h('span.quiet', {}, ' heard ' + (quote.received_time === null ? 'never' : ago(Math.max(0, (Date.parse(status.at) - Date.parse(quote.received_time)) / 1000))))),
    h('dl.facts.three', {},
      one('Bid', price(quote.best_bid), size(quote.best_bid_size)), one('Ask', price(quote.best_ask), size(quote.best_ask_size)),
      one('Mid', price(quote.mid), 'spread ' + price(quote.spread)), one('Last', price(quote.last_trade_price)),
      one('VWAP 1 h', short4(vwap['1h']?.price), size(vwap['1h']?.volume)), one('VWAP 24 h', short4(vwap['24h']?.price), size(vwap['24h']?.volume))),
    ladder(book, title));
}

function one(name, value, note) {
  return h('div', {}, h('dt', {}, name), h('dd', {}, value, note ? h('small', {}, note) : null));
}

function short4(text) {
  return text ? Number(text).toFixed(4).replace(/0+$/, '').replace(/\.$/, '') : NONE;
}

function chart(state, now) {
  const lines = state.market.tokens.slice(0, 2).map((token, index) => {
    const points = (state.histories[token.token_id]?.prices ?? []).map((point) => [point.at, Number(point.mid)]);
    if (points.length === 0 && index === 0) {
      // Without ClickHouse the last ten minutes that the dashboard saw itself.
      state.market.spark.forEach((mid, i) => mid !== null && points.push([now - (state.market.spark.length - i) * 10000, mid]));
    }
    const mid = state.books[token.token_id]?.quote.mid;
    if (mid) {
      points.push([now, Number(mid)]);
    }
    return { index, name: token.outcome || 'outcome ' + (index + 1), points: points.filter((point) => point[0] > now - HOUR) };
  });
  return priceChart(lines.filter((line) => line.points.length > 1), now - HOUR, now, 'Mid price of each outcome over the last hour');
}

function trades(state, market) {
  const outcomes = new Map(market.tokens.map((token) => [token.token_id, token.outcome]));
  const newest = [...state.trades.values()].sort((a, b) => b.at - a.at).slice(0, 30);
  return newest.length === 0 ? h('p.quiet', {}, 'No trade yet.') : table('Live trades, newest first', [
    { name: 'Time' }, { name: 'Outcome' }, { name: 'Taker' }, { name: 'Price', num: true }, { name: 'Tokens', num: true }, { name: 'Flags' },
  ], newest.map((trade) => [
    timeOf(trade.at), outcomes.get(trade.token_id) || NONE,
    trade.side ? h('span.side', { 'data-side': trade.side }, trade.side.toLowerCase()) : NONE,
    price(trade.price), trade.size ?? 'unknown',
    ['stale', 'backfilled', 'diverged'].filter((flag) => trade[flag]).join(', ') || NONE,
  ]));
}
