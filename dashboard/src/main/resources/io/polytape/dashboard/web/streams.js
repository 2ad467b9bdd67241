// The partitions of the live events shown as the one stream that they are to people.

const PARTITION = /^stream:market_events:\d+$/;
export const MERGED = 'stream:market_events';

function add(a, b) {
  return a === null ? b : b === null ? a : a + b;
}

function most(a, b) {
  return a === null ? b : b === null ? a : Math.max(a, b);
}

/** The streams with all partitions as one, where the first of them was. */
export function merged(streams) {
  const parts = streams.filter((stream) => PARTITION.test(stream.name));
  if (parts.length === 0) {
    return streams;
  }
  const one = parts.reduce((sum, part) => ({
    ...sum,
    length: sum.length + part.length,
    high_mark: sum.high_mark + part.high_mark,
    entries_per_second: add(sum.entries_per_second, part.entries_per_second),
    groups: sum.groups.map((group) => {
      const other = part.groups.find((each) => each.name === group.name);
      return other === undefined ? group : {
        ...group,
        present: group.present && other.present,
        pending: group.pending + other.pending,
        lag: group.lag + other.lag,
        lag_exact: group.lag_exact && other.lag_exact,
        consumers: Math.max(group.consumers, other.consumers),
        oldest_pending_seconds: most(group.oldest_pending_seconds, other.oldest_pending_seconds),
      };
    }),
  }));
  const at = streams.indexOf(parts[0]);
  return streams.filter((stream) => !PARTITION.test(stream.name)).toSpliced(at, 0, { ...one, name: MERGED });
}

/** The rates of a stream; for the merged one the sums of its partitions. */
export function seriesOf(series, name) {
  if (name !== MERGED) {
    return series[name];
  }
  const parts = Object.keys(series).filter((each) => PARTITION.test(each)).map((each) => series[each]);
  return parts.length === 0 ? undefined : parts.reduce((sum, part) => sum.map((value, i) => add(value, part[i])));
}
