import { test } from "uvu";
import * as assert from "uvu/assert";
import { describeAdapter } from "../../src/gpu/adapter.ts";
import { wrapDevice } from "../../src/gpu/device.ts";
import { compile, SOURCES, variantText } from "../../src/gpu/kernel.ts";
import { expand } from "../../src/gpu/template.ts";
import { variantName } from "../../src/gpu/variant.ts";
import { listVariants, needs } from "../../src/gpu/variants.ts";
import { webgpuKernels } from "../../src/gpu/webgpu.ts";
import { closeAdapter, openAdapter } from "./adapter.ts";

const gpu = await openAdapter("variants");

test("every variant's text is complete: nothing is left to substitute, the entry point is the stem", () => {
  const header = { subgroups: "enable subgroups;\n", f16: "enable f16;\n" };
  const variants = listVariants();
  for (const variant of variants) {
    const text = variantText(variant, header);
    assert.not.match(text, /\$|\/\/:/, variantName(variant));
    assert.match(text, new RegExp(`fn ${variant.kernel}\\(`), variantName(variant));
    assert.is(text.includes(header.subgroups), needs(variant).subgroups, variantName(variant));
    assert.is(text.startsWith(header.f16), needs(variant).f16, variantName(variant));
  }
  assert.is(new Set(variants.map(variantName)).size, variants.length);
});

test("a template says which line asks for what it cannot have", () => {
  const error = (source: string) => {
    try {
      return expand(source, { K: 2, load: "vec4" });
    } catch (caught) {
      return (caught as Error).message;
    }
  };
  assert.is(error("//: each j K\na_$j\n//: end"), "a_0\na_1");
  assert.is(error("//: if load vec4\na\n//: else\nb\n//: end"), "a");
  assert.is(error("//: if load scalar\na\n//: else\nb\n//: end"), "b");
  assert.match(error("a\n$ROWS"), 'Line 2: "ROWS" is not one of "K", "load"');
  assert.match(error("//: each j K\na"), 'Line 1: "each" has no "end"');
  assert.match(error("//: if load vec4\na"), 'Line 1: "if" has no "end"');
  assert.match(error("//: end"), "closes nothing");
  assert.match(error("//: while"), '"while" is not one of');
});

test("adapters are named alike in every runtime", () => {
  const short = (info: Parameters<typeof describeAdapter>[0]) => {
    const { name, vendor, architecture, driver, software } = describeAdapter(info, "deno");
    return [name, vendor, architecture, driver, software];
  };
  const llvmpipe = { vendor: "65541", architecture: "", device: "0", description: "llvmpipe (LLVM 15.0.6, 256 bits)" };
  assert.equal(short({ ...llvmpipe, isFallbackAdapter: true }), [
    "llvmpipe",
    "mesa",
    "llvmpipe",
    "LLVM 15.0.6, 256 bits",
    true,
  ]);
  assert.is(short(llvmpipe)[4], true);
  const wgpu = { vendor: "6880", architecture: "", device: "49374", description: "SwiftShader Device (Subzero)" };
  assert.equal(short(wgpu), ["SwiftShader", "google", "swiftshader", "", true]);
  const dawn = { vendor: "google", architecture: "swiftshader", description: "SwiftShader driver 5.0.0" };
  assert.equal(short(dawn), ["SwiftShader", "google", "swiftshader", "5.0.0", true]);
  const card = { vendor: "4318", architecture: "", device: "9729", description: "NVIDIA GeForce RTX 4090" };
  assert.equal(short(card), ["NVIDIA GeForce RTX 4090", "nvidia", "", "", false]);
  assert.equal(short({ vendor: "amd", architecture: "rdna-3", device: "0x744c" }), [
    "rdna-3",
    "amd",
    "rdna-3",
    "",
    false,
  ]);
  assert.is(short({ vendor: "5140", description: "Microsoft Basic Render Driver" })[4], true);
  assert.equal(short({}), ["unnamed adapter", "", "", "", false]);
});

if (gpu) {
  const able = listVariants().filter((variant) =>
    (!needs(variant).subgroups || gpu.header.subgroups !== null) && (!needs(variant).f16 || gpu.header.f16 !== null)
  );
  for (const variant of able) {
    test(`${variantName(variant)} compiles`, async () => {
      assert.ok(await compile(gpu, variant));
    });
  }

  test("what does not compile is named, with the compiler's words, and is tried again", async () => {
    const variant = listVariants().find(({ kernel }) => kernel === "pool")!;
    const sources = {
      ...SOURCES,
      [variant.kernel]: SOURCES[variant.kernel].replace("var held", "let nothing = noise;\nvar held"),
    };
    for (let i = 0; i < 2; i++) {
      const message = await compile(gpu, variant, sources).then(() => "", (error: Error) => error.message);
      assert.match(message, `Cannot compile kernel ${variantName(variant)} on ${gpu.adapter.name}`);
      assert.match(message, "noise");
    }
  });

  test("a wrapped device stays with its owner", async () => {
    const wrapped = await wrapDevice(gpu.device, gpu.adapter, { runtime: gpu.adapter.runtime });
    wrapped.dispose();
    assert.throws(() => wrapped.check("run"), /Cannot run: the GPU was closed by dispose/);
    const acts = { data: Float32Array.of(3), rows: 1, width: 1 };
    assert.equal([...await webgpuKernels(gpu).project(acts, Float32Array.of(2), 1)], [3]);
  });
}

closeAdapter(gpu);
test.run();
