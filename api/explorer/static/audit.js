/**
 * The audit with script: manifests can be dropped or chosen; they fill the form, and nothing leaves the page before its button
 * is pressed. Without script they are pasted.
 */

const MOST_BYTES = 48 * 1024;

/**
 * @param {string} text
 * @returns {void}
 */
function say(text) {
  const status = document.getElementById('dropped');
  if (status) {
    status.textContent = text;
  }
}

/** @returns {HTMLElement[]} */
function rows() {
  return [...document.querySelectorAll('.manifest')].filter((row) => row instanceof HTMLElement);
}

/**
 * @param {HTMLElement} row
 * @returns {{ name: HTMLInputElement, text: HTMLTextAreaElement }}
 */
function fieldsOf(row) {
  return {
    name: /** @type {HTMLInputElement} */ (row.querySelector('input')),
    text: /** @type {HTMLTextAreaElement} */ (row.querySelector('textarea')),
  };
}

/** @returns {number} how many files the form takes */
function most() {
  return Number(document.getElementById('more-files')?.dataset['most'] ?? 1);
}

/** @returns {HTMLElement | undefined} a row more, without anything in it; none where the form is full */
function addRow() {
  const all = rows();
  const last = all.at(-1);
  if (!last || all.length >= most()) {
    return undefined;
  }
  const row = /** @type {HTMLElement} */ (last.cloneNode(true));
  for (const field of row.querySelectorAll('input, textarea')) {
    field.id = field.id.replace(/\d+$/, String(all.length));
    field.setAttribute('name', field.id);
  }
  for (const label of row.querySelectorAll('label')) {
    label.htmlFor = label.htmlFor.replace(/\d+$/, String(all.length));
  }
  const { name, text } = fieldsOf(row);
  name.value = '';
  text.value = '';
  last.after(row);
  document.getElementById('more-files')?.toggleAttribute('hidden', all.length + 1 >= most());
  return row;
}

/**
 * @param {File} file
 * @returns {Promise<boolean>} whether the form has it now
 */
async function take(file) {
  const content = await file.text();
  const code = document.getElementById('code');
  if (file.name.endsWith('.py') && file.name !== 'setup.py' && code instanceof HTMLTextAreaElement) {
    code.value = `${code.value}${code.value && !code.value.endsWith('\n') ? '\n' : ''}${content}`;
    code.closest('details')?.setAttribute('open', '');
    return true;
  }
  const row = rows().find((one) => fieldsOf(one).text.value.trim() === '') ?? addRow();
  if (!row) {
    return false;
  }
  const { name, text } = fieldsOf(row);
  name.value = file.name;
  text.value = content;
  return true;
}

/**
 * @param {Iterable<File>} files
 * @returns {Promise<void>}
 */
async function takeAll(files) {
  const taken = [];
  const left = [];
  for (const file of files) {
    if (file.size > MOST_BYTES) {
      left.push(`${file.name} is larger than 48 KiB; the command duramen audit reads it whole`);
    } else if (await take(file)) {
      taken.push(file.name);
    } else {
      left.push(`${file.name} has no room; the form takes ${most()} files`);
    }
  }
  const said = taken.length > 0 ? `Ready: ${taken.join(', ')}.` : 'No file was taken.';
  say([said, ...left.map((one) => `${one}.`)].join(' '));
}

/**
 * @param {HTMLElement} drop
 * @returns {void}
 */
function start(drop) {
  const chooser = document.getElementById('files');
  chooser?.addEventListener('change', () => {
    if (chooser instanceof HTMLInputElement && chooser.files) {
      void takeAll([...chooser.files]).then(() => {
        chooser.value = '';
      });
    }
  });
  drop.addEventListener('dragover', (event) => {
    event.preventDefault();
    drop.classList.add('is-over');
  });
  drop.addEventListener('dragleave', () => drop.classList.remove('is-over'));
  drop.addEventListener('drop', (event) => {
    event.preventDefault();
    drop.classList.remove('is-over');
    void takeAll([...(event.dataTransfer?.files ?? [])]);
  });
  document.getElementById('more-files')?.addEventListener('click', () => {
    const row = addRow();
    if (row) {
      fieldsOf(row).name.focus();
    }
  });
}

const drop = document.getElementById('drop');
if (drop) {
  start(drop);
}
