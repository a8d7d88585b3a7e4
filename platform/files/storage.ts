/** Bytes of a stored object, from `start` up to and without `end`. */
export interface ByteRange {
  start: number
  end: number
}

/** A place for objects under keys made by `makeStorageKey`. */
export interface Storage {
  /** Keeps all of the bytes under the key, or nothing where they break off. */
  put(key: string, bytes: AsyncIterable<Uint8Array>): Promise<void>
  get(key: string, range: ByteRange): AsyncIterable<Uint8Array>
  /** The size in bytes, or undefined where nothing is kept. */
  head(key: string): Promise<number | undefined>
  /** Removes the object; one that is not there is no error. */
  delete(key: string): Promise<void>
  /** Makes room for a tenant's objects, where a storage needs that before the first of them. */
  openTenant(tenantId: string): Promise<void>
  /** Removes the room, and whatever is in it. */
  removeTenant(tenantId: string): Promise<void>
  /** The tenants that have room, or objects. */
  listTenants(): Promise<string[]>
}
