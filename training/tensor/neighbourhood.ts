import { balance, type Graph } from './sparse.ts'
import type { Tape } from './tape.ts'

/** Some nodes of a graph and their neighbours. */
export interface Neighbourhood {
  /** The nodes and their neighbours, each once, ascending. */
  nodes: Int32Array
  /** [rows, nodes]: the edges of the requested nodes, for {@link adaptiveSpmm}. */
  graph: Graph
}

/**
 * Some rows of a symmetric graph with renumbered columns, so that a computation on these nodes needs no
 * pass over all of them. Lives in the step's memory; the graph has no values.
 *
 * @param rows the requested nodes, each once
 */
export function neighbourhood(tape: Tape, graph: Graph, rows: Int32Array): Neighbourhood {
  const { runtime } = tape
  const offsets = runtime.i32(graph.forward.offsets, graph.rows + 1)
  const index = runtime.i32(graph.forward.index, graph.forward.entries)
  const place = new Int32Array(graph.cols).fill(-1)
  const starts = new Int32Array(rows.length + 1)
  for (let r = 0; r < rows.length; r++) {
    const [from, to] = [offsets[rows[r]], offsets[rows[r] + 1]]
    place[rows[r]] = 0
    for (let e = from; e < to; e++) place[index[e]] = 0
    starts[r + 1] = starts[r] + to - from
  }
  let count = 0
  for (let c = 0; c < place.length; c++) if (place[c] === 0) place[c] = count++
  const nodes = new Int32Array(count)
  for (let c = 0; c < place.length; c++) if (place[c] >= 0) nodes[place[c]] = c

  const columns = new Int32Array(starts[rows.length])
  const turnedStarts = new Int32Array(count + 1)
  for (let r = 0, at = 0; r < rows.length; r++)
    for (let e = offsets[rows[r]]; e < offsets[rows[r] + 1]; e++) {
      columns[at] = place[index[e]]
      turnedStarts[columns[at++] + 1]++
    }
  for (let c = 0; c < count; c++) turnedStarts[c + 1] += turnedStarts[c]
  const next = turnedStarts.slice()
  const [turned, mirror] = [new Int32Array(columns.length), new Int32Array(columns.length)]
  for (let r = 0; r < rows.length; r++)
    for (let e = starts[r]; e < starts[r + 1]; e++) {
      const at = next[columns[e]]++
      turned[at] = r
      mirror[at] = e
    }

  const put = (begins: Int32Array, which: Int32Array) => ({
    offsets: tape.ints(begins),
    index: tape.ints(which),
    values: 0,
    entries: which.length,
    ranges: balance(begins, begins.length - 1, runtime.threads),
  })
  return {
    nodes,
    graph: {
      rows: rows.length,
      cols: count,
      forward: put(starts, columns),
      backward: put(turnedStarts, turned),
      mirror: tape.ints(mirror),
      own: tape.ints(rows.map((node) => place[node])),
    },
  }
}
