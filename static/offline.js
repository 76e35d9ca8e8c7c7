// Keeps coprod of use where there is no line: pages that somebody chose to keep on their phone, and
// answers that could not be sent. Runs in each page, and as the service worker (`/sw.js`).
// Everything works without it. Written for browsers of 2020: no modules, no newer syntax.
(function () {
  "use strict";
  const PATIENCE = 3000; // milliseconds, then somebody who answered reads that it is kept
  const LONGEST = 30 * 24 * 3600 * 1000; // milliseconds that an answer waits for its person
  const isWorker = typeof document === "undefined";

  // What lies on the device: who reads here, what is kept, which answers wait

  function opened() {
    return new Promise(function (done, fail) {
      const asked = indexedDB.open("coprod", 1);
      asked.onupgradeneeded = function () {
        asked.result.createObjectStore("about");
        asked.result.createObjectStore("kept", { keyPath: "url" });
        asked.result.createObjectStore("answers", { keyPath: "key" });
      };
      asked.onsuccess = function () { done(asked.result); };
      asked.onerror = function () { fail(asked.error); };
    });
  }

  async function within(name, mode, act) {
    const db = await opened();
    try {
      return await new Promise(function (done, fail) {
        const whole = db.transaction(name, mode);
        const asked = act(whole.objectStore(name));
        whole.oncomplete = function () { done(asked && asked.result); };
        whole.onerror = whole.onabort = function () { fail(whole.error); };
      });
    } finally {
      db.close();
    }
  }

  const read = (name, key) => within(name, "readonly", (store) => store.get(key));
  const all = (name) => within(name, "readonly", (store) => store.getAll());
  const put = (name, value, key) => within(name, "readwrite", (store) => store.put(value, key));
  const remove = (name, key) => within(name, "readwrite", (store) => store.delete(key));

  async function forgetPages() {
    await within("kept", "readwrite", (store) => store.clear());
    await remove("about", "key"); // what is left of them on the disk does not open again
  }

  async function forgetAll() {
    await forgetPages();
    await within("answers", "readwrite", (store) => store.clear());
    await remove("about", "reader");
  }

  // Another person, or nobody: what the one before kept is not for them.
  async function meet(reader) {
    if (await read("about", "reader") === reader) return;
    await forgetPages();
    await put("about", reader, "reader");
    for (const answer of await all("answers")) {
      if (Date.now() - answer.at > LONGEST) await remove("answers", answer.key);
    }
  }

  // Keeping pages, sealed

  async function key() {
    const there = await read("about", "key");
    if (there) return there;
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    await put("about", made, "key");
    return made;
  }

  const how = (iv, url, reader) => ({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(reader + " " + url) });

  async function keep(url, page, title, until, headers, bytes) {
    const reader = await read("about", "reader");
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await crypto.subtle.encrypt(how(iv, url, reader), await key(), bytes);
    await put("kept", { url, page, reader, until, title, headers, iv, sealed });
  }

  async function drop(page) {
    for (const each of await all("kept")) if (each.page === page) await remove("kept", each.url);
  }

  async function isKept(url) {
    const kept = await read("kept", url);
    if (kept && kept.until > Date.now()) return kept;
    if (kept) await remove("kept", url);
    return null;
  }

  async function takeOut(url) {
    const kept = await isKept(url);
    if (!kept || kept.reader !== await read("about", "reader")) return null;
    const bytes = await crypto.subtle.decrypt(how(kept.iv, url, kept.reader), await key(), kept.sealed);
    return { bytes, headers: kept.headers };
  }

  // Sending answers. Each is a value, and says which answer it was given against: sending it twice
  // changes nothing, and an old one never replaces a newer one unasked.

  async function unsent() {
    return (await all("answers")).filter((answer) => answer.state !== "sent" && answer.state !== "refused");
  }

  async function mine() {
    const reader = await read("about", "reader");
    return (await all("answers")).filter((answer) => reader && answer.reader === reader);
  }

  function settle(answer, change) {
    return within("answers", "readwrite", function (store) {
      const asked = store.get(answer.key);
      asked.onsuccess = function () {
        const now = asked.result;
        if (!now) return; // they decided not to send it
        if (now.id === answer.id) Object.assign(now, change);
        else if (change.state === "sent") now.version = change.version; // changed while it was sent
        store.put(now);
      };
    });
  }

  async function whoIsThere() {
    try {
      const answer = await fetch("/offline/token/", { credentials: "same-origin", cache: "no-store" });
      return answer.ok ? await answer.json() : null;
    } catch (none) {
      return null;
    }
  }

  async function post(answer, token) {
    const body = new URLSearchParams(answer.fields);
    body.append("version", answer.version);
    body.append("reader", answer.reader);
    body.append("csrfmiddlewaretoken", token);
    const asked = { method: "POST", body, redirect: "manual", credentials: "same-origin", headers: { "X-Carried": "1" } };
    try {
      return await fetch(answer.action, asked);
    } catch (none) {
      return null;
    }
  }

  // Return whether there is a line.
  async function send(answer, token) {
    let came = await post(answer, token);
    if (came && came.status === 403) {
      const there = await whoIsThere();
      if (!there) return false;
      if (there.reader !== answer.reader) {
        await settle(answer, { away: true });
        return true;
      }
      came = await post(answer, there.token);
    }
    if (!came || came.status >= 500 || came.status === 429) return false;
    if (came.type === "opaqueredirect") await settle(answer, { away: true });
    else if (came.ok) await settle(answer, await came.json());
    else await settle(answer, { state: "refused", sentence: "" });
    return true;
  }

  async function sendAll() {
    const waiting = (await mine()).filter((answer) => answer.state === "waiting");
    if (!waiting.length) return true;
    const there = await whoIsThere();
    if (!there) return false;
    for (const answer of waiting) {
      if (there.reader !== answer.reader) await settle(answer, { away: true });
      else if (!await send(answer, there.token)) return false;
    }
    return true;
  }

  if (isWorker) serve(self.SHELL);
  else stand(document.currentScript.dataset.reader).catch(function () { /* no storage: as without script */ });

  // The service worker

  function serve(shell) {
    const name = "shell " + shell.version;
    const plain = (path) => path.replace(/\.[0-9a-f]{12}(?=\.\w+$)/, "");
    const files = new Map(shell.files.map((path) => [plain(path), path]));

    async function fill() {
      const cache = await caches.open(name);
      await cache.addAll(shell.files);
      await cache.add(new Request(shell.page, { cache: "reload" }));
    }

    self.addEventListener("install", function (event) {
      event.waitUntil(fill().then(() => self.skipWaiting()));
    });

    self.addEventListener("activate", function (event) {
      event.waitUntil((async function () {
        for (const each of await caches.keys()) if (each !== name) await caches.delete(each);
        if (self.registration.navigationPreload) await self.registration.navigationPreload.enable();
        await self.clients.claim();
      })());
    });

    self.addEventListener("message", function (event) {
      event.waitUntil(fill()); // the page is in another language by now
    });

    self.addEventListener("sync", function (event) {
      event.waitUntil(sendAll().then(function (isThere) {
        if (!isThere) throw new Error("No line yet."); // the browser tries again
      }));
    });

    async function navigate(event, path) {
      try {
        const response = await event.preloadResponse || await fetch(event.request);
        if (path === shell.signIn && response.ok) await forgetPages().catch(() => null); // they are signed out
        if (response.status === 403 || response.status === 404) await drop(path).catch(() => null); // not theirs any more
        return response;
      } catch (none) {
        const page = await caches.match(shell.page);
        const kept = await takeOut(path).catch(() => null);
        if (!kept) return page || Response.error();
        const headers = new Headers(kept.headers || page.headers);
        headers.set("Cache-Control", "no-store");
        return new Response(kept.bytes, { headers });
      }
    }

    // A kept page may ask for the style sheet of its day. After an update, the newest will do.
    async function file(event, path) {
      const here = await caches.match(path);
      if (here) return here;
      try {
        return await fetch(event.request);
      } catch (none) {
        return await caches.match(files.get(plain(path))) || Response.error();
      }
    }

    self.addEventListener("fetch", function (event) {
      const request = event.request, url = new URL(request.url);
      if (request.method !== "GET" || url.origin !== self.location.origin) return;
      if (request.mode === "navigate") event.respondWith(navigate(event, url.pathname));
      else if (files.has(plain(url.pathname))) event.respondWith(file(event, url.pathname));
    });
  }

  // The page

  async function stand(reader) {
    const root = document.documentElement, isFresh = !("kept" in root.dataset);
    const html = "<!doctype html>" + root.outerHTML.replace("<html", "<html data-kept");
    const place = document.querySelector("main .messages");
    const language = { lang: root.lang, dir: root.dir };
    let clicked = null, waitingHere = 0, isLeaving = false;

    function make(tag, words, attributes) {
      const node = document.createElement(tag);
      node.textContent = words || "";
      return Object.assign(node, attributes);
    }

    function button(words, act) {
      const made = make("button", words, { type: "button", className: "button quiet small" });
      made.addEventListener("click", function () {
        made.disabled = true;
        act();
      });
      return made;
    }

    // What became of each answer, and what can be done

    function choices(answer) {
      const leaveIt = () => remove("answers", answer.key).then(show);
      if (answer.state === "refused") return [button(answer.words.seen, leaveIt)];
      if (answer.state !== "asked") return [button(answer.words.discard, leaveIt)];
      const insist = () => settle(answer, { state: "waiting" }).then(go);
      return [button(answer.words.mine, insist), button(answer.words.theirs, leaveIt)];
    }

    function told(answer) {
      const words = answer.words;
      if (answer.state === "waiting") return answer.away ? words.away : words.waits;
      return answer.sentence || words.gone;
    }

    function icon(name) {
      const there = document.querySelector("svg.icon").cloneNode(true), use = there.querySelector("use");
      use.setAttribute("href", use.getAttribute("href").replace(/#.*/, "#" + name));
      there.setAttribute("class", "icon");
      return there;
    }

    function noteOf(kind, inside, buttons) {
      const note = make("div", "", { className: "note carried " + kind }), words = make("div", "", { className: "close" });
      words.append(...inside);
      if (buttons.length) {
        const row = make("div", "", { className: "row" });
        row.append(...buttons);
        words.append(row);
      }
      note.append(icon(kind === "ok" ? "yes" : kind), words);
      return note;
    }

    function line(answer) {
      const kind = { sent: "ok", waiting: "info" }[answer.state] || "warn", given = make("div");
      given.append(...[answer.about].concat(answer.lines).map((each) => make("div", each, { dir: "auto" })));
      const buttons = answer.state === "sent" ? [] : choices(answer);
      return Object.assign(noteOf(kind, [make("strong", told(answer)), given], buttons), { lang: answer.lang, dir: answer.dir });
    }

    async function show() {
      const answers = await mine();
      waitingHere = (await unsent()).length;
      for (const old of place.querySelectorAll(".carried:not(.ok)")) old.remove();
      for (const answer of answers) {
        if (answer.state === "sent" && document.visibilityState === "hidden") continue;
        place.append(line(answer));
        if (answer.state === "sent") await remove("answers", answer.key); // they have read it
      }
    }

    async function go() {
      const soon = setTimeout(show, PATIENCE);
      await sendAll();
      clearTimeout(soon);
      await show();
    }

    // Answering

    function linesOf(form) {
      if (clicked && clicked.name) return [clicked.textContent.trim()];
      return Array.from(form.querySelectorAll("input:checked")).map(function (input) {
        const group = input.closest("fieldset");
        return (group ? group.querySelector("legend").textContent.trim() + " - " : "") + input.closest("label").textContent.trim();
      });
    }

    function answerIn(form, version) {
      const fields = Array.from(new FormData(form)).filter((pair) => pair[0] !== "csrfmiddlewaretoken");
      if (clicked && clicked.name) fields.push([clicked.name, clicked.value]);
      return fields.length && Object.assign({
        key: reader + " " + form.action, id: Date.now() + " " + Math.random(), at: Date.now(),
        reader, action: form.action, fields, version, state: "waiting", away: false, sentence: "",
        about: document.querySelector("h1").textContent.trim(), lines: linesOf(form),
        words: JSON.parse(document.getElementById("offline-words").textContent),
      }, language);
    }

    async function answer(form, version) {
      const given = answerIn(form, version);
      try {
        await put("answers", given);
      } catch (none) {
        if (clicked && clicked.name) form.append(make("input", "", { type: "hidden", name: clicked.name, value: clicked.value }));
        form.submit(); // nowhere to keep it: as without script
        return;
      }
      const soon = setTimeout(show, PATIENCE);
      await send(given, form.elements.csrfmiddlewaretoken.value);
      clearTimeout(soon);
      const now = await read("answers", given.key);
      if (now && now.state === "sent") location.reload();
      else {
        for (const each of form.querySelectorAll("button")) each.disabled = false;
        await show();
        place.scrollIntoView({ block: "nearest" });
        askToSync();
      }
    }

    function askToSync() {
      if (!navigator.serviceWorker) return;
      navigator.serviceWorker.ready.then((worker) => worker.sync && worker.sync.register("answers")).catch(function () {});
    }

    for (const marked of document.querySelectorAll("[data-carried]")) {
      const form = marked.matches("form") ? marked : marked.querySelector("form");
      form.addEventListener("click", function (event) { clicked = event.target.closest("button"); });
      form.addEventListener("submit", function (event) {
        if (!answerIn(form, "")) return;
        event.preventDefault();
        for (const each of form.querySelectorAll("button")) each.disabled = true;
        answer(form, marked.dataset.carried);
      });
    }

    // Keeping this page

    const offer = document.querySelector("[data-keep]");

    async function keepThis(until) {
      const title = document.querySelector("h1").textContent.trim(), page = location.pathname;
      await keep(page, page, title, until, null, new TextEncoder().encode(html));
      for (const link of document.querySelectorAll("[data-carry]")) {
        const path = new URL(link.href).pathname;
        if (await isKept(path)) continue;
        const response = await fetch(path, { credentials: "same-origin" });
        if (!response.ok) continue;
        const headers = ["content-type", "content-disposition", "content-security-policy"].map((name) => [name, response.headers.get(name) || ""]);
        await keep(path, page, "", until, headers, await response.arrayBuffer());
      }
    }

    async function showOffer() {
      const kept = await isKept(location.pathname);
      offer.querySelector("[data-not-kept]").hidden = Boolean(kept);
      offer.querySelector("[data-is-kept]").hidden = !kept;
      return kept;
    }

    async function offerToKeep() {
      offer.hidden = !crypto.subtle || !navigator.serviceWorker;
      if (offer.hidden) return;
      offer.querySelector("[data-do=keep]").addEventListener("click", () => keepThis(Date.parse(offer.dataset.keep)).then(showOffer));
      offer.querySelector("[data-do=drop]").addEventListener("click", () => drop(location.pathname).then(showOffer));
      await showOffer();
    }

    // What is kept, on the page that stands where others cannot come

    async function listKept() {
      const list = document.getElementById("kept-here");
      const known = await read("about", "reader");
      const kept = (await all("kept")).filter((each) => each.title && each.reader === known && each.until > Date.now());
      for (const each of kept) {
        const item = make("li");
        item.append(make("a", each.title, { href: each.url, dir: "auto" }));
        list.append(item);
      }
      document.getElementById("nothing-kept").hidden = kept.length > 0;
    }

    // Signing out

    function askBeforeLeaving(form, words) {
      const buttons = [button(words.forget, () => leave(form)), button(words.stay, show)];
      const note = noteOf("warn", [make("strong", words.leaving)], buttons);
      for (const menu of document.querySelectorAll("details.menu[open]")) menu.open = false;
      place.append(note);
      note.scrollIntoView({ block: "nearest" });
    }

    async function leave(form) {
      isLeaving = true;
      await Promise.race([forgetAll().catch(function () {}), new Promise((done) => setTimeout(done, 1000))]);
      form.submit();
    }

    const isSigningOut = (event) => !isLeaving && /\/logout\/$/.test(event.target.action);

    document.addEventListener("submit", function (event) {
      if (!waitingHere || !isSigningOut(event)) return;
      event.preventDefault();
      event.stopPropagation();
      const form = event.target;
      go().then(unsent).then(function (left) {
        if (left.length) askBeforeLeaving(form, left[0].words);
        else leave(form);
      });
    }, true);

    document.addEventListener("submit", function (event) {
      if (event.defaultPrevented || !isSigningOut(event)) return;
      event.preventDefault();
      leave(event.target);
    });

    if (reader !== undefined) await meet(reader);
    else reader = await read("about", "reader");
    if (navigator.serviceWorker && reader) {
      const registered = await navigator.serviceWorker.register("/sw.js").catch(() => null);
      if (registered && registered.active && await read("about", "language") !== language.lang) registered.active.postMessage("language");
      await put("about", language.lang, "language");
    }
    if (offer) await offerToKeep();
    const kept = isFresh && await isKept(location.pathname);
    if (kept) await keepThis(offer ? Date.parse(offer.dataset.keep) : kept.until); // or it is cancelled by now
    if (document.getElementById("kept-here")) await listKept();
    addEventListener("online", go);
    addEventListener("pageshow", (event) => event.persisted && location.reload());
    await show();
    await go();
  }
})();
