// Prints `hardware NAME` when WebGPU finds an adapter that is not software.
let gpu = globalThis.navigator?.gpu;
if (!gpu && !("Deno" in globalThis)) {
  try {
    gpu = (await import("webgpu")).create([]);
  } catch { /* no Dawn for this platform */ }
}
const adapter = await gpu?.requestAdapter();
const info = adapter?.info;
const software = info &&
  (info.isFallbackAdapter || /llvmpipe|swiftshader|basic render/i.test(`${info.description} ${info.architecture}`));
if (info && !software) console.log(`hardware ${info.description || info.vendor}`);
process.exit(0);
