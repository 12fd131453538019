import { decodeTower, type FileEntry, type Manifest, type Tower } from '@tacit-rec/pack'

/**
 * Loads query towers when they are first asked for. A search does not wait: until the tower is there,
 * and where it cannot be read, words alone find.
 *
 * @param get the verified bytes of a file
 */
export function towerLoader(get: (entry: FileEntry) => Promise<Uint8Array>) {
  const towers = new WeakMap<Manifest, { now: Tower | null }>()
  return {
    of(manifest: Manifest): Tower | null {
      const known = towers.get(manifest)
      if (known) return known.now
      const entry = manifest.files.find(({ role }) => role === 'tower')
      const own: { now: Tower | null } = { now: null }
      towers.set(manifest, own)
      if (entry)
        get(entry)
          .then((bytes) => {
            own.now = decodeTower(bytes, manifest)
          })
          .catch(() => {})
      return null
    },
  }
}
