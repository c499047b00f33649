import { test } from "uvu";
import * as assert from "uvu/assert";
import { openTab } from "../browser.ts";
import type * as InATab from "./in-a-tab.ts";

declare const bundle: typeof InATab;

const tab = await openTab("kernels", "tests/kernels/in-a-tab.ts");

if (tab) {
  test("every kernel computes in a browser tab what its reference does", async () => {
    const found = await tab.page.evaluate(() => bundle.runAll());
    console.log(`kernels in Chromium: ${found[0]?.adapter}, ${found.length} cases`);
    assert.ok(new Set(found.map(({ kernel }) => kernel)).size >= 9, "all kernels ran");
    assert.equal(found.filter(({ ok }) => !ok), []);
  });

  test("a broken kernel is caught there too", async () => {
    const found = await tab.page.evaluate(() => bundle.runAll({ broken: true }));
    assert.equal([...new Set(found.filter(({ ok }) => !ok).map(({ kernel }) => kernel))], ["pool"]);
  });

  test("closing the browser", async () => {
    await tab.close();
    assert.not.ok(tab.page.context().browser()?.isConnected());
  });
} else {
  test("without a browser there is no page to compute in", () => {
    assert.not.ok("document" in globalThis);
  });
}

test.run();
