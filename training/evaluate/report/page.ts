import { type Curve, drawCurves } from './curves.ts'

/** The parts of a report. */
export interface Report {
  title: string
  /** Values by name; objects appear as JSON, undefined values not at all. */
  facts: Record<string, unknown>
  curves: readonly Curve[]
  tables?: readonly Table[]
}

export interface Table {
  title: string
  /** The first row's keys are the heads of the columns. */
  rows: readonly Record<string, unknown>[]
}

/** A report as one self-contained HTML file: SVG curves, inline style, no script. */
export async function reportPage({ title, facts, curves, tables = [] }: Report): Promise<string> {
  const drawn = await drawCurves(curves)
  const figures = drawn.map(
    (svg, n) => `<figure><figcaption>${text(curves[n].title)}</figcaption>${svg}</figure>`,
  )
  const known = Object.entries(facts).filter(([, value]) => value !== undefined)
  const rows = known.map(([name, value]) => {
    const shown = typeof value === 'number' ? String(value) : value
    return `<tr><th>${text(name)}</th>${cell(shown)}</tr>`
  })
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${text(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${text(title)}</h1>
<div class="curves">${figures.join('\n')}</div>
${tables.map(tableHtml).join('\n')}
<h2>How</h2>
<table>${rows.join('\n')}</table>
</body>
</html>
`
}

function tableHtml({ title, rows }: Table): string {
  const names = Object.keys(rows[0] ?? {})
  const head = names.map((name) => `<th>${text(name)}</th>`).join('')
  const body = rows.map((row) => `<tr>${names.map((name) => cell(row[name])).join('')}</tr>`)
  return `<h2>${text(title)}</h2>\n<table><tr>${head}</tr>\n${body.join('\n')}</table>`
}

function cell(value: unknown): string {
  if (typeof value === 'number') return `<td class="number">${short(value)}</td>`
  return `<td>${text(typeof value === 'string' ? value : JSON.stringify(value))}</td>`
}

/** Four decimals, or three significant digits below 0.001. */
function short(value: number): string {
  if (Number.isInteger(value)) return String(value)
  return Math.abs(value) < 1e-3 ? value.toPrecision(3) : value.toFixed(4)
}

function text(value: unknown): string {
  return String(value ?? '').replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

const STYLE = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
body { max-width: 84rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.4rem } h2 { font-size: 1.1rem; margin-top: 2rem }
table { border-collapse: collapse }
th { text-align: left; font-weight: 600 }
th, td { padding: .15rem 1rem .15rem 0; vertical-align: top; overflow-wrap: anywhere }
.number { text-align: right; font-variant-numeric: tabular-nums }
.curves { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(36rem, 100%), 1fr)) }
figure { margin: 1rem 0 }
figcaption { font-weight: 600 }
svg { max-width: 100%; height: auto; background: none }
`
