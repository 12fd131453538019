/** Sizes are fixed before there are items, so nothing moves when they come. */
export const STYLE = `
:host{display:block;--w:var(--tacit-card-width,10rem);--h:var(--tacit-card-height,20rem);--g:var(--tacit-gap,1rem)}
:host([hidden]),[hidden]{display:none!important}
.bar{display:flex;gap:1em;align-items:center;min-height:2.5em}
h2{margin:0;font-size:1.25em}
.buttons{margin-inline-start:auto}
button{min-width:2.5em;min-height:2.5em;font:inherit}
.back:before,[dir=rtl] .forward:before{content:"‹"}
.forward:before,[dir=rtl] .back:before{content:"›"}
[aria-disabled=true]{opacity:.4}
.row{display:grid;position:relative;grid:auto/auto-flow var(--w);gap:var(--g);min-height:var(--h);overflow-x:auto;scrollbar-width:none}
:host([data-state=loading]) .row{background:repeating-linear-gradient(90deg,#8883 0 var(--w),#0000 0 calc(var(--w) + var(--g)))}
.card{display:flex;flex-direction:column;height:var(--h);overflow:hidden;color:inherit;text-decoration:none}
.picture{display:grid;flex:1;min-height:0;place-items:center;background:#8882;font-size:2em}
img{width:100%;height:100%;object-fit:contain}
.title,.reason{display:-webkit-box;flex:none;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden;line-height:1.3}
.title{font-weight:600}
.reason{font-size:.9em}
@media(prefers-reduced-motion:no-preference){:host([data-state=loading]) .row{animation:t 1s infinite alternate}@keyframes t{to{opacity:.5}}}
`
