/**
 * What the pages gain where script runs; without it they lack nothing that matters.
 *
 * `/` moves the focus to the search box, and code gets a button that copies it.
 */

/**
 * @param {EventTarget | null} target
 * @returns {boolean} whether the reader is writing there
 */
function isWriting(target) {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
}

/**
 * @param {KeyboardEvent} event
 * @returns {void}
 */
function focusSearch(event) {
  const box = document.querySelector('#search');
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) {
    return;
  }
  if (box instanceof HTMLInputElement) {
    event.preventDefault();
    box.focus();
    box.select();
  }
}

/**
 * @param {HTMLElement} frame - holds one `pre` to copy from
 * @returns {void}
 */
function addCopyButton(frame) {
  const code = frame.querySelector('pre');
  if (!code) {
    return;
  }
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  button.textContent = 'Copy';
  if (frame.dataset.copies) {
    button.setAttribute('aria-label', `Copy ${frame.dataset.copies}`);
  }
  button.addEventListener('click', async () => {
    button.removeAttribute('aria-label');
    try {
      await navigator.clipboard.writeText(code.textContent ?? '');
      button.textContent = 'Copied';
    } catch {
      getSelection()?.selectAllChildren(code);
      button.textContent = 'Selected: press Ctrl+C';
    }
  });
  frame.prepend(button);
}

document.addEventListener('keydown', focusSearch);
document.querySelectorAll('.code').forEach((frame) => addCopyButton(/** @type {HTMLElement} */ (frame)));
