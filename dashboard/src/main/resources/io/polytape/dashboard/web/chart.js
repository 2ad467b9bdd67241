// Small charts of a rate over the last minutes.
import { h } from './dom.js';
import { rate } from './format.js';

const WIDTH = 120;
const HEIGHT = 28;

/** A line over a soft area; gaps stay gaps. */
export function spark(values, label) {
  if (!values || values.every((value) => value === null)) {
    return h('svg.spark', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, 'aria-hidden': 'true' });
  }
  const known = values.filter((value) => value !== null);
  const top = Math.max(1, ...known);
  const step = WIDTH / (values.length - 1);
  const y = (value) => (HEIGHT - 2 - (value / top) * (HEIGHT - 5)).toFixed(1);
  let line = '';
  let area = '';
  let start = null;
  let last = null;
  values.forEach((value, i) => {
    const x = (i * step).toFixed(1);
    if (value === null) {
      if (start !== null) {
        area += `L${last},${HEIGHT}L${start},${HEIGHT}Z`;
        start = null;
      }
      return;
    }
    const point = `${x},${y(value)}`;
    line += (start === null ? 'M' : 'L') + point;
    area += (start === null ? 'M' : 'L') + point;
    if (start === null) {
      start = x;
    }
    last = x;
  });
  if (start !== null) {
    area += `L${last},${HEIGHT}L${start},${HEIGHT}Z`;
  }
  const text = `${label}, last 10 minutes: now ${rate(known[known.length - 1])}, highest ${rate(Math.max(...known))}`;
  return h(
    'svg.spark',
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': text },
    h('title', {}, text),
    h('path.area', { d: area }),
    h('path.line', { d: line }),
  );
}
