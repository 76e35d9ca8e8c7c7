// Keeps the words of a journal while somebody writes: behind the journal's lock on the server, and,
// while that cannot be reached, sealed on this device. The key comes with the page and is kept only
// in its memory, so what lies on the device opens only after the journal is opened again.
// Writing works without this script.
(() => {
  const BRIEF = 400, PAUSE = 2000, AGAIN = 10000, IDLE = 15 * 60 * 1000; // milliseconds
  const MARK = "journal:";
  const about = document.getElementById("journal").dataset;
  const form = document.getElementById("writing");
  const words = form?.elements.words;
  const place = form && MARK + form.elements.page.value;
  let kept = words?.value; // what the server holds
  let sending = null, toSave = false, isOffline = false, soon, later, unused;

  // Sealing on the device

  const key = crypto.subtle?.importKey("raw", bytes(about.key), "AES-GCM", false, ["encrypt", "decrypt"]);
  document.getElementById("journal").removeAttribute("data-key");

  function bytes(text) {
    return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  }

  function text(buffer) {
    return btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""));
  }

  async function seal(content, where) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const how = { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(where) };
    const sealed = await crypto.subtle.encrypt(how, await key, new TextEncoder().encode(content));
    return `${text(iv)} ${text(sealed)}`;
  }

  async function unseal(sealed, where) {
    const [iv, content] = sealed.split(" ").map(bytes);
    const how = { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(where) };
    return new TextDecoder().decode(await crypto.subtle.decrypt(how, await key, content));
  }

  const isKept = () => words.value === kept;

  async function keepHere() {
    if (!key || isKept()) return;
    const sealed = await seal(fields().toString(), place);
    if (!isKept()) localStorage.setItem(place, sealed);
  }

  // Sending to the server

  function fields() {
    return new URLSearchParams(new FormData(form));
  }

  async function post(content) {
    content.set("csrfmiddlewaretoken", about.token);
    const asked = { method: "POST", body: content, redirect: "manual" };
    const answer = await fetch(about.draft, asked);
    return answer.type === "opaqueredirect" ? 403 : answer.status;
  }

  // The token of this page is old once somebody signed in again in another window.
  async function renewToken() {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    about.token = page.querySelector("[name=csrfmiddlewaretoken]").value;
    for (const field of document.getElementsByName("csrfmiddlewaretoken")) field.value = about.token;
  }

  async function deliver(content) {
    let status = await post(content);
    if (status !== 204 && status !== 400) {
      await renewToken();
      status = await post(content);
    }
    return status;
  }

  function send() {
    sending ??= sendNow().finally(() => { sending = null; });
    return sending;
  }

  async function sendNow() {
    const now = words.value;
    let status = 0;
    try {
      status = await deliver(fields());
    } catch { /* offline */ }
    if (status === 204) {
      kept = now;
      if (isKept()) localStorage.removeItem(place);
    }
    isOffline = status === 0;
    say({ 204: "kept", 400: "long", 0: "offline" }[status] ?? "away");
    return status === 204;
  }

  function say(what) {
    const line = document.getElementById("kept");
    if (line.textContent !== line.dataset[what]) line.textContent = line.dataset[what];
    document.getElementById("again").hidden = what !== "away";
  }

  async function save() {
    toSave = true;
    await keepHere();
    await sending;
    if (await send()) form.submit();
  }

  function goOn() {
    if (toSave) save();
    else if (!isKept()) send();
  }

  function noteChange() {
    clearTimeout(soon);
    clearTimeout(later);
    soon = setTimeout(keepHere, BRIEF);
    later = setTimeout(send, PAUSE);
  }

  // What an earlier page could not send

  async function takeUp() {
    const places = Object.keys(localStorage).filter((name) => name.startsWith(MARK));
    let isNews = false;
    for (const where of key ? places : []) {
      try {
        const content = new URLSearchParams(await unseal(localStorage.getItem(where), where));
        if (where === place) {
          words.value = content.get("words");
          form.elements.language.value = content.get("language");
          form.elements.revision.value = content.get("revision");
          form.elements.prompt.value = content.get("prompt") ?? "";
          await send();
        } else if (await deliver(content) === 204) {
          localStorage.removeItem(where);
          isNews = true;
        }
      } catch { /* offline, or another person's */ }
    }
    if (isNews && !form) location.reload();
  }

  // Leaving, and being away

  async function leave(event) {
    if (!form || isKept()) return;
    event.preventDefault();
    await send();
    event.target.submit();
  }

  function noteUse() {
    clearTimeout(unused);
    unused = setTimeout(lock, IDLE);
  }

  async function lock() {
    if (form && !isKept() && !await send()) return; // these words are nowhere else
    const back = form ? `${location.pathname}?page=${form.elements.page.value}` : location.pathname;
    location.replace(`${about.open}?next=${encodeURIComponent(back)}`);
  }

  for (const way of document.querySelectorAll("[data-leaves], form[action$='/logout/']")) {
    way.addEventListener("submit", leave);
  }
  for (const use of ["pointerdown", "keydown", "scroll"]) {
    addEventListener(use, noteUse, { passive: true });
  }
  addEventListener("pageshow", (event) => {
    if (event.persisted && !form) location.reload();
  });
  if (form) {
    form.addEventListener("input", noteChange);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      save();
    });
    addEventListener("online", goOn);
    addEventListener("visibilitychange", () => {
      keepHere();
      goOn();
    });
    setInterval(() => isOffline && goOn(), AGAIN);
  }
  noteUse();
  takeUp();
})();
