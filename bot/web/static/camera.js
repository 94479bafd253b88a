// The page: what is shown, whether it is seen, and a word for everything that can go wrong.

import { canShareScreen, cameras, explain, openCamera, openScreen, unusable } from "./devices.js";
import { brightness, changed, fit, GRID, packet, STILL_MS } from "./frames.js";
import { Close, Line } from "./line.js";

const $ = (id) => document.getElementById(id);
const words = JSON.parse($("words").textContent);
const say = (key, ...filled) => filled.reduce((text, value, at) => text.replace(`%${at + 1}`, value), words[key]);

const KEPT_CAPTIONS = 30;
const NO_ANSWER_MS = 15_000;
const REFUSALS = {
  [Close.UNKNOWN]: "close-unknown", [Close.FOREIGN]: "claim-foreign", [Close.ELSEWHERE]: "close-elsewhere",
  [Close.WRITING]: "close-writing", [Close.BAD_MESSAGE]: "close-broken",
  [Close.NO_PICTURE]: "close-broken", [Close.TOO_LARGE]: "close-broken",
};

const video = $("preview");
const picture = document.createElement("canvas");
const cells = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

let token = location.hash.slice(1); // the link's secret; no server is sent it before the click
let refused = null; // why the link was refused; a cookie from before may still do
let limits = null;
let stream = null;
let source = null; // "camera", "screen" or null
let wanted = null; // what comes back: after hiding, or when the page is visible again
let hidden = false;
let away = false;
let over = false;
let resting = true;
let seen = false;
let link = "none"; // "none", "trying", "up", "lost"
let number = 0;
let before = 0; // the last picture of what was shown before: its acknowledgement says nothing about now
let unanswered = 0; // when the picture was sent whose acknowledgement is missing; 0 for none
let next = 0; // not before this
let sentAt = 0;
let sent = null; // the cells of the picture that was sent last
let busy = false;
let ends = null;
let ofLine = false; // the words in the alert are about the connection

const line = new Line({
  welcome(told) {
    limits = told;
    link = "up";
    unanswered = 0;
    sent = null;
    $("title").textContent = told.title;
    $("title").hidden = false;
    if (ofLine) trouble(null);
    draw();
  },
  state(told) {
    resting = told.resting;
    seen = seen && !resting;
    if (resting) sent = null;
    ends = told.ends_in === null ? null : performance.now() + 1000 * told.ends_in;
    $("question").textContent = told.number ? say("question", told.number, told.total) : "";
    $("interview").hidden = !told.number && ends === null;
    draw();
  },
  ack(told) {
    unanswered = 0;
    next = performance.now() + told.wait_ms;
    seen = told.shown && source !== null && told.number > before;
    if (told.shown) sentAt = performance.now();
    else sent = null;
    draw();
  },
  caption(told) {
    const said = $("said");
    const low = said.scrollTop + said.clientHeight > said.scrollHeight - 40;
    let shown = said.querySelector(`[data-key="${told.key}"]`);
    if (shown === null) {
      shown = said.appendChild(document.createElement("p"));
      shown.dataset.key = told.key;
    }
    shown.textContent = told.final ? told.text : `${told.text} …`;
    while (said.childElementCount > KEPT_CAPTIONS) said.firstElementChild.remove();
    $("captions").hidden = false;
    if (low) said.scrollTop = said.scrollHeight;
  },
  lost(code) {
    link = "lost";
    seen = false;
    if (code === Close.TOO_FAST) trouble("close-fast");
    ofLine ||= code === Close.TOO_FAST;
    draw();
  },
  closed(code) {
    link = "none";
    seen = false;
    over = code === Close.OVER;
    stop();
    const why = code === Close.UNKNOWN && refused !== null ? `claim-${refused}` : REFUSALS[code];
    trouble(over ? null : why);
    ofLine = true;
    draw();
  },
});

// ---------------------------------------------------------------- getting in, and showing

// Uses the link up, with the person's click. False, with words, where that did not go well.
async function admit() {
  if (!token || link === "up") return true;
  let answer;
  try {
    answer = await fetch("/camera/claim", {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ token }),
    });
  } catch {
    trouble("claim-offline");
    return false;
  }
  const told = await answer.json().catch(() => ({}));
  if (told.why === "over") {
    over = true;
    return false;
  }
  refused = answer.ok ? null : { "too-many": "many" }[told.why] ?? (words[`claim-${told.why}`] ? told.why : "unknown");
  token = "";
  history.replaceState(null, "", location.pathname);
  return true;
}

async function show(kind) {
  if (busy || over) return;
  busy = true;
  trouble(null);
  draw();
  const admitted = admit(); // beside it: a screen must be asked for within the click
  try {
    const opened = kind === "screen" ? await openScreen() : await openCamera($("device").value);
    if (await admitted) await use(opened, kind);
    else opened.getTracks().forEach((track) => track.stop());
  } catch (error) {
    if (await admitted) enter();
    away = false;
    trouble(explain(error, kind));
  } finally {
    busy = false;
    draw();
    keepFocus();
  }
}

function enter() {
  if (link === "none") link = "trying";
  line.open();
}

async function use(opened, kind) {
  stop();
  if (kind === "camera" && document.hidden) { // gone while the browser asked
    opened.getTracks().forEach((track) => track.stop());
    wanted = kind;
    hidden = false;
    away = true;
    enter();
    return;
  }
  stream = opened;
  source = wanted = kind;
  hidden = away = false;
  sent = null;
  const [track] = stream.getVideoTracks();
  track.addEventListener("ended", () => {
    if (stream !== opened) return;
    stop();
    wanted = null;
    trouble("error-ended");
    draw();
  });
  video.srcObject = stream;
  video.classList.toggle("mirrored", kind === "camera");
  line.shows(kind);
  enter();
  await video.play().catch(() => {});
  if (kind === "camera") await listCameras(track);
}

