import { test } from "uvu";
import * as assert from "uvu/assert";
import { BENCHES } from "../../bench/all.ts";
import { select } from "../../src/bench/select.ts";
import type { Fault } from "../../src/record/fault.ts";
import { KERNELS } from "../../src/gpu/variant.ts";

const refusal = (wanted: Parameters<typeof select>[1]) => {
  try {
    select(BENCHES, wanted);
  } catch (error) {
    const { exit, message } = error as Fault;
    assert.is(exit, 2);
    return message;
  }
  return "";
};

test("every kernel has a bench, with a case for tests and others", () => {
  assert.equal(BENCHES.map(({ kernel }) => kernel).sort(), [...KERNELS].sort());
  for (const { kernel, cases, dtypes } of BENCHES) {
    assert.ok(cases.length > 1 && dtypes.length > 0, kernel);
    const keys = JSON.stringify(Object.keys(cases[0]!));
    for (const one of cases) assert.is(JSON.stringify(Object.keys(one)), keys, `${kernel}: one set of sizes`);
  }
});

test("no names: all; the case for tests is left out", () => {
  const all = select(BENCHES, { kernels: [] });
  assert.is(new Set(all.map(({ bench }) => bench.kernel)).size, BENCHES.length);
  for (const { bench, shape } of all) assert.is.not(shape, bench.cases[0]);
});

test("shapes by hand, in the order of the contract; words have a default", () => {
  const [one, two, ...more] = select(BENCHES, {
    kernels: ["project"],
    shapes: "k=16,T=8192,d=2048; T=1,d=1,k=1",
    dtypes: ["f32"],
  });
  assert.equal([one!.shape, two!.shape, more.length], [{ T: 8192, d: 2048, k: 16 }, { T: 1, d: 1, k: 1 }, 0]);
  assert.is(JSON.stringify(Object.keys(one!.shape)), '["T","d","k"]');
  const [pooled] = select(BENCHES, { kernels: ["pool"], shapes: "T=100,d=8,tokens=10" });
  assert.equal(pooled!.shape, { T: 100, d: 8, tokens: 10, pooling: "mean" });
});

test("what there is not is refused with what there is", () => {
  assert.match(refusal({ kernels: ["projekt"] }), /"projekt": it is not one of project, project_pool, pool/);
  assert.match(refusal({ kernels: ["project"], shapes: "T=8,x=2,k=1" }), /"x" is not one of T, d, k/);
  assert.match(refusal({ kernels: ["project"], shapes: "T=8" }), /it lacks d, k/);
  assert.match(refusal({ kernels: ["project"], shapes: "T=0,d=1,k=1" }), /T=0 .*whole number, 1 or more/);
  assert.match(refusal({ kernels: ["project"], shapes: "T=1e999,d=1,k=1" }), /whole number/);
  assert.match(refusal({ kernels: ["project"], shapes: "T=,d=1,k=1" }), /whole number/);
  assert.match(refusal({ kernels: ["project"], shapes: " ; " }), /it is empty/);
  assert.match(refusal({ kernels: ["pool"], shapes: "T=8,d=1,tokens=2,pooling=sum" }), /not one of mean, max, last/);
  assert.match(refusal({ kernels: [], dtypes: ["f64"] }), /"f64": it is not one of f32, f16/);
  assert.match(refusal({ kernels: ["permute"], dtypes: ["f16"] }), /there are permute f32/);
});

test.run();
