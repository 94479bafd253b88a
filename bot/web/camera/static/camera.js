// The page: what is shown, whether it is seen, and a word for everything that can go wrong.

import { claim } from "./claim.js";
import { Close, PageConnection } from "./connection.js";
import { canShareScreen, cameras, explain, openCamera, openScreen, unusable } from "./devices.js";
import { Pictures } from "./pictures.js";

const $ = (id) => document.getElementById(id);
const words = JSON.parse($("words").textContent);
const say = (key, ...filled) => filled.reduce((text, value, at) => text.replace(`%${at + 1}`, value), words[key]);

const KEPT_CAPTIONS = 30;
const ASKING_MS = 8_000; // then there are words and buttons; the browser's answer is still taken
const REFUSALS = {
  [Close.UNKNOWN]: "close-unknown", [Close.FOREIGN]: "claim-foreign", [Close.ELSEWHERE]: "close-elsewhere",
  [Close.WRITING]: "close-writing", [Close.BAD_MESSAGE]: "close-broken",
  [Close.NO_PICTURE]: "close-broken", [Close.TOO_LARGE]: "close-broken",
};

const video = $("preview");

let token = location.hash.slice(1); // the link's secret; no server is sent it before the click
let refused = null; // why the link was refused; a cookie from before may still do
let stream = null;
let source = null; // "camera", "screen" or null
let wanted = null; // what comes back: after hiding, or when the page is visible again
let hidden = false;
let away = false;
let over = false;
let connectionState = "none"; // "none", "trying", "up", "lost"
let busy = false;
let asked = 0; // the newest click: what the browser answers to an older one is not taken
let admitting = null;
let ends = null;
let about = null; // the kind of trouble in the alert that may pass by itself

const connection = new PageConnection({
  welcome(told) {
    connectionState = "up";
    pictures.welcome(told);
    Object.assign($("title"), { textContent: told.title, hidden: false });
    if (about === "close") trouble(null);
    draw();
  },
  state(told) {
    pictures.rest(told.resting);
    ends = told.ends_in === null ? null : performance.now() + 1000 * told.ends_in;
    $("question").textContent = told.number ? say("question", told.number, told.total) : "";
    $("asked").textContent = told.number ? told.words : "";
    $("asked").hidden = !told.number;
    $("interview").hidden = !told.number && ends === null;
    draw();
  },
  ack(told) {
    pictures.acknowledge(told);
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
    connectionState = "lost";
    pictures.disconnected();
    if (code === Close.TOO_FAST) trouble("close-fast");
    draw();
  },
  closed(code) {
    connectionState = "none";
    pictures.disconnected();
    over = code === Close.OVER;
    stop();
    const why = code === Close.UNKNOWN && refused !== null ? `claim-${refused}` : REFUSALS[code];
    trouble(over ? null : why);
    draw();
  },
});

const pictures = new Pictures(video, connection, {
  blind(why) {
    connection.shows(null);
    trouble(source === "screen" ? "error-blank-screen" : { muted: "error-muted", blank: "error-blank" }[why]);
    draw();
  },
  sees() {
    connection.shows(source);
    if (about?.startsWith("error")) trouble(null);
    draw();
  },
});

// ---------------------------------------------------------------- getting in, and showing

// Uses the link up, with the person's click, once. False, with words, where that did not go well.
function admit() {
  return admitting ??= tryToEnter().finally(() => { admitting = null; });
}

async function tryToEnter() {
  if (!token || connectionState === "up") return true;
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
  if (connectionState === "none") connectionState = "trying";
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
  const [track] = stream.getVideoTracks();
  pictures.start(kind, track);
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
  stream = source = null;
  pictures.stop();
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
  if (connectionState === "lost") return ["trouble", "reconnecting"];
  if (away) return ["off", "away"];
  if (hidden) return ["off", "hidden"];
  if (source === null) return ["off", "off"];
  if (connectionState !== "up") return ["busy", "connecting"];
  if (pictures.blind !== null) return ["trouble", pictures.blind];
  if (pictures.seen) return ["seen", `seen-${source}`];
  return ["off", pictures.resting && $("question").textContent ? "resting" : "waiting"];
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
  $("camera").textContent = token || connectionState !== "none" ? $("camera").dataset.first : $("camera").dataset.again;
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
  $("sent").textContent = pictures.sentAt ? say("sent", Math.round((now - pictures.sentAt) / 1000)) : say("unsent");
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
    pictures.look();
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
