/**
 * Which concepts a reader has ticked as learnt: kept in this browser, and never sent.
 *
 * A browser that keeps nothing (a private window, storage that is full or forbidden) forgets them with the page.
 */

const KEY = 'duramen.learnt';
const MOST = 500;
const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** @type {Set<string>} */
let learnt = new Set();

/**
 * @param {string | null} text
 * @returns {Set<string>} the slugs in it; whatever else may stand there is left out
 */
function parsed(text) {
  try {
    const found = JSON.parse(text ?? '[]');
    const slugs = Array.isArray(found) ? found : [];
    return new Set(slugs.filter((slug) => typeof slug === 'string' && slug.length <= 64 && SLUG.test(slug)).slice(0, MOST));
  } catch {
    return new Set();
  }
}

/** @returns {ReadonlySet<string>} */
export function read() {
  try {
    learnt = parsed(localStorage.getItem(KEY));
  } catch {
    // what this page knows is all there is
  }
  return learnt;
}

/**
 * @param {Iterable<string>} slugs
 * @returns {void}
 */
export function write(slugs) {
  learnt = new Set([...slugs].slice(0, MOST));
  try {
    if (learnt.size > 0) {
      localStorage.setItem(KEY, JSON.stringify([...learnt].sort()));
    } else {
      localStorage.removeItem(KEY);
    }
  } catch {
    // kept until the page is left
  }
}

/**
 * @param {() => void} changed - called when another tab has ticked something
 * @returns {void}
 */
export function watch(changed) {
  addEventListener('storage', (event) => {
    if (event.key === KEY || event.key === null) {
      changed();
    }
  });
}
