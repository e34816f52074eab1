/**
 * The picture of the graph, where script runs: looking at a node shows its links and says them, arrow keys walk around,
 * names can be typed to find a node, and a slider moves through time.
 *
 * Nothing here is needed to read the picture: every node is a link, and every filter and day has an address.
 */

const SVG = 'http://www.w3.org/2000/svg';
const PULL = 0.62;
const WORDS = /** @type {Record<string, string>} */ ({
  VERIFIED: 'names found',
  DEPRECATED: 'names leaving',
  DOCUMENTED: 'in the docs',
  UNVERIFIED: 'not checked yet',
  BROKEN: 'names gone or missing',
  NOT_RECORDED: 'not recorded',
});

/**
 * @typedef {{from: SVGAElement, to: SVGAElement, state: string}} Edge - `state` is empty for a prerequisite
 */

/** The nodes and links of one drawing. */
class Wood {
  /** @param {SVGSVGElement} svg */
  constructor(svg) {
    this.svg = svg;
    this.nodes = /** @type {SVGAElement[]} */ ([...svg.querySelectorAll('a.concept, a.leaf')]);
    this.byId = new Map(this.nodes.map((node) => [node.id, node]));
    this.edges = this.nodes.flatMap((node) => this.edgesFrom(node));
  }

  /**
   * @param {SVGAElement} node
   * @returns {Edge[]}
   */
  edgesFrom(node) {
    const links = (node.dataset['links'] ?? '').split(' ').filter(Boolean);
    const needs = (node.dataset['needs'] ?? '').split(' ').filter(Boolean);
    return [
      ...links.map((link) => link.split(':')).map(([state = '', slug = '']) => this.edge(node, `concept:${slug}`, state)),
      ...needs.map((slug) => this.edge(node, `concept:${slug}`, '')),
    ].filter((edge) => edge !== null);
  }

  /**
   * @param {SVGAElement} from
   * @param {string} id
   * @param {string} state
   * @returns {Edge | null}
   */
  edge(from, id, state) {
    const to = this.byId.get(id);
    return to ? { from, to, state } : null;
  }

  /**
   * @param {SVGAElement} node
   * @returns {Edge[]}
   */
  around(node) {
    return this.edges.filter((edge) => edge.from === node || edge.to === node);
  }

  /** Show one node and its links, and let the rest step back. @param {SVGAElement} node */
  look(node) {
    this.clear();
    const edges = this.around(node).filter((edge) => shown(edge.from) && shown(edge.to));
    this.svg.classList.add('looking');
    node.classList.add('near');
    for (const edge of edges) {
      edge.from.classList.add('near');
      edge.to.classList.add('near');
    }
    this.svg.querySelector('.lit')?.append(...edges.map(curve));
  }

  /** Show everything alike. */
  clear() {
    this.svg.classList.remove('looking');
    this.svg.querySelectorAll('.near').forEach((node) => node.classList.remove('near'));
    this.svg.querySelector('.lit')?.replaceChildren();
  }
}

/** @param {SVGAElement} node */
function shown(node) {
  return node.getAttribute('display') !== 'none';
}

/** @param {SVGAElement} node */
function name(node) {
  return (node.querySelector('text')?.textContent ?? '').replace(/\s+/g, ' ').trim();
}

/**
 * @param {SVGAElement} node
 * @returns {[number, number]}
 */
function place(node) {
  const matrix = node.transform.baseVal.getItem(0).matrix;
  return [matrix.e, matrix.f];
}

/** @param {Edge} edge */
function curve(edge) {
  const [x, y] = place(edge.from);
  const [toX, toY] = place(edge.to);
  const path = document.createElementNS(SVG, 'path');
  const bend = `${((x + toX) / 2) * PULL} ${((y + toY) / 2) * PULL}`;
  path.setAttribute('d', `M${x} ${y}Q${bend} ${toX} ${toY}`);
  path.setAttribute('class', edge.state ? `edge edge-${edge.state.toLowerCase()}` : 'needs');
  return path;
}

