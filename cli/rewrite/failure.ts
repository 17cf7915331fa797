// Why a file could not be read or written, in words.

const MEANINGS: Record<string, string> = {
  EACCES: 'no permission',
  EPERM: 'no permission',
  ENOENT: 'it is gone',
  EROFS: 'the disk takes no changes',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
  EIO: 'the disk gave an error',
}

export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return MEANINGS[code] ?? (code === '' ? error.message : code)
}
