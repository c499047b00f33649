import { test } from "uvu";
import * as assert from "uvu/assert";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as alienist from "../src/mod.ts";
import { packageRoot } from "../src/runtime/files.ts";

// Runs every @example of the public functions, and the library example of the README. In an example, a line
// `expression; // value` states what the expression gives.

const root = packageRoot();

/** Examples in a source: the indented code after `@example`, up to the next tag or the end of the comment. */
function examplesIn(source: string): string[] {
  return [...source.matchAll(/@example\s+([\s\S]*?)(?=\n\s*\*\s*@|\*\/)/g)].map(([, code]) =>
    code!.replace(/^\s*\* ?/gm, "").trim()
  );
}

/** Statements become checks: `x; // 3` -> `check(await (x), 3);`. */
function toProgram(code: string): string {
  return code.split("\n").map((line) => {
    const [, expression, value] = /^(?!const )(.+?);\s*\/\/ (.+)$/.exec(line) ?? [];
    return expression ? `check(await (${expression}), ${value});` : line;
  }).join("\n");
}

let checks = 0;
const check = (found: unknown, stated: unknown) => {
  checks++;
  assert.equal(found, stated);
};

async function run(code: string): Promise<void> {
  const names = Object.keys(alienist);
  const body = `return (async () => {\n${toProgram(code)}\n})();`;
  await new Function("check", ...names, body)(
    check,
    ...names.map((name) => (alienist as Record<string, unknown>)[name]),
  );
}

const sources = (await readdir(join(root, "src", "run"))).filter((name) => name.endsWith(".ts")).sort();
for (const name of sources) {
  for (const [i, code] of examplesIn(await readFile(join(root, "src", "run", name), "utf8")).entries()) {
    test(`src/run/${name}, example ${i + 1}`, () => run(code));
  }
}

test("the README's library example", async () => {
  const readme = await readFile(join(root, "README.md"), "utf8");
  const code = /```ts\n([\s\S]*?)```/.exec(readme)?.[1];
  assert.ok(code, "the README has a ts example");
  await run(code!.replace(/^import .*$/gm, ""));
});

test("the README's own suite reads, and three scenes decide nothing", async () => {
  const readme = await readFile(join(root, "README.md"), "utf8");
  const block = (language: string) => new RegExp("```" + language + "\\n([\\s\\S]*?)```").exec(readme)![1]!;
  const folder = await mkdtemp(join(tmpdir(), "suite-"));
  await writeFile(join(folder, "suite.json"), block("json"));
  await writeFile(join(folder, "items.csv"), block("csv"));
  const suite = await alienist.loadSuite(folder);
  assert.is(suite.items.length, 9);
  assert.is((await alienist.audit(suite)).counts.incomplete_pairs, 0);
  const { model } = await alienist.openModel("phantom:null?width=32&layers=2", { suite });
  const device = await alienist.chooseDevice("cpu");
  const { record } = await alienist.evaluate(suite, model, { device, permutations: 99, bootstraps: 100 });
  assert.ok(["inconclusive", "no evidence"].includes(record.verdict.word), record.verdict.word);
  await rm(folder, { recursive: true });
});

test("the examples stated something", () => assert.ok(checks >= 5, `${checks} checks`));

test("a wrong statement is caught", async () => {
  let failed = false;
  await run("const a = 1;\na; // 2").catch(() => failed = true);
  assert.ok(failed);
});

test.run();