/**
 * @param {string[]} names
 * @param {number} most
 */
function listed(names, most = 4) {
  return names.length > most + 1 ? `${names.slice(0, most).join(', ')} and ${names.length - most} more` : names.join(', ');
}

/**
 * What the status line says of a node.
 * @param {Wood} wood
 * @param {SVGAElement} node
 */
function sentence(wood, node) {
  const edges = wood.around(node).filter((edge) => shown(edge.from) && shown(edge.to));
  const links = edges.filter((edge) => edge.state);
  const states = Object.keys(WORDS)
    .map((state) => ({ state, count: links.filter((edge) => edge.state === state).length }))
    .filter(({ count }) => count);
  const counts = states.map(({ state, count }) => `${count} ${WORDS[state]}`).join(', ');
  if (node.classList.contains('leaf')) {
    const said = node.getAttribute('aria-label') ?? name(node);
    return links.length ? `${said}: ${listed(links.map((edge) => name(edge.to)))} (${counts}).` : `${said}.`;
  }
  const needs = edges.filter((edge) => !edge.state && edge.from === node).map((edge) => name(edge.to));
  const leads = edges.filter((edge) => !edge.state && edge.to === node).map((edge) => name(edge.from));
  return [
    `${name(node)}${needs.length ? ` needs ${listed(needs)}` : ' needs nothing shown here'}`,
    leads.length ? `leads to ${listed(leads, 3)}` : '',
    links.length ? `${links.length} ${links.length === 1 ? 'framework' : 'frameworks'} (${counts})` : '',
  ]
    .filter(Boolean)
    .join('; ')
    .concat('.');
}

/**
 * Let a reader look at nodes by pointer and by keyboard.
 * @param {SVGSVGElement} svg
 * @param {HTMLElement} said
 */
function explore(svg, said) {
  const wood = new Wood(svg);
  const rest = said.textContent ?? '';
  /** @type {SVGAElement | null} */
  let pinned = null;

  /** @param {SVGAElement | null} node */
  const show = (node) => {
    if (node) {
      wood.look(node);
      said.textContent = sentence(wood, node);
    } else {
      wood.clear();
      said.textContent = rest;
    }
  };
  /** @param {SVGAElement | null} node */
  const pin = (node) => {
    pinned = node;
    show(node);
    history.replaceState(history.state, '', node ? `#${node.id}` : location.pathname + location.search);
  };
  /** @param {SVGAElement} node */
  const stop = (node) => {
    wood.nodes.forEach((other) => other.setAttribute('tabindex', other === node ? '0' : '-1'));
  };
  /** @param {EventTarget | null} target */
  const nodeAt = (target) =>
    /** @type {SVGAElement | null} */ (target instanceof Element ? target.closest('a.concept, a.leaf') : null);

  const first = wood.nodes.find(shown);
  if (first) {
    stop(first);
  }
  svg.addEventListener('pointerover', (event) => show(nodeAt(event.target) ?? pinned));
  svg.addEventListener('pointerleave', () => show(pinned));
  svg.addEventListener('focusin', (event) => {
    const node = nodeAt(event.target);
    if (node) {
      stop(node);
      pin(node);
    }
  });
  svg.addEventListener('keydown', (event) => {
    const node = nodeAt(event.target);
    if (event.key === 'Escape') {
      pin(null);
    }
    const next = node && !event.altKey && !event.ctrlKey && !event.metaKey ? step(wood, node, event.key) : null;
    if (next) {
      event.preventDefault();
      next.focus();
    }
  });
  const asked = wood.byId.get(decodeURIComponent(location.hash.slice(1)));
  if (asked && shown(asked)) {
    stop(asked);
    pin(asked);
  }
  return wood;
}

