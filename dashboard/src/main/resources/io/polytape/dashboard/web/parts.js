// Parts that several views are made of.
import { h } from './dom.js';

const LEVELS = { ok: 'All well', info: 'Working', warn: 'Attention', bad: 'Trouble' };
export const TONES = {
  alive: 'good', following: 'good', waiting: 'calm', quiet: 'calm', 'catching-up': 'busy',
  late: 'warn', unattended: 'warn', failing: 'bad', stale: 'bad', down: 'bad', stopped: 'off',
  open: 'good', connecting: 'busy', backoff: 'warn', closed: 'bad',
  verified: 'good', unverified: 'busy', resynced: 'busy', gap: 'bad', 'no book': 'off',
  critical: 'bad', warning: 'warn', info: 'busy', cleared: 'off', lasts: 'bad', over: 'off',
};
const NAMES = { 'catching-up': 'catching up', unattended: 'not read' };

export function badge(state) {
  return h('span.badge', { 'data-tone': TONES[state] ?? 'calm' }, NAMES[state] ?? state);
}

export function section(id, title, ...children) {
  return h('section.card', { 'aria-labelledby': id }, h('h2', { id }, title), ...children);
}

export function table(caption, heads, rows) {
  return h('table.rows', {},
    h('caption.hidden', {}, caption),
    h('thead', {}, h('tr', {}, heads.map((head) => h(head.num ? 'th.num' : 'th', { scope: 'col' }, head.name)))),
    h('tbody', {}, rows.map((cells) => h('tr', {}, cells.map((cell, i) => i === 0
      ? h('th', { scope: 'row' }, cell)
      : h(heads[i].num ? 'td.num' : 'td', { 'data-label': heads[i].name }, cell))))));
}

export function fact(name, value, note) {
  return h('div', {}, h('dt', {}, name), h('dd', {}, value, note ? h('small', {}, note) : null));
}

export function verdict(status) {
  const { level, headline, findings } = status.verdict;
  const rest = findings.slice(1);
  return h('section.verdict', { 'data-level': level, 'aria-label': 'Verdict' },
    h('p.level', {}, LEVELS[level] ?? level),
    h('h1', { role: 'status' }, headline),
    rest.length === 0 ? null : h('ul.findings', {}, rest.slice(0, 12).map((finding) =>
      h('li', { 'data-level': finding.level }, finding.text))));
}
