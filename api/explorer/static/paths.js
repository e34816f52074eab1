/**
 * Learning paths with script: ticks are kept in this browser, the page says how far one is and what comes next, and a link
 * to there can be copied. Without script the ticks are a form that plans the path anew.
 */

import { read, watch, write } from './learnt.js';

/**
 * @param {string} id
 * @returns {HTMLElement | null}
 */
const byId = (id) => document.getElementById(id);

/** @returns {HTMLInputElement[]} the ticks of the path, in its order */
function boxes() {
  return [...document.querySelectorAll('.tick input')].filter((box) => box instanceof HTMLInputElement);
}

/**
 * @param {HTMLInputElement[]} ticks
 * @returns {void}
 */
function showProgress(ticks) {
  const done = ticks.filter((box) => box.checked).length;
  const bar = byId('bar');
  const status = byId('progress');
  if (bar instanceof HTMLProgressElement) {
    bar.value = done;
  }
  if (status && ticks.length > 0) {
    status.textContent = `${done} of ${ticks.length} learnt on this path.`;
  }
  showNext(ticks.find((box) => !box.checked));
}

/**
 * @param {HTMLInputElement | undefined} box - the first step that is not ticked
 * @returns {void}
 */
function showNext(box) {
  const next = byId('next');
  const link = next?.querySelector('a');
  for (const step of document.querySelectorAll('.tick.is-next')) {
    step.classList.remove('is-next');
  }
  if (next && link) {
    next.hidden = !box;
    link.href = `#${box?.value ?? 'way'}`;
    link.textContent = box?.dataset['name'] ?? '';
  }
  box?.closest('.tick')?.classList.add('is-next');
}

/** @returns {void} */
function restore() {
  const learnt = read();
  const ticks = boxes();
  for (const box of ticks) {
    box.checked = learnt.has(box.value);
  }
  showProgress(ticks);
}

/** @returns {void} */
function keep() {
  const ticks = boxes();
  const kept = new Set(read());
  for (const box of ticks) {
    if (box.checked) {
      kept.add(box.value);
    } else {
      kept.delete(box.value);
    }
  }
  write(kept);
  showProgress(ticks);
}

/**
 * @param {HTMLElement} path - the path's own element, which names its address and what the address says is known
 * @returns {string} the address of what is left
 */
function addressOfRest(path) {
  const said = (path.dataset['known'] ?? '').split(' ').filter(Boolean);
  const ticked = boxes().filter((box) => box.checked).map((box) => box.value);
  const known = [...new Set([...said, ...ticked])].sort();
  const query = known.length > 0 ? `?known=${known.join(',')}` : '';
  return `${location.origin}${path.dataset['path'] ?? location.pathname}${query}`;
}

/**
 * @param {HTMLElement} path
 * @param {HTMLElement} button
 * @returns {Promise<void>}
 */
async function share(path, button) {
  const address = addressOfRest(path);
  try {
    await navigator.clipboard.writeText(address);
    button.textContent = 'Copied';
  } catch {
    location.assign(address); // then it can be copied from the address bar
  }
}

/**
 * @param {HTMLElement} path
 * @returns {void}
 */
function start(path) {
  byId('plan')?.addEventListener('change', keep);
  byId('share')?.addEventListener('click', (event) => void share(path, /** @type {HTMLElement} */ (event.currentTarget)));
  byId('forget')?.addEventListener('click', () => {
    write([]);
    restore();
  });
  watch(restore);
  addEventListener('pageshow', restore); // a browser may bring back its own idea of a form
  restore();
}

/** @returns {void} */
function showCards() {
  const learnt = read();
  for (const card of document.querySelectorAll('.card[data-concepts]')) {
    const slugs = (card.getAttribute('data-concepts') ?? '').split(' ').filter(Boolean);
    const done = slugs.filter((slug) => learnt.has(slug)).length;
    const place = card.querySelector('.learnt');
    if (place) {
      place.textContent = done > 0 ? `, ${done} of them learnt` : '';
      place.toggleAttribute('hidden', done === 0);
    }
  }
}

const path = byId('path');
if (path) {
  start(path);
} else {
  watch(showCards);
  addEventListener('pageshow', showCards);
  showCards();
}
