// Charts of prices: small ones for lists, a large one for an hour, and the depth of a book.
import { h } from './dom.js';

/** A small line of prices between their lowest and highest; gaps stay gaps. */
export function priceSpark(values) {
  const known = values.filter((value) => value !== null);
  const box = { viewBox: '0 0 120 28', preserveAspectRatio: 'none', 'aria-hidden': 'true' };
  if (known.length < 2) {
    return h('svg.prices', box);
  }
  const scale = scaleOf(known, 28, 3, 0.02);
  const step = 120 / (values.length - 1);
  let path = '';
  let open = false;
  values.forEach((value, i) => {
    if (value === null) {
      open = false;
      return;
    }
    path += (open ? 'L' : 'M') + (i * step).toFixed(1) + ',' + scale.y(value);
    open = true;
  });
  return h('svg.prices', { ...box, 'data-way': known[known.length - 1] >= known[0] ? 'up' : 'down' }, h('path.line', { d: path }));
}

/** An hour of prices; points are [milliseconds, price], lines the series by outcome. */
export function priceChart(lines, from, to, label) {
  const known = lines.flatMap((line) => line.points.map((point) => point[1]));
  if (known.length < 2) {
    return h('p.quiet', {}, 'No price of the last hour is known yet.');
  }
  const scale = scaleOf(known, 160, 6, 0.04);
  const x = (millis) => (Math.max(0, millis - from) / (to - from) * 600).toFixed(1);
  const paths = lines.map((line) => h('path.line', {
    'data-line': line.index,
    d: line.points.map((point, i) => (i === 0 ? 'M' : 'L') + x(point[0]) + ',' + scale.y(point[1])).join(''),
  }));
  return h('figure.chart', {},
    h('div.plot', {},
      h('svg', { viewBox: '0 0 600 160', preserveAspectRatio: 'none', role: 'img', 'aria-label': label }, h('title', {}, label),
        [0.25, 0.5, 0.75].map((part) => h('line.grid', { x1: 0, x2: 600, y1: 160 * part, y2: 160 * part })), ...paths),
      h('span.high', {}, scale.top.toFixed(3)), h('span.low', {}, scale.bottom.toFixed(3))),
    h('figcaption', {}, h('span', {}, '1 h ago'), h('span', {}, lines.map((line) =>
      h('span.key', { 'data-line': line.index }, line.name))), h('span', {}, 'now')));
}

/** Tokens that stand up to each price: bids to the left, asks to the right. */
export function depthChart(bids, asks, label) {
  const up = cumulated(bids);
  const down = cumulated(asks);
  const top = Math.max(up.at(-1)?.[1] ?? 0, down.at(-1)?.[1] ?? 0);
  if (top === 0) {
    return h('p.quiet', {}, 'The book is empty.');
  }
  const prices = [...up, ...down].map((level) => level[0]);
  const low = Math.min(...prices);
  const high = Math.max(...prices);
  const x = (price) => ((price - low) / Math.max(0.0001, high - low) * 300).toFixed(1);
  const y = (total) => (98 - total / top * 94).toFixed(1);
  const area = (levels) => {
    if (levels.length === 0) {
      return '';
    }
    let path = 'M' + x(levels[0][0]) + ',98';
    let before = 98;
    for (const [price, total] of levels) {
      path += 'L' + x(price) + ',' + before + 'L' + x(price) + ',' + y(total);
      before = y(total);
    }
    return path + 'L' + x(levels.at(-1)[0]) + ',98Z';
  };
  return h('figure.chart.depth', {},
    h('div.plot', {}, h('svg', { viewBox: '0 0 300 100', preserveAspectRatio: 'none', role: 'img', 'aria-label': label }, h('title', {}, label),
      h('path.bids', { d: area(up) }), h('path.asks', { d: area(down) }))),
    h('figcaption', {}, h('span', {}, low.toFixed(3)), h('span', {}, 'depth in tokens'), h('span', {}, high.toFixed(3))));
}

function cumulated(levels) {
  let total = 0;
  return levels.map(([price, size]) => [Number(price), total += Number(size)]);
}

function scaleOf(values, height, margin, leastRange) {
  let bottom = values.reduce((least, value) => Math.min(least, value), Infinity);
  let top = values.reduce((most, value) => Math.max(most, value), -Infinity);
  const lack = leastRange - (top - bottom);
  if (lack > 0) {
    bottom -= lack / 2;
    top += lack / 2;
  }
  return { bottom, top, y: (value) => (height - margin - (value - bottom) / (top - bottom) * (height - 2 * margin)).toFixed(1) };
}
