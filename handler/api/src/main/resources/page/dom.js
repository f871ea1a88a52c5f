// Elements are made of nodes and text alone: nothing of an answer is ever read as markup.

const SVG = 'http://www.w3.org/2000/svg';

/**
 * Makes an element. Properties that begin with "on" are listeners; false and null leave an attribute
 * out; true is an attribute without a value.
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name === 'className' ? 'class' : name, value === true ? '' : String(value));
    }
  }
  add(element, children);
  return element;
}

function add(parent, children) {
  for (const child of children.flat(4)) {
    if (child !== null && child !== undefined && child !== false) {
      parent.append(child);
    }
  }
}

/** The same for a shape of a drawing; its children are shapes, or the words of a text or title. */
export function shape(tag, properties = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  Object.entries(properties).forEach(([name, value]) => element.setAttribute(name, String(value)));
  add(element, children);
  return element;
}

export function replace(parent, ...children) {
  parent.replaceChildren();
  add(parent, children);
}

// Paths of a grid of 24 by 24, stroked unless they are in FILLED.
const PATHS = {
  play: 'M7 4.8v14.4a.9.9 0 0 0 1.4.8l11-7.2a.9.9 0 0 0 0-1.6l-11-7.2A.9.9 0 0 0 7 4.8Z',
  pause: 'M7 4.5h3.2v15H7zM13.8 4.5H17v15h-3.2z',
  volume: 'M4 9.5v5h3.5l5 4v-13l-5 4H4ZM16 9a4.2 4.2 0 0 1 0 6M18.4 6.4a8 8 0 0 1 0 11.2',
  muted: 'M4 9.5v5h3.5l5 4v-13l-5 4H4ZM16.5 9.5l5 5M21.5 9.5l-5 5',
  expand: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5',
  shrink: 'M9 4v5H4M15 4v5h5M9 20v-5H4M15 20v-5h5',
  captions: 'M3.5 5.5h17v13h-17zM10.5 10.4a2 2 0 1 0 0 3.2M17 10.4a2 2 0 1 0 0 3.2',
  download: 'M12 4v11M7.5 11 12 15.5 16.5 11M4.5 19.5h15',
  keyboard: 'M3 6.5h18v11H3zM7 10h.01M11 10h.01M15 10h.01M17.5 10h.01M8 14h8',
  search: 'M10.8 4a6.8 6.8 0 1 0 0 13.6 6.8 6.8 0 0 0 0-13.6ZM15.8 15.8 20 20',
  film: 'M4 5h16v14H4zM8 5v14M16 5v14M4 9.7h4M4 14.3h4M16 9.7h4M16 14.3h4',
  back: 'M14.5 5.5 8 12l6.5 6.5',
  lock: 'M6 11h12v8.5H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  alert: 'M12 8v5M12 16.3h.01M12 3.5 21.5 20h-19Z',
  copy: 'M9 9h10.5v10.5H9zM5.5 15H4.5V4.500H15v1',
  close: 'M6 6l12 12M18 6 6 18',
};
const FILLED = new Set(['play', 'pause']);

export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', FILLED.has(name) ? 'icon filled' : 'icon');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('focusable', 'false');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}

// Controls, and the marks that turn the direction of what follows them.
const UNSHOWN = /[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** A text of an answer, without characters that have no shape of their own. */
export function plain(text) {
  return String(text).replace(UNSHOWN, '\ufffd').trim();
}

/** The same of a text that may have several lines. */
export function lines(text) {
  return h('bdi', {}, String(text).split(/\r?\n/u).map((line, index) => [index > 0 && h('br'), plain(line)]));
}

/** The same as an element, whose direction is its own and does not reach its neighbours. */
export function said(text) {
  return h('bdi', {}, plain(text));
}

/** Says that something is loading, unless it is over in a moment. Answers the function that ends it. */
export function busy(element) {
  const timer = setTimeout(() => {
    element.setAttribute('aria-busy', 'true');
    announce('Loading');
  }, 200);
  return () => {
    clearTimeout(timer);
    element.removeAttribute('aria-busy');
  };
}

/** Tells a screen reader what changed without a move of the focus. */
export function announce(text) {
  const announcer = document.getElementById('announcer');
  announcer.textContent = '';
  requestAnimationFrame(() => {
    announcer.textContent = text;
  });
}
