import type { Csr } from '../../../training/sparse/index.ts'
import type { Triples } from '../../../training/teachers/graph/types.ts'

/**
 * The losses of the graph teachers in float64 from the papers' equations, without the engine's ops:
 * the reference of `equations.test.ts`. Matrices are lists of rows.
 */
export type Matrix = number[][]

/** Inputs of a loss. */
export interface Given {
  interactions: Csr
  batch: Triples
  settings: Record<string, number>
  /** A parameter or a buffer by its name. */
  weight(name: string): Matrix
  /** [U+N, width]: profiles, and texts of intents. */
  text: Matrix
  intents: Matrix
  /** Of a modality that some nodes lack: their rows are zeros. */
  image?: Matrix
}

/** A backbone's embeddings, its layers, and its terms beside BPR. */
export interface Reference {
  final: Matrix
  /** e^{(0)} … e^{(L−1)} */
  layers: Matrix[]
  terms: Record<string, number>
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)
const mean = (values: readonly number[]) => sum(values) / values.length
const dot = (a: number[], b: number[]) => sum(a.map((v, c) => v * b[c]))
const cosine = (a: number[], b: number[]) => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))
const turned = (a: Matrix) => a[0].map((_, c) => a.map((row) => row[c]))
const times = (a: Matrix, b: Matrix) => {
  const columns = turned(b)
  return a.map((row) => columns.map((column) => dot(row, column)))
}
const plus = (...all: Matrix[]) =>
  all[0].map((row, r) => row.map((_, c) => sum(all.map((one) => one[r][c]))))
const pick = (a: Matrix, rows: readonly number[]) => rows.map((r) => a[r])
const softmax = (row: number[]) => {
  const all = row.map((v) => Math.exp(v))
  return all.map((v) => v / sum(all))
}

/** Mean over b of −log( e^{cos(a_b,p_b)/τ} / Σ_c e^{cos(a_b,p_c)/τ} ). */
function infoNce(a: Matrix, p: Matrix, temperature: number): number {
  const logits = a.map((row) => p.map((other) => cosine(row, other) / temperature))
  return mean(logits.map((row, b) => Math.log(sum(row.map((v) => Math.exp(v)))) - row[b]))
}

/** Whether two nodes have an edge: A of the bipartite graph. */
export function edges({ rows, cols, offsets, index }: Csr): Matrix {
  const a = Array.from({ length: rows + cols }, () => new Array<number>(rows + cols).fill(0))
  for (let u = 0; u < rows; u++)
    for (const i of index.subarray(offsets[u], offsets[u + 1])) a[u][rows + i] = a[rows + i][u] = 1
  return a
}

/**
 * Â = D^{-½}·A·D^{-½} of the edges that a draw kept, if any; degrees are those of the whole graph.
 */
export function normalized(whole: Matrix, kept = whole): Matrix {
  const degree = whole.map(sum)
  return kept.map((row, r) => row.map((v, c) => v && v / Math.sqrt(degree[r] * degree[c])))
}

/** LightGCN, eq. 3–4: E, Â·E, Â²·E, …, one by one. */
function propagated(a: Matrix, start: Matrix, layers: number): Matrix[] {
  const all = [start]
  for (let l = 0; l < layers; l++) all.push(times(a, all[l]))
  return all
}

/** The batch's users, positive items and negative items, each once, as nodes. */
function batchNodes({ interactions: { rows }, batch }: Given): number[][] {
  const item = (index: Int32Array) => [...index].map((i) => rows + i)
  return [[...batch.user], item(batch.positive), item(batch.negative)].map((all) => [
    ...new Set(all),
  ])
}

/** softmax(e·C)·Cᵀ; users and items have their own prototypes. */
function intentsOf(given: Given, e: Matrix, names: string): Matrix {
  const [users, items] = ['users', 'items'].map((side) => given.weight(`${names}/${side}`))
  return e.map((row, node) => {
    const c = node < given.interactions.rows ? users : items
    return times([softmax(times([row], c)[0])], turned(c))[0]
  })
}

/**
 * The sum of each node's neighbours, weighted by (cos + 1)/2 of the keys; a row's weights sum to 1.
 */
