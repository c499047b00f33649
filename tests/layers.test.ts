import { test } from "uvu";
import * as assert from "uvu/assert";
import * as esbuild from "esbuild";

// Rooms by height: a room may import lower ones and itself. `report` stands on `record` alone.
const HEIGHT: Record<string, number> = {
  record: 0,
  math: 0,
  runtime: 1,
  reference: 1,
  gpu: 2,
  suite: 2,
  report: 2,
  model: 3,
  measure: 3,
  phantom: 4,
  run: 5,
  bench: 6,
  cli: 7,
};

interface Arrow {
  readonly from: string;
  readonly to: string;
}

async function arrows(): Promise<Arrow[]> {
  const { metafile } = await esbuild.build({
    entryPoints: ["src/mod.ts", "src/cli/main.ts", "src/record/schemas.ts"],
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "node",
    splitting: true,
    outdir: ".cache/none",
    packages: "external",
    loader: { ".wgsl": "text" },
  });
  await esbuild.stop();
  return Object.entries(metafile.inputs).flatMap(([from, { imports }]) =>
    imports.map(({ path: to }) => ({ from, to }))
  );
}

const room = (path: string) => /^src\/(\w+)\//.exec(path)?.[1];

/** Arrows that break a rule, in words. */
function broken(all: readonly Arrow[]): string[] {
  return all.flatMap(({ from, to }) => {
    const a = room(from), b = room(to);
    if (to.endsWith(".wgsl") && a !== "gpu") return [`${from} imports ${to}: only gpu/ imports WGSL`];
    if (to.startsWith("suites/")) return [`${from} imports ${to}: suites are data`];
    if ((to.startsWith("node:") || to === "webgpu") && a !== "runtime") {
      return [`${from} imports ${to}: only runtime/ touches a platform`];
    }
    if (a === undefined || b === undefined || a === b) return [];
    if (HEIGHT[a] === undefined || HEIGHT[b] === undefined) return [`${from} -> ${to}: the room is not in the plan`];
    if (a === "report" && b !== "record") return [`${from} -> ${to}: report stands on record alone`];
    return HEIGHT[a]! > HEIGHT[b]! ? [] : [`${from} -> ${to}: the arrow points up`];
  });
}

test("imports point down only", async () => {
  const all = await arrows();
  assert.ok(all.length > 100, "the graph was read");
  assert.equal(broken(all), []);
});

test("the check finds what it should", () => {
  const wrong = [
    { from: "src/math/a.ts", to: "src/measure/b.ts" },
    { from: "src/report/a.ts", to: "src/suite/b.ts" },
    { from: "src/run/a.ts", to: "kernels/pool.wgsl" },
    { from: "src/run/a.ts", to: "node:fs" },
    { from: "src/attic/a.ts", to: "src/math/b.ts" },
  ];
  assert.is(broken(wrong).length, wrong.length);
});

test.run();
