import type { Notice, Report } from './link.ts';
import type { Command } from './room/index.ts';

/** What a command came to; `words` say why it was not done. */
export type CommandResult = { readonly ok: true } | { readonly ok: false; readonly words: string };

/** Commands on their way to a coordinator, each with whoever waits for what it comes to. */
export class Commands {
  #given = 0;
  readonly #waiting = new Map<string, (result: CommandResult) => void>();

  /** @param random 32 bits by chance: ids differ between nodes */
  give(command: Command, random: () => number, report: (report: Report) => void): Promise<CommandResult> {
    const words = [random(), random(), ++this.#given];
    const id = words.map((word) => word.toString(16).padStart(8, '0')).join('');
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      report({ type: 'command', id, command });
    });
  }

  take({ id, ok, words }: Notice & { type: 'result' }): void {
    this.#waiting.get(id)?.(ok ? { ok } : { ok, words });
    this.#waiting.delete(id);
  }

  /** Nobody answers any more. */
  end(): void {
    const words = 'The relay has stopped before it could say. Look at the federation, and give the command again.';
    for (const resolve of this.#waiting.values()) resolve({ ok: false, words });
    this.#waiting.clear();
  }
}
