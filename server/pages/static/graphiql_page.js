// Starts GraphiQL on our own endpoint, as whoever this tab is signed in as.
"use strict";

const session = window.zhichengSession.read();
const place = document.getElementById("graphiql");
const stored = JSON.parse(localStorage.getItem("graphiql:tabState"));
const open = stored && stored.tabs[stored.activeTabIndex];
const asked = new URLSearchParams(location.search).get("query");
const authorization = session ? { Authorization: `Bearer ${session.token}` } : {};
const examples = [
  `# ${place.dataset.welcome}`,
  "{\n  activities(first: 3) {\n    nodes {\n      title\n      year\n      phase\n    }\n  }\n}",
];

if (session) {
  const identity = document.getElementById("identity");
  document.getElementById("identity-text").textContent = identity.dataset.signedIn.replace("{name}", session.name);
}

const fetcher = window.GraphiQL.createFetcher({
  url: "/graphql",
  headers: { "Accept-Language": place.dataset.locale, ...authorization },
});

function Explorer() {
  const { createElement, useState } = window.React;
  const [query, setQuery] = useState(asked || (open && open.query) || examples.join("\n"));
  const explorer = window.GraphiQLPluginExplorer.useExplorerPlugin({ query, onEdit: setQuery });
  return createElement(window.GraphiQL, {
    fetcher,
    query,
    onEditQuery: setQuery,
    plugins: [explorer],
    isHeadersEditorEnabled: true,
    shouldPersistHeaders: false,
  });
}

window.ReactDOM.render(window.React.createElement(Explorer), place);
