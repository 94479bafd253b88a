// The page's half of bot/web/camera/protocol.py: one socket at a time, and a new one when it breaks.

export const Close = { UNKNOWN: 4401, FOREIGN: 4403, ELSEWHERE: 4409, OVER: 4410, WRITING: 4423, TOO_FAST: 4429, BAD_MESSAGE: 4400,
  NO_PICTURE: 4415, TOO_LARGE: 1009 };
const FINAL = new Set([Close.UNKNOWN, Close.FOREIGN, Close.ELSEWHERE, Close.OVER, Close.WRITING, Close.BAD_MESSAGE,
  Close.NO_PICTURE, Close.TOO_LARGE]);
const PING_MS = 15_000;
const PONG_MS = 10_000;
const LONGEST_MS = 8_000;
const PATIENCE_MS = 30_000;

export class PageConnection {
  #on;
  #socket = null;
  #source = null;
  #delay = 500;
  #retry = 0;
  #ping = 0;
  #pong = 0;
  #ready = false;
  #stopped = true;

  // `on`: welcome(limits), state(…), ack(…), caption(…), lost() and closed(code). After `closed` nothing is tried again.
  constructor(on) {
    this.#on = on;
    addEventListener("online", () => this.#stopped || this.#ready || this.#dial());
  }

  get ready() { return this.#ready; }

  open() {
    if (!this.#stopped) return;
    this.#stopped = false;
    this.#delay = 500;
    this.#dial();
  }

  shows(source) {
    this.#source = source;
    if (this.#ready) this.#say({ type: "source", source });
  }

  send(bytes) { if (this.#ready) this.#socket.send(bytes); }

  #dial() {
    this.#drop();
    const address = new URL("/camera/socket", location.href);
    address.protocol = address.protocol.replace("http", "ws");
    address.hash = "";
    const socket = this.#socket = new WebSocket(address);
    socket.onopen = () => this.#say({ type: "hello", version: 1 });
    socket.onmessage = (event) => this.#take(JSON.parse(event.data));
    socket.onclose = (event) => this.#closed(event.code);
    this.#pong = setTimeout(() => this.#closed(1006), PONG_MS);
  }

  #say(message) { this.#socket.send(JSON.stringify(message)); }

  #take(message) {
    clearTimeout(this.#pong);
    if (message.type === "welcome") {
      this.#ready = true;
      this.#ping = setInterval(() => this.#ask(), PING_MS);
      this.shows(this.#source);
    }
    if (message.type === "pong" || message.type === "ack") this.#delay = 500; // it lasts; a welcome alone does not say so
    if (message.type !== "pong") this.#on[message.type]?.(message);
  }

  // The browser does not say when a network is gone; a ping without an answer does.
  #ask() {
    this.#say({ type: "ping" });
    clearTimeout(this.#pong);
    this.#pong = setTimeout(() => this.#closed(1006), PONG_MS);
  }

  #drop() {
    clearTimeout(this.#retry);
    clearTimeout(this.#pong);
    clearInterval(this.#ping);
    this.#ready = false;
    if (this.#socket === null) return;
    this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
    this.#socket.close();
    this.#socket = null;
  }

  #closed(code) {
    this.#drop();
    if (FINAL.has(code)) {
      this.#stopped = true;
      this.#on.closed(code);
      return;
    }
    const wait = code === Close.TOO_FAST ? PATIENCE_MS : this.#delay * (0.75 + Math.random() / 2);
    this.#delay = Math.min(LONGEST_MS, this.#delay * 2);
    this.#retry = setTimeout(() => this.#dial(), wait);
    this.#on.lost(code);
  }
}
