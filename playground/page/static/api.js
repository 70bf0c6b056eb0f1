// Talking to the server: JSON over HTTP, and the socket on which it tells what has changed.

/** What the server said no to, in words for people. */
export class Declined extends Error {}

/** That nobody answered. */
export class Unreachable extends Error {}

async function request(method, path, body) {
  const options = { method, headers: {} };
  if (body instanceof Blob) {
    options.body = body;
  } else if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  const answer = await fetch(path, options).catch((error) => {
    throw new Unreachable(error.message);
  });
  const json = answer.headers.get("Content-Type")?.startsWith("application/json");
  const value = json ? await answer.json() : null;
  if (!answer.ok) throw new Declined(value?.error ?? `${answer.status} ${answer.statusText}`);
  return value;
}

export const api = {
  get: (path) => request("GET", path),
  post: (path, body = {}) => request("POST", path, body),
  put: (path, body) => request("PUT", path, body),
};

/** Calls `heard(message)` for everything the server tells, `state(connected)` as the line comes and goes. */
export function listen(heard, state) {
  let wait = 300;
  const connect = () => {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/live`);
    socket.onopen = () => {
      wait = 300;
      state(true);
    };
    socket.onmessage = (event) => heard(JSON.parse(event.data));
    socket.onclose = () => {
      state(false);
      setTimeout(connect, wait);
      wait = Math.min(wait * 2, 5000);
    };
  };
  connect();
}

/** Makes of an asynchronous function one that runs once at a time, and once more if it was asked for meanwhile. */
export function oneAtATime(work) {
  let running = null;
  let again = false;
  return function ask() {
    if (running) {
      again = true;
      return running;
    }
    running = (async () => {
      do {
        again = false;
        await work();
      } while (again);
    })().finally(() => {
      running = null;
    });
    return running;
  };
}
