// Choosing a demo person: ask for their token, keep it for this tab, and show it.
"use strict";

const panel = document.getElementById("session");
const title = document.getElementById("session-title");
const details = document.getElementById("session-details");
const until = document.getElementById("session-until");
const token = document.getElementById("session-token");
const copy = document.getElementById("session-copy");
const people = document.querySelectorAll("[data-person]");

function markChosen(key) {
  for (const person of people) {
    person.setAttribute("aria-pressed", String(person.dataset.person === key));
  }
}

function show(session) {
  panel.hidden = session === null;
  details.hidden = session === null;
  markChosen(session ? session.key : null);
  if (session) {
    title.textContent = panel.dataset.signedIn.replace("{name}", session.name);
    const time = new Date(session.expiresAt).toLocaleTimeString(document.documentElement.lang);
    until.textContent = panel.dataset.until.replace("{time}", time);
    token.value = session.token;
    copy.textContent = panel.dataset.copy;
  }
}

function say(message) {
  panel.hidden = false;
  details.hidden = true;
  title.textContent = message;
}

async function signIn(key, name) {
  say(panel.dataset.waiting);
  try {
    const response = await fetch("/demo/token", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ person: key }),
    });
    if (!response.ok) {
      throw new Error(String(response.status));
    }
    const answer = await response.json();
    const session = { key, name, token: answer.access_token, expiresAt: Date.now() + answer.expires_in * 1000 };
    window.zhichengSession.keep(session);
    show(session);
  } catch {
    markChosen(null);
    window.zhichengSession.end();
    say(panel.dataset.failed);
  }
  panel.scrollIntoView({ block: "nearest" });
  panel.focus();
}

for (const person of people) {
  person.addEventListener("click", () => signIn(person.dataset.person, person.dataset.name));
}
copy.addEventListener("click", async () => {
  token.select();
  await navigator.clipboard.writeText(token.value);
  copy.textContent = panel.dataset.copied;
});
document.getElementById("session-end").addEventListener("click", () => {
  window.zhichengSession.end();
  show(null);
});
show(window.zhichengSession.read());
