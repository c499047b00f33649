// A headless Chromium with WebGPU (on SwiftShader) without root, from the npm package @sparticuz/chromium.
import { join } from "node:path";
import process from "node:process";
import { unpacked } from "./chromium-package.mjs";

/** For the tests: where the browser is, and where the libraries are that a bare machine lacks. */
export function headlessChromium() {
  const folder = unpacked("chromium", ["chromium.br", "swiftshader.tar.br", "al2023.tar.br"]);
  return { ALIENIST_TEST_CHROMIUM: join(folder, "chromium"), ALIENIST_TEST_CHROMIUM_LIBRARIES: folder };
}

if (process.argv[1]?.endsWith("headless-chromium.mjs")) console.log(JSON.stringify(headlessChromium()));
