// The searchable list of followed markets: only the rows of one page are asked for and drawn.
import { h } from './dom.js';
import { priceSpark } from './pricechart.js';
import { badge, section } from './parts.js';
import { poll } from './poll.js';
import { count, NONE, price, size } from './format.js';

const ROWS = 25;
const EVERY = 1000;
const SORTS = { volume: 'Volume', question: 'Name', spread: 'Spread', updated: 'Last change' };

/** What is asked for and what came; draw is called when there is something new. */
export function marketList(draw) {
  const wanted = { search: '', sort: 'volume', offset: 0 };
  let page = null;
  let stop = () => {};
  let typing = null;
  const ask = () => {
    stop();
    stop = poll(() => '/api/markets/live?' + new URLSearchParams({ ...wanted, limit: ROWS }), EVERY, (answer) => {
      if (answer !== null) {
        page = answer;
        draw();
      }
    });
  };
  const change = (more) => {
    Object.assign(wanted, { offset: 0 }, more);
    ask();
  };
  return {
    start: ask,
    stop: () => stop(),
    view: () => view(page, wanted),
    input(element) {
      if (element.id === 'search') {
        clearTimeout(typing);
        typing = setTimeout(() => change({ search: element.value }), 200);
      } else if (element.id === 'sort') {
        change({ sort: element.value });
      }
    },
    click(element) {
      const step = { 'next-page': ROWS, 'previous-page': -ROWS }[element.id];
      if (step !== undefined) {
        change({ offset: Math.max(0, wanted.offset + step) });
      }
    },
  };
}

function view(page, wanted) {
  return section('markets', 'Markets',
    h('form.search', { role: 'search' },
      h('label.grow', {}, h('span', {}, 'Search'), h('input', { id: 'search', type: 'search', maxlength: 200, autocomplete: 'off', value: wanted.search, placeholder: 'words of the question, or an id' })),
      h('label', {}, h('span', {}, 'Sort by'), h('select', { id: 'sort' }, Object.entries(SORTS).map(([value, name]) => h('option', value === wanted.sort ? { value, selected: '' } : { value }, name))))),
    page === null ? h('p.quiet', {}, 'Waiting for the markets…') : [rows(page, wanted), pager(page, wanted)]);
}

function rows(page, wanted) {
  if (page.markets.length === 0) {
    return h('p.quiet', {}, wanted.search === '' ? 'No token is followed yet.' : 'Nothing matches.');
  }
  const heads = ['Market', 'Bid', 'Ask', 'Mid', 'Spread', 'Last', '24 h volume', '10 minutes', 'Book'];
  return h('table.quotes', {}, h('caption.hidden', {}, 'Followed markets with the quote of their first outcome'),
    h('thead', {}, h('tr', {}, heads.map((head, i) => h(i > 0 && i < 7 ? 'th.num' : 'th', { scope: 'col' }, head)))),
    h('tbody', {}, page.markets.map(row)));
}

function row(market) {
  const [first, ...others] = market.tokens;
  const cell = (name, label, value) => h('td.num.' + name, { 'data-label': label }, value);
  const state = market.tokens.some((token) => token.gap_open || token.quality === 'gap') ? 'gap' : first.quality || 'no book';
  return h('tr', {},
    h('th', { scope: 'row' },
      h('a', { href: '#/live/' + (market.condition_id || market.market_id || first.token_id) }, market.question || 'Market ' + (market.market_id || first.token_id.slice(0, 12) + '…')),
      h('small.sub', {}, first.outcome || 'first outcome', others.map((token) => [' · ', token.outcome || 'other', ' ', price(token.mid)]))),
    cell('bid', 'Bid', price(first.best_bid)),
    cell('ask', 'Ask', price(first.best_ask)),
    cell('mid', 'Mid', price(first.mid)),
    cell('spread', 'Spread', price(first.spread)),
    cell('last', 'Last', price(first.last_trade_price)),
    cell('volume', 'Volume', market.volume === '0' ? NONE : size(market.volume)),
    h('td.trend', {}, priceSpark(market.spark)),
    h('td.quality', {}, badge(state)));
}

function pager(page, wanted) {
  const last = Math.min(page.total, page.offset + page.markets.length);
  const button = (id, text, off) => h('button', off ? { id, type: 'button', disabled: '' } : { id, type: 'button' }, text);
  return h('div.pager', {},
    button('previous-page', 'Previous', wanted.offset === 0),
    h('span', {}, page.total === 0 ? '0 markets' : `${count(page.offset + 1)}–${count(last)} of ${count(page.total)} markets`),
    button('next-page', 'Next', last >= page.total));
}
