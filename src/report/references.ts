/** Works that a methods paragraph cites, as `Author (year)` is printed there and in full below it. */
export const REFERENCES = {
  plutchik1980:
    "Plutchik, R. (1980). A general psychoevolutionary theory of emotion. In R. Plutchik and H. Kellerman (eds.), Emotion: Theory, Research, and Experience, vol. 1, 3-33. Academic Press.",
  plutchik2001:
    "Plutchik, R. (2001). The nature of emotions. American Scientist 89(4), 344-350. doi:10.1511/2001.4.344",
  marks:
    "Marks, S. and Tegmark, M. (2023). The geometry of truth: emergent linear structure in large language model representations of true/false datasets. arXiv:2310.06824",
  hanley:
    "Hanley, J. A. and McNeil, B. J. (1982). The meaning and use of the area under a receiver operating characteristic (ROC) curve. Radiology 143(1), 29-36. doi:10.1148/radiology.143.1.7063747",
  breiman:
    "Breiman, L., Friedman, J. H., Olshen, R. A. and Stone, C. J. (1984). Classification and Regression Trees. Wadsworth.",
  saunders:
    "Saunders, C., Gammerman, A. and Vovk, V. (1998). Ridge regression learning algorithm in dual variables. Proceedings of the 15th International Conference on Machine Learning, 515-521.",
  nichols:
    "Nichols, T. E. and Holmes, A. P. (2002). Nonparametric permutation tests for functional neuroimaging: a primer with examples. Human Brain Mapping 15(1), 1-25. doi:10.1002/hbm.1058",
  phipson:
    "Phipson, B. and Smyth, G. K. (2010). Permutation p-values should never be zero: calculating exact p-values when permutations are randomly drawn. Statistical Applications in Genetics and Molecular Biology 9(1), article 39. doi:10.2202/1544-6115.1585",
  holm:
    "Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics 6(2), 65-70.",
  davison:
    "Davison, A. C. and Hinkley, D. V. (1997). Bootstrap Methods and their Application. Cambridge University Press. doi:10.1017/CBO9780511802843",
  walther:
    "Walther, A., Nili, H., Ejaz, N., Alink, A., Kriegeskorte, N. and Diedrichsen, J. (2016). Reliability of dissimilarity measures for multi-voxel pattern analysis. NeuroImage 137, 188-200. doi:10.1016/j.neuroimage.2015.12.012",
} as const;
export type Reference = keyof typeof REFERENCES;

/** How each is cited within the text. */
export const CITED: Record<Reference, string> = {
  plutchik1980: "Plutchik, 1980",
  plutchik2001: "Plutchik, 2001",
  marks: "Marks & Tegmark, 2023",
  hanley: "Hanley & McNeil, 1982",
  breiman: "Breiman et al., 1984",
  saunders: "Saunders et al., 1998",
  nichols: "Nichols & Holmes, 2002",
  phipson: "Phipson & Smyth, 2010",
  holm: "Holm, 1979",
  davison: "Davison & Hinkley, 1997",
  walther: "Walther et al., 2016",
};

/** The works that a paragraph cites, in full, by author. */
export function referencesOf(text: string): string[] {
  const keys = (Object.keys(REFERENCES) as Reference[]).filter((key) => text.includes(CITED[key]));
  return keys.map((key) => REFERENCES[key]).sort((a, b) => (a < b ? -1 : 1));
}

/** `(Holm, 1979)`. */
export function cite(...works: Reference[]): string {
  return `(${works.map((work) => CITED[work]).join("; ")})`;
}
