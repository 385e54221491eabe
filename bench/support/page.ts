import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { build, preview } from 'vite';
import { launchChromium } from '../../tests/support/chromium.ts';
import { ROOT } from './environment.ts';

/** Cross-origin isolation: without these headers a page has no threads. */
const HEADERS = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

/** Which tasks a page brings: the bench's own, or those of the packages in `bench/peers`, which are installed on demand. */
export type PageName = 'index' | 'peers';

/** How long a cell may take, in milliseconds. */
const LONGEST = 10 * 60_000;

/** A built page that runs tasks in Chromium, each in a page of its own. */
export class BrowserBench {
  /** Name and version of the browser. */
  readonly browser: string;
  readonly #open: () => Promise<Page>;
  readonly #close: () => Promise<void>;

  private constructor(browser: string, open: () => Promise<Page>, close: () => Promise<void>) {
    this.browser = browser;
    this.#open = open;
    this.#close = close;
  }

  /**
   * Builds the page, serves it on loopback and starts Chromium.
   * @param addFiles writes more files to serve into the folder it is given
   */
  static async open(name: PageName = 'index', addFiles?: (folder: string) => Promise<void>): Promise<BrowserBench> {
    const folder = await mkdtemp(path.join(tmpdir(), 'dandelion-bench-'));
    const root = path.join(ROOT, 'bench', 'page');
    await build({
      configFile: false,
      root,
      publicDir: path.join(ROOT, 'public'),
      logLevel: 'error',
      build: {
        target: 'es2023',
        outDir: folder,
        emptyOutDir: true,
        assetsInlineLimit: 0,
        // tfjs starts its threads from its own code's text, in which no name may have changed.
        minify: false,
        reportCompressedSize: false,
        rolldownOptions: { input: path.join(root, `${name}.html`) },
      },
      worker: { format: 'es' },
    });
    await addFiles?.(folder);
    const server = await preview({
      configFile: false,
      root,
      logLevel: 'error',
      build: { outDir: folder },
      preview: { host: '127.0.0.1', port: 0, headers: HEADERS },
    });
    const browser = await launchChromium();
    const address = server.httpServer.address();
    if (address === null || typeof address === 'string') throw new Error('The server of the bench has no port.');
    const open = async () => {
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${address.port}/${name}.html`);
      return page;
    };
    const close = async () => {
      await browser.close();
      await server.close();
      await rm(folder, { recursive: true });
    };
    return new BrowserBench(`Chromium ${browser.version()}`, open, close);
  }

  /** Runs a task in a worker of a fresh page. @throws Error with the task's own message */
  async run(task: string, cell: unknown): Promise<unknown> {
    const page = await this.#open();
    let timer: NodeJS.Timeout | undefined;
    try {
      // A crashed page, or one that hangs, would leave the call waiting for ever.
      const failure = new Promise<never>((_, reject) => {
        page.once('crash', () => reject(new Error('The page crashed, as pages do that run out of memory.')));
        timer = setTimeout(() => reject(new Error(`No answer in ${LONGEST / 60_000} minutes.`)), LONGEST);
      });
      const request: [string, string] = [task, JSON.stringify(cell)];
      const answer = page.evaluate(([name, json]) => globalThis.runTask(name, json), request);
      return JSON.parse(await Promise.race([answer, failure]));
    } catch (error) {
      // The first line is the page's own; what follows is the way to it.
      const [message = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
      throw new Error(message.replace(/^page\.evaluate: (?:Error: )?/, ''), { cause: error });
    } finally {
      clearTimeout(timer);
      await page.close();
    }
  }

  close(): Promise<void> {
    return this.#close();
  }
}
