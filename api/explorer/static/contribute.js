/**
 * Contributing with script: while somebody writes, the server checks the form, and what it says is shown beside it. Without
 * script the button does the same.
 */

const WAIT = 600; // milliseconds after the last key

/**
 * @typedef {{ line: number, column: number, severity: string, code: string, message: string, help: string | null }} Problem
 * @typedef {{ path: string, text: string, part: string, problems: Problem[], further: number, acceptable: boolean }} Checked
 */

/**
 * @param {string} id
 * @param {string} text
 * @returns {void}
 */
function say(id, text) {
  const place = document.getElementById(id);
  if (place && place.textContent !== text) {
    place.textContent = text;
  }
}

/**
 * @param {string} name
 * @param {string} className
 * @param {string} text
 * @returns {HTMLElement}
 */
function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

/**
 * @param {string} text - with code between backticks
 * @returns {(Node | string)[]}
 */
function prose(text) {
  return text.split('`').map((part, index) => (index % 2 === 1 ? element('code', '', part) : part));
}

/**
 * @param {Problem} problem
 * @returns {HTMLElement}
 */
function shown(problem) {
  const item = element('li', `problem ${problem.severity === 'error' ? 'error' : 'warning'}`, '');
  const said = element('span', 'said', '');
  said.append(...prose(problem.message));
  if (problem.help) {
    const help = element('span', 'muted', '');
    help.append(' ', ...prose(problem.help));
    said.append(help);
  }
  item.append(element('span', 'where', `line ${problem.line}`), ' ', said, ' ', element('code', 'code-of', problem.code));
  return item;
}

/**
 * @param {Checked} checked
 * @returns {string}
 */
function verdict(checked) {
  const count = checked.problems.length + checked.further;
  if (count === 0) {
    return 'Nothing is wrong with it.';
  }
  if (checked.acceptable) {
    return 'No rule is broken; there are remarks.';
  }
  return `${count} ${count === 1 ? 'remark' : 'remarks'}; it cannot be taken like this.`;
}

/**
 * @param {Checked} checked
 * @returns {void}
 */
function show(checked) {
  document.getElementById('outcome')?.removeAttribute('hidden');
  document.getElementById('problems')?.replaceChildren(...checked.problems.map(shown));
  document.getElementById('part-of')?.toggleAttribute('hidden', checked.part === '');
  say('part', checked.part);
  say('whole', checked.text);
  say('path', checked.path);
  say('verdict', verdict(checked));
}

/** @type {AbortController | undefined} */
let asking;

/**
 * @param {HTMLFormElement} form
 * @returns {Promise<void>}
 */
async function check(form) {
  asking?.abort();
  const mine = new AbortController();
  asking = mine;
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    fields.append(name, String(value));
  }
  fields.append('live', '1');
  try {
    const answer = await fetch(form.action, { method: 'POST', body: fields, signal: mine.signal });
    if (!answer.ok) {
      throw new Error(String(answer.status));
    }
    const checked = /** @type {Checked | null} */ (await answer.json());
    if (checked) {
      show(checked);
    }
  } catch {
    if (!mine.signal.aborted) {
      document.getElementById('outcome')?.removeAttribute('hidden');
      say('verdict', 'It could not be checked just now. What you wrote is still here; try again in a moment.');
    }
  }
}

/**
 * @param {HTMLElement} button
 * @returns {void}
 */
function addRow(button) {
  const rows = [...document.querySelectorAll('.symbol-row')];
  const last = rows.at(-1);
  if (!last || rows.length >= 12) {
    return;
  }
  const row = /** @type {HTMLElement} */ (last.cloneNode(true));
  for (const field of row.querySelectorAll('input, select')) {
    field.id = field.id.replace(/\d+$/, String(rows.length));
    field.setAttribute('name', field.id);
    if (field instanceof HTMLInputElement) {
      field.value = '';
    }
  }
  for (const label of row.querySelectorAll('label')) {
    label.htmlFor = label.htmlFor.replace(/\d+$/, String(rows.length));
  }
  last.after(row);
  row.querySelector('input')?.focus();
  button.toggleAttribute('hidden', rows.length + 1 >= 12);
}

/**
 * @param {HTMLFormElement} form
 * @returns {void}
 */
function start(form) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => void check(form), WAIT);
  });
  form.addEventListener('submit', (event) => {
    if (event.submitter instanceof HTMLButtonElement && event.submitter.name === '') {
      event.preventDefault();
      clearTimeout(timer);
      void check(form).then(() => document.getElementById('outcome-heading')?.focus());
    }
  });
  const more = document.getElementById('more-rows');
  more?.addEventListener('click', () => addRow(more));
}

const form = document.getElementById('contribution');
if (form instanceof HTMLFormElement) {
  start(form);
}
