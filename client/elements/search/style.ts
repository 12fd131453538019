/** Colors and shapes are the page's: `--tacit-…` properties and `::part`. */
export const STYLE = `
:host { display: block; position: relative; font: inherit; color: inherit }
:host([hidden]) { display: none }
form { margin: 0 }
input {
  box-sizing: border-box; width: 100%; min-height: 44px; padding: 0 16px; font: inherit;
  color: inherit; background: var(--tacit-surface, Canvas);
  border: 1px solid var(--tacit-line, GrayText); border-radius: var(--tacit-radius, 8px);
}
.popup {
  position: absolute; inset-inline: 0; z-index: 10; margin: 4px 0 0; padding: 4px; list-style: none;
  max-height: min(70vh, 480px); overflow-y: auto; background: var(--tacit-surface, Canvas);
  border: 1px solid var(--tacit-line, GrayText); border-radius: var(--tacit-radius, 8px);
  box-shadow: 0 8px 24px rgb(0 0 0 / .15);
}
[hidden] { display: none }
[role=option] { padding: 8px 12px; border-radius: 6px; cursor: pointer; overflow-wrap: anywhere }
[role=option][aria-selected=true] { background: var(--tacit-active, Highlight); color: var(--tacit-active-text, HighlightText) }
.reason { display: block; font-size: .85em; opacity: .8 }
[aria-selected=true] .reason { opacity: 1 }
.chips { display: flex; flex-wrap: wrap; gap: 6px; margin: 6px 0 0; padding: 0; list-style: none }
.chips button {
  min-height: 32px; padding: 0 10px; font: inherit; color: inherit; cursor: pointer;
  background: none; border: 1px solid var(--tacit-line, GrayText); border-radius: 999px;
}
.status { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
@media (forced-colors: active) { [role=option][aria-selected=true] { outline: 2px solid } }
`
