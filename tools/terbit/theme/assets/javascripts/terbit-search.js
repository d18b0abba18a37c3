// The page cari/: asks the indexes of all years and writes what they find, as text and never as HTML.

const box = document.getElementById("terbit-search");
const form = document.querySelector("form.tb-find");
const field = form.elements.q;
const status = box.querySelector("[role=status]");
const list = box.querySelector("ol");
const more = box.querySelector("button");
const PAGE = 10; // results shown at a time
const TERMS = 8; // words of a question that are looked at one by one
const CLOSE = 30; // results that are looked into where no page has the very words

const PATIENCE = 15000; // milliseconds: Pagefind waits for ever for an index that does not come

document.getElementById("terbit-noscript").hidden = true;

const root = new URL(box.dataset.root, location.href);
let engine = null;
let found = [];
let shown = 0;
let asked = 0;

function say(sentence, values = {}) {
  status.textContent = sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function soon(promise) {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("no answer")), PATIENCE);
    promise.then(resolve, reject);
  });
}

async function load() {
  const [first, ...others] = box.dataset.indexes.split(" ").map((path) => new URL(path, location.href).pathname);
  const pagefind = await import(`${first}pagefind.js`);
  await pagefind.options({ basePath: first, baseUrl: root.pathname, excerptLength: 30 });
  await pagefind.init();
  await Promise.all(others.map((path) => pagefind.mergeIndex(path, { baseUrl: root.pathname })));
  return pagefind;
}

const bare = (word) => word.normalize("NFD").replace(/[^\p{L}\p{N}]/gu, "").toLowerCase();

// Whether a word of a page is what somebody may have meant who typed only a part of it, or a longer form of it.
function near(word, term) {
  if (word.startsWith(term)) return true;
  return term.startsWith(word) && word.length >= 3 && word.length * 2 >= term.length;
}

async function isClose(result, terms) {
  const data = await result.data();
  const words = (data.raw_content ?? data.content).split(/\s+/);
  const matched = [...data.locations.map((place) => words[place] ?? ""), ...Object.values(data.meta).join(" ").split(" ")];
  return matched.some((word) => terms.some((term) => near(bare(word), term)));
}

// Each index by itself drops a word that it has not, or takes a shorter one ("sikat" finds "si"). So the words are
// also asked for one by one and exactly (by their stems): a page counts that has each of them. Where there is none,
// pages with some of them do, and words that only begin like these.
async function look(pagefind, question) {
  const all = (await pagefind.search(question)).results;
  if (question.includes('"')) return { results: all, whole: true };
  const terms = [...new Set(question.split(/\s+/))].slice(0, TERMS);
  const sets = await Promise.all(
    terms.map(async (term) => new Set((await pagefind.search(`"${term}"`)).results.map((result) => result.id))),
  );
  const unknown = terms.filter((_, n) => !sets[n].size).map(bare);
  const whole = all.filter((result) => sets.every((set) => !set.size || set.has(result.id)));
  if (!unknown.length && whole.length) return { results: whole, whole: true };
  const known = new Set(sets.flatMap((set) => [...set]));
  const near = await Promise.all(
    (whole.length ? whole : all)
      .slice(0, CLOSE)
      .map(async (result) => ((!whole.length && known.has(result.id)) || (await isClose(result, unknown))) && result),
  );
  const results = near.filter(Boolean);
  if (results.length || !known.size) return { results, whole: whole.length > 0 };
  return { results: all.filter((result) => known.has(result.id)), whole: false };
}

// What Pagefind marks lies between <mark> and </mark>; everything else is text, in which it escaped < and >.
function excerpt(text) {
  const line = document.createElement("p");
  for (const part of text.split(/(<mark>.*?<\/mark>)/s)) {
    const marked = /^<mark>(.*)<\/mark>$/s.exec(part);
    const words = (marked ? marked[1] : part).replaceAll("&lt;", "<").replaceAll("&gt;", ">");
    const node = marked ? document.createElement("mark") : document.createTextNode("");
    node.textContent = words;
    line.append(node);
  }
  return line;
}

// An index that somebody meddled with leads nowhere but into this site.
function address(url) {
  const target = new URL(url, root);
  return target.origin === root.origin && target.pathname.startsWith(root.pathname) ? target.href : root.href;
}

function entry(data) {
  const item = document.createElement("li");
  const heading = document.createElement("h2");
  const link = document.createElement("a");
  link.href = address(data.url);
  link.textContent = data.meta.title;
  heading.append(link);
  const about = document.createElement("p");
  about.className = "tb-found__about";
  for (const name of ["date", "category"]) {
    if (data.meta[name]) {
      const part = document.createElement("span");
      part.textContent = data.meta[name];
      about.append(part);
    }
  }
  item.append(heading, about, excerpt(data.excerpt));
  return item;
}

async function show(turn) {
  const next = await Promise.all(found.slice(shown, shown + PAGE).map((result) => result.data()));
  if (turn !== asked) return null;
  const items = next.map(entry);
  list.append(...items);
  shown += items.length;
  more.hidden = shown >= found.length;
  return items[0];
}

async function search() {
  const words = field.value.trim();
  const turn = ++asked;
  list.replaceChildren();
  more.hidden = true;
  found = [];
  shown = 0;
  if (!words || !box.dataset.indexes) {
    say(words ? box.dataset.none : "", { words });
    return;
  }
  say(box.dataset.searching);
  try {
    engine ??= load();
    const answer = await soon(engine.then((pagefind) => look(pagefind, words)));
    if (turn !== asked) return;
    found = answer.results;
    await show(turn);
    const sentence = found.length ? (answer.whole ? box.dataset.some : box.dataset.part) : box.dataset.none;
    if (turn === asked) say(sentence, { count: found.length, words });
  } catch (error) {
    engine = null;
    if (turn === asked) say(box.dataset.failed);
    console.warn(error);
  }
}

function asWritten() {
  field.value = (new URLSearchParams(location.search).get("q") ?? "").slice(0, field.maxLength);
  return search();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const url = new URL(location.href);
  url.search = new URLSearchParams({ q: field.value }).toString();
  history.pushState(null, "", url);
  search();
});
more.addEventListener("click", async () => {
  const first = await show(asked);
  first?.querySelector("a").focus();
});
addEventListener("popstate", asWritten);
asWritten();
