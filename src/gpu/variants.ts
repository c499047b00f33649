import { gramVariants } from "./gram-cuts.ts";
import { matmulVariants } from "./matmul-cuts.ts";
import { peakCopyVariants } from "./peak_copy.ts";
import { peakFmaVariants } from "./peak_fma.ts";
import { permuteVariants } from "./permute-cuts.ts";
import { poolVariants } from "./pool.ts";
import { projectVariants } from "./project.ts";
import { projectPoolVariants } from "./project_pool.ts";
import { topkVariants } from "./topk.ts";
import { type Variant, variantName } from "./variant.ts";

/** Whether a text needs a feature that not every adapter has. */
export function needs({ words }: Variant): { subgroups: boolean; f16: boolean } {
  return { subgroups: Object.values(words).includes("subgroup"), f16: Object.values(words).includes("f16") };
}

/** Every shipped text, each once, so that a test can compile them all. */
export function listVariants(): Variant[] {
  const all = [
    ...projectVariants(),
    ...projectPoolVariants(),
    ...poolVariants(),
    ...permuteVariants(),
    ...matmulVariants(),
    ...topkVariants(),
    ...gramVariants(),
    ...peakCopyVariants(),
    ...peakFmaVariants(),
  ];
  return [...new Map(all.map((variant) => [variantName(variant), variant])).values()];
}
