/** Names that a kernel's text may ask for: sizes to repeat by, and words to choose by. */
export type Parameters = Readonly<Record<string, string | number>>;

/** Texts that kernels share, by name. */
export type Parts = Readonly<Record<string, string>>;

/**
 * The few substitutions that WGSL cannot do itself: everything scalar is an `override` instead.
 *
 *     //: each r ROWS    repeats the lines up to its `//: end` for r = 0 .. ROWS - 1, with $r the number
 *     //: if load vec4   keeps the lines up to `//: else` or `//: end` where parameter `load` is the word `vec4`
 *     //: include rows NAME=acts   the part of that name, with further parameters
 *     $ROWS              the parameter
 *
 * @throws SyntaxError naming the line and what it asked for.
 */
export function expand(source: string, parameters: Parameters, parts: Parts = {}): string {
  const lines = include(source, parts);
  const [out, next] = expandLines(lines, 0, parameters);
  if (next < lines.length) throw new SyntaxError(`Line ${next + 1}: "${lines[next]?.trim()}" closes nothing.`);
  return out.join("\n");
}

/** Puts the parts in place; a part's own parameters are filled in at once. */
function include(source: string, parts: Parts): string[] {
  return source.split("\n").flatMap((line, i) => {
    const [, name, rest] = line.match(/^\s*\/\/: *include (\w+)(.*)$/) ?? [];
    if (name === undefined) return [line];
    const part = parts[name];
    if (part === undefined) {
      throw new SyntaxError(`Line ${i + 1}: "${name}" is not one of the parts "${Object.keys(parts).join('", "')}".`);
    }
    const own = Object.fromEntries([...rest!.matchAll(/([A-Z]+)=(\S+)/g)].map(([, key, value]) => [key, value]));
    return part.trimEnd().replace(/\$([A-Z]+)/g, (asked, key: string) => own[key] ?? asked).split("\n");
  });
}

/** Expands up to the `else` or `end` that closes this level; returns the text and the index of that line. */
function expandLines(lines: readonly string[], from: number, parameters: Parameters): [string[], number] {
  const out: string[] = [];
  let i = from;
  while (i < lines.length) {
    const line = lines[i]!;
    const [word, name = "", value = ""] = line.match(/^\s*\/\/: *(.*)$/)?.[1]?.split(" ") ?? [];
    if (word === undefined) out.push(fill(line, parameters, ++i));
    else if (word === "end" || word === "else") break;
    else if (word === "each") {
      i = expandEach(lines, i, [name, Number(lookup(value, parameters, i + 1))], parameters, out);
    } else if (word === "if") i = expandIf(lines, i, lookup(name, parameters, i + 1) === value, parameters, out);
    else throw new SyntaxError(`Line ${i + 1}: "${word}" is not one of "each", "if", "else", "end".`);
  }
  return [out, i];
}

function expandEach(
  lines: readonly string[],
  at: number,
  [name, count]: [string, number],
  parameters: Parameters,
  out: string[],
): number {
  let end = at;
  for (let n = 0; n < count; n++) {
    const [text, next] = expandLines(lines, at + 1, { ...parameters, [name]: n });
    out.push(...text);
    end = next;
  }
  if (!/\/\/: *end/.test(lines[end] ?? "")) {
    throw new SyntaxError(`Line ${at + 1}: "each" has no "end", or repeats ${count} times; at least once is allowed.`);
  }
  return end + 1;
}

function expandIf(lines: readonly string[], at: number, keep: boolean, parameters: Parameters, out: string[]): number {
  let [text, end] = expandLines(lines, at + 1, parameters);
  if (keep) out.push(...text);
  if (/\/\/: *else/.test(lines[end] ?? "")) {
    [text, end] = expandLines(lines, end + 1, parameters);
    if (!keep) out.push(...text);
  }
  if (lines[end] === undefined) throw new SyntaxError(`Line ${at + 1}: "if" has no "end".`);
  return end + 1;
}

function fill(line: string, parameters: Parameters, number: number): string {
  return line.replace(/\$([A-Z]+|[a-z])/g, (_, name: string) => String(lookup(name, parameters, number)));
}

function lookup(name: string, parameters: Parameters, number: number): string | number {
  const value = parameters[name];
  if (value !== undefined) return value;
  throw new SyntaxError(`Line ${number}: "${name}" is not one of "${Object.keys(parameters).join('", "')}".`);
}
