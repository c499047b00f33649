import { test } from "uvu";
import * as assert from "uvu/assert";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { jsonSchemas } from "../src/record/schemas.ts";
import { VERSION } from "../src/record/version.ts";
import { packageRoot } from "../src/runtime/files.ts";

const root = packageRoot();
const json = async (name: string) => JSON.parse(await readFile(join(root, name), "utf8"));

test("one version everywhere", async () => {
  assert.is((await json("package.json")).version, VERSION);
  assert.is((await json("deno.json")).version, VERSION);
});

test("the schemas are JSON Schemas of the published messages", () => {
  const schemas = jsonSchemas();
  assert.equal(Object.keys(schemas).sort(), [
    "audit",
    "audit-comparison",
    "bench",
    "bench-comparison",
    "bench-model",
    "eval-event",
    "features",
    "figure",
    "item",
    "run",
    "taps",
  ]);
  for (const schema of Object.values(schemas)) assert.match(JSON.stringify(schema), /json-schema\.org\/draft\/2020-12/);
});

test("the package holds what it needs and no tests, sources or machine paths", async () => {
  const listed = await new Promise<string | null>((resolve, reject) =>
    execFile("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd: root }, (error, stdout) => {
      if ((error as { code?: string } | null)?.code === "ENOENT") resolve(null);
      else if (error) reject(error);
      else resolve(stdout);
    })
  );
  if (listed === null) return console.log("SKIP package contents: npm is not installed");
  const parsed = JSON.parse(listed);
  const entry = Array.isArray(parsed) ? parsed[0] : Object.values(parsed)[0] as { files: { path: string }[] };
  const paths: string[] = entry.files.map((file: { path: string }) => file.path);
  for (
    const needed of [
      "package.json",
      "README.md",
      "LICENSE",
      "CHANGELOG.md",
      "suites/emotion/suite.json",
      "suites/emotion/items.csv",
      "suites/emotion/README.md",
    ]
  ) {
    assert.ok(paths.includes(needed), `${needed} is missing`);
  }
  assert.equal(paths.filter((path) => /test|^src\/|\.cache|node_modules/.test(path)), []);
});

test.run();
