// Who this browser tab is signed in as: the demo's token and whose it is, in sessionStorage.
"use strict";

window.zhichengSession = (() => {
  const place = "zhicheng.session";

  function read() {
    try {
      const session = JSON.parse(sessionStorage.getItem(place));
      return session && session.expiresAt > Date.now() ? session : null;
    } catch {
      return null;
    }
  }

  function keep(session) {
    sessionStorage.setItem(place, JSON.stringify(session));
  }

  function end() {
    sessionStorage.removeItem(place);
  }

  return { read, keep, end };
})();
