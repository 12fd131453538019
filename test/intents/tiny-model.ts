import { OnnxGraph } from '../../training/export/onnx/graph.ts'

/**
 * Word → its embedding, in the order of the ids. Special tokens are zero, unknown words point left.
 */
const WORDS: Record<string, [number, number]> = {
  '[PAD]': [0, 0],
  '[UNK]': [-20, 0],
  '[CLS]': [0, 0],
  '[SEP]': [0, 0],
  red: [30, 0],
  hat: [0, 40],
}
const WIDTH = 2
/** Max tokens of a text, including special tokens. */
const MAX_TOKENS = 6

/**
 * The files of a language model as `@huggingface/transformers` reads them: BERT's tokenizer with
 * two words, embeddings of two numbers and one layer of self-attention, h = x + softmax(x·xᵀ)·x.
 *
 * Embeddings are orthogonal and so long that a word attends only to equal words, and a special
 * token equally to all tokens: the layer's mean has the direction of the sum of the words.
 *
 * @param weights names of the files in `onnx/`
 */
export async function tinyModel(
  weights: readonly string[],
): Promise<Record<string, string | Uint8Array>> {
  const model = await tinyBert()
  return {
    'config.json': JSON.stringify({ model_type: 'bert', architectures: ['BertModel'] }),
    'tokenizer.json': JSON.stringify(tokenizer()),
    'tokenizer_config.json': JSON.stringify({
      tokenizer_class: 'BertTokenizer',
      do_lower_case: true,
      model_max_length: MAX_TOKENS,
    }),
    ...Object.fromEntries(weights.map((file) => [`onnx/${file}`, model])),
  }
}

/** For a batch of one text, as the provider sends it. */
function tinyBert(): Promise<Uint8Array> {
  const g = new OnnxGraph('tiny')
  for (const name of ['input_ids', 'attention_mask', 'token_type_ids'])
    g.input(name, 'int64', ['batch', 'tokens'])
  const rows = Object.values(WORDS)
  const table = g.tensor('words', Float32Array.from(rows.flat()), [rows.length, WIDTH])
  const words = g.node('Gather', [table, 'input_ids'])
  const x = g.node('Reshape', [words, g.list('flat', [-1, WIDTH])])
  const mask = g.node('Cast', ['attention_mask'], { to: 1 })
  const hidden = g.node('Mul', [g.node('Sub', [mask, g.scalar('one', 1)]), g.scalar('far', 1e9)])
  const scores = g.node('Add', [g.node('Gemm', [x, x], { transB: 1 }), hidden])
  const attended = g.node('MatMul', [g.node('Softmax', [scores], { axis: -1 }), x])
  const layer = g.node('Add', [x, attended])
  g.node('Reshape', [layer, g.list('text', [1, -1, WIDTH])], {}, 'last_hidden_state')
  g.output('last_hidden_state', ['batch', 'tokens', WIDTH])
  return g.encode()
}

function tokenizer() {
  const names = Object.keys(WORDS)
  const marks = names.filter((name) => name.startsWith('['))
  const mark = (id: string) => ({ SpecialToken: { id, type_id: 0 } })
  const special = (id: string) => ({ id, ids: [names.indexOf(id)], tokens: [id] })
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: marks.map((content) => ({
      id: names.indexOf(content),
      content,
      special: true,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
    })),
    normalizer: { type: 'BertNormalizer', clean_text: true, lowercase: true },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [mark('[CLS]'), { Sequence: { id: 'A', type_id: 0 } }, mark('[SEP]')],
      special_tokens: { '[CLS]': special('[CLS]'), '[SEP]': special('[SEP]') },
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(names.map((name, id) => [name, id])),
    },
  }
}
