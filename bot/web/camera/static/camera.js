// The page: what is shown, whether it is seen, and a word for everything that can go wrong.

import { claim } from "./claim.js";
import { Close, PageConnection } from "./connection.js";
import { canShareScreen, cameras, explain, openCamera, openScreen, unusable } from "./devices.js";
import { BLANK_MS, brightness, changed, fit, GRID, isBlank, packet, STILL_MS } from "./frames.js";

const $ = (id) => document.getElementById(id);
const words = JSON.parse($("words").textContent);
const say = (key, ...filled) => filled.reduce((text, value, at) => text.replace(`%${at + 1}`, value), words[key]);

const KEPT_CAPTIONS = 30;
const NO_ANSWER_MS = 15_000;
const ASKING_MS = 8_000; // then there are words and buttons; the browser's answer is still taken
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
let asked = 0; // the newest click: what the browser answers to an older one is not taken
let admitting = null;
let blind = null; // {why, since, told} while what is shown has no picture
let glance = 0; // when what is shown is looked at although nothing is due
let ends = null;
let about = null; // the kind of trouble in the alert that may pass by itself

const connection = new PageConnection({
  welcome(told) {
    limits = told;
    link = "up";
    unanswered = 0;
    sent = null;
    Object.assign($("title"), { textContent: told.title, hidden: false });
    if (about === "close") trouble(null);
    draw();
  },
  state(told) {
    resting = told.resting;
    seen = seen && !resting;
    if (resting) sent = null;
    ends = told.ends_in === null ? null : performance.now() + 1000 * told.ends_in;
    $("question").textContent = told.number ? say("question", told.number, told.total) : "";
    $("asked").textContent = told.number ? told.words : "";
    $("asked").hidden = !told.number;
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
    draw();
  },
  closed(code) {
    link = "none";
    seen = false;
    over = code === Close.OVER;
    stop();
    const why = code === Close.UNKNOWN && refused !== null ? `claim-${refused}` : REFUSALS[code];
    trouble(over ? null : why);
    draw();
  },
});

// ---------------------------------------------------------------- getting in, and showing

// Uses the link up, with the person's click, once. False, with words, where that did not go well.
function admit() {
  return admitting ??= tryToEnter().finally(() => { admitting = null; });
}

async function tryToEnter() {
  if (!token || link === "up") return true;
  const why = await claim(token);
  if (why === "offline") trouble("claim-offline");
  over ||= why === "over";
  if (why === "offline" || over) return false;
  refused = why === null || words[`claim-${why}`] ? why : "unknown";
  token = "";
  history.replaceState(null, "", location.pathname);
  return true;
}

async function show(kind) {
  if (busy || over) return;
  const mine = asked += 1;
  const at = document.activeElement;
  busy = true;
  trouble(null);
  const chosen = $("device").value;
  const old = source === "camera" && kind === "camera" ? stream.getVideoTracks()[0].getSettings().deviceId : null;
  if (old !== null) stop(); // many phones open one camera at a time
  draw();
  const admitted = admit(); // beside it: a screen must be asked for within the click
  try {
    await take(kind === "screen" ? openScreen() : openCamera(chosen), kind, admitted, mine);
  } catch (error) {
    const entered = await admitted;
    if (mine !== asked || over) return;
    if (entered) enter();
    away = false;
    const why = explain(error, kind);
    trouble(why);
    if (old) await take(openCamera(old), kind, admitted, mine).catch(() => {});
    if (kind === "camera") {
      listCameras().then((many) => { if (many && mine === asked && source === null) trouble(why, "choose"); });
    }
  } finally {
    if (mine === asked) busy = false;
    draw();
    keepFocus(at);
  }
}

// Shows what the browser hands out, however late that is, unless something newer was asked for meanwhile.
async function take(answer, kind, admitted, mine) {
  const slow = setTimeout(async () => {
    if (mine !== asked || over) return;
    busy = away = false;
    trouble(kind === "screen" ? "slow-screen" : "slow-camera");
    draw();
    keepFocus(null);
    if (await admitted) enter();
  }, ASKING_MS);
  const opened = await answer.finally(() => clearTimeout(slow));
  if (!(await admitted) || mine !== asked || over) {
    opened.getTracks().forEach((track) => track.stop());
    return;
  }
  if (about === "slow") trouble(null);
  use(opened, kind);
}

function enter() {
  if (link === "none") link = "trying";
  connection.open();
}

function use(opened, kind) {
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
  connection.shows(kind);
  enter();
  video.play().catch(() => {}); // not waited for: without a picture it never begins
  if (kind === "camera") listCameras();
}

function stop() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = source = sent = null;
  seen = false;
  before = number;
  blind = null;
  if (about?.startsWith("error")) trouble(null);
  video.srcObject = null;
  connection.shows(null);
}

