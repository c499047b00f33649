/**
 * English function words: articles, pronouns, prepositions, conjunctions, auxiliaries, negations, particles.
 *
 * Their relative frequencies carry style and hardly any topic, which is why authorship studies use them
 * (Mosteller and Wallace 1963, https://doi.org/10.1080/01621459.1963.10500849).
 */
export const FUNCTION_WORDS: readonly string[] = `
a an the this that these those
i you he she it we they me him her us them my your his its our their mine yours hers ours theirs
myself yourself himself herself itself ourselves themselves who whom whose which what
someone something anyone anything everyone everything nobody nothing one another each both either neither all any some
no none few more most other such only own same
and but or nor so yet if because as than then when while until since before after though although where why how whether
of in on at by for with about against between into through during above below to from up down out off over under
along across around behind beside toward towards within without upon near like
not never don't didn't doesn't isn't wasn't won't can't couldn't wouldn't
be is am are was were been being have has had having do does did done doing
can could will would shall should may might must
just also too very still even ever always already almost again once here there now back away further
`.trim().split(/\s+/);
