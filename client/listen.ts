import { quietly, type Session } from './session.ts'

/** Reads a data layer by a chunk of its own, which no other page pays for. */
export function listen(dataLayer: unknown[], { history, changed }: Session): () => void {
  let stop = () => {}
  let isStopped = false
  void quietly(async () => {
    const { readDataLayer } = await import('./capture/data-layer.ts')
    if (isStopped) return
    stop = readDataLayer(dataLayer, (event) => {
      history.add(event)
      changed()
    })
  })
  return () => {
    isStopped = true
    stop()
  }
}
