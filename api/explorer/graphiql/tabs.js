/**
 * Repairs the roles of GraphiQL's tabs for assistive technology.
 *
 * GraphiQL 5 puts buttons inside of elements with the role `tab`, where no screen reader reaches them (axe-core:
 * nested-interactive). What it really shows is a list of buttons, one of them current, so that is what it becomes.
 */

/**
 * @param {Element} list - GraphiQL's list of tabs
 * @returns {void}
 */
function repair(list) {
  list.setAttribute('role', 'list');
  for (const item of list.querySelectorAll('.graphiql-tab')) {
    const selected = item.getAttribute('aria-selected');
    item.setAttribute('role', 'listitem');
    if (selected !== null) {
      item.removeAttribute('aria-selected');
      item.querySelector('.graphiql-tab-button')?.setAttribute('aria-current', selected);
    }
  }
}

/**
 * @param {HTMLElement} root - where GraphiQL is rendered
 * @returns {void}
 */
export function keepTabsRepaired(root) {
  const appearing = new MutationObserver(() => {
    const list = root.querySelector('[role="tablist"]');
    if (!list) {
      return;
    }
    appearing.disconnect();
    repair(list);
    const changing = new MutationObserver(() => repair(list));
    changing.observe(list, { attributeFilter: ['aria-selected'], childList: true, subtree: true });
  });
  appearing.observe(root, { childList: true, subtree: true });
}
