import { KeyDestroyed } from '#platform/secrets/tenant-keys.ts'
import type { FilePlace, FileServices } from './objects.ts'
import { countObjects, type SealedAnew, sealAnew } from './seal-anew.ts'

/** What a rotation came to. */
interface Rotation extends SealedAnew {
  /** The key that holds everything now. */
  generation: number
  /** An earlier rotation had not come to its end: this one went on with it, and made no key of its own. */
  wentOn: boolean
}

/**
 * Gives a tenant a new key for its files and seals everything with it. Where a rotation before was cut short, it is completed
 * first, so that asking again after a crash makes no second key.
 */
export async function rotateKey(
  files: FileServices,
  place: FilePlace,
  onProgress: (done: number, all: number) => void = () => {},
): Promise<Rotation> {
  const { generation } = await files.keys.current(place.tenant.id)
  const wentOn = (await countObjects(place, generation)) > 0
  const newest = wentOn ? generation : await files.keys.rotate(place.tenant.id)
  const all = await countObjects(place, newest)
  const sealed = await sealAnew(files, place, { onProgress: (done) => onProgress(done, all) })
  return { generation: newest, wentOn, ...sealed }
}

/** Destroys a tenant's keys for good, and says how many there were: none where it was done before. */
export async function destroyKeys(files: FileServices, tenantId: string): Promise<number> {
  try {
    // One that has none yet gets one, or its next file would make a key that nobody has destroyed.
    await files.keys.current(tenantId)
  } catch (error) {
    if (error instanceof KeyDestroyed) return 0
    throw error
  }
  return files.keys.destroy(tenantId)
}
