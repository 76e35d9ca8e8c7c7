// Keeps the words of a translation while somebody types. The button "Keep it for later" does the
// same; the page works without this script.
(() => {
  const PAUSE = 1500, AGAIN = 10000; // milliseconds
  const form = document.getElementById("translating");
  const line = document.getElementById("kept");
  const words = form.elements.words, seen = form.elements.seen;
  let kept = words.value, later, keeping = null, isStopped = false, isLeaving = false;

  const isKept = () => words.value === kept;

  function say(what) {
    line.hidden = false;
    if (line.textContent !== line.dataset[what]) line.textContent = line.dataset[what];
  }

  async function keep() {
    const content = new URLSearchParams(new FormData(form));
    content.set("then", "keep");
    const now = words.value;
    const answer = await fetch(location.href, { method: "POST", body: content });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const theirs = page.getElementById("translating");
    // Signed out, closed, or changed by somebody else: whoever saves by hand is told which.
    if (!answer.redirected || !theirs) return stop();
    kept = now;
    seen.value = theirs.elements.seen.value;
    document.getElementById("original").replaceWith(page.getElementById("original"));
    say("kept");
  }

  function stop() {
    isStopped = true;
    say("stopped");
  }

  async function run() {
    if (keeping || isKept() || isStopped || isLeaving) return;
    keeping = keep().then(() => PAUSE, () => { say("offline"); return AGAIN; });
    const pause = await keeping;
    keeping = null;
    if (!isLeaving) soon(pause);
  }

  function soon(pause) {
    clearTimeout(later);
    later = setTimeout(run, pause);
  }

  words.addEventListener("input", () => soon(PAUSE));
  addEventListener("online", () => soon(0));
  addEventListener("pageshow", () => { isLeaving = false; });
  addEventListener("beforeunload", (event) => {
    if (!isKept() && !isLeaving) event.preventDefault();
  });
  // What is on its way must have arrived, or the page would seem to be changed by somebody else.
  form.addEventListener("submit", (event) => {
    clearTimeout(later);
    isLeaving = true;
    if (!keeping) return;
    event.preventDefault();
    keeping.then(() => form.requestSubmit(event.submitter));
  });
  words.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      form.requestSubmit(form.querySelector("[value=hand_in]"));
    }
  });
})();
