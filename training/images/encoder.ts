import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { TacitError } from '@tacit-rec/pack'
import * as v from 'valibot'
import { errorMessage, readIfThere } from '../files.ts'
import { importOptional } from '../optional.ts'

/** Turns the bytes of a picture into a vector. */
export interface ImageEncoder {
  /** SHA-256 (hex) of the model and its settings. */
  id: string
  /** @throws if the bytes are no picture that can be decoded */
  encode(picture: Uint8Array): Promise<Float32Array>
  dispose(): Promise<void>
}

/** How pixels become numbers: value = (channel / 255 − mean) / std, for red, green and blue. */
interface Preprocessing {
  size: number
  /** `contain` pads to a square with white, `cover` crops to one. */
  fit: 'contain' | 'cover'
  mean: readonly number[]
  std: readonly number[]
}

/** As Hugging Face exports it beside CLIP and other vision models. */
const PreprocessorSchema = v.object({
  size: v.optional(
    v.union([
      v.number(),
      v.object({ shortest_edge: v.optional(v.number()), height: v.optional(v.number()) }),
    ]),
  ),
  crop_size: v.optional(v.union([v.number(), v.object({ height: v.number() })])),
  do_center_crop: v.optional(v.boolean()),
  image_mean: v.optional(v.pipe(v.array(v.number()), v.length(3))),
  image_std: v.optional(v.pipe(v.array(v.number()), v.length(3))),
})

/** (channel − 127) / 128, as EfficientNet-Lite was trained with. */
const DEFAULT = { mean: Array(3).fill(127 / 255), std: Array(3).fill(128 / 255) }
const CONFIG = 'preprocessor_config.json'
/** Names under which exporters give the vector of the whole picture. */
const OUTPUTS = ['image_embeds', 'vector', 'pooler_output']
/** Larger pictures are bombs or scans that no shop shows. */
const MAX_PIXELS = 1e8

/** The part of onnxruntime-node that is used. */
interface Ort {
  InferenceSession: {
    create(bytes: Uint8Array, options: object): Promise<Session>
  }
  Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => unknown
}
interface Session {
  inputNames: readonly string[]
  outputNames: readonly string[]
  inputMetadata: readonly { shape?: readonly (number | string)[] }[]
  run(feeds: Record<string, unknown>): Promise<Record<string, { data: unknown; dims: number[] }>>
  release(): Promise<void>
}

/** The part of sharp that is used. */
type Sharp = (bytes: Uint8Array, options: object) => Pipeline
interface Pipeline {
  rotate(): Pipeline
  flatten(options: object): Pipeline
  resize(width: number, height: number, options: object): Pipeline
  toColourspace(name: string): Pipeline
  removeAlpha(): Pipeline
  raw(): Pipeline
  toBuffer(): Promise<Uint8Array>
}

/**
 * Opens a vision model: a folder with one `.onnx` file, whose input is f32 [1,3,S,S], red, green and
 * blue, and whose output (`image_embeds`, `vector`, `pooler_output`, or the only one) is f32 [1,w].
 * `preprocessor_config.json`, where there is one, gives size, crop, mean and deviation; without it
 * the picture is padded to a square with white, and the numbers are (channel − 127)/128.
 *
 * @throws TacitError `images/model` naming the folder, `images/library` if sharp or onnxruntime-node
 *   is not installed
 */
export async function openEncoder(folder: string, threads: number): Promise<ImageEncoder> {
  const refuse = (what: string, remedy: string, cause?: unknown) =>
    new TacitError('images/model', `${folder}: ${what}: ${remedy}`, { cause })
  const names = await readdir(folder).catch(() => {
    throw refuse('is no folder', 'give the folder of a vision model with --model')
  })
  const models = names.filter((name) => name.endsWith('.onnx'))
  if (models.length !== 1)
    throw refuse(
      `${models.length} .onnx files`,
      'the folder must hold one, the encoder of pictures',
    )
  const needs = <T>(library: string) => importOptional<T>(library, 'tacit images', 'images/library')
  const ort = await needs<Ort>('onnxruntime-node')
  const sharp = (await needs<{ default: Sharp }>('sharp')).default
  const [bytes, config] = [
    await readFile(join(folder, models[0])),
    await readIfThere(join(folder, CONFIG)),
  ]
  const session = await ort.InferenceSession.create(bytes, { intraOpNumThreads: threads }).catch(
    (error: unknown) => {
      throw refuse(
        `${models[0]} cannot be opened (${errorMessage(error)})`,
        'export it again',
        error,
      )
    },
  )
  const shape = session.inputMetadata[0]?.shape ?? []
  if (session.inputNames.length !== 1 || shape.length !== 4)
    throw refuse(
      `its input is [${shape}]`,
      'export the vision tower alone, with one input [1,3,S,S]',
    )
  let settings: Preprocessing
  try {
    settings = preprocessingOf(config, shape[3])
  } catch (error) {
    throw refuse(`${CONFIG} cannot be used (${errorMessage(error)})`, 'export it again', error)
  }
  const output =
    OUTPUTS.find((name) => session.outputNames.includes(name)) ?? session.outputNames[0]
  const id = createHash('sha256').update(bytes).update(JSON.stringify(settings)).digest('hex')
  const { size, fit } = settings
  const white = { background: '#ffffff' }

  return {
    id,
    async encode(picture) {
      const pixels = await sharp(picture, { limitInputPixels: MAX_PIXELS })
        .rotate()
        .flatten(white)
        .resize(size, size, { fit, ...white })
        .toColourspace('srgb')
        .removeAlpha()
        .raw()
        .toBuffer()
      const tensor = new ort.Tensor('float32', planes(pixels, settings), [1, 3, size, size])
      const { data, dims } = (await session.run({ [session.inputNames[0]]: tensor }))[output]
      if (!(data instanceof Float32Array) || dims.length !== 2)
        throw refuse(
          `its output ${output} is [${dims}]`,
          'export a model that gives one vector [1,w]',
        )
      return data.slice()
    },
    dispose: () => session.release(),
  }
}

function preprocessingOf(config: string, width: number | string | undefined): Preprocessing {
  const fixed = typeof width === 'number' && width > 0 ? width : undefined
  if (!config) return { size: fixed ?? 224, fit: 'contain', ...DEFAULT }
  const read = v.parse(PreprocessorSchema, JSON.parse(config))
  const { crop_size: crop, size, image_mean, image_std } = read
  const cropped = typeof crop === 'object' ? crop.height : crop
  const resized = typeof size === 'object' ? (size.height ?? size.shortest_edge) : size
  return {
    size: fixed ?? cropped ?? resized ?? 224,
    fit: read.do_center_crop === false ? 'contain' : 'cover',
    mean: image_mean ?? DEFAULT.mean,
    std: image_std ?? DEFAULT.std,
  }
}

/** Interleaved bytes as normalized planes of red, green and blue. */
function planes(pixels: Uint8Array, { size, mean, std }: Preprocessing): Float32Array {
  const plane = size * size
  const out = new Float32Array(3 * plane)
  for (let p = 0; p < plane; p++)
    for (let c = 0; c < 3; c++) out[c * plane + p] = (pixels[3 * p + c] / 255 - mean[c]) / std[c]
  return out
}