/**
 * Where a key leads: left and right go around among nodes of the same sort, up and down along a link.
 * @param {Wood} wood
 * @param {SVGAElement} node
 * @param {string} key
 * @returns {SVGAElement | null}
 */
function step(wood, node, key) {
  const sort = node.classList.contains('leaf') ? 'leaf' : 'concept';
  const row = wood.nodes.filter((other) => other.classList.contains(sort) && shown(other));
  const at = row.indexOf(node);
  const near = wood.around(node).filter((edge) => shown(edge.from) && shown(edge.to));
  const inwards = near.find((edge) => edge.from === node)?.to;
  const outwards = near.find((edge) => edge.to === node && !edge.state) ?? near.find((edge) => edge.to === node);
  const found = /** @type {Record<string, SVGAElement | undefined>} */ ({
    ArrowRight: row[(at + 1) % row.length],
    ArrowLeft: row[(at - 1 + row.length) % row.length],
    Home: row[0],
    End: row[row.length - 1],
    ArrowDown: inwards,
    ArrowUp: outwards?.from,
  })[key];
  return found ?? null;
}

/**
 * A box to type a name into, that moves the focus to its node.
 * @param {Element} form
 */
function addFinder(form) {
  const field = document.createElement('div');
  field.className = 'field finder';
  const label = document.createElement('label');
  label.htmlFor = 'find';
  label.textContent = 'Find in the picture';
  const input = document.createElement('input');
  input.id = 'find';
  input.type = 'search';
  input.autocomplete = 'off';
  input.setAttribute('list', 'find-names');
  const names = document.createElement('datalist');
  names.id = 'find-names';
  const nodes = () => /** @type {SVGAElement[]} */ ([...document.querySelectorAll('.wood a.concept, .wood a.leaf')].filter(
    (node) => shown(/** @type {SVGAElement} */ (node)),
  ));
  input.addEventListener('focus', () => {
    names.replaceChildren(
      ...nodes().map((node) => {
        const option = document.createElement('option');
        option.value = name(node);
        return option;
      }),
    );
  });
  /** @param {boolean} whole */
  const go = (whole) => {
    const wanted = input.value.trim().toLowerCase();
    const all = nodes();
    const found =
      all.find((node) => name(node).toLowerCase() === wanted) ??
      (whole ? undefined : all.find((node) => wanted && name(node).toLowerCase().includes(wanted)));
    found?.focus();
    found?.scrollIntoView({ block: 'nearest' });
    return Boolean(found);
  };
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') {
      event.preventDefault();
      input.setCustomValidity(go(false) ? '' : 'Nothing in the picture has this name.');
      input.reportValidity();
    }
  });
  input.addEventListener('input', (event) => {
    input.setCustomValidity('');
    if (event instanceof InputEvent && event.inputType === 'insertReplacementText') {
      go(true);
    }
  });
  field.append(label, input, names);
  form.prepend(field);
}

/** @type {XMLHttpRequest | undefined} */
let newest;

/**
 * Replace the parts of this page that depend on the day and the filters by those of another address.
 * The document comes by XMLHttpRequest, which parses it without a string of markup passing through script.
 * @param {string} address
 * @returns {Promise<'shown' | 'missing' | 'overtaken'>} what became of it; a later call overtakes one that is under way
 */
function load(address) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const before = newest;
    newest = request;
    before?.abort();
    request.responseType = 'document';
    request.open('GET', address);
    request.addEventListener('loadend', () => {
      if (request !== newest) {
        resolve('overtaken');
        return;
      }
      const page = request.status === 200 ? request.responseXML : null;
      const fits = page?.querySelector('#picture');
      for (const part of fits ? ['#picture', '#coverage', '.picture-legend', '#lists'] : []) {
        const fresh = page?.querySelector(part);
        if (fresh) {
          document.querySelector(part)?.replaceWith(document.importNode(fresh, true));
        }
      }
      resolve(fits ? 'shown' : 'missing');
    });
    request.send();
  });
}

