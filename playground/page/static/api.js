// Talking to the server: JSON over HTTP, and the socket on which it tells what has changed.

import { t } from "./words.js";

/** That something asked of the server was not done; `words` says so to people. */
export class Unanswered extends Error {
  constructor(words, cause) {
    super(words, { cause });
    this.words = words;
  }
}

const silence = (cause) => new Unanswered(t("The playground doesn't answer. Is it still running?"), cause);
const stumble = (cause) => new Unanswered(t("Something went wrong in the playground. Try it once more."), cause);

async function request(method, path, body) {
  const options = { method, headers: {} };
  if (body instanceof Blob) {
    options.body = body;
  } else if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  const answer = await fetch(path, options).catch((error) => {
    throw silence(error);
  });
  const text = await answer.text().catch((error) => {
    throw silence(error);
  });
  const value = valueOf(answer, text);
  if (!answer.ok) throw value?.error ? new Unanswered(value.error) : stumble(`${answer.status} ${path}`);
  return value;
}

/** What an answer says; null if it says nothing in JSON. */
function valueOf(answer, text) {
  if (!answer.headers.get("Content-Type")?.startsWith("application/json")) return null;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw stumble(error);
  }
}

/** A file that the server makes, whole, and what it is called. */
async function file(path) {
  const answer = await fetch(path).catch((error) => {
    throw silence(error);
  });
  if (!answer.ok) throw stumble(`${answer.status} ${path}`);
  const blob = await answer.blob().catch((error) => {
    throw silence(error);
  });
  return { blob, name: /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1] ?? "" };
}

export const api = {
  file,
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

/** Makes of an asynchronous function one that does nothing when it is asked for while it is at it. */
export function notTwice(work) {
  let running = null;
  return function ask(...given) {
    running ??= work(...given).finally(() => {
      running = null;
    });
    return running;
  };
}
