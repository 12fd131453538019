import type { Metrics } from '../../evaluate/index.ts'
import { type Curve, reportPage, type Series, type Table } from '../../evaluate/report/index.ts'
import type { LogLine } from '../graph/trainer/index.ts'
import type { Tried } from '../types.ts'
import type { RunConfig } from './config.ts'

/** `report.html`: what was trained, its curves, its metrics, what was tried. */
export function runReport(config: RunConfig, log: readonly LogLine[]): Promise<string> {
  const { teacher, data, protocol, seed, threads, settings, epochs, trained, transductive } = config
  const about = { users: data.users, items: data.items, protocol, transductive }
  return reportPage({
    title: `${teacher} on ${data.name}`,
    facts: { ...about, seed, threads, ...settings, epochs, trained },
    curves: [...trainingCurves(log, epochs), ...triedCurves(config.tried ?? [])],
    tables: [...metricTable(config.validation), ...triedTable(config.tried ?? [])],
  })
}

function trainingCurves(log: readonly LogLine[], kept: number | undefined): Curve[] {
  if (!log.length) return []
  const stages = [...new Set(log.map((line) => line.stage))]
  const curve = (title: string, value: (line: LogLine) => number | undefined): Curve => {
    const series = stages.map((stage): Series => {
      const points = log.flatMap((line) => {
        const y = line.stage === stage ? value(line) : undefined
        return y === undefined ? [] : [{ x: line.epoch, y }]
      })
      return { name: stage, points }
    })
    return { title, x: 'epoch', mark: kept, series: series.filter((one) => one.points.length) }
  }
  const terms = Object.keys(log[0].terms)
  return [
    curve('loss', (line) => line.loss),
    ...(terms.length > 1 ? terms.map((name) => curve(name, (line) => line.terms[name])) : []),
    ...(['recall', 'ndcg'] as const).map((name) =>
      curve(`validation ${name}@20`, (line) => line.validation?.[name]['20']),
    ),
    curve('seconds an epoch', (line) => line.seconds),
  ].filter((one) => one.series.length)
}

/** The objective over the first number that was varied, a line for every value of the second. */
function triedCurves(tried: readonly Tried[]): Curve[] {
  const names = Object.keys(tried[0]?.setting ?? {})
  const valuesOf = (name: string) => new Set(tried.map(({ setting }) => setting[name]))
  const [along, across] = names.filter((name) => valuesOf(name).size > 1)
  if (!along) return []
  const series = [...(across ? valuesOf(across) : [undefined])].map((value) => ({
    name: value === undefined ? 'validation' : `${across} ${value}`,
    points: tried
      .filter(({ setting }) => value === undefined || setting[across] === value)
      .map(({ setting, score }) => ({ x: setting[along], y: score }))
      .sort((a, b) => a.x - b.x),
  }))
  const positive = tried.every(({ setting }) => setting[along] > 0)
  return [{ title: `validation by ${along}`, x: along, series, logarithmic: positive }]
}

function metricTable(validation: Metrics | undefined): Table[] {
  if (!validation) return []
  const rows = (['recall', 'ndcg', 'hr'] as const).map((name) => ({
    metric: name,
    ...Object.fromEntries(Object.entries(validation[name]).map(([k, v]) => [`@${k}`, v])),
  }))
  return [{ title: `Validation, ${validation.users} users`, rows }]
}

function triedTable(tried: readonly Tried[]): Table[] {
  if (!tried.length) return []
  const rows = tried.map(({ setting, score }) => ({ ...setting, validation: score }))
  return [{ title: 'Tried on validation', rows }]
}
