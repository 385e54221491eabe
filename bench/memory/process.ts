import { readFileSync, writeFileSync } from 'node:fs';

/** Bytes of this process at its largest so far; the kernel counts in KiB. */
export function peakBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}

/**
 * From here on Linux counts the process's peak anew (proc(5), `clear_refs`), so that the work is told from loading.
 * @returns reads the new peak in bytes, or null on other systems
 */
export async function restartPeak(): Promise<() => number | null> {
  // What loading left is given back in the background.
  for (let i = 0; i < 3; i++) {
    await globalThis.gc?.({ execution: 'async' });
    await new Promise((resolve) => {
      setTimeout(resolve, 100);
    });
  }
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    return () => null;
  }
  return () => {
    const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
    return line ? Number(line[1]) * 1024 : null;
  };
}
