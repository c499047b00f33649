import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import process from "node:process";
import * as esbuild from "esbuild";
import { chromium, type Page } from "playwright-core";

/** A page in a headless Chromium with WebGPU, and how to leave it. */
export interface Tab {
  readonly page: Page;
  close(): Promise<void>;
}

/**
 * Opens a page of a local server (a secure context: WebGPU and IndexedDB are there) in which `entry`'s exports are
 * `globalThis.bundle`; `null` after a line that says why there is no browser.
 *
 * @param entry Path of a TypeScript file from the project's root.
 */
export async function openTab(name: string, entry: string): Promise<Tab | null> {
  const executablePath = process.env.ALIENIST_TEST_CHROMIUM;
  if (!executablePath || !existsSync(executablePath)) {
    console.log(`SKIP ${name} in a browser: ALIENIST_TEST_CHROMIUM names no Chromium (npm test sets it)`);
    return null;
  }
  const { outputFiles } = await esbuild.build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "iife",
    globalName: "bundle",
    platform: "browser",
    loader: { ".wgsl": "text" },
  });
  await esbuild.stop();
  const html = `<!doctype html><meta charset="utf-8"><title>${name}</title><script src="/bundle.js"></script>`;
  const server = createServer(({ url }, response) => {
    const script = url === "/bundle.js";
    response.setHeader("content-type", script ? "text/javascript" : "text/html").end(
      script ? outputFiles[0]!.text : html,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const libraries = process.env.ALIENIST_TEST_CHROMIUM_LIBRARIES ?? "";
  const browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--headless", "--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"],
    // The browser finds the driver beside itself, unless the environment names another.
    env: { HOME: process.env.HOME ?? "/tmp", PATH: process.env.PATH ?? "", LD_LIBRARY_PATH: libraries },
  });
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return {
    page,
    async close() {
      await browser.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
