// Numbers and times as people read them.

const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const ONE = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const SHORT = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

export const NONE = '–';

/** A whole number in full. */
export function count(value) {
  return value === null || value === undefined ? NONE : WHOLE.format(value);
}

/** A number that may be large, short. */
export function short(value) {
  if (value === null || value === undefined) {
    return NONE;
  }
  return Math.abs(value) < 100000 ? WHOLE.format(value) : SHORT.format(value);
}

/** Events per second. */
export function rate(value) {
  if (value === null || value === undefined) {
    return NONE;
  }
  return (value > 0 && value < 10 ? ONE.format(value) : WHOLE.format(value)) + '/s';
}

/** A span of seconds in words. */
export function span(seconds) {
  if (seconds === null || seconds === undefined) {
    return NONE;
  }
  if (seconds < 90) {
    return Math.round(seconds) + ' s';
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 90) {
    return minutes + ' min';
  }
  const hours = Math.floor(minutes / 60);
  if (hours < 48) {
    return hours + ' h' + (minutes % 60 > 0 ? ' ' + (minutes % 60) + ' min' : '');
  }
  return Math.floor(hours / 24) + ' days';
}

/** A span that ended now. */
export function ago(seconds) {
  if (seconds === null || seconds === undefined) {
    return 'never';
  }
  return seconds < 2 ? 'just now' : span(seconds) + ' ago';
}

/** Seconds between two ISO times, never below 0; null when one is absent. */
export function between(from, to) {
  return from === null || from === undefined ? null : Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);
}

/** The time of day of an ISO time. */
export function clock(iso) {
  return iso ? iso.slice(11, 19) : NONE;
}

export function bytes(value) {
  if (value === null || value === undefined || value < 0) {
    return NONE;
  }
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  let left = value;
  while (left >= 1024 && unit < units.length - 1) {
    left /= 1024;
    unit++;
  }
  return (unit > 0 && left < 10 ? ONE.format(left) : WHOLE.format(left)) + ' ' + units[unit];
}

/** A decimal text of dollars, short and exact to the dollar below a hundred thousand. */
export function dollars(text) {
  if (text === null || text === undefined || text === '') {
    return NONE;
  }
  const value = Number(text);
  return '$' + (value < 1000 ? value.toFixed(2) : short(value));
}

/** A decimal text as it is, with two decimals at least; a price or a spread. */
export function price(text) {
  if (text === null || text === undefined || text === '') {
    return NONE;
  }
  const [whole, decimals = ''] = text.split('.');
  return decimals.length < 2 ? whole + '.' + decimals.padEnd(2, '0') : text;
}

/** A decimal text that may be long, short; for sizes and volumes. */
export function size(text) {
  return text === null || text === undefined || text === '' ? NONE : short(Number(text));
}

/** An age in milliseconds. */
export function age(millis) {
  if (millis === null || millis === undefined) {
    return NONE;
  }
  return millis < 10000 ? (millis / 1000).toFixed(1) + ' s' : span(millis / 1000);
}

/** A time in milliseconds since 1970 as the time of day in UTC. */
export function timeOf(millis) {
  return new Date(millis).toISOString().slice(11, 19);
}
