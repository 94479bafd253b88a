// What is shown, as pictures for the server: when one is due, whether there is anything to see, and what became of it.

import { BLANK_MS, brightness, changed, fit, GRID, isBlank, packet, STILL_MS } from "./frames.js";

const NO_ANSWER_MS = 15_000;

export class Pictures {
  resting = true;
  #video;
  #connection;
  #on;
  #canvas = document.createElement("canvas");
  #cells = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  #limits = null;
  #source = null;
  #track = null;
  #seen = false;
  #number = 0;
  #before = 0; // the last picture of what was shown before: its acknowledgement says nothing about now
  #unanswered = 0; // when the picture was sent whose acknowledgement is missing; 0 for none
  #next = 0; // not before this
  #sentAt = 0;
  #sent = null; // the cells of the picture that was sent last
  #blind = null; // {why, since} while what is shown has no picture
  #glance = 0; // when what is shown is looked at although nothing is due

  // `on`: blind(why), when what is shown in `video` has had no picture for a while, and sees(), when it has one again.
  constructor(video, connection, on) {
    this.#video = video;
    this.#connection = connection;
    this.#on = on;
  }

  // Whether the interviewer can see what is shown.
  get seen() { return this.#seen; }

  // Why there is nothing to see, "blank" or "muted"; null where there is, or not for long.
  get blind() { return this.#blind?.why ?? null; }

  // When a picture was acknowledged last; 0 for never.
  get sentAt() { return this.#sentAt; }

  start(source, track) {
    this.#source = source;
    this.#track = track;
    this.#sent = null;
  }

  stop() {
    this.#source = this.#track = this.#sent = this.#blind = null;
    this.#startsAnew();
  }

  // The server's answers.

  welcome(limits) {
    this.#limits = limits;
    this.#unanswered = 0;
    this.#sent = null;
  }

  rest(resting) {
    this.resting = resting;
    this.#seen &&= !resting;
    if (resting) this.#sent = null;
  }

  acknowledge(told) {
    this.#unanswered = 0;
    this.#next = performance.now() + told.wait_ms;
    this.#seen = told.shown && this.#source !== null && told.number > this.#before;
    if (told.shown) this.#sentAt = performance.now();
    else this.#sent = null;
  }

  disconnected() { this.#seen = false; }

  // To be called a few times a second.
  look() {
    const now = performance.now();
    if (this.#unanswered && now - this.#unanswered > NO_ANSWER_MS) this.#unanswered = 0;
    if (this.#source === null) return;
    const due = this.#connection.ready && !this.resting && !this.#unanswered && now >= this.#next;
    if (!due && now < this.#glance) return;
    this.#glance = now + 1000;
    const comes = !this.#track.muted && this.#video.videoWidth;
    const seenNow = comes ? this.#looked() : null;
    if (comes && !isBlank(this.#source, seenNow)) this.#sees();
    else this.#seesNothing(comes ? "blank" : "muted", now);
    if (!due || this.#blind !== null) return;
    if (!changed(this.#source, this.#sent, seenNow) && now - this.#sentAt < STILL_MS) {
      this.#next = now + 1000;
      return;
    }
    this.#unanswered = now;
    this.#sent = seenNow;
    this.#send(this.#source).catch(() => { this.#unanswered = 0; });
  }

  #looked() {
    const [wide, high] = GRID[this.#source];
    Object.assign(this.#cells.canvas, { width: wide, height: high });
    this.#cells.imageSmoothingQuality = "high"; // else most of a screen's pixels do not count
    this.#cells.drawImage(this.#video, 0, 0, wide, high);
    return brightness(this.#cells.getImageData(0, 0, wide, high).data);
  }

  // Without a picture nothing is sent; when that lasts it is shown, here and to the interviewer.
  #seesNothing(why, now) {
    this.#blind ??= { why: null, since: now };
    if (now - this.#blind.since < BLANK_MS || this.#blind.why === why) return;
    this.#blind.why = why;
    this.#sent = null;
    this.#startsAnew();
    this.#on.blind(why);
  }

  #sees() {
    const told = this.blind !== null;
    this.#blind = null;
    if (told) this.#on.sees();
  }

  #startsAnew() {
    this.#seen = false;
    this.#before = this.#number;
  }

  async #send(source) {
    const { side, quality } = this.#limits[source];
    const [video, picture] = [this.#video, this.#canvas];
    [picture.width, picture.height] = fit(video.videoWidth, video.videoHeight, side);
    picture.getContext("2d").drawImage(video, 0, 0, picture.width, picture.height);
    let blob = null;
    for (let tried = quality; blob === null || (blob.size > this.#limits.bytes && tried > 0.2); tried -= 0.15) {
      blob = await new Promise((made) => picture.toBlob(made, "image/jpeg", tried));
    }
    if (source !== this.#source) this.#unanswered = 0;
    else this.#connection.send(await packet(source, (this.#number += 1), blob));
  }
}
