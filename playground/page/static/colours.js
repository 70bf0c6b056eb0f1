// The colours of a script's text: a line at a time, so that only what has changed is looked at again.

const BLOCK = /^(\s*(?:- )*).*?(?:^|[\s:-])[|>][-+0-9]*\s*(?:#.*)?$/;
const TOKENS = [
  ["comment", /(?:^|(?<=\s))#.*/y],
  ["template", /\{\{.*?(?:\}\}|$)/y],
  ["key", /(?:"[^"\n]*"|'[^'\n]*'|[^\s:#{}[\],"'|>&*!%@`-][^\s:#{}[\],]*)(?=\s*:(?:\s|$))/y],
  ["string", /"(?:[^"\\]|\\.)*"?|'[^']*'?/y],
  ["mark", /[{}[\],]|:(?=\s|$)|-(?=\s|$)/y],
  ["number", /-?\d+(?:\.\d+)?(?=[\s,}\]]|$)|\d{1,2}:\d{2}\b|\d+[smhdw]\b/y],
  ["word", /(?:true|false)(?=[\s,}\]]|$)/y],
];
const IN_TEXT = [
  ["template", /\{\{.*?(?:\}\}|$)/y],
  ["tag", /<\/?[a-z][^<>]*>/y],
];
const ENDS = { '"': /(?:[^"\\]|\\.)*"/y, "'": /[^']*'/y };

/**
 * The pieces of a line as [class, text], and the state after it. The state says what goes on from the line before:
 * "" nothing, "b4" a block of text whose key stands in column 4, `q"` something quoted.
 */
export function colour(line, state) {
  const pieces = [];
  let at = 0;
  if (state.startsWith("b")) {
    const indent = line.length - line.trimStart().length;
    if (!line.trim() || indent > Number(state.slice(1))) return { pieces: text(line, 0, line.length, "text"), state };
    state = "";
  }
  if (state.startsWith("q")) {
    const end = ENDS[state[1]];
    end.lastIndex = 0;
    const found = end.exec(line);
    if (!found) return { pieces: text(line, 0, line.length, "string"), state };
    pieces.push(...text(line, 0, end.lastIndex, "string"));
    at = end.lastIndex;
  }
  let open = "";
  let plain = at;
  while (at < line.length) {
    const token = next(line, at);
    if (!token) {
      at += 1;
      continue;
    }
    if (plain < at) pieces.push(...text(line, plain, at, ""));
    const [kind, end] = token;
    if (kind === "string") {
      pieces.push(...text(line, at, end, "string"));
      if (end - at < 2 || line[end - 1] !== line[at]) open = `q${line[at]}`;
    } else {
      pieces.push([kind, line.slice(at, end)]);
    }
    at = plain = end;
  }
  if (plain < line.length) pieces.push(...text(line, plain, line.length, ""));
  const block = !open && BLOCK.exec(line);
  return { pieces, state: open || (block && !line.trimStart().startsWith("#") ? `b${block[1].length}` : "") };
}

function next(line, at) {
  const begins = at === 0 || /[\s{[,("':-]/.test(line[at - 1]);
  for (const [kind, pattern] of TOKENS) {
    if (!begins && kind !== "mark" && kind !== "template") continue;
    if (kind === "mark" && ",{}[]".includes(line[at]) && !inFlow(line, at)) continue;
    pattern.lastIndex = at;
    if (pattern.exec(line)) return [kind, pattern.lastIndex];
  }
  return null;
}

/** Whether commas and brackets mean something here: not in the middle of words. */
function inFlow(line, at) {
  return /[{[]/.test(line[at]) ? /(?:^|[\s{[,:])$/.test(line.slice(0, at)) : /[{[]/.test(line.slice(0, at));
}

function text(line, from, to, kind) {
  const pieces = [];
  let plain = from;
  let at = from;
  while (at < to) {
    const found = IN_TEXT.find(([, pattern]) => {
      pattern.lastIndex = at;
      return pattern.exec(line) && pattern.lastIndex <= to;
    });
    if (!found) {
      at += 1;
      continue;
    }
    if (plain < at) pieces.push([kind, line.slice(plain, at)]);
    pieces.push([found[0], line.slice(at, found[1].lastIndex)]);
    at = plain = found[1].lastIndex;
  }
  if (plain < to) pieces.push([kind, line.slice(plain, to)]);
  return pieces;
}
