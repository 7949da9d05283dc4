import { open } from 'node:fs/promises'

/** A new name lasts, and a removed one is gone, once their folder is synced; Windows cannot sync a folder, and needs not. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
