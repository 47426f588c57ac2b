"use strict";

/* The chat page. An entry is one message of the reader and what came back for it:
     {id, text, press, replies: [{text, options, files}] | null, failed: sentence | null}
   Entries without an outcome are the queue: they are sent one after the other, again and again with the same id until the
   server has answered, and it answers an id once. They live in this tab's session storage, so that a reload loses nothing.
   Text goes into the page as text, never as markup. */

const STORED = "kehoach.entries";
const KEPT = 100;
const PATIENCE = 20_000; // ms for one request
const FILE_PATIENCE = 120_000; // ms for one file
const FIRST_PAUSE = 1_000; // ms before a failed request is tried again; doubles each time
const LONGEST_PAUSE = 30_000;
const PASSING = new Set([429, 502, 503, 504]);
const LOOK_EVERY = 30_000; // ms between two looks for what was said unasked

const element = (id) => document.getElementById(id);
const log = element("log");
const form = element("form");
const question = element("question");
const status = element("status");

const entries = recall();
const chosen = new Map(); // buttons, each with its file
let pumping = false;
let pause = FIRST_PAUSE;
let timer = 0;

function recall() {
  try {
    return JSON.parse(sessionStorage.getItem(STORED)) ?? [];
  } catch {
    return []; // storage is switched off, or holds what an older page left there
  }
}

function remember() {
  entries.splice(0, entries.length - KEPT);
  try {
    sessionStorage.setItem(STORED, JSON.stringify(entries));
  } catch {
    // Switched off or full: the conversation then lasts until the page is closed.
  }
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function say(text, press = false) {
  const entry = { id: newId(), text, press, replies: null, failed: null };
  entries.push(entry);
  remember();
  show(entry, true);
  pump();
}

/* Sending */

async function pump() {
  if (pumping) return;
  pumping = true;
  clearTimeout(timer);
  for (let entry; (entry = entries.find((one) => !one.replies && !one.failed)); ) {
    if (!(await send(entry))) {
      status.textContent = status.dataset.offline;
      timer = setTimeout(pump, pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE);
      break;
    }
    status.textContent = "";
    pause = FIRST_PAUSE;
    remember();
    show(entry, true);
  }
  pumping = false;
}

/* Whether the entry now has its outcome; false: nothing was heard, try again later. */
async function send(entry) {
  let response;
  let answer = null;
  try {
    response = await fetch("/api/chat", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ id: entry.id, [entry.press ? "press" : "text"]: entry.text }),
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (PASSING.has(response.status)) return false;
    const body = await response.text();
    if (response.headers.get("Content-Type")?.startsWith("application/json")) answer = JSON.parse(body);
  } catch {
    return false;
  }
  if (response.ok && answer) entry.replies = answer.replies;
  else entry.failed = answer?.error ?? status.dataset.failed;
  return true;
}

/* What the bot says unasked: an entry without a question. Nothing heard is no fault, the next look will find it. */
async function look() {
  if (document.hidden || pumping || !entries.length) return;
  let replies = [];
  try {
    const response = await fetch("/api/chat/waiting", { method: "POST", signal: AbortSignal.timeout(PATIENCE) });
    if (response.ok) replies = (await response.json()).replies;
  } catch {
    return;
  }
  if (!replies.length) return;
  const entry = { id: newId(), text: "", press: false, replies, failed: null };
  entries.push(entry);
  remember();
  show(entry, true);
}

/* Showing */

function copy(template) {
  return element(template).content.firstElementChild.cloneNode(true);
}

function add(parent, tag, text, name = "") {
  const child = document.createElement(tag);
  child.textContent = text;
  if (name) child.className = name;
  parent.append(child);
  return child;
}

function show(entry, scroll) {
  let exchange = element(entry.id);
  if (!exchange) {
    exchange = copy("exchange");
    exchange.id = entry.id;
    exchange.querySelector(".question p").textContent = entry.text;
    exchange.querySelector(".question").hidden = !entry.text;
    log.append(exchange);
  }
  if (entry.replies || entry.failed) {
    const answers = entry.failed ? [failure(entry.failed)] : entry.replies.map(answered);
    exchange.querySelector(".answers").replaceChildren(...answers);
    retireOptions();
  }
  if (scroll) exchange.scrollIntoView({ block: "start" });
}

function failure(sentence) {
  const answer = copy("answer");
  answer.classList.add("failed");
  add(answer, "p", sentence);
  return answer;
}

function answered(reply) {
  const answer = copy("answer");
  let lead = true;
  for (const line of reply.text.split("\n")) {
    if (!line.trim()) continue;
    addLine(answer, line, lead);
    lead = false;
  }
  for (const file of reply.files) answer.append(attached(file));
  if (reply.options.length) answer.append(choices(reply.options));
  return answer;
}