// Says which there are, and which is shown; whether there is a choice.
async function listCameras() {
  const found = await cameras();
  const shown = source === "camera" ? stream.getVideoTracks()[0].getSettings().deviceId : null;
  const marked = shown ?? $("device").value;
  $("device").replaceChildren(...found.map((each, at) => new Option(each.label || `${at + 1}`, each.deviceId)));
  if (found.some((each) => each.deviceId === marked)) $("device").value = marked;
  draw();
  return found.length > 1;
}

// ---------------------------------------------------------------- pictures

function look() {
  const now = performance.now();
  if (unanswered && now - unanswered > NO_ANSWER_MS) unanswered = 0;
  if (source === null) return;
  const due = connection.ready && !resting && !unanswered && now >= next;
  if (!due && now < glance) return;
  glance = now + 1000;
  const comes = !stream.getVideoTracks()[0].muted && video.videoWidth;
  const seenNow = comes ? looked() : null;
  if (comes && !isBlank(source, seenNow)) sees();
  else seesNothing(comes ? "blank" : "muted", now);
  if (!due || blind !== null) return;
  if (!changed(source, sent, seenNow) && now - sentAt < STILL_MS) {
    next = now + 1000;
    return;
  }
  unanswered = now;
  sent = seenNow;
  send(source).catch(() => { unanswered = 0; });
}

function looked() {
  const [wide, high] = GRID[source];
  Object.assign(cells.canvas, { width: wide, height: high });
  cells.imageSmoothingQuality = "high"; // else most of a screen's pixels do not count
  cells.drawImage(video, 0, 0, wide, high);
  return brightness(cells.getImageData(0, 0, wide, high).data);
}

// Without a picture nothing is sent; when that lasts it is shown, here and to the interviewer.
function seesNothing(why, now) {
  blind ??= { why: null, since: now };
  if (now - blind.since < BLANK_MS || blind.why === why) return;
  blind.why = why;
  seen = false;
  sent = null;
  before = number;
  connection.shows(null);
  trouble(source === "screen" ? "error-blank-screen" : { muted: "error-muted", blank: "error-blank" }[why]);
  draw();
}

function sees() {
  const told = blind !== null && blind.why !== null;
  blind = null;
  if (!told) return;
  connection.shows(source);
  if (about?.startsWith("error")) trouble(null);
  draw();
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
  else connection.send(await packet(kind, (number += 1), blob));
}

// ---------------------------------------------------------------- what is read

// A trouble's words, and that nothing is lost by it.
function trouble(key, ...more) {
  const told = key === null ? [] : [key, ...more, "meanwhile"];
  $("alert").replaceChildren(...told.map((each) => Object.assign(document.createElement("p"), { textContent: say(each) })));
  $("alert").hidden = key === null;
  about = ["slow", "close", "error-muted", "error-blank"].find((each) => key?.startsWith(each)) ?? null;
}

// [the kind of sign, the key of the words]
function standing() {
  if (over) return ["off", "over"];
  if (link === "lost") return ["trouble", "reconnecting"];
  if (away) return ["off", "away"];
  if (hidden) return ["off", "hidden"];
  if (source === null) return ["off", "off"];
  if (link !== "up") return ["busy", "connecting"];
  if (blind !== null && blind.why !== null) return ["trouble", blind.why];
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
  for (const each of document.querySelectorAll("button, select")) each.disabled = busy;
  $("device-row").hidden = over || back || source === "screen" || $("device").length < 2;
  if (over) $("placeholder").textContent = say("close-over");
  if (over) $("lead").hidden = $("interview").hidden = true;
  document.title = `${kind === "seen" ? "● " : ""}${$("title").textContent || document.querySelector("h1").textContent}`;
  clock();
}

// Focus on a button that is not there any more goes on with the one in its place; `at`: where they were.
function keepFocus(at) {
  const now = document.activeElement;
  if (now !== document.body && !now.hidden) return;
  if (at === $("device") && !$("device-row").hidden) at.focus();
  else ["hide", "show", "camera"].map($).find((button) => !button.hidden)?.focus();
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
  keepFocus(null);
});
$("device").addEventListener("change", () => show("camera"));
navigator.mediaDevices?.addEventListener?.("devicechange", () => { if ($("device").length) listCameras(); });

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

// Without it nothing is ever looked at: where its file does not come, as on a network that fails for a moment, once more.
function tick() {
  const worker = new Worker("/camera/static/tick.js");
  worker.addEventListener("message", () => {
    look();
    clock();
  });
  worker.addEventListener("error", () => setTimeout(tick, 1000), { once: true });
}

const broken = unusable();
if (broken !== null) {
  trouble(broken);
  $("camera").disabled = true;
  $("camera").hidden = true;
} else {
  tick();
}
$("screen").hidden = broken !== null || !canShareScreen();
if (broken === null) draw();
else $("state-text").textContent = say("off");
