/**
 * Makes the fixture in this folder from the public pictures of clothes: the part `test` as small
 * pictures, and an encoder that is learned on the others.
 *
 *   TACIT_DATA=../shared/data node test/images/clothes/make.ts
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inverse, Matrix } from 'ml-matrix'
import sharp from 'sharp'
import { openArchive } from '../../../training/data/index.ts'
import { OnnxGraph } from '../../../training/export/onnx/graph.ts'
import { openEncoder } from '../../../training/images/index.ts'
import { zipped } from '../../data/files/zipped.ts'

/** Pixels of a side, directions of edges, and cells of a side. */
const [SIDE, DIRECTIONS, CELLS] = [64, 8, 8]
const FEATURES = DIRECTIONS * CELLS ** 2
/** λ of the ridge regression: this share of the features' mean variance. */
const RIDGE = 0.3

const source = join(process.env.TACIT_DATA ?? '', 'pictures')
const here = import.meta.dirname
const [head, ...rows] = (await readFile(join(source, 'items.tsv'), 'utf8')).trim().split('\n')
const columns = head.split('\t')
const pictures = rows.map((row) => {
  const cells = row.split('\t')
  const cell = (name: string) => cells[columns.indexOf(name)]
  return { label: cell('class'), isTest: cell('part') === 'test', image: cell('image') }
})
const labels = [...new Set(pictures.map(({ label }) => label))].sort()
const archive = await openArchive(join(source, 'images.zip'))

/** Histograms of edges by direction in cells of a grid: their roots, of unit length, times `map`. */
async function edges(map?: Matrix): Promise<Uint8Array> {
  const g = new OnnxGraph('edges')
  g.input('pixels', 'float32', [1, 3, SIDE, SIDE])
  const table = (name: string, at: (row: number, col: number) => number, size: number[]) => {
    const values = Array.from({ length: size[0] * size[1] }, (_, e) =>
      at(Math.floor(e / size[1]), e % size[1]),
    )
    return g.tensor(name, Float32Array.from(values), size)
  }
  const slope = (from: number, to: number) =>
    to > 0 && to < SIDE - 1 ? Number(from === to + 1) - Number(from === to - 1) : 0
  const cell = (cell: number, pixel: number) =>
    Math.max(0, 1 - Math.abs(((pixel + 0.5) * CELLS) / SIDE - 0.5 - cell))
  const grey = g.node('ReduceMean', ['pixels'], { axes: [1] })
  const x = g.node('MatMul', [grey, table('right', slope, [SIDE, SIDE])])
  const y = g.node('MatMul', [table('down', (a, b) => slope(b, a), [SIDE, SIDE]), grey])
  const turned = (name: string, of: (angle: number) => number) =>
    g.tensor(
      name,
      Float32Array.from({ length: DIRECTIONS }, (_, k) => of((2 * Math.PI * k) / DIRECTIONS)),
      [1, DIRECTIONS, 1, 1],
    )
  const across = g.node('Mul', [x, turned('cos', Math.cos)])
  const along = g.node('Mul', [y, turned('sin', Math.sin)])
  const directed = g.node('Relu', [g.node('Add', [across, along])])
  const rowsOf = g.node('MatMul', [table('rows', cell, [CELLS, SIDE]), directed])
  const byCell = g.node('MatMul', [rowsOf, table('cols', (a, b) => cell(b, a), [SIDE, CELLS])])
  const flat = g.node('Reshape', [g.node('Sqrt', [byCell]), g.list('shape', [1, FEATURES])])
  const squares = g.node('ReduceSum', [g.node('Mul', [flat, flat]), g.list('last', [1])])
  const length = g.node('Sqrt', [g.node('Add', [squares, g.scalar('tiny', 1e-9)])])
  if (map) {
    const unit = g.node('Div', [flat, length])
    const weights = g.tensor('weights', Float32Array.from(map.to1DArray()), [FEATURES, map.columns])
    g.node('MatMul', [unit, weights], {}, 'vector')
  } else g.node('Div', [flat, length], {}, 'vector')
  g.output('vector', [1, map?.columns ?? FEATURES])
  return g.encode()
}

async function small(image: string, flop: boolean): Promise<Buffer> {
  const inside = { fit: 'inside', withoutEnlargement: true } as const
  const picture = sharp((await archive.read(image))!)
    .rotate()
    .flop(flop)
  return picture.resize(SIDE, SIDE, inside).webp({ quality: 70 }).toBuffer()
}

/** Ridge regression of the classes, each scaled to unit length, on the centred features. */
async function learned(): Promise<Matrix> {
  const model = await mkdtemp(join(tmpdir(), 'tacit-edges-'))
  await writeFile(join(model, 'edges.onnx'), await edges())
  const encoder = await openEncoder(model, 1)
  const [features, classes]: number[][][] = [[], []]
  for (const { image, label, isTest } of pictures) {
    if (isTest) continue
    const count = pictures.filter((other) => other.label === label && !other.isTest).length
    for (const flop of [false, true]) {
      features.push([...(await encoder.encode(await small(image, flop)))])
      classes.push(labels.map((each) => (each === label ? count ** -0.5 : 0)))
    }
  }
  await encoder.dispose()
  await rm(model, { recursive: true })
  const x = new Matrix(features).center('column')
  const gram = x.transpose().mmul(x)
  const ridge = Matrix.eye(FEATURES).mul((RIDGE * gram.trace()) / FEATURES)
  return inverse(gram.add(ridge)).mmul(x.transpose().mmul(new Matrix(classes)))
}

const tested = pictures.filter(({ isTest }) => isTest)
const files = await Promise.all(tested.map(({ image }) => small(image, false)))
const named = tested.map(({ label }, n) => ({ name: `${n}.webp`, label, bytes: files[n] }))
const list = named.map(({ name, label }, n) => `c${n}\t${label}\t${name}`)
await mkdir(join(here, 'model'), { recursive: true })
await writeFile(join(here, 'model/edges.onnx'), await edges(await learned()))
await writeFile(join(here, 'items.tsv'), `id\tclass\timage\n${list.join('\n')}\n`)
const zip = zipped(Object.fromEntries(named.map(({ name, bytes }) => [name, bytes])))
await writeFile(join(here, 'images.zip'), zip)
archive.close()
