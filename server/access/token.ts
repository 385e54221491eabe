import { createHash, randomBytes } from 'node:crypto';

/** 16 random bytes in base64url: nobody guesses one, so that its hash alone has to be kept. */
export function drawToken(): string {
  return randomBytes(16).toString('base64url');
}

/** An invite's id, for lists and for revoking it; it lets nobody in. */
export function drawInviteId(): string {
  return randomBytes(8).toString('hex');
}

/** SHA-256, hexadecimal. Looked up by its hash, a token shows nothing of itself by how long that takes. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
