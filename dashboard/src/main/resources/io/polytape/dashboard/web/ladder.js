// A book as a ladder: asks above, bids below, the best prices in the middle.
import { h } from './dom.js';
import { depthChart } from './pricechart.js';
import { count, price, size } from './format.js';

const LEVELS = 10;

export function ladder(book, name) {
  const asks = book.asks.slice(0, LEVELS);
  const bids = book.bids.slice(0, LEVELS);
  const most = Math.max(1, ...[...asks, ...bids].map((level) => Number(level[1])));
  return [
    h('table.ladder', {}, h('caption.hidden', {}, 'Best levels of ' + name),
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Price'), h('th.num', { scope: 'col' }, 'Tokens'), h('th', {}, ''))),
      h('tbody', {},
        asks.toReversed().map((level) => row(level, 'ask', most)),
        h('tr.middle', {}, h('td', { colspan: 3 }, 'spread ' + price(book.quote.spread))),
        bids.map((level) => row(level, 'bid', most)))),
    h('p.quiet', {}, `${count(book.bids.length)} bids and ${count(book.asks.length)} asks in all`),
    depthChart(book.bids, book.asks, 'Depth of ' + name),
  ];
}

function row([at, tokens], side, most) {
  const width = Math.max(1, Number(tokens) / most * 100).toFixed(0);
  return h('tr', { 'data-side': side }, h('td', {}, price(at)), h('td.num', {}, size(tokens)),
    h('td.bar', {}, h('svg', { viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, h('rect', { width, height: 10 }))));
}
