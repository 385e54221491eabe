/**
 * `lost`: no connection, or it broke too often; `refused`: the server has no such file or does not give it; `other`: what
 * it gives is not the file that the manifest names; `stopped`: whoever asked for it has stopped it.
 */
export type FileFault = 'lost' | 'refused' | 'other' | 'stopped';

/** A file could not be had, or is not the one that the manifest names. What came of it stays on this device. */
export class FileError extends Error {
  override readonly name = 'FileError';
  readonly fault: FileFault;
  /** The server's name, with its port. */
  readonly host: string;
  /** Trying again may help. */
  readonly temporary: boolean;
  constructor(message: string, { fault, host, temporary }: Pick<FileError, 'fault' | 'host' | 'temporary'>) {
    super(message);
    this.fault = fault;
    this.host = host;
    this.temporary = temporary;
  }
}

/** The files do not fit in what the browser lends this page, or on the disk. */
export class RoomError extends Error {
  override readonly name = 'RoomError';
  /** Bytes that are missing of the files, and those that can be kept. */
  readonly needed: number;
  readonly room: number;
  readonly remedy = 'Remove a model or a data set that you need no more, or free space on the device, and join again.';
  constructor(needed: number, room: number) {
    super(
      `There is not enough storage for the model: ${megabytes(needed)} MB are missing, and ${megabytes(room)} MB can be kept.`,
    );
    this.needed = needed;
    this.room = room;
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
