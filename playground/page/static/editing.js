// What keys do in the text field of the editor. Everything goes in as if it were typed, so the browser can undo it.

const STEP = 2;

/** Puts text instead of what lies between two offsets; the caret goes to `caret` characters behind the first. */
export function replace(field, from, to, text, caret = text.length) {
  field.setSelectionRange(from, to);
  const typed = text ? document.execCommand("insertText", false, text) : from === to || document.execCommand("delete");
  if (!typed) {
    field.setRangeText(text, from, to, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  field.setSelectionRange(from + caret, from + caret);
}

/** A new line that begins where the next key or item does. */
export function newLine(field) {
  const { value, selectionStart: from, selectionEnd: to } = field;
  const line = value.slice(value.lastIndexOf("\n", from - 1) + 1, from);
  const [lead] = /^[ ]*(?:- )*/.exec(line);
  const opens = /(?:^|\s|[\w"'])(?::|:\s*[|>][-+0-9]*)\s*$/.test(line);
  const bare = line.trim() === "-";
  const indent = bare ? line.indexOf("-") : lead.length + (opens ? STEP : 0);
  replace(field, from, to, `\n${" ".repeat(indent)}`);
}

/** Spaces up to the next even column, or the selected lines moved to the right. */
export function indent(field) {
  const { value, selectionStart: from, selectionEnd: to } = field;
  if (value.slice(from, to).includes("\n")) {
    changeLines(field, (line) => (line ? " ".repeat(STEP) + line : line));
    return;
  }
  const column = from - (value.lastIndexOf("\n", from - 1) + 1);
  replace(field, from, to, " ".repeat(STEP - (column % STEP)));
}

/** The selected lines moved to the left. */
export function outdent(field) {
  changeLines(field, (line) => line.replace(/^ {1,2}/, ""));
}

/** The selected lines made comments, or lines again if all of them are. */
export function comment(field) {
  const [from, to] = linesAround(field);
  const lines = field.value.slice(from, to).split("\n").filter((line) => line.trim());
  const all = lines.every((line) => line.trimStart().startsWith("#"));
  changeLines(field, (line) => {
    if (!line.trim()) return line;
    return all ? line.replace(/^(\s*)# ?/, "$1") : line.replace(/^(\s*)/, "$1# ");
  });
}

function linesAround({ value, selectionStart, selectionEnd }) {
  const end = value.indexOf("\n", selectionEnd - (selectionEnd > selectionStart && value[selectionEnd - 1] === "\n" ? 1 : 0));
  return [value.lastIndexOf("\n", selectionStart - 1) + 1, end < 0 ? value.length : end];
}

function changeLines(field, change) {
  const [from, to] = linesAround(field);
  const { selectionStart, selectionEnd } = field;
  const before = field.value.slice(from, to);
  const after = before.split("\n").map(change).join("\n");
  if (after === before) return;
  const first = change(before.split("\n")[0]).length - before.split("\n")[0].length;
  replace(field, from, to, after);
  const start = Math.max(from, selectionStart + first);
  const same = selectionStart === selectionEnd;
  field.setSelectionRange(start, same ? start : Math.max(start, selectionEnd + after.length - before.length));
}

/** Line and column of an offset, both from 1. */
export function place(text, offset) {
  let line = 1;
  let start = 0;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) {
    line += 1;
    start = at + 1;
  }
  return { line, column: offset - start + 1 };
}

/** The offset of a line and column; the end of the line if it is shorter. */
export function offsetOf(text, line, column) {
  let start = 0;
  for (let n = 1; n < line; n += 1) {
    const end = text.indexOf("\n", start);
    if (end < 0) break;
    start = end + 1;
  }
  const end = text.indexOf("\n", start);
  return Math.min(start + column - 1, end < 0 ? text.length : end);
}
