/** Something measured over epochs or over a setting. */
export interface Curve {
  title: string
  /** What runs along the horizontal axis. */
  x: string
  series: Series[]
  /** A place on the horizontal axis to mark: the epoch that was kept. */
  mark?: number
  /** For settings that are spread by factors. */
  logarithmic?: boolean
}

export interface Series {
  name: string
  points: { x: number; y: number }[]
}

const SIZE = { width: 640, height: 240, marginLeft: 56, marginRight: 84 }

/**
 * Draws curves with Observable Plot on a document of linkedom's; both are loaded when first asked
 * for, since most commands draw nothing.
 *
 * @returns an `<svg>` element each, as text
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

/** A series is named at its end. */
const LABEL = { textAnchor: 'start', dx: 6 } as const
