/**
 * The two Trusted Types policies that GraphiQL needs, in browsers that enforce them.
 *
 * `duramen-worker` lets workers start from our own origin only. `default` cleans every piece of HTML that the editor or
 * the documentation pane hands to the page: by the browser's own sanitiser where it has one, else by DOMPurify.
 */

import DOMPurify from 'dompurify';

/**
 * @param {string} html
 * @returns {string} the same HTML without anything that runs
 */
function sanitised(html) {
  const holder = document.createElement('div');
  if (!holder.setHTML) {
    return DOMPurify.sanitize(html, { RETURN_TRUSTED_TYPE: false });
  }
  holder.setHTML(html);
  return holder.innerHTML;
}

/**
 * @param {string} url
 * @returns {string} the address, if it is on our own origin
 */
function ownScript(url) {
  const absolute = new URL(url, location.origin);
  if (absolute.origin !== location.origin) {
    throw new TypeError('a worker must come from our own origin');
  }
  return absolute.href;
}

const workerPolicy = window.trustedTypes?.createPolicy('duramen-worker', { createScriptURL: ownScript });
window.trustedTypes?.createPolicy('default', { createHTML: sanitised });

/**
 * @param {string} url
 * @returns {Worker} a module worker from our own origin
 */
export function startWorker(url) {
  const address = workerPolicy?.createScriptURL(url) ?? ownScript(url);
  return new Worker(/** @type {string} */ (address), { type: 'module' });
}
