import { Problem } from './problem.ts'
import type { Storage } from './storage.ts'

export function notPublished({ catalogue }: Storage): Problem {
  return new Problem(404, 'No such catalogue', `catalogue "${catalogue}" has no pack: publish one`)
}

/** Reads a file of the current pack, or a range of it. @throws Problem 503 if it is missing */
export async function readPublished(
  storage: Storage,
  name: string,
  range?: { offset: number; length: number },
): Promise<Uint8Array> {
  const bytes = await storage.read(name, range)
  if (!bytes) throw new Problem(503, 'Pack incomplete', `${name} is not stored: publish again`)
  return bytes
}
