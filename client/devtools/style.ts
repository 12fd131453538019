export const STYLE = `
section{position:fixed;inset:auto 0 0;z-index:2147483647;display:flex;flex-direction:column;height:40vh;background:#16181d;color:#e8e8e8;font:13px/1.5 system-ui,sans-serif;border-top:2px solid #e07a4f}
header{display:flex;justify-content:space-between}
button,input{background:none;border:1px solid #777;color:inherit;font:inherit;padding:.3em .8em}
[role=tab],.close{border:0}
[role=tab][aria-selected=true]{background:#2b2f38;font-weight:600}
[role=tabpanel]{flex:1;overflow:auto;padding:.6em 1em}
:focus-visible{outline:2px solid #ffb38f;outline-offset:-2px}
table{border-collapse:collapse}
th,td{padding:.15em 1em .15em 0;text-align:start;vertical-align:top;overflow-wrap:anywhere}
h3{margin:.8em 0 .2em;font-size:1em}
p{margin:.2em 0}
`