/* A picture is shown, any other file is offered; both lead to the file itself. */
function attached(file) {
  const link = document.createElement("a");
  link.href = file.url;
  link.className = "file";
  if (/\.png$/iu.test(file.name)) {
    const picture = document.createElement("img");
    picture.src = file.url;
    picture.alt = file.name;
    link.target = "_blank";
    link.append(picture);
  } else {
    link.textContent = file.name;
    link.download = file.name;
  }
  return link;
}

/* Files wait beside the box until the message is sent, so that words can go with them. */
function choose(files) {
  for (const file of files) {
    const button = add(element("chosen"), "button", `${file.name} ✕`);
    button.type = "button";
    button.setAttribute("aria-label", `Bỏ tệp ${file.name}`);
    button.addEventListener("click", () => {
      chosen.delete(button);
      button.remove();
      question.focus();
    });
    chosen.set(button, file);
  }
  question.focus();
}

function sendChosen() {
  let text = question.value.trim();
  question.value = "";
  for (const [button, file] of chosen) {
    button.remove();
    sendFile(file, text);
    text = ""; // said once, with the first
  }
  chosen.clear();
}

/* A file goes at once: a browser cannot keep it for later, so a failure is said and the reader sends it again. */
async function sendFile(file, text) {
  const entry = { id: newId(), text: text ? `${file.name}: ${text}` : file.name, press: false, replies: null, failed: status.dataset.failed };
  entries.push(entry);
  remember();
  const body = new FormData();
  body.append("id", entry.id);
  body.append("text", text);
  body.append("file", file, file.name);
  status.textContent = status.dataset.sending ?? "";
  try {
    const response = await fetch("/api/chat/file", { method: "POST", body, signal: AbortSignal.timeout(FILE_PATIENCE) });
    const answer = JSON.parse(await response.text());
    if (response.ok) {
      entry.replies = answer.replies;
      entry.failed = null;
    } else entry.failed = answer.error ?? entry.failed;
  } catch {
    // Nothing heard: the sentence that it failed stands already.
  }
  status.textContent = "";
  remember();
  show(entry, true);
}

/* A sentence of the plan stands in “…” on a line of its own and is folded away, unless the answer begins with it. */
function addLine(answer, line, lead) {
  const last = answer.lastElementChild;
  if (/^\s*“.*”[.;,]?\s*$/u.test(line)) {
    const quote = last?.matches(".quote") ? last : copy("quote");
    quote.open ||= lead;
    add(quote, "blockquote", line.trim());
    answer.append(quote);
  } else if (/^\s*[-•–] /u.test(line)) {
    const list = last?.matches("ul") ? last : add(answer, "ul", "");
    add(list, "li", line.replace(/^\s*[-•–] /u, ""));
  } else if (/^\s*\d+\. /u.test(line)) {
    add(answer, "p", line, "numbered");
  } else {
    add(answer, "p", line, lead ? "lead" : "");
  }
}

function choices(rows) {
  const group = copy("options");
  for (const labels of rows) {
    const row = add(group, "div", "");
    for (const label of labels) add(row, "button", label).type = "button";
  }
  return group;
}

/* Only the newest options can still be meant. */
function retireOptions() {
  const groups = [...log.querySelectorAll(".options")];
  groups.pop();
  for (const group of groups) for (const button of group.querySelectorAll("button")) button.disabled = true;
}

/* Listening */

function submit() {
  if (chosen.size) return sendChosen();
  const text = question.value.trim();
  if (!text) return;
  question.value = "";
  say(text);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
  question.focus();
});

question.addEventListener("keydown", (event) => {
  // Enter that ends the composing of a Vietnamese syllable does not send.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  submit();
});

log.addEventListener("click", (event) => {
  const button = event.target.closest(".options button");
  if (!button) return;
  say(button.textContent, true);
  // Pressed by keyboard: the button is about to be retired, the focus must not be lost with it.
  if (event.detail === 0) question.focus();
});

element("examples").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) say(button.textContent);
});

if (!CSS.supports("field-sizing", "content")) {
  question.addEventListener("input", () => {
    question.style.height = "auto";
    question.style.height = `${question.scrollHeight}px`;
  });
}

element("attach").addEventListener("click", () => element("file").click());

element("file").addEventListener("change", (event) => {
  choose(event.target.files);
  event.target.value = "";
});

form.addEventListener("dragover", (event) => event.preventDefault());

form.addEventListener("drop", (event) => {
  event.preventDefault();
  choose(event.dataTransfer.files);
});

addEventListener("online", () => {
  pause = FIRST_PAUSE;
  pump();
});

setInterval(look, LOOK_EVERY);
document.addEventListener("visibilitychange", look);

/* A link that was sent to somebody on their phone: its code stands behind the "#", so that no server and no log ever sees it. */
function followLink() {
  const code = /^#ma=([0-9A-Za-z]{16})$/.exec(location.hash)?.[1];
  if (!code) return;
  history.replaceState(null, "", location.pathname);
  say(`ĐĂNG KÝ ${code}`);
}

addEventListener("hashchange", followLink);

for (const entry of entries) show(entry, false);
if (entries.length) element(entries.at(-1).id).scrollIntoView({ block: "start" });
pump();
followLink();
