import { expect, it } from 'vitest'
import { createRandom } from '../../../training/random.ts'
import { type Frame, trainGraphModel } from '../../../training/teachers/graph/trainer/index.ts'
import { randomInteractions, randomText, withModel } from './small-graph.ts'

const interactions = randomInteractions(20, 12, 0.3, createRandom(1))
const text = randomText(interactions, 4, createRandom(2))
const settings = { dim: 4, prototypes: 4 }

/** Trains IRLLRec around LightGCN, and returns which of its parameters moved. */
function moved(frame: Frame, name = 'lightgcn+irllrec') {
  return withModel(name, { interactions, text, settings }, async (model, tools) => {
    const copies = () => new Map(Array.from(model.parameters, ([n, p]) => [n, p.data.slice()]))
    const before = copies()
    const options = { ...tools, interactions, protocol: 'all', valid: null, frame }
    const trained = await trainGraphModel(model, options)
    const after = copies()
    const names = [...before.keys()].filter((n) =>
      before.get(n)!.some((v, i) => v !== after.get(n)![i]),
    )
    return { trained, names, framework: [...model.framework!.keys()] }
  })
}

it('leaves a framework as it is while the backbone trains alone', async () => {
  const { trained, names, framework } = await moved({ after: 3, epochs: 0 })
  expect(framework).toContain('prototypes/items')
  expect(names).toEqual(['embedding'])
  expect(trained).toMatchObject({ epochs: 3, plain: { epochs: 3, trained: 3 } })
  expect(trained.plain!.embeddings).toEqual(trained.embeddings)
})

it('adds the framework in the last epochs', async () => {
  const { trained, names, framework } = await moved({ after: 3, epochs: 2 })
  expect(names).toEqual(expect.arrayContaining(framework))
  expect(trained).toMatchObject({ epochs: 5, trained: 5, plain: { epochs: 3 } })
  const alone = await moved({ after: 3, epochs: 0 })
  expect(trained.plain!.embeddings).toEqual(alone.trained.embeddings)
  expect(trained.embeddings).not.toEqual(alone.trained.embeddings)
})