function stop() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = source = sent = null;
  seen = false;
  before = number;
  video.srcObject = null;
  line.shows(null);
}

async function listCameras(track) {
  const found = await cameras();
  const present = track.getSettings().deviceId;
  $("device").replaceChildren(...found.map((each, at) => new Option(each.label || `${at + 1}`, each.deviceId)));
  if (present) $("device").value = present;
  $("device-row").hidden = found.length < 2;
}

// ---------------------------------------------------------------- pictures

function look() {
  const now = performance.now();
  if (unanswered && now - unanswered > NO_ANSWER_MS) unanswered = 0;
  if (!line.ready || source === null || resting || unanswered || now < next || !video.videoWidth) return;
  const [wide, high] = GRID[source];
  Object.assign(cells.canvas, { width: wide, height: high });
  cells.imageSmoothingQuality = "high"; // else most of a screen's pixels do not count
  cells.drawImage(video, 0, 0, wide, high);
  const seenNow = brightness(cells.getImageData(0, 0, wide, high).data);
  if (!changed(source, sent, seenNow) && now - sentAt < STILL_MS) {
    next = now + 1000;
    return;
  }
  unanswered = now;
  sent = seenNow;
  send(source).catch(() => { unanswered = 0; });
}

async function send(kind) {
  const { side, quality } = limits[kind];
  [picture.width, picture.height] = fit(video.videoWidth, video.videoHeight, side);
  picture.getContext("2d").drawImage(video, 0, 0, picture.width, picture.height);
  let blob = null;
  for (let tried = quality; blob === null || (blob.size > limits.bytes && tried > 0.2); tried -= 0.15) {
    blob = await new Promise((made) => picture.toBlob(made, "image/jpeg", tried));
  }
  if (kind !== source) unanswered = 0;
  else line.send(await packet(kind, (number += 1), blob));
}

// ---------------------------------------------------------------- what is read

// A trouble's words, and that nothing is lost by it.
function trouble(key) {
  const told = key === null ? [] : [key, "meanwhile"];
  $("alert").replaceChildren(...told.map((each) => Object.assign(document.createElement("p"), { textContent: say(each) })));
  $("alert").hidden = key === null;
  ofLine = false;
}

// [the kind of sign, the key of the words]
function standing() {
  if (over) return ["off", "over"];
  if (link === "lost") return ["trouble", "reconnecting"];
  if (away) return ["off", "away"];
  if (hidden) return ["off", "hidden"];
  if (source === null) return ["off", "off"];
  if (link !== "up") return ["busy", "connecting"];
  if (seen) return ["seen", `seen-${source}`];
  return ["off", resting && $("question").textContent ? "resting" : "waiting"];
}

function draw() {
  const [kind, key] = standing();
  $("state").dataset.kind = kind;
  if ($("state-text").textContent !== say(key)) $("state-text").textContent = say(key);
  video.hidden = source === null;
  $("placeholder").hidden = source !== null;
  const back = hidden && wanted !== null;
  $("camera").hidden = over || source === "camera" || back;
  $("camera").classList.toggle("primary", source === null);
  $("camera").textContent = token || link !== "none" ? $("camera").dataset.first : $("camera").dataset.again;
  $("screen").hidden = over || source === "screen" || back || !canShareScreen();
  $("hide").hidden = source === null;
  $("show").hidden = over || !back;
  for (const button of document.querySelectorAll("button")) button.disabled = busy;
  if (source !== "camera") $("device-row").hidden = true;
  if (over) {
    $("placeholder").textContent = say("close-over");
    $("lead").hidden = $("interview").hidden = true;
  }
  document.title = `${kind === "seen" ? "● " : ""}${$("title").textContent || document.querySelector("h1").textContent}`;
  clock();
}

// Whoever pressed a button that is not there any more goes on with the one in its place.
function keepFocus() {
  const at = document.activeElement;
  if (at !== document.body && !at.hidden) return;
  ["hide", "show", "camera"].map($).find((button) => !button.hidden)?.focus();
}

function clock() {
  const now = performance.now();
  const minutes = ends === null ? null : Math.max(0, Math.ceil((ends - now) / 60_000));
  $("left").textContent = minutes === null ? "" : say("left", say("minutes", minutes));
  $("sent").textContent = sentAt ? say("sent", Math.round((now - sentAt) / 1000)) : say("unsent");
}

// ---------------------------------------------------------------- what happens

$("camera").addEventListener("click", () => show("camera"));
$("screen").addEventListener("click", () => show("screen"));
$("show").addEventListener("click", () => show(wanted));
$("hide").addEventListener("click", () => {
  stop();
  hidden = true;
  draw();
  keepFocus();
});
$("device").addEventListener("change", () => show("camera"));

// A camera that nobody minds is switched off; a screen is shown just while one looks at something else.
document.addEventListener("visibilitychange", () => {
  if (document.hidden && source === "camera") {
    stop();
    away = true;
    draw();
  } else if (!document.hidden && away) {
    show("camera");
  }
});
addEventListener("pagehide", () => stop());

const broken = unusable();
if (broken !== null) {
  trouble(broken);
  $("camera").disabled = true;
  $("camera").hidden = true;
} else {
  new Worker("/camera/static/tick.js").addEventListener("message", () => {
    look();
    clock();
  });
}
$("screen").hidden = broken !== null || !canShareScreen();
if (broken === null) draw();
else $("state-text").textContent = say("off");
