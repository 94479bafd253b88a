// A clock that a hidden page does not slow down.
setInterval(() => postMessage(null), 250);
