"""A browser that is cruel to the page: what phones, drivers and calls do to a camera, by switches in `window.world`.

Two cameras, red and blue, so that a picture says which one it came from.
"""

import json

WORLD = """const world = window.world = {
  ids: ['front', 'back'],  // what there is; the first one is opened where none is named
  alone: false,            // one open camera at a time, as many phones have it
  taken: [],               // held by another program
  silent: false,           // getUserMedia never settles; world.answers hold what it would have said
  noList: false,           // enumerateDevices never settles
  answers: [],
  muted: false,            // the track is muted, as by a call
  even: null,              // one colour instead of a picture
  open: [],
};
const later = window.setTimeout;
window.setTimeout = (job, wait, ...more) => later(job, wait === 8000 ? 300 : wait, ...more);  // ASKING_MS

function filmed(id, even) {
  const canvas = Object.assign(document.createElement('canvas'), {width: 640, height: 360});
  const pen = canvas.getContext('2d');
  let at = 0;
  setInterval(() => {
    at = (at + 23) % 640;
    pen.fillStyle = even() ?? {front: '#d02020', back: '#2020d0', screen: '#808080'}[id];
    pen.fillRect(0, 0, 640, 360);
    if (even() === null) {
      pen.fillStyle = '#fff';
      pen.fillRect(at, 100, 60, 60);
    }
  }, 50);
  const stream = canvas.captureStream(20);
  const [track] = stream.getVideoTracks();
  track.getSettings = () => ({deviceId: id});
  Object.defineProperty(track, 'muted', {get: () => world.muted});
  world.open.push(track);
  return stream;
}
const live = () => world.open.filter((track) => track.readyState === 'live');

navigator.mediaDevices.enumerateDevices = async () => world.noList ? new Promise(() => {}) :
  world.ids.map((id) => ({kind: 'videoinput', deviceId: id, label: id}));
navigator.mediaDevices.getUserMedia = async ({video}) => {
  if (world.silent) return new Promise((done) => world.answers.push(() => done(filmed('front', () => world.even))));
  const id = video.deviceId?.exact ?? world.ids[0];
  if (world.taken.includes(id) || (world.alone && live().length)) throw new DOMException('no', 'NotReadableError');
  return filmed(id, () => world.even);
};
navigator.mediaDevices.getDisplayMedia = async () => filmed('screen', () => world.even);
"""


def world(**switches: object) -> str:
    """The script that makes such a browser, with these switches set from the beginning."""
    return f"{WORLD}Object.assign(world, {json.dumps(switches)});"
