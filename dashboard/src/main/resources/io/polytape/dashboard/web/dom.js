// A small way to describe elements and to bring the page to that description. Text only ever becomes
// a text node, so nothing that comes from outside can become markup.

const SVG = 'http://www.w3.org/2000/svg';
const SVG_TAGS = new Set(['svg', 'path', 'title', 'circle', 'line', 'rect']);

/** Describes an element: tag with classes ("td.num"), attributes, and children (text or elements). */
export function h(name, attributes = {}, ...children) {
  const [tag, ...classes] = name.split('.');
  const all = { ...attributes };
  if (classes.length > 0) {
    all.class = classes.join(' ') + (all.class ? ' ' + all.class : '');
  }
  const flat = children.flat(3).filter((child) => child !== null && child !== undefined && child !== '');
  return { tag, attributes: all, children: flat };
}

/** Makes the children of an element equal to the description; leaves alone what is equal already. */
export function patch(parent, children) {
  const wanted = children.flat(3).filter((child) => child !== null && child !== undefined);
  for (let i = 0; i < wanted.length; i++) {
    const now = parent.childNodes[i];
    const want = wanted[i];
    if (now === undefined) {
      parent.appendChild(create(want));
    } else if (typeof want !== 'object') {
      if (now.nodeType !== Node.TEXT_NODE) {
        parent.replaceChild(create(want), now);
      } else if (now.data !== String(want)) {
        now.data = String(want);
      }
    } else if (now.nodeType !== Node.ELEMENT_NODE || now.localName !== want.tag) {
      parent.replaceChild(create(want), now);
    } else {
      patchAttributes(now, want.attributes);
      patch(now, want.children);
    }
  }
  while (parent.childNodes.length > wanted.length) {
    parent.removeChild(parent.lastChild);
  }
}

function create(want) {
  if (typeof want !== 'object') {
    return document.createTextNode(String(want));
  }
  const element = SVG_TAGS.has(want.tag)
    ? document.createElementNS(SVG, want.tag)
    : document.createElement(want.tag);
  patchAttributes(element, want.attributes);
  patch(element, want.children);
  return element;
}

function patchAttributes(element, wanted) {
  for (const { name } of [...element.attributes]) {
    if (!(name in wanted)) {
      element.removeAttribute(name);
    }
  }
  for (const [name, value] of Object.entries(wanted)) {
    if (value !== null && value !== undefined && element.getAttribute(name) !== String(value)) {
      element.setAttribute(name, String(value));
    }
  }
}
