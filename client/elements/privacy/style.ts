export const STYLE = `
:host{display:block}
:host([hidden]),[hidden]{display:none!important}
h2,h3,p,ul{margin:0 0 .6em;padding:0}
h2{font-size:1.25em}
h3{margin-top:1em;font-size:1em}
ul{list-style:none}
li{display:flex;gap:.75em;align-items:center;min-height:2.2em}
li>span:first-child{flex:1;min-width:0;overflow-wrap:anywhere}
.when{display:grid;text-align:end}
time,[part=share],[part=kind]{font-size:.85em}
[part~=muted] span{text-decoration:line-through}
button{padding:.4em .8em;border:1px solid;border-radius:.5em;background:none;color:inherit;font:inherit;cursor:pointer}
[part~=icon]{padding:0 .5em}
[part~=pressed]{background:#8884}
[role=switch]::before{content:"";display:inline-block;width:.9em;height:.9em;margin-inline-end:.5em;border:2px solid;border-radius:50%;box-sizing:border-box}
[role=switch][aria-checked=true]::before{background:currentColor}
:focus-visible{outline:2px solid;outline-offset:2px}
.actions{display:flex;flex-wrap:wrap;gap:.6em;margin-top:1em}
dialog{padding:1em;border:1px solid;max-width:24em}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
`
