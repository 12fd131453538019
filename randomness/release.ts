import { joinRecords, signBytes } from '@tacit-rec/contribute'
import { toBase64Url } from '@tacit-rec/pack'
import type { Catalogue } from './catalogues.ts'
import type { Store } from './store.ts'

/** Messages a part: about 7.5 MiB. */
const PER_PART = 17_000

/**
 * Sends what an epoch held to the edge, part by part, then a record of the epoch. A part that the
 * edge has acknowledged is deleted here. One that it may have, because the answer was lost, is sent
 * again with the same bytes under the same name.
 *
 * @returns false if the edge did not take it; a later call resumes
 */
export async function release(store: Store, catalogue: Catalogue, epoch: number): Promise<boolean> {
  for (;;) {
    const batch = store.batch(epoch, PER_PART)
    if (batch.length === 0) break
    const body = joinRecords(batch.map(({ sealed }) => new Uint8Array(sealed)))
    if (!(await send(catalogue, epoch, String(store.recordOf(epoch)?.parts), body))) return false
    store.acknowledge(epoch, batch[batch.length - 1].id)
  }
  const record = { ...store.recordOf(epoch), released: true }
  const body = new TextEncoder().encode(JSON.stringify(record))
  if (!(await send(catalogue, epoch, 'record', body))) return false
  store.finish(epoch)
  return true
}

async function send(
  { name, edge, signingKey }: Catalogue,
  epoch: number,
  part: string,
  body: Uint8Array,
): Promise<boolean> {
  const path = `/v1/c/${name}/releases/${epoch}/${part}`
  const signature = await signBytes(`tacit-release ${path}`, body, signingKey)
  const response = await fetch(new URL(path, edge), {
    method: 'PUT',
    headers: { 'tacit-signature': toBase64Url(signature) },
    body: body as Uint8Array<ArrayBuffer>,
  })
  await response.body?.cancel()
  return response.ok
}
