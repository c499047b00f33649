import { test } from "uvu";
import * as assert from "uvu/assert";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compilePhantom, writePhantom } from "../../src/phantom/phantom.ts";
import { Fault } from "../../src/record/fault.ts";
import { phantom } from "../../src/run/open.ts";
import type { Suite } from "../../src/suite/suite.ts";
import { cosine, suite } from "./states.ts";

test("the plane is orthonormal and stands at right angles to the affect direction", async () => {
  const { direction, plane } = (await phantom("phantom:wheel", { suite })).answer;
  for (const vector of [plane!.x, plane!.y]) {
    assert.ok(Math.abs(Math.hypot(...vector) - 1) < 1e-5);
    assert.ok(Math.abs(cosine(vector, direction!)) < 1e-5);
  }
  assert.ok(Math.abs(cosine(plane!.x, plane!.y)) < 1e-5);
});

test("a suite's own circle comes before the order of its constructs", () => {
  const circle = [...suite.constructs].sort();
  const own: Suite = { ...suite, design: { ...suite.design, geometry: { circle, coordinates: null, note: "" } } };
  assert.equal(compilePhantom("phantom:wheel", own).answer.circle, circle);
});

test("other kinds and effect 0 plant no circle", async () => {
  for (const ref of ["phantom:affect", "phantom:null?width=32&layers=2", "phantom:wheel?effect=0"]) {
    const { plane, circle } = (await phantom(ref, { suite })).answer;
    assert.equal({ plane, circle }, { plane: null, circle: null }, ref);
  }
});

const three = suite.constructs.slice(0, 3);
const SMALL: Suite = {
  ...suite,
  constructs: three,
  items: suite.items.filter((item) => three.includes(item.construct)),
};
const NO_ROOM: [string, Suite, RegExp][] = [
  ["phantom:wheel?heads=16", suite, /heads have fewer than 9 features/],
  ["phantom:wheel?width=16&heads=1", suite, /width 16 is less than 24/],
  ["phantom:wheel", SMALL, /the suite has 3 constructs, and fewer than 4 have only one circular order/],
];
for (const [ref, against, why] of NO_ROOM) {
  test(`${ref} with ${against.constructs.length} constructs is refused: ${why.source}`, () => {
    assert.throws(
      () => compilePhantom(ref, against),
      (error: unknown) =>
        error instanceof Fault && error.code === "bad_phantom" && error.exit === 2 && why.test(error.message),
    );
  });
}

test("written as a folder, config.json holds plane and circle as plain lists", async () => {
  const folder = await mkdtemp(join(tmpdir(), "wheel-"));
  const compiled = await phantom("phantom:wheel", { suite });
  await writePhantom(compiled, folder);
  const { phantom: known } = JSON.parse(await readFile(join(folder, "config.json"), "utf8"));
  assert.equal(known.circle, compiled.answer.circle);
  assert.equal(known.plane, { x: [...compiled.answer.plane!.x], y: [...compiled.answer.plane!.y] });
  assert.is(known.direction.length, 128);
  await rm(folder, { recursive: true });
});

test.run();