function adaptive(given: Given, keys: Matrix, x: Matrix): Matrix {
  return edges(given.interactions).map((row, r) => {
    const weights = row.map((v, c) => (v * (cosine(keys[r], keys[c]) + 1)) / 2)
    return times([weights.map((w) => w / sum(weights))], x)[0]
  })
}

/** LeakyReLU(x·W₁ + b₁)·W₂ + b₂ */
function tower({ weight }: Given, name: string, x: Matrix): Matrix {
  const layer = (input: Matrix, n: number) =>
    times(input, weight(`${name}/w${n}`)).map((row) =>
      row.map((v, c) => v + weight(`${name}/b${n}`)[0][c]),
    )
  const inner = layer(x, 1).map((row) => row.map((v) => (v > 0 ? v : 0.01 * v)))
  return layer(inner, 2)
}

/** Rendle et al., UAI 2009: the mean of −log σ(x_u·x_i − x_u·x_j). */
export function bpr({ interactions: { rows }, batch }: Given, x: Matrix): number {
  const losses = Array.from(batch.user, (u, n) => {
    const difference =
      dot(x[u], x[rows + batch.positive[n]]) - dot(x[u], x[rows + batch.negative[n]])
    return Math.log(1 + Math.exp(-difference))
  })
  return mean(losses)
}

/** He et al., SIGIR 2020, on the edges that the step kept. */
export function lightgcn(given: Given, start: Matrix, kept?: Matrix): Reference {
  const a = normalized(edges(given.interactions), kept)
  const all = propagated(a, start, given.settings.layers)
  return { final: plus(...all), layers: all.slice(0, -1), terms: {} }
}

/** Wu et al., SIGIR 2021: two views of the graph. */
export function sgl(given: Given, start: Matrix, kept: readonly Matrix[]): Reference {
  const views = kept.map((edges) => lightgcn(given, start, edges).final)
  return { ...lightgcn(given, start), terms: { contrast: contrastOf(given, views) } }
}

/** Yu et al., SIGIR 2022: two views, every layer shifted by |Δ| in its own orthant. */
export function simgcl(given: Given, start: Matrix, moves: readonly Matrix[][]): Reference {
  const a = normalized(edges(given.interactions))
  const views = moves.map((lengths) => {
    const all = [start]
    for (const [l, length] of lengths.entries())
      all.push(times(a, all[l]).map((row, r) => row.map((v, c) => v + Math.sign(v) * length[r][c])))
    return plus(...all)
  })
  return { ...lightgcn(given, start), terms: { contrast: contrastOf(given, views) } }
}

function contrastOf(given: Given, [one, two]: readonly Matrix[]): number {
  const [users, positives] = batchNodes(given)
  const { contrastTemperature } = given.settings
  return sum(
    [users, positives].map((at) => infoNce(pick(one, at), pick(two, at), contrastTemperature)),
  )
}

/** Ren et al., SIGIR 2023. */
export function dccf(given: Given, start: Matrix): Reference {
  const { layers, contrastTemperature } = given.settings
  const a = normalized(edges(given.interactions))
  const [users, positives] = batchNodes(given)
  const all = [start]
  let contrast = 0
  for (let l = 0; l < layers; l++) {
    const e = all[l]
    const z = times(a, e)
    const r = intentsOf(given, e, 'intents')
    const views = [r, adaptive(given, z, e), adaptive(given, r, e)]
    for (const at of [users, positives])
      for (const view of views)
        contrast += infoNce(pick(z, at), pick(view, at), contrastTemperature)
    all.push(plus(z, ...views, e))
  }
  return { final: plus(...all), layers: all.slice(0, -1), terms: { contrast } }
}

/** Zhang et al., SIGIR 2024: z = μ + σ⊙ε. */
export function bigcf(given: Given, start: Matrix, noise: Matrix): Reference {
  const { layers, final: mu } = lightgcn(given, start)
  const sigma = intentsOf(given, mu, 'intents')
  const z = mu.map((row, r) => row.map((v, c) => v + sigma[r][c] * noise[r][c]))
  const { rows } = given.interactions
  const { user, positive } = given.batch
  const near = (a: Matrix, b: Matrix) => infoNce(a, b, given.settings.contrastTemperature)
  const [users, positives] = batchNodes(given)
  const alone = [users, positives].flatMap((at) => [z, sigma].map((x) => pick(x, at)))
  const pair = near(
    pick(z, [...user]),
    pick(
      z,
      [...positive].map((i) => rows + i),
    ),
  )
  const squares = ['users', 'items'].map((side) =>
    sum(given.weight(`intents/${side}`).map((row) => dot(row, row))),
  )
  const contrast = pair + sum(alone.map((x) => near(x, x)))
  return { final: z, layers, terms: { contrast, 'size of intents': sum(squares) } }
}

