// Which part of the page is shown: it stands behind the # of the address.

const ID = /^[0-9a-zA-Z-]{1,100}$/;

/** {view: 'pipeline'}, {view: 'live'} or {view: 'market', id} where the id is of a market, condition or token. */
export function route() {
  const [first, second] = location.hash.replace(/^#\/?/, '').split('/');
  if (first !== 'live') {
    return { view: 'pipeline' };
  }
  return second && ID.test(second) ? { view: 'market', id: second } : { view: 'live' };
}
