/** A chart: one or more series over epochs, or over the values of a setting. */
export interface Curve {
  title: string
  /** Label of the horizontal axis. */
  x: string
  series: Series[]
  /** Value on the horizontal axis to mark, such as the epoch that was kept. */
  mark?: number
  /** Whether the horizontal axis is logarithmic. */
  logarithmic?: boolean
}

export interface Series {
  name: string
  points: { x: number; y: number }[]
}

const SIZE = { width: 640, height: 240, marginLeft: 56, marginRight: 84 }

/**
 * Draws curves with Observable Plot in a document of linkedom. Both are loaded here, because most
 * commands draw nothing.
 *
 * @returns one `<svg>` element per curve, as text
 */
export async function drawCurves(curves: readonly Curve[]): Promise<string[]> {
  const [Plot, { parseHTML }] = await Promise.all([
    import('@observablehq/plot'),
    import('linkedom'),
  ])
  const { document } = parseHTML('<!doctype html><html><body></body></html>')
  return curves.map(({ title, x, series, mark, logarithmic }) => {
    const points = series.flatMap(({ name, points }) =>
      points.map((point) => ({ ...point, series: name })),
    )
    const channels = { x: 'x', y: 'y', stroke: 'series' }
    const named = { x: 'x', y: 'y', z: 'series', text: 'series', fill: 'series' }
    const labels =
      series.length > 1 ? [Plot.text(points, Plot.selectLast({ ...named, ...LABEL }))] : []
    const few = points.length <= 40 ? [Plot.dot(points, { ...channels, r: 2 })] : []
    const kept = mark === undefined ? [] : [Plot.ruleX([mark], { strokeDasharray: '3,3' })]
    const svg = Plot.plot({
      ...SIZE,
      document,
      ariaLabel: title,
      x: { label: x, type: logarithmic ? 'log' : 'linear' },
      y: { label: null, grid: true, nice: true },
      color: { scheme: 'tableau10' },
      marks: [...kept, Plot.lineY(points, channels), ...few, ...labels],
    })
    return svg.outerHTML
  })
}

/** The name of a series stands at its last point. */
const LABEL = { textAnchor: 'start', dx: 6 } as const
