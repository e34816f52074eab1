/**
 * GraphiQL from our own origin, in the place of the plain form on /graphiql; `static/editor.js` loads this.
 *
 * The page hands over everything by data attributes of `#graphiql`: the endpoint, and the tabs to open.
 */

import { startWorker } from './policies.js';
import { keepTabsRepaired } from './tabs.js';
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import 'graphiql/style.css';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';

/** @typedef {{ query: string, variables?: string }} Tab */

globalThis.MonacoEnvironment = {
  getWorker: (_id, label) => startWorker(DURAMEN_WORKERS[label] ?? DURAMEN_WORKERS['editor'] ?? ''),
};

/**
 * @param {HTMLElement} root
 * @returns {void}
 */
function mount(root) {
  const { endpoint = '/graphql', query, variables, examples = '[]' } = root.dataset;
  const asked = query === undefined ? [] : [{ query, variables }];
  const tabs = /** @type {Tab[]} */ ([...asked, ...JSON.parse(examples)]);
  const editor = createElement(GraphiQL, {
    fetcher: createGraphiQLFetcher({ url: endpoint }),
    defaultTabs: tabs.length > 0 ? tabs : undefined,
    initialQuery: query,
    initialVariables: variables,
    isHeadersEditorEnabled: false,
  });
  keepTabsRepaired(root);
  createRoot(root).render(editor);
}

const root = document.getElementById('graphiql');
if (root) {
  mount(root);
}
