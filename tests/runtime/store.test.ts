import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { cacheFolder, fileStore } from "../../src/runtime/store.ts";

const folder = mkdtempSync(join(tmpdir(), "alienist-store-"));

test("what is set is there for another process, in a folder that did not exist", async () => {
  const file = join(folder, "a", "b", "tuning.json");
  assert.is(await fileStore(file).get("x"), undefined);
  await fileStore(file).set("x", "wide");
  await fileStore(file).set("y", "narrow");
  assert.equal([await fileStore(file).get("x"), await fileStore(file).get("y")], ["wide", "narrow"]);
  assert.equal(JSON.parse(readFileSync(file, "utf8")), { x: "wide", y: "narrow" });
});

test("a broken file, or one of another form, is as good as none and is written anew", async () => {
  const file = join(folder, "broken.json");
  for (const text of ["{", "[1]", "null", '{"x": 3}']) {
    writeFileSync(file, text);
    assert.is(await fileStore(file).get("x"), undefined, text);
  }
  await fileStore(file).set("z", "cut");
  assert.is(await fileStore(file).get("z"), "cut");
});

test("a place that cannot be written costs nothing but the memory", async () => {
  const store = fileStore(join(folder, "broken.json", "below-a-file", "t.json"));
  await store.set("x", "y");
  assert.is(await store.get("x"), undefined);
});

test("ALIENIST_CACHE moves the cache", () => {
  const old = process.env.ALIENIST_CACHE;
  process.env.ALIENIST_CACHE = join(folder, "elsewhere");
  assert.is(cacheFolder(), join(folder, "elsewhere"));
  delete process.env.ALIENIST_CACHE;
  assert.match(cacheFolder(), /[/\\]alienist$/);
  if (old !== undefined) process.env.ALIENIST_CACHE = old;
});

process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
test.run();
