import type { Reliability } from '../calibration.ts'
import type { ListQuality } from '../lists.ts'
import type { Membership } from '../membership.ts'
import type { Metrics } from '../metrics.ts'
import type { Curve } from './curves.ts'
import { reportPage, type Table } from './page.ts'

/** What a report of scores shows. */
export interface Scored extends Metrics {
  protocol: string
  model: string
  lists: ListQuality
  calibration: Reliability | null
  membership: Membership | null
  seconds: number
}

/** Scores as a page: metrics, the reliability plot, and what the lists are like. */
export function evaluationReport(scored: Scored): Promise<string> {
  const { protocol, model, users, lists, calibration, membership, seconds } = scored
  const { error, slope, intercept } = calibration ?? {}
  return reportPage({
    title: `${model} on ${protocol}`,
    facts: {
      users,
      ...lists,
      'calibration error': error,
      slope,
      intercept,
      membership: membership ?? undefined,
      seconds,
    },
    curves: calibration ? [reliabilityPlot(calibration)] : [],
    tables: [metricTable(scored), ...(calibration ? [binTable(calibration)] : [])],
  })
}

/** Shares of hits over the probabilities that were told; on the diagonal they hold. */
function reliabilityPlot({ bins }: Reliability): Curve {
  const points = bins.map(({ predicted, observed }) => ({ x: predicted, y: observed }))
  const end = Math.max(...points.flatMap(({ x, y }) => [x, y]))
  return {
    title: 'How often the next item was among the ten best, by the probability that was told',
    x: 'probability told',
    series: [
      { name: 'observed', points },
      {
        name: 'ideal',
        points: [
          { x: 0, y: 0 },
          { x: end, y: end },
        ],
      },
    ],
  }
}

function metricTable(metrics: Metrics): Table {
  const rows = (['recall', 'ndcg', 'hr'] as const).map((name) => ({
    metric: name,
    ...Object.fromEntries(Object.entries(metrics[name]).map(([k, value]) => [`@${k}`, value])),
  }))
  return { title: `Test, ${metrics.users} users`, rows }
}

function binTable({ bins }: Reliability): Table {
  return { title: 'Reliability', rows: bins }
}
