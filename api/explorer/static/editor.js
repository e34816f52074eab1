/**
 * Brings GraphiQL onto its page where there is room for it; on a phone the plain form is the better editor.
 *
 * Nothing of GraphiQL is loaded before that. Where it can't be loaded, the form comes back.
 */

const room = window.matchMedia('(min-width: 48rem)');
const root = document.getElementById('graphiql');

/**
 * @param {string} address
 * @returns {Promise<void>} when the style applies
 */
function loadStyle(address) {
  return new Promise((resolve, reject) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = address;
    link.onload = () => resolve();
    link.onerror = () => reject(new Error('the editor has no style'));
    document.head.prepend(link); // our own style comes after it and wins
  });
}

/**
 * @param {HTMLElement} target
 * @returns {Promise<void>}
 */
async function load(target) {
  try {
    await Promise.all([loadStyle(target.dataset.style ?? ''), import(target.dataset.script ?? '')]);
  } catch {
    document.body.classList.add('editor-failed');
  }
}

/** @returns {void} */
function loadWhereThereIsRoom() {
  if (root && room.matches) {
    room.removeEventListener('change', loadWhereThereIsRoom);
    void load(root);
  }
}

room.addEventListener('change', loadWhereThereIsRoom);
loadWhereThereIsRoom();