/** Ren et al., WWW 2024: final embeddings beside the profiles' texts. */
export function rlmrecCon(given: Given, { final }: Reference): Record<string, number> {
  return { profile: aligned(given, final, tower(given, 'profile', given.text), 'profile') }
}

/** The generative version: masked nodes' embeddings have to reconstruct their texts. */
export function rlmrecGen(given: Given, { final }: Reference, masked: number[]) {
  const told = tower(given, 'reconstruction', pick(final, masked))
  const { reconstructionTemperature } = given.settings
  return { reconstruction: infoNce(told, pick(given.text, masked), reconstructionTemperature) }
}

/** Wang et al., SIGIR 2025. `noise`: 1 + ε for the batch's nodes, of text and of graph. */
export function irllrec(given: Given, { final, layers }: Reference, noise: Matrix[]) {
  const z = tower(given, 'text intent', given.intents)
  const soft = tower(given, 'momentum', given.intents).map(softmax)
  const each = layers.map((e) => adaptive(given, intentsOf(given, e, 'prototypes'), e))
  const r = plus(...each).map((row) => row.map((v) => v / layers.length))
  const [users, positives, negatives] = batchNodes(given)
  const items = [...new Set([...positives, ...negatives])]
  const nodes = [...users, ...items].sort((a, b) => a - b)
  const place = new Map(nodes.map((node, n) => [node, n]))
  const disturbed = (x: Matrix, by: Matrix) =>
    x.map((row, node) => row.map((v, c) => v * (by[place.get(node) ?? -1]?.[c] ?? 0)))
  const [x, y] = [disturbed(z, noise[0]), disturbed(final, noise[1])]
  const { translationTemperature } = given.settings
  const entropy = (e: Matrix) => mean(nodes.map((n) => -dot(soft[n], softmax(e[n]).map(Math.log))))
  return {
    ...rlmrecCon(given, { final, layers, terms: {} }),
    pair: aligned(given, r, z, 'pair'),
    ...(given.image && { 'pair image': alignedWhere(given, r, given.image) }),
    translation: sum(
      [users, items].map((at) => infoNce(pick(x, at), pick(y, at), translationTemperature)),
    ),
    matching: entropy(z) + entropy(final),
  }
}

/** As {@link aligned}, with the tower of a modality, over the nodes that have it. */
function alignedWhere(given: Given, r: Matrix, image: Matrix): number {
  const z = tower(given, 'image intent', image)
  const present = batchNodes(given).map((at) => at.filter((n) => image[n].some((v) => v !== 0)))
  const { pairTemperature } = given.settings
  return sum(present.map((at) => infoNce(pick(r, at), pick(z, at), pairTemperature)))
}

/** Final embeddings of the batch's items beside the sums of their attributes' embeddings. */
export function hgcl(given: Given, { final }: Reference, { rows, cols, offsets, index }: Csr) {
  const held = Array.from({ length: rows }, (_, i) => [
    ...index.subarray(offsets[i], offsets[i + 1]),
  ])
  const count = Array.from({ length: cols }, (_, a) => held.flat().filter((b) => b === a).length)
  const table = given.weight('attributes')
  const view = (i: number) =>
    table[0].map((_, c) =>
      sum(held[i].map((a) => table[a][c] / Math.sqrt(held[i].length * count[a]))),
    )
  const { positive, negative } = given.batch
  const items = [...new Set([...positive, ...negative])].filter((i) => held[i].length > 0)
  const users = given.interactions.rows
  const nodes = items.map((i) => users + i)
  return {
    attributes: infoNce(pick(final, nodes), items.map(view), given.settings.attributeTemperature),
  }
}

/** InfoNCE over the batch's users, positive items and negative items. */
function aligned(given: Given, a: Matrix, b: Matrix, name: string): number {
  const temperature = given.settings[`${name}Temperature`]
  return sum(batchNodes(given).map((at) => infoNce(pick(a, at), pick(b, at), temperature)))
}