/** Make the picture that is on the page respond. */
function enliven() {
  const svg = document.querySelector('svg.wood');
  const said = document.querySelector('#said');
  if (svg instanceof SVGSVGElement && said instanceof HTMLElement) {
    explore(svg, said);
  }
}

/**
 * A slider in the place of the list of days. While it moves leaves come and go; when it rests the picture of that day
 * is fetched, and its address is put into the history.
 * @param {HTMLElement} holder
 * @param {HTMLFormElement} form
 */
function addSlider(holder, form) {
  const days = (holder.dataset['days'] ?? '').split(' ');
  const select = form.elements.namedItem('date');
  if (days.length < 2 || !(select instanceof HTMLSelectElement)) {
    return;
  }
  const slider = document.createElement('input');
  slider.type = 'range';
  slider.min = '0';
  slider.max = String(days.length - 1);
  slider.setAttribute('aria-label', 'Day of the picture');
  /** @param {string} day */
  const at = (day) => {
    const later = days.findIndex((one) => one >= day);
    slider.value = String(later < 0 ? days.length - 1 : later);
    slider.setAttribute('aria-valuetext', day);
  };
  at(holder.dataset['day'] ?? '');
  slider.addEventListener('input', () => {
    const position = Number(slider.value);
    const day = days[position] ?? '';
    slider.setAttribute('aria-valuetext', day);
    document.querySelector('.wood')?.classList.add('moving');
    document.querySelectorAll('.wood a.leaf').forEach((leaf) => age(leaf, position));
    const said = document.querySelector('#said');
    if (said) {
      said.textContent = `${day}: ${count(position, 'o')} leaves green, ${count(position, 'x')} withered.`;
    }
  });
  slider.addEventListener('change', async () => {
    const day = days[Number(slider.value)] ?? '';
    const newest = Number(slider.value) === days.length - 1;
    const address = new URL(location.href);
    address.hash = '';
    address.searchParams.delete('date');
    if (!newest) {
      address.searchParams.set('date', day);
    }
    select.value = newest ? '' : day;
    const came = await load(address.href);
    if (came === 'shown') {
      history.pushState({ day }, '', address);
      enliven();
    } else if (came === 'missing') {
      const said = document.querySelector('#said');
      if (said) {
        said.textContent = 'The picture of that day could not be fetched. Is the network there?';
      }
    }
  });
  addEventListener('popstate', async () => {
    at(new URL(location.href).searchParams.get('date') ?? days[days.length - 1] ?? '');
    if ((await load(location.href)) === 'shown') {
      enliven();
    }
  });
  holder.append(slider);
}

/**
 * Show a leaf as it was at a position of the slider.
 * @param {Element} leaf
 * @param {number} position
 */
function age(leaf, position) {
  const letter = leaf.getAttribute('data-life')?.[position] ?? 'o';
  leaf.classList.toggle('withered', letter === 'x');
  if (letter === '.') {
    leaf.setAttribute('display', 'none');
  } else {
    leaf.removeAttribute('display');
  }
}

/**
 * @param {number} position
 * @param {string} letter
 */
function count(position, letter) {
  return [...document.querySelectorAll('.wood a.leaf')].filter((leaf) => leaf.getAttribute('data-life')?.[position] === letter)
    .length;
}

const form = document.querySelector('#choose');
const holder = document.querySelector('#slider');
enliven();
if (form instanceof HTMLFormElement) {
  form.querySelectorAll('select').forEach((select) => select.addEventListener('change', () => form.requestSubmit()));
  form.addEventListener('submit', () => {
    form.querySelectorAll('select').forEach((select) => (select.disabled = select.value === ''));
  });
  const filters = form.querySelector('.filters');
  if (filters && document.querySelector('.wood')) {
    addFinder(filters);
  }
  if (holder instanceof HTMLElement) {
    addSlider(holder, form);
  }
}
