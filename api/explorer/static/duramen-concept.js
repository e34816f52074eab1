/**
 * `<duramen-concept slug="reranking">`: a card about one concept, for any page.
 *
 *     <script type="module" src="https://DURAMEN/embed/duramen-concept.js"></script>
 *     <duramen-concept slug="reranking"></duramen-concept>
 *
 * It asks the Duramen that serves this module; `endpoint` names another GraphQL endpoint. What it shows lives in a shadow
 * tree, so that neither page disturbs the other; `--duramen-*` properties set colours, and `::part(card)` the rest. It
 * needs no cookie, keeps nothing, writes no HTML, and works under a policy with Trusted Types.
 */

const HOME = new URL('/', import.meta.url);
const PATIENCE = 10_000; // milliseconds
const MOST_TOOLS = 6;

const DOCUMENT = `query Card($slug: String!) {
  snapshot { attribution licence }
  concept(slug: $slug) {
    slug name kind definition invariant
    mappings(first: ${MOST_TOOLS}, orderBy: { field: COVERAGE }) {
      totalCount
      nodes { state framework { slug name } }
    }
  }
}`;

const STYLE = `
:host { display: block; max-width: 34rem; color-scheme: light dark; }
:host([hidden]) { display: none; }
.card {
  box-sizing: border-box; min-height: 9rem; padding: 1rem 1.25rem;
  border: 1px solid var(--duramen-line, light-dark(#ded3c3, #463b31)); border-radius: 0.5rem;
  background: var(--duramen-surface, light-dark(#ffffff, #251f1a));
  color: var(--duramen-ink, light-dark(#2a211b, #f1e9df));
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: break-word;
}
p, ul { margin: 0; padding: 0; }
p + p, p + ul, ul + p { margin-top: 0.6rem; }
a { color: var(--duramen-link, light-dark(#7a3e0c, #f0b27a)); }
.name { font-size: 1.125rem; font-weight: 700; }
.lasts { padding-left: 0.75rem; border-left: 3px solid var(--duramen-link, light-dark(#7a3e0c, #f0b27a)); }
.quiet { color: var(--duramen-muted, light-dark(#5f5348, #b9aa9a)); font-size: 0.875rem; }
ul { display: flex; flex-wrap: wrap; gap: 0.15rem 1rem; list-style: none; }
`;

const STATES = new Map([
  ['VERIFIED', ['✓', 'names found']],
  ['DEPRECATED', ['↘', 'names leaving']],
  ['DOCUMENTED', ['¶', 'in the docs']],
  ['UNVERIFIED', ['?', 'not checked yet']],
  ['BROKEN', ['✕', 'names gone']],
]);

/**
 * @typedef {{ state: string, framework: { slug: string, name: string } }} Mapping
 * @typedef {{ slug: string, name: string, kind: string, definition: string, invariant: string,
 *   mappings: { totalCount: number, nodes: Mapping[] } }} Concept
 * @typedef {{ snapshot: { attribution: string, licence: string }, concept: Concept | null }} Answer
 */

/**
 * @param {string} name
 * @param {string} className
 * @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) {
    made.className = className;
  }
  made.append(...children);
  return made;
}

/**
 * @param {string} path
 * @param {string} text
 * @returns {HTMLAnchorElement} a link to a page of Duramen that opens apart from the page around the card
 */
function link(path, text) {
  const made = document.createElement('a');
  made.href = new URL(path, HOME).href;
  made.target = '_blank';
  made.rel = 'noopener';
  made.textContent = text;
  return made;
}

/**
 * @param {string} endpoint
 * @param {string} slug
 * @param {AbortSignal} signal
 * @returns {Promise<Answer>}
 */
async function ask(endpoint, slug, signal) {
  const address = new URL(endpoint, HOME);
  address.searchParams.set('query', DOCUMENT);
  address.searchParams.set('variables', JSON.stringify({ slug }));
  const response = await fetch(address, {
    headers: { accept: 'application/graphql-response+json' },
    credentials: 'omit',
    signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]),
  });
  const { data, errors } = await response.json();
  if (errors || !data) {
    throw new Error(errors?.[0]?.message ?? 'the answer has no data');
  }
  return data;
}

/**
 * @param {Mapping} mapping
 * @returns {HTMLElement}
 */
function tool({ state, framework }) {
  const [glyph = '', word = ''] = STATES.get(state) ?? [];
  const sign = element('span', 'quiet', ` ${glyph} ${word}`);
  return element('li', '', link(`/frameworks/${framework.slug}`, framework.name), sign);
}

/**
 * @param {Answer} answer
 * @param {Concept} concept
 * @returns {HTMLElement[]}
 */
function content({ snapshot }, concept) {
  const { nodes, totalCount } = concept.mappings;
  const parts = [
    element('p', 'name', link(`/concepts/${concept.slug}`, concept.name)),
    element('p', '', concept.definition),
    element('p', 'lasts', concept.invariant),
  ];
  if (nodes.length > 0) {
    const more = totalCount > nodes.length ? `, ${nodes.length} of them here` : '';
    parts.push(
      element('p', 'quiet', `${totalCount} ${totalCount === 1 ? 'framework expresses' : 'frameworks express'} it${more}:`),
      element('ul', '', ...nodes.map(tool)),
    );
  }
  parts.push(element('p', 'quiet', `${snapshot.attribution}, ${snapshot.licence}`));
  return parts;
}

/** A card about one concept. Attributes: `slug`, and `endpoint` where it is not the one of this module's server. */
export class DuramenConcept extends HTMLElement {
  static observedAttributes = ['slug', 'endpoint'];

  /** @type {HTMLElement} */
  #card = element('article', 'card');

  /** @type {AbortController | undefined} */
  #asking;

  constructor() {
    super();
    const style = new CSSStyleSheet();
    style.replaceSync(STYLE);
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [style];
    this.#card.setAttribute('part', 'card');
    root.append(this.#card);
  }

  connectedCallback() {
    void this.#show();
  }

  disconnectedCallback() {
    this.#asking?.abort();
  }

  /**
   * @param {string} _name
   * @param {string | null} before
   * @param {string | null} after
   */
  attributeChangedCallback(_name, before, after) {
    if (this.isConnected && before !== after) {
      void this.#show();
    }
  }

  async #show() {
    this.#asking?.abort();
    const mine = new AbortController();
    this.#asking = mine;
    const slug = this.getAttribute('slug') ?? '';
    this.#say(`Looking up ${slug} …`, true);
    try {
      const answer = await ask(this.getAttribute('endpoint') ?? '/graphql', slug, mine.signal);
      if (mine.signal.aborted) {
        return;
      }
      if (answer.concept) {
        this.#card.removeAttribute('aria-busy');
        this.#card.setAttribute('aria-label', answer.concept.name);
        this.#card.replaceChildren(...content(answer, answer.concept));
      } else {
        this.#say(`Duramen has no concept “${slug}”.`, false);
      }
    } catch {
      if (!mine.signal.aborted) {
        this.#say('Duramen cannot be reached right now.', false);
      }
    }
  }

  /**
   * @param {string} text
   * @param {boolean} busy
   */
  #say(text, busy) {
    this.#card.setAttribute('aria-busy', String(busy));
    this.#card.setAttribute('aria-label', 'A concept of Duramen');
    this.#card.replaceChildren(element('p', 'quiet', text), element('p', '', link('/', 'Duramen')));
  }
}

if (!customElements.get('duramen-concept')) {
  customElements.define('duramen-concept', DuramenConcept);
}
