/** The page's only style sheet: no font, image or script is fetched; light, dark, phone and print. */
export const STYLE = `
:root{color-scheme:light dark;--paper:#fff;--ink:#1b1d21;--muted:#5c626b;--line:#dcdfe4;--band:#eceef1;--soft:#f6f7f9;--accent:#1f5fae;--heat:#6ea3e0}
@media (prefers-color-scheme:dark){:root{--paper:#14161a;--ink:#e7e9ec;--muted:#a0a7b1;--line:#343941;--band:#262a31;--soft:#1c1f25;--accent:#7db4f5;--heat:#2a66b0}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.6 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main{max-width:60rem;margin:0 auto;padding:3.5rem 1.5rem 5rem}
header{margin-bottom:3rem}
h1{font-size:2rem;line-height:1.2;font-weight:650;letter-spacing:-.015em;margin:.25rem 0 .75rem;text-wrap:balance}
h2{font-size:1.25rem;line-height:1.3;font-weight:650;margin:0 0 .9rem}
h3{font-size:1rem;font-weight:650;margin:1.75rem 0 .75rem}
p,ul{margin:0 0 1rem;max-width:44rem}
ul{padding-left:1.2rem}li{margin:.4rem 0}
section{margin-top:3.5rem}
.kicker,.facts,.note,cite,caption,figcaption{color:var(--muted);font-size:.875rem;line-height:1.5}
.facts{overflow-wrap:anywhere;margin:0}
.lead{font-size:1.125rem}
.warning{border-left:3px solid var(--ink);padding-left:.9rem;font-weight:600}
.verdict{background:var(--soft);border-left:4px solid var(--accent);padding:1.5rem 1.75rem;margin-bottom:1rem}
.verdict p:last-child{margin:0}
.word{font-size:1.625rem;line-height:1.25;font-weight:650;margin:0 0 .6rem}
.word span{color:var(--muted);font-weight:400;font-size:1.125rem}
.plain{font-size:1.0625rem}
.scroll{overflow-x:auto;margin:0 0 1rem}
table{border-collapse:collapse;width:100%;font-size:.9375rem;line-height:1.45}
caption{caption-side:top;text-align:left;padding-bottom:.6rem}
thead th{font-weight:600;font-size:.8125rem;color:var(--muted);vertical-align:bottom;border-bottom:1.5px solid var(--ink)}
th,td{padding:.5rem .75rem .5rem 0;text-align:left;vertical-align:top;font-weight:400;overflow-wrap:break-word}
th:last-child,td:last-child{padding-right:0}
tbody tr:last-child>*,tr.says>*{border-bottom:1px solid var(--line)}
tr.says td{color:var(--muted);font-size:.875rem;padding:0 0 .9rem;max-width:44rem}
tr.says+tr>*{padding-top:.8rem}
tr.strong>*{font-weight:650}
tr.group th{padding-top:2rem;font-size:1rem;font-weight:650;border-bottom:1.5px solid var(--ink)}
tr.group+tr>*{padding-top:.8rem}tbody tr.group:first-child th{padding-top:.8rem}
.n{text-align:right;font-variant-numeric:tabular-nums lining-nums}
td.n{white-space:nowrap}
figure{margin:0 0 1.5rem}
figcaption{max-width:44rem;margin-top:.9rem}
.panels{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,25rem),1fr));gap:2rem 2.5rem}
.panel h3,.panel .title{font-size:.9375rem;font-weight:600;margin:0 0 .5rem}
.beside{display:grid;grid-template-columns:minmax(0,28rem) minmax(0,1fr);gap:2rem;align-items:start}
.beside table{font-size:.8125rem}.beside :is(th,td):not(:last-child){padding-right:.6rem}.beside tbody th{white-space:nowrap}
svg.chart{display:block;max-width:100%;height:auto;font-family:inherit;color:var(--ink);font-variant-numeric:tabular-nums}
details{margin:0 0 1rem}
summary{cursor:pointer;color:var(--accent);font-size:.9375rem}
details[open] summary{margin-bottom:.9rem}
details caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
details td{overflow-wrap:anywhere}
blockquote{margin:0 0 1.25rem;padding-left:1.1rem;border-left:2px solid var(--line);max-width:44rem}
blockquote p{margin:0 0 .2rem;white-space:pre-line}
.twins{display:grid;grid-template-columns:1fr 1fr;gap:0 2rem;max-width:none}.twins blockquote+blockquote{color:var(--muted)}
.below{font-size:.875rem;line-height:1.5;margin:.75rem 0 0}
details figure{margin-top:1rem}
cite{font-style:normal;font-variant-numeric:tabular-nums}
.paste{background:var(--soft);padding:1.25rem 1.5rem;font-size:.9375rem;overflow-wrap:anywhere;max-width:none}
:focus-visible{outline:2px solid var(--accent);outline-offset:3px}
@media (max-width:60rem){.beside{grid-template-columns:minmax(0,1fr)}}
@media (max-width:40rem){
th,td{padding-right:.5rem}table:not(.wide){font-size:.8125rem}thead th{font-size:.6875rem}.twins{grid-template-columns:minmax(0,1fr)}.twins blockquote+blockquote{margin-left:1.1rem}
main{padding:2rem 1rem 3rem}h1{font-size:1.5rem}section{margin-top:2.5rem}.verdict{padding:1.1rem 1.1rem}
.beside :is(th,td):not(:last-child){padding-right:.4rem}.beside td.n{white-space:normal}
table.wide,table.wide tbody,table.wide caption{display:block}
table.wide thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
table.wide tr{display:block}table.wide tr.group th{display:block;padding:1.75rem 0 .2rem;border-bottom:1.5px solid var(--ink)}table.wide th,table.wide td{display:flex;justify-content:space-between;gap:1rem;padding:.15rem 0;text-align:right;border:0;white-space:normal}
table.wide tbody th{font-weight:650;padding-top:.9rem;text-align:left}
table.wide td::before{content:attr(data-label);color:var(--muted);text-align:left}
table.wide tr.says td{display:block;text-align:left;padding:.3rem 0 1rem;border-bottom:1px solid var(--line)}
table.wide tr.says td::before{content:none}
}
@media print{
:root{--paper:#fff;--ink:#000;--muted:#444;--line:#bbb;--band:#eceef1;--soft:#fff;--accent:#1f5fae;--heat:#6ea3e0}
html{font-size:11px}main{max-width:none;padding:0}section{margin-top:2rem}
.panels{grid-template-columns:1fr 1fr}.beside{grid-template-columns:minmax(0,28rem) minmax(0,1fr)}
.scroll{overflow:visible}td.n{white-space:normal}tr.says{break-before:avoid}
details::details-content{content-visibility:visible;display:block}
h2,h3,caption{break-after:avoid}figure .panel,.beside>*,blockquote,.verdict,tr{break-inside:avoid}
.verdict,.paste{border:1px solid var(--line)}
}
`;
