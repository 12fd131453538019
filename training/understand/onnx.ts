import type { Member, Network, Sizes } from '@tacit-rec/engine'
import { TacitError } from '@tacit-rec/pack'
import { OnnxGraph } from '../export/index.ts'

/**
 * A network of queries as an ONNX model, the arithmetic of `readTokens` in `engine/`. Inputs `x0`,
 * `x1`, … f32 [T,width], one a member, as `embedTokens` gathers them; outputs `clause` f32
 * [T,1+intents], `bound` f32 [T,2] and `tags` f32 [T,tags], the means over the members, of tags' scores where
 * the network has `chain`.
 *
 * @throws TacitError `understand/onnx` for a network with convolutions
 */
export async function networkOnnx({ sizes, members }: Network): Promise<Uint8Array<ArrayBuffer>> {
  if (sizes.dilations.length > 0)
    throw new TacitError(
      'understand/onnx',
      `a network with convolutions (dilations ${sizes.dilations}) has no ONNX form: train it without`,
    )
  const g = new OnnxGraph('queries')
  const each = members.map((member, n) => {
    g.input(`x${n}`, 'float32', ['T', sizes.width])
    return addMember(g, member, sizes, `${n}`)
  })
  const share = g.scalar('share', 1 / members.length)
  for (const [name, cols] of [
    ['clause', 1 + sizes.intents],
    ['bound', 2],
    ['tags', sizes.tags],
  ] as const) {
    const [first, ...others] = each.map((outputs) => outputs[name])
    const sum = others.reduce((a, b) => g.node('Add', [a, b]), first)
    const isScore = name === 'tags' && sizes.chain
    const mean = g.node('Mul', [sum, share], {}, isScore ? undefined : name)
    g.output(isScore ? g.node('Softmax', [mean], { axis: 1 }, name) : mean, ['T', cols])
  }
  return g.encode()
}

function addMember(g: OnnxGraph, m: Member, { hidden, chain }: Sizes, n: string) {
  const half = hidden / 2
  const matrix = (name: string) =>
    g.tensor(`${n}.${name}`, m[name].data, [m[name].rows, m[name].cols])
  const vector = (name: string) => g.tensor(`${n}.${name}`, m[name].data, [m[name].cols])
  const linear = (name: string, x: string) =>
    g.node('Gemm', [x, matrix(`${name}.weight`), vector(`${name}.bias`)], { transB: 1 })
  const softmax = (x: string) => g.node('Softmax', [x], { axis: 1 })

  const h = linear('input', `x${n}`)
  const sequence = g.node('Reshape', [h, g.list(`${n}.one`, [-1, 1, hidden])])
  const rows = g.list(`${n}.rows`, [-1, half])
  const [ahead, back] = (['forward', 'backward'] as const).map((name) => {
    const put = (part: string, data: Float32Array, shape: number[]) =>
      g.tensor(`${n}.${name}.${part}`, data, shape)
    const bias = new Float32Array(6 * half)
    bias.set(zrc(m[`${name}.input.bias`].data, half, 1))
    const inputs = [
      sequence,
      put('w', zrc(m[`${name}.input.weight`].data, half, hidden), [1, 3 * half, hidden]),
      put('r', zrc(m[`${name}.state`].data, half, half), [1, 3 * half, half]),
      put('b', bias, [1, 6 * half]),
    ]
    const direction = name === 'forward' ? 'forward' : 'reverse'
    const states = { hidden_size: half, linear_before_reset: 1, direction }
    return g.node('Reshape', [g.node('GRU', inputs, states), rows])
  })
  const sides = g.node('Concat', [ahead, back], { axis: 1 })
  const summed = g.node('Add', [h, sides])
  const norm = [vector('norm.gain'), vector('norm.bias')]
  const top = g.node('LayerNormalization', [summed, ...norm], { axis: -1 })
  const clause = softmax(linear('clause', top))
  const seen = g.node('MatMul', [clause, matrix('slot.intent')])
  const slot = g.node('Relu', [g.node('Add', [linear('slot', top), seen])])
  const tags = linear('tag', slot)
  return { clause, bound: softmax(linear('bound', top)), tags: chain ? tags : softmax(tags) }
}

/** The gates of our rows, [r, z, c], in ONNX's order, [z, r, c]. */
function zrc(data: Float32Array, half: number, cols: number): Float32Array {
  const size = half * cols
  const out = data.slice()
  out.set(data.subarray(size, 2 * size), 0)
  out.set(data.subarray(0, size), size)
  return out
}
