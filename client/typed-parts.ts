import {
  type FileEntry,
  type ItemClusters,
  type LexiconValues,
  type Manifest,
  packParts,
  type Tower,
} from '@tacit-rec/pack'

/**
 * The parts of packs that only a typed query or a contribution needs, each loaded when it is first asked for.
 *
 * @param get the verified bytes of a file
 */
export function typedParts(get: (entry: FileEntry) => Promise<Uint8Array>) {
  const towers = new WeakMap<Manifest, { now: Tower | null }>()
  const lexicons = new WeakMap<Manifest, Promise<LexiconValues | null>>()
  const partsOf = (manifest: Manifest) => packParts(manifest, (_, __, entry) => get(entry))
  return {
    /**
     * A search does not wait: null until the tower is there, where it cannot be read, and where training
     * found that it does not improve the search. Then words alone find.
     */
    tower(manifest: Manifest): Tower | null {
      const known = towers.get(manifest)
      if (known) return known.now
      const own: { now: Tower | null } = { now: null }
      towers.set(manifest, own)
      if (manifest.training.tower === 0) return null
      void partsOf(manifest)
        .tower()
        .then((tower) => {
          own.now = tower
        })
        .catch(() => {})
      return null
    },
    /** With the hash of their file; null where the pack has none. Never asked for by default. */
    async clusters(manifest: Manifest): Promise<(ItemClusters & { sha256: string }) | null> {
      const clusters = await partsOf(manifest).clusters()
      if (!clusters) return null
      return { ...clusters, sha256: manifest.files.find(({ role }) => role === 'clusters')!.sha256 }
    },
    /** Null without a lexicon, and where it cannot be read: the catalogue tells the same. */
    lexicon(manifest: Manifest): Promise<LexiconValues | null> {
      const known = lexicons.get(manifest)
      if (known) return known
      const reading = partsOf(manifest)
        .lexicon()
        .catch(() => {
          // Perhaps the network: the next query asks again.
          lexicons.delete(manifest)
          return null
        })
      lexicons.set(manifest, reading)
      return reading
    },
  }
}
