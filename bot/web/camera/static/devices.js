// Cameras and screens, and what to say when one cannot be had: the end of a key of the page's words.

export const canShareScreen = () => Boolean(navigator.mediaDevices?.getDisplayMedia);

export function unusable() {
  if (!window.isSecureContext) return "error-insecure";
  return navigator.mediaDevices?.getUserMedia && window.WebSocket && window.Worker ? null : "error-unsupported";
}

// Never the microphone: voices stay in Discord.
export async function openCamera(deviceId) {
  const wanted = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 15 } };
  const exact = deviceId ? { ...wanted, deviceId: { exact: deviceId } } : { ...wanted, facingMode: "user" };
  try {
    return await navigator.mediaDevices.getUserMedia({ video: exact, audio: false });
  } catch (error) {
    if (error.name !== "OverconstrainedError") throw error;
    return navigator.mediaDevices.getUserMedia({ video: true, audio: false });
  }
}

export function openScreen() {
  return navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { ideal: 5 } }, audio: false });
}

export async function cameras() {
  const all = await navigator.mediaDevices.enumerateDevices().catch(() => []);
  return all.filter((each) => each.kind === "videoinput" && each.deviceId);
}

export function explain(error, source) {
  switch (error.name) {
    case "NotAllowedError":
    case "SecurityError":
      return source === "screen" ? "error-screen" : "error-denied";
    case "NotFoundError":
      return "error-none";
    case "NotReadableError":
    case "AbortError":
      return "error-busy";
    default:
      return "error-other";
  }
}
